from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from auditor.domain.observation import Covered, FileSeen, Problem, Skipped
from auditor.identity import HashMode
from auditor.pipeline import scanning
from auditor.pipeline.looking import look
from auditor.pipeline.scanning import Edge
from auditor.pipeline.standing import in_full, observations, standing
from auditor.settings import Settings
from auditor.sources import Target
from auditor.store import Store
from tests.builders.gguf import gguf_file
from tests.builders.model_card import model_card

Scanned = Callable[[str], None]
EDGE = Edge(lambda: datetime(2026, 11, 22, tzinfo=UTC), "host")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    (tmp_path / "a" / "x").mkdir(parents=True)
    with Store.open(f"sqlite:///{tmp_path}/a.db") as opened:
        yield opened


@pytest.fixture
def scan(store: Store, tmp_path: Path) -> Scanned:
    settings = Settings(tmp_path, None, (), tmp_path, (), store.url)

    def scanned(place: str) -> None:
        targets = (Target("dir", f"{tmp_path}/{place}"),)
        scanning.scan(store, look(settings, targets), HashMode.TRUST_STORE, EDGE)

    return scanned


def _places(store: Store, tmp_path: Path) -> list[str]:
    """Return the places of all that the scans in force saw, but of what they covered."""
    scans = standing(store, store.newest_scans())
    return sorted(
        f"{seen.target}#{seen.locator}".removeprefix(f"dir:{tmp_path}/")
        for seen in observations(store, scans)
        if isinstance(seen, FileSeen | Problem | Skipped)
    )


def test_a_newer_scan_above_speaks_for_the_places_within(store: Store, scan: Scanned, tmp_path: Path) -> None:
    gguf_file(tmp_path / "a" / "x" / "old.gguf")
    scan("a/x")
    (tmp_path / "a" / "x" / "old.gguf").rename(tmp_path / "a" / "x" / "new.gguf")
    scan("a")
    assert _places(store, tmp_path) == ["a#x/new.gguf"]


def test_a_folder_whose_name_only_begins_alike_is_not_within(
    store: Store, scan: Scanned, tmp_path: Path
) -> None:
    for name in ("a", "ab"):
        (tmp_path / name).mkdir(exist_ok=True)
        gguf_file(tmp_path / name / "m.gguf")
    scan("ab")
    scan("a")
    assert _places(store, tmp_path) == ["a#m.gguf", "ab#m.gguf"]


def test_a_newer_scan_within_takes_away_what_is_gone_there_and_nothing_else(
    store: Store, scan: Scanned, tmp_path: Path
) -> None:
    for name in ("x/gone", "x/stays", "beside"):
        gguf_file(tmp_path / "a" / f"{name}.gguf")
    (tmp_path / "a" / "x" / "README.md").write_text(model_card(license="mit"))
    scan("a")
    (tmp_path / "a" / "x" / "gone.gguf").unlink()
    (tmp_path / "a" / "x" / "README.md").write_text(model_card(license="apache-2.0"))
    scan("a/x")
    assert _places(store, tmp_path) == ["a#beside.gguf", "a#x/stays.gguf", "a/x#stays.gguf"]
    seen = list(observations(store, standing(store, store.newest_scans())))
    assert [repr(one.document) for one in seen if hasattr(one, "document") and "mit" in repr(one)] == []
    assert sum(isinstance(one, Covered) for one in seen) == 2


def test_a_file_that_was_replaced_is_what_the_newest_scan_saw(
    store: Store, scan: Scanned, tmp_path: Path
) -> None:
    file = tmp_path / "a" / "x" / "m.gguf"
    gguf_file(file, metadata={"general.name": "Old"})
    scan("a")
    file.write_bytes(b"GGUF")
    scan("a/x/m.gguf")
    assert _places(store, tmp_path) == ["a/x/m.gguf#m.gguf"]
    gguf_file(file, metadata={"general.name": "New"})
    scan("a")
    seen = observations(store, standing(store, store.newest_scans()))
    assert [one.header.name for one in seen if isinstance(one, FileSeen)] == ["New"]


