"""Reading JSON of strangers: what is not of the type that it should be is not there."""

MOST_ENTRIES = 2000


def entry(value: object, *names: str) -> object:
    """Return what lies under names, one below the other; ``None`` where it does not."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def text(value: object, *names: str) -> str | None:
    """Return the text under names; ``None`` where there is none, or it is empty."""
    found = entry(value, *names)
    return found if isinstance(found, str) and found.strip() else None


def rows(value: object, *names: str) -> tuple[dict[str, object], ...]:
    """Return the objects of the list under names, so many of them as a server can have; see `n_left_out`."""
    found = entry(value, *names)
    return (
        tuple(row for row in found[:MOST_ENTRIES] if isinstance(row, dict)) if isinstance(found, list) else ()
    )


def n_left_out(value: object) -> int:
    """Return how many entries of the longest list in an answer `rows` leaves out."""
    lists = (found for found in value.values() if isinstance(found, list)) if isinstance(value, dict) else ()
    longest = max((len(found) for found in (value, *lists) if isinstance(found, list)), default=0)
    return max(0, longest - MOST_ENTRIES)


def is_list(value: object, *names: str) -> bool:
    """Say whether a list lies under names."""
    return isinstance(entry(value, *names), list)


def digest(said: str | None) -> str | None:
    """Return a SHA-256 in hexadecimal; ``None`` for anything else."""
    bare = (said or "").lower().removeprefix("sha256:")
    return bare if len(bare) == 64 and not set(bare) - set("0123456789abcdef") else None
