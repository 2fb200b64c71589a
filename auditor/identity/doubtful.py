"""Which observations a gap can come of: of a scan of a hundred thousand whole files, few are held."""

from collections.abc import Iterable
from typing import Final

from auditor.domain.header import OF_A_MODEL, Anomaly, Header
from auditor.domain.observation import DocumentSeen, FileSeen, Observation, Problem, SkipKind, Skipped
from auditor.identity.shards import Place, indexes

# Say that it is no model, which its role says too.
_SAYS_WHAT_IT_IS: Final = frozenset({"not-a-model", "no-tensors"})


def oddities(header: Header) -> tuple[Anomaly, ...]:
    """Return what is the matter with a file that is no model, which no fact of a model tells."""
    # What is odd about models are facts of them.
    if header.role in OF_A_MODEL:
        return ()
    return tuple(one for one in header.anomalies if one.code not in _SAYS_WHAT_IT_IS)


def is_doubtful(seen: Observation) -> bool:
    """Say whether a gap may come of an observation, by itself or with others.

    Not of a file that is no part of a set and what its store says it is; unless an index names it, which
    only `named_by_indexes` can tell.
    """
    match seen:
        case FileSeen(sha256=sha256, declared_sha256=declared, header=header):
            is_part = seen.shard_set is not None or seen.header.shard is not None or "-of-" in seen.locator
            is_odd_data = bool(header.anomalies) and header.role not in OF_A_MODEL
            return (
                is_part or is_odd_data or (sha256 is not None and declared is not None and sha256 != declared)
            )
        case Skipped(category=category):
            return category is SkipKind.FORMAT
        case _:
            return isinstance(seen, DocumentSeen | Problem)


def named_by_indexes(doubtful: Iterable[Observation]) -> frozenset[Place]:
    """Return the places that indexes name and that are not among the files at hand."""
    seen = tuple(doubtful)
    here = {(file.target, file.locator) for file in seen if isinstance(file, FileSeen)}
    return frozenset(indexes(one for one in seen if isinstance(one, DocumentSeen)).keys() - here)
