"""What is odd about a file's header, worded by kind."""

from collections.abc import Iterable, Iterator

from auditor.domain.header import Anomaly


def told(anomalies: Iterable[Anomaly]) -> Iterator[tuple[str, str]]:
    """Yield each kind of anomaly with the first of its kind in full, and how many more there are."""
    kinds: dict[str, list[Anomaly]] = {}
    for anomaly in anomalies:
        kinds.setdefault(anomaly.code, []).append(anomaly)
    for code, alike in sorted(kinds.items()):
        more = f", and {len(alike) - 1} more like it" if len(alike) > 1 else ""
        yield code, f"{alike[0].detail} (byte {alike[0].offset}){more}"
