import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from auditor.domain.observation import FileId, Observation, Problem
from auditor.domain.scan import Scan
from auditor.errors import IntegrityError, StoreError
from auditor.store import Store
from tests.unit.store.conftest import counted
from tests.unit.store.samples import NOW, TARGET, a_covered, a_file, begun, finished, tamper


def _begin(store: Store, target: str = TARGET) -> str:
    return store.begin_scan(begun(target=target, resolved=target))


def _count(path: Path, table: str) -> int:
    connection = sqlite3.connect(path)
    (n,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    connection.close()
    assert isinstance(n, int)
    return n


def test_a_finished_scan_gives_back_what_was_seen_in_order(store: Store) -> None:
    seen: tuple[Observation, ...] = (a_file(), Problem(TARGET, "\udcff", "broken", 7), a_covered())
    scan_id = _begin(store)
    store.add_observations(scan_id, seen[:1])
    store.add_observations(scan_id, seen[1:])
    store.add_observations(scan_id, ())
    scan = store.finish_scan(scan_id, NOW + timedelta(seconds=3))
    assert scan == Scan(scan_id, TARGET, NOW, NOW + timedelta(seconds=3), "full", scan.sha256, TARGET)
    assert tuple(store.observations(scan_id)) == seen
    assert store.newest_scans() == (scan,)


def test_more_observations_than_a_batch_come_back_in_order(store: Store) -> None:
    seen = [a_covered(n_seen=n) for n in range(2500)]
    scan_id = _begin(store)
    store.add_observations(scan_id, iter(seen))
    store.finish_scan(scan_id, NOW)
    assert list(store.observations(scan_id)) == seen


def test_a_scan_that_was_cut_off_is_never_used(store: Store, path: Path) -> None:
    def cut_off() -> Iterator[Observation]:
        yield from (a_covered(n_seen=n) for n in range(1500))
        raise KeyboardInterrupt

    scan_id = _begin(store)
    with pytest.raises(KeyboardInterrupt):
        store.add_observations(scan_id, cut_off())
    assert store.newest_scans() == ()
    with pytest.raises(StoreError, match="not finished, nothing may rest on it"):
        next(store.observations(scan_id))
    assert _count(path, "scan_items") == 1000
    with Store.open(f"sqlite:///{path}") as again:
        assert again.newest_scans() == ()


def test_a_finished_scan_takes_nothing_more(store: Store) -> None:
    scan_id = _begin(store)
    store.finish_scan(scan_id, NOW)
    with pytest.raises(StoreError, match="finished, nothing can be added"):
        store.add_observations(scan_id, (a_covered(),))
    with pytest.raises(StoreError, match="finished"):
        store.finish_scan(scan_id, NOW)


def test_a_scan_that_was_never_begun_takes_nothing(store: Store) -> None:
    with pytest.raises(StoreError, match="scan nonsense: no such scan"):
        store.add_observations("nonsense", (a_covered(),))
    with pytest.raises(StoreError, match="no such scan"):
        store.finish_scan("nonsense", NOW)
    with pytest.raises(StoreError, match="no such scan"):
        next(store.observations("nonsense"))


def test_the_newest_scan_is_the_one_that_began_last_whatever_the_clock_says(store: Store) -> None:
    first, second, third = _begin(store), _begin(store), _begin(store)
    store.finish_scan(second, NOW - timedelta(days=1))
    store.finish_scan(first, NOW)
    assert [scan.id for scan in store.newest_scans()] == [second]
    assert third != second


def test_places_are_those_with_a_finished_scan_once_each(store: Store) -> None:
    for target in ("ollama:", "dir:/b\udc80", "ollama:"):
        finished(store, target=target, resolved=target)
    _begin(store, "dir:/unfinished")
    assert [scan.id for scan in store.newest_scans()] == ["02-id", "03-id"]


def test_a_place_is_one_however_it_is_spelled_and_two_are_two_though_spelled_alike(store: Store) -> None:
    finished(store, target="dir:models", resolved="dir:/one/models")
    other = finished(store, target="dir:models", resolved="dir:/two/models")
    again = finished(store, target="dir:/one/models/", resolved="dir:/one/models")
    assert store.newest_scans() == (other, again)


def test_the_digest_leaves_out_the_machine_and_the_moment(store: Store) -> None:
    here = finished(store, a_file(), a_covered()).sha256
    touched = a_file(
        path="/mnt/other/tiny.gguf",
        file_id=FileId(8, 2**64 - 1, 4096, 2 * 10**18, 0, 3 * 10**18),
        believed_since=date(2026, 11, 1),
    )
    elsewhere = finished(
        store, a_covered(), touched, resolved="dir:/mnt/other", host="there", tool="auditor 1"
    )
    assert elsewhere.sha256 == here
    assert touched in store.observations(elsewhere.id)


@pytest.mark.parametrize(
    "changed",
    [
        a_file(locator="b.gguf"),
        a_file(sha256=None),
        a_file(file_id=FileId(7, 11, 4097, 10**18, 4096)),
        a_file(header=replace(a_file().header, n_tensors=3)),
    ],
)
def test_the_digest_changes_with_what_was_seen(store: Store, changed: Observation) -> None:
    assert finished(store, changed).sha256 != finished(store, a_file()).sha256


def test_the_digest_names_the_target(store: Store) -> None:
    assert finished(store, target="ollama:").sha256 != finished(store, target="hf-cache:").sha256


def test_an_unchanged_scan_stores_nothing_but_pointers(store: Store, path: Path) -> None:
    seen = [a_file(locator=f"{n}.gguf") for n in range(50)]
    finished(store, *seen)
    before = _count(path, "contents")
    moved = [replace(file, path=f"/elsewhere/{file.locator}") for file in seen]
    finished(store, *moved)
    assert (before, _count(path, "contents"), _count(path, "scan_items")) == (50, 50, 100)


def test_every_file_comes_back_with_its_own_place(store: Store) -> None:
    one = a_file(path="/a/tiny.gguf", file_id=FileId(1, 2, 4096, 3, 4))
    other = a_file(path="/b/\udcfftiny.gguf", file_id=FileId(2**64 - 1, 2**63, 4096, 2**70, 0))
    scan_id = _begin(store)
    store.add_observations(scan_id, (one, other))
    store.finish_scan(scan_id, NOW)
    assert list(store.observations(scan_id)) == [one, other]


def test_an_altered_observation_is_noticed_when_it_is_read(path: Path) -> None:
    with Store.open(f"sqlite:///{path}", effects=counted()) as store:
        finished(store, a_covered())
    connection = sqlite3.connect(path)
    connection.execute("UPDATE contents SET body = replace(body, 'every file', 'no file')")
    connection.commit()
    connection.close()
    with (
        Store.open(f"sqlite:///{path}") as store,
        pytest.raises(IntegrityError, match=r"content .*: altered"),
    ):
        list(store.observations("01-id"))


_ENDLESS = """
from itertools import count
from auditor.store import Store
from tests.unit.store.samples import a_covered, begun

with Store.open("sqlite:///{path}") as store:
    scan_id = store.begin_scan(begun())
    store.add_observations(scan_id, (print(n, flush=True) or a_covered(n_seen=n) for n in count()))
"""


def test_a_scan_that_is_killed_leaves_whole_batches_and_a_sound_database(path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", _ENDLESS.format(path=path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    for line in process.stdout:
        if int(line) > 2500:
            break
    process.kill()
    process.communicate()
    with Store.open(f"sqlite:///{path}") as store:
        assert store.newest_scans() == ()
    n_items = _count(path, "scan_items")
    assert n_items >= 2000
    assert n_items % 1000 == 0
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()


_FILLING = """
import resource, sys
from auditor.errors import StoreError
from auditor.store import Store
from tests.unit.store.samples import a_covered, begun

with Store.open("sqlite:///{path}") as store:
    scan_id = store.begin_scan(begun())
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
    try:
        store.add_observations(scan_id, (a_covered(how_far="x" * 500, n_seen=n) for n in range(5000)))
    except StoreError as error:
        sys.exit(error.message + " | " + error.hint)
"""


def test_a_disk_that_is_full_is_named_and_leaves_a_sound_database(path: Path) -> None:
    with Store.open(f"sqlite:///{path}", effects=counted()) as store:
        before = finished(store, a_file(), a_covered())
    code = _FILLING.format(path=path)
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr == (
        f"{path}: disk I/O error | "
        "Is the disk full, or a limit on file sizes set? See to it, then try again.\n"
    )
    with Store.open(f"sqlite:///{path}") as store:
        assert store.newest_scans() == (before,)
        again = finished(store, a_covered(n_seen=7))
        assert store.newest_scans() == (again,)
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE scans SET began = 7", "scan 01-id: its row is altered"),
        ("UPDATE scans SET tool = 'auditor 9'", "scan 01-id: its row is altered"),
        ("DELETE FROM scans", "scan 01-id: its row is missing"),
        ("UPDATE scan_items SET place = '{}'", "scan 01-id: what it saw was altered"),
        ("UPDATE scan_items SET position = -position", "scan 01-id: what it saw was altered"),
        ("DELETE FROM scan_items WHERE position = 2", "scan 01-id: what it saw was altered"),
        (
            "UPDATE ledger SET body = replace(body, 'here', 'there')",
            "scan 01-id: its ledger entry was altered",
        ),
    ],
)
def test_a_scan_whose_rows_are_not_what_the_ledger_says_is_not_used(
    store: Store, path: Path, statement: str, message: str
) -> None:
    finished(store, a_file(), a_covered())
    tamper(path, statement)
    with pytest.raises(IntegrityError) as noticed:
        next(store.observations("01-id"))
    assert noticed.value.message == message


def test_each_place_is_of_the_machine_that_scanned_it_last(store: Store) -> None:
    finished(store, resolved="dir:/srv", host="alpha")
    finished(store, resolved="dir:/opt", host="alpha")
    finished(store, resolved="dir:/srv", host="beta")
    assert store.scan_hosts() == {"dir:/opt": "alpha", "dir:/srv": "beta"}
