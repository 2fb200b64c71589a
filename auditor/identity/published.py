"""What the publisher of a repository says of its files, beside the copies of them that are here.

A hub states the SHA-256 of every large file. It speaks for the copies in a cache of that very repository and
revision, whatever the cache calls them, and for any file here whose bytes have that digest.
"""

from collections.abc import Container, Iterable
from dataclasses import replace
from typing import Final

from auditor.domain.observation import FileSeen, StoreEntry
from auditor.identity.artifacts import Occurrence, identify
from auditor.identity.sorting import Sorted
from auditor.identity.stores import STORES

_HUBS: Final = frozenset(store.name for store in STORES if store.is_hub)
_COPIES: Final = frozenset(store.name for store in STORES if store.copies_hub)

_Published = tuple[str, str | None, str]
"""Repository, revision, and path within it."""


def vouched(seen: Sorted) -> tuple[FileSeen, ...]:
    """Return the files, those that a hub's publisher speaks for with the digest that he states."""
    stated = dict(_stated(seen, _HUBS))
    if not stated:
        return tuple(seen.files)
    by_place = {
        (file.target, file.locator): stated[published]
        for published, file in _named(seen, _COPIES)
        if published in stated
    }
    digests = set(stated.values())
    return tuple(_with(file, by_place.get((file.target, file.locator)), digests) for file in seen.files)


def content_id(place: Occurrence, known: Container[str]) -> str | None:
    """Return the id of the model that a repository publishes, if bytes here have its digests."""
    if not place.is_elsewhere or any(file.declared_sha256 is None for file in place.files):
        return None
    stated = replace(place, files=tuple(replace(file, sha256=file.declared_sha256) for file in place.files))
    id_, _ = identify(stated)
    return id_ if id_ in known else None


def _with(file: FileSeen, published: str | None, digests: Container[str]) -> FileSeen:
    if published is not None:
        return replace(file, declared_sha256=published)
    if file.declared_sha256 is None and file.sha256 is not None and file.sha256 in digests:
        return replace(file, declared_sha256=file.sha256)
    return file


def _stated(seen: Sorted, stores: Container[str]) -> Iterable[tuple[_Published, str]]:
    for published, file in _named(seen, stores):
        if file.declared_sha256 is not None:
            yield published, file.declared_sha256


def _named(seen: Sorted, stores: Container[str]) -> Iterable[tuple[_Published, FileSeen]]:
    """Yield the files of stores by the repository they are from."""
    for file in seen.files:
        entry: StoreEntry | None = seen.entries.get((file.target, file.bundle))
        if entry is not None and entry.store in stores and entry.revision:
            within = file.locator.removeprefix(f"{entry.bundle}/")
            yield (entry.name, entry.revision, within), file