def test_a_file_that_is_broken_by_now_is_broken(store: Store, scan: Scanned, tmp_path: Path) -> None:
    file = tmp_path / "a" / "x" / "m.gguf"
    gguf_file(file)
    scan("a/x/m.gguf")
    file.write_bytes(b"GGUF")
    scan("a")
    assert _places(store, tmp_path) == ["a#x/m.gguf"]


def test_a_folder_that_the_newer_scan_could_not_list_keeps_what_was_seen_in_it(
    store: Store, scan: Scanned, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gguf_file(tmp_path / "a" / "x" / "m.gguf")
    scan("a/x")
    closed = Problem(f"dir:{tmp_path}/a", "x", "permission denied")
    covered = Covered(f"dir:{tmp_path}/a", 0, "nothing")
    monkeypatch.setattr(
        "auditor.sources.directory.DirectorySource.observe", lambda *_: iter((closed, covered))
    )
    scan("a")
    assert _places(store, tmp_path) == ["a#x", "a/x#m.gguf"]


@pytest.mark.parametrize(
    ("closed", "kept"), [("in", ["a#x/in/m.gguf"]), (".", ["a#x/gone.gguf", "a#x/in/m.gguf"])]
)
def test_a_newer_scan_within_takes_nothing_away_from_a_folder_it_could_not_list(
    store: Store, scan: Scanned, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, closed: str, kept: list[str]
) -> None:
    (tmp_path / "a" / "x" / "in").mkdir()
    for name in ("in/m", "gone"):
        gguf_file(tmp_path / "a" / "x" / f"{name}.gguf")
    scan("a")
    denied = Problem(f"dir:{tmp_path}/a/x", closed, "permission denied")
    covered = Covered(f"dir:{tmp_path}/a/x", 0, "nothing")
    monkeypatch.setattr(
        "auditor.sources.directory.DirectorySource.observe", lambda *_: iter((denied, covered))
    )
    scan("a/x")
    assert [place for place in _places(store, tmp_path) if place.startswith("a#")] == kept


def test_a_file_whose_name_says_nothing_is_seen_only_where_it_is_named(
    store: Store, scan: Scanned, tmp_path: Path
) -> None:
    gguf_file(tmp_path / "a" / "x" / "weights")
    scan("a/x/weights")
    scan("a")
    assert _places(store, tmp_path) == ["a/x/weights#weights"]


def test_the_newest_scan_of_a_place_speaks_for_it_however_it_is_read(
    store: Store, scan: Scanned, tmp_path: Path
) -> None:
    gguf_file(tmp_path / "a" / "kept.gguf")
    (tmp_path / "a" / "x" / "old.gguf").write_bytes(b"GGUF")
    scan("a")
    scan("a?ignore=x/*")
    assert _places(store, tmp_path) == ["a?ignore=x/*#kept.gguf", "a?ignore=x/*#x/old.gguf"]
    (newest,) = store.newest_scans()
    assert not [seen for seen in observations(store, (newest,)) if isinstance(seen, Problem)]
    scan("a")
    assert _places(store, tmp_path) == ["a#kept.gguf", "a#x/old.gguf"]


def test_who_leaves_a_folder_out_does_not_speak_for_it_but_for_the_rest(
    store: Store, scan: Scanned, tmp_path: Path
) -> None:
    gguf_file(tmp_path / "a" / "x" / "old.gguf")
    scan("a/x")
    scan("a?ignore=x")
    assert "a/x#old.gguf" in _places(store, tmp_path)
    scan("a?ignore=*.bak")
    assert _places(store, tmp_path) == ["a?ignore=*.bak#x/old.gguf"]


def test_a_place_is_called_the_same_in_full_however_it_is_read(
    store: Store, scan: Scanned, tmp_path: Path
) -> None:
    scan("a?ignore=*.bak")
    assert set(in_full(store.newest_scans()).values()) == {f"dir:{tmp_path}/a"}
