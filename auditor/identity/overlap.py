"""Targets that overlap see the same files; each place counts once."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from auditor.identity.artifacts import Occurrence
from auditor.identity.stores import STORES

# A store names what it holds; a folder only lists it.
_OF_STORES: Final = frozenset(store.scheme for store in STORES if not store.is_hub)

_Files = frozenset[tuple[str, int, int]]
"""Path, device and inode of each file of an artifact."""


def once_each(placed: Sequence[Occurrence]) -> tuple[Occurrence, ...]:
    """Return the artifacts without those that another target saw at the very same paths, or more of.

    Links within one target are places of their own and stay. Of two targets that saw the same the store
    speaks, then the one with more places for it, then the one that is further up, then the first by name.
    """
    if len({place.target for place in placed}) < 2:
        return tuple(placed)
    targets: dict[_Files, Counter[str]] = {}
    with_file: dict[tuple[str, int, int], set[_Files]] = {}
    for place in placed:
        files = _files(place)
        targets.setdefault(files, Counter())[place.target] += 1
        for file in files:
            with_file.setdefault(file, set()).add(files)
    chosen = {files: _best(by_target) for files, by_target in targets.items()}

    def stays(place: Occurrence) -> bool:
        files = _files(place)
        larger = (other for other in with_file[next(iter(files))] if files < other)
        is_part = any(targets[other].keys() - {place.target} for other in larger)
        return chosen[files] == place.target and not is_part

    return tuple(place for place in placed if stays(place))


def _files(place: Occurrence) -> _Files:
    return frozenset((file.path, file.file_id.device, file.file_id.inode) for file in place.files)


def _best(targets: Counter[str]) -> str:
    def rank(target: str) -> tuple[bool, int, int, str]:
        return target.partition(":")[0] not in _OF_STORES, -targets[target], len(target), target

    return min(targets, key=rank)
