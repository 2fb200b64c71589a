from dataclasses import replace

import pytest

from auditor.domain.observation import FileId, Remembered
from auditor.store import Store
from tests.unit.store.samples import NOW

_FILE = FileId(2**64 - 1, 2**63, 4096, 10**20, 4096, 10**20)


def test_a_digest_is_remembered_for_the_very_same_file(store: Store) -> None:
    store.remember_digests([(_FILE, "a" * 64)])
    assert store.known_digests((_FILE,)).get(_FILE) == Remembered("a" * 64, NOW.date())


@pytest.mark.parametrize(
    "other",
    [
        replace(_FILE, device=1),
        replace(_FILE, inode=1),
        replace(_FILE, size_bytes=4097),
        replace(_FILE, mtime_ns=10**20 + 1),
        replace(_FILE, ctime_ns=10**20 + 1),
    ],
)
def test_a_file_that_changed_is_not_known(store: Store, other: FileId) -> None:
    store.remember_digests([(_FILE, "a" * 64)])
    assert store.known_digests((other,)).get(other) is None


def test_a_file_that_was_hashed_again_has_its_new_digest(store: Store) -> None:
    store.remember_digests([(_FILE, "a" * 64)])
    store.remember_digests([(_FILE, "b" * 64)])
    assert store.known_digests((_FILE,)).get(_FILE) == Remembered("b" * 64, NOW.date())


def test_many_files_are_asked_for_at_once(store: Store) -> None:
    files = [replace(_FILE, inode=n) for n in range(1200)]
    store.remember_digests((file, f"{file.inode:064x}") for file in files[:1100])
    known = {file: Remembered(f"{file.inode:064x}", NOW.date()) for file in files[:1100]}
    assert store.known_digests(files) == known
    assert store.known_digests(()) == {}
