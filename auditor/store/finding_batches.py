"""Findings of one rule, kept together: they say much the same, so that together they compress well.

Where a batch ends depends on the ids of its subjects alone. A subject that comes, goes or changes therefore
changes the batches it is in, and every other one is the same content as before.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final
from zlib import crc32

from auditor.domain.finding import Finding
from auditor.store.audit_shapes import FINDINGS
from auditor.store.codec import decode

# On average so many findings are in a batch, of ten thousand bytes each before they are compressed.
_MEAN: Final = 64
_MOST: Final = 512


def batches(findings: Iterable[Finding]) -> Iterator[tuple[Finding, ...]]:
    """Yield findings in order, those of a rule that follow each other in batches."""
    for _, of_rule in groupby(findings, key=lambda finding: finding.rule):
        batch: list[Finding] = []
        for finding in of_rule:
            batch.append(finding)
            if len(batch) == _MOST or not crc32(finding.subject_id.encode("utf-8", "surrogatepass")) % _MEAN:
                yield tuple(batch)
                batch.clear()
        if batch:
            yield tuple(batch)


def findings_of(names: Sequence[str], bodies: Mapping[str, str]) -> tuple[Finding, ...]:
    """Return the findings that rows point to, row by row.

    Args:
        names: The digest of the content that each row points to.
        bodies: Bodies by digest.

    Raises:
        ValueError: other than a whole batch is pointed to.
        IntegrityError: a body is not one of findings.
    """
    found: list[Finding] = []
    for name, rows in groupby(names):
        n_rows = sum(1 for _ in rows)
        batch = decode(FINDINGS, bodies[name])
        # What was found twice, twice over, makes the same batch twice.
        n_times, rest = divmod(n_rows, len(batch))
        if rest:
            raise ValueError(f"{n_rows} rows point to {len(batch)} findings")
        found += batch * n_times
    return tuple(found)
