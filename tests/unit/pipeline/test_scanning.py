import hashlib
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from auditor.domain.observation import Covered, FileSeen, Observation, ProblemKind
from auditor.errors import SourceError
from auditor.formats.writing import TensorSpec
from auditor.identity import HashMode, gaps, group
from auditor.pipeline import scanning
from auditor.pipeline.looking import Look, look
from auditor.pipeline.scanning import Edge
from auditor.settings import Settings
from auditor.sources import Target
from auditor.store import Store
from tests.builders.gguf import gguf_file
from tests.builders.safetensors import safetensors_file

BEGUN = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


# More than one look at a header reads.
_LARGE = (TensorSpec("blk.0.attn_q.weight", (256, 256), "F16"),)


def _settings(folder: Path, *targets: str, config: Path | None = None) -> Settings:
    return Settings(folder, config, targets, folder / "declarations", (), f"sqlite:///{folder}/a.db")


def _edge(said: list[str] | None = None) -> Edge:
    """A clock that goes on by a second each time it is looked at, and a list that is told everything."""
    moments = (BEGUN + timedelta(seconds=n) for n in range(1000))
    return Edge(now=lambda: next(moments), host="gpu-01", notify=(said if said is not None else []).append)


@pytest.mark.parametrize("mode", list(HashMode))
def test_only_the_sample_estate_s_large_files_are_left_unread_when_all_is_to_be_read(mode: HashMode) -> None:
    expected = HashMode.TRUST_STORE if mode is HashMode.FULL else mode
    assert scanning.hash_mode_for(Target("demo", ""), mode) is expected
    for scheme in ("dir", "hf-cache", "ollama"):
        assert scanning.hash_mode_for(Target(scheme, ""), mode) is mode


def test_a_scan_keeps_what_was_seen_with_digests_and_tells_what_it_does(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    path = gguf_file(tmp_path / "models" / "a.gguf", tensors=_LARGE)
    said: list[str] = []
    target = Target("dir", str(tmp_path / "models"))
    with Store.open(_settings(tmp_path).database) as store:
        (scan,) = scanning.scan(store, look(_settings(tmp_path), (target,)), HashMode.FULL, _edge(said))
        seen = tuple(store.observations(scan.id))
        assert store.newest_scans() == (scan,)
    assert [type(one) for one in seen] == [FileSeen, Covered]
    assert isinstance(seen[0], FileSeen)
    assert seen[0].sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (scan.target, scan.hash_mode) == (str(target), "full")
    assert (scan.started_at, scan.finished_at) == (BEGUN, BEGUN + timedelta(seconds=1))
    assert said == [f"looking at {target}", f"hashing {target}: 1 of 1 files, 0.0 of 0.0 GB"]


def test_an_unchanged_file_is_not_read_again_and_the_scan_has_the_same_digest(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    gguf_file(tmp_path / "models" / "a.gguf", tensors=_LARGE)
    target = Target("dir", str(tmp_path / "models"))
    said: list[str] = []
    with Store.open(_settings(tmp_path).database) as store:
        (first,) = scanning.scan(store, look(_settings(tmp_path), (target,)), HashMode.TRUST_STORE, _edge())
        (second,) = scanning.scan(
            store, look(_settings(tmp_path), (target,)), HashMode.TRUST_STORE, _edge(said)
        )
    assert said == [f"looking at {target}"]
    assert first.id != second.id
    assert first.sha256 == second.sha256


def test_a_digest_put_into_the_cache_is_believed_by_who_asks_for_no_more_and_corrected_by_who_reads_all(
    tmp_path: Path,
) -> None:
    (tmp_path / "models").mkdir()
    path = gguf_file(tmp_path / "models" / "a.gguf", tensors=_LARGE)
    target = Target("dir", str(tmp_path / "models"))
    true, false = hashlib.sha256(path.read_bytes()).hexdigest(), "0" * 64
    found = []
    with Store.open(_settings(tmp_path).database) as store:
        scanning.scan(store, look(_settings(tmp_path), (target,)), HashMode.TRUST_STORE, _edge())
        (seen,) = (one for one in store.observations(store.newest_scans()[0].id) if isinstance(one, FileSeen))
        store.remember_digests([(seen.file_id, false)])
        for mode in (HashMode.TRUST_STORE, HashMode.FULL, HashMode.TRUST_STORE):
            (scan,) = scanning.scan(store, look(_settings(tmp_path), (target,)), mode, _edge())
            files = (one for one in store.observations(scan.id) if isinstance(one, FileSeen))
            found.append((scan.hash_mode, [file.sha256 for file in files]))
    assert found == [("trust-store", [false]), ("full", [true]), ("trust-store", [true])]


def test_a_digest_is_believed_of_an_unchanged_file_only_and_its_day_is_kept(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    path = gguf_file(tmp_path / "models" / "a.gguf", tensors=_LARGE)
    target, settings = Target("dir", str(tmp_path / "models")), _settings(tmp_path)
    found: list[tuple[str | None, bool]] = []
    with Store.open(settings.database) as store:
        for n in range(3):
            if n == 2:
                status, raw = path.stat(), path.read_bytes()
                path.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
                os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
            (scan,) = scanning.scan(store, look(settings, (target,)), HashMode.TRUST_STORE, _edge())
            (seen,) = (one for one in store.observations(scan.id) if isinstance(one, FileSeen))
            found.append((seen.sha256, seen.believed_since is not None))
    first = found[0][0]
    assert found == [(first, False), (first, True), (hashlib.sha256(path.read_bytes()).hexdigest(), False)]
    assert found[2][0] != first


def test_how_the_sample_estate_was_hashed_is_recorded(tmp_path: Path) -> None:
    target = Target("demo", str(tmp_path / "estate"))
    with Store.open(_settings(tmp_path).database) as store:
        (scan,) = scanning.scan(store, look(_settings(tmp_path), (target,)), HashMode.FULL, _edge())
    assert scan.hash_mode == "trust-store"


def test_a_sample_estate_is_not_built_over_somebody_s_files(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("keep me")
    with (
        Store.open(_settings(tmp_path).database) as store,
        pytest.raises(SourceError, match="neither empty nor"),
    ):
        scanning.scan(
            store,
            look(_settings(tmp_path), (Target("demo", str(tmp_path / "mine")),)),
            HashMode.FULL,
            _edge(),
        )
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["notes.txt"]


def test_a_scan_amounts_to_what_an_audit_of_it_counts(tmp_path: Path) -> None:
    folder = tmp_path / "models"
    folder.mkdir()
    safetensors_file(folder / "m-00001-of-00003.safetensors")
    (folder / "x.gguf").write_bytes(b"GGUF")
    target = Target("dir", str(folder))
    with Store.open(_settings(tmp_path).database) as store:
        ((scan, seen),) = scanning.scan_and_count(
            store, look(_settings(tmp_path), (target,)), HashMode.FULL, _edge()
        )
        assert seen.gaps == group(store.observations(scan.id)).gaps
    assert (seen.n_files, seen.n_places()) == (1, 2)
    assert [seen.n_places(kind) for kind in ProblemKind] == [1, 1, 0]
    assert [(problem.locator, problem.category) for problem in seen.problems] == [
        ("m-00001-of-00003.safetensors", ProblemKind.INCOMPLETE),
        ("x.gguf", ProblemKind.UNREADABLE),
    ]


def test_a_scan_with_a_file_in_a_format_that_is_not_read_is_not_complete(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    gguf_file(tmp_path / "models" / "a.gguf")
    target = Target("dir", str(tmp_path / "models"))
    with Store.open(_settings(tmp_path).database) as store:
        ((_, alone),) = scanning.scan_and_count(
            store, look(_settings(tmp_path), (target,)), HashMode.FULL, _edge()
        )
        (tmp_path / "models" / "b.pte").write_bytes(b"x")
        ((_, beside),) = scanning.scan_and_count(
            store, look(_settings(tmp_path), (target,)), HashMode.FULL, _edge()
        )
    assert [alone.is_complete, beside.is_complete] == [True, False]
    assert [skipped.locator for skipped in beside.not_read] == ["b.pte"]


@pytest.mark.parametrize("window", [1, 2, 3, 100])
def test_how_much_is_held_at_once_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, window: int
) -> None:
    models = tmp_path / "models"
    (models / "set").mkdir(parents=True)
    for name in ("a", "b", "c"):
        safetensors_file(models / f"{name}.safetensors", metadata={"modelspec.title": name})
    (models / "broken.gguf").write_bytes(b"GGUF")
    # An index comes after the files it names, whose names say nothing of a set.
    safetensors_file(models / "set" / "one.safetensors")
    index = {"weight_map": {"w": "one.safetensors", "v": "gone.safetensors"}}
    (models / "set" / "model.safetensors.index.json").write_text(json.dumps(index))
    target, found = Target("dir", str(models)), []
    for size, database in ((window, "a"), (10_000, "b")):
        monkeypatch.setattr(scanning, "_WINDOW", size)
        with Store.open(f"sqlite:///{tmp_path}/{database}.db") as store:
            looks = look(_settings(tmp_path), (target,))
            ((scan, seen),) = scanning.scan_and_count(store, looks, HashMode.FULL, _edge())
            assert gaps(store.observations(scan.id)) == seen.gaps
            found.append((scan.sha256, seen, tuple(store.observations(scan.id))))
    assert found[0] == found[1]
    assert [gap.locator for gap in found[0][1].gaps] == ["broken.gguf", "set/one.safetensors"]


def test_a_large_file_under_two_names_is_read_once_however_far_apart_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "models").mkdir()
    large = TensorSpec("w", (1 << 20,), "F16")
    first = safetensors_file(tmp_path / "models" / "a.safetensors", tensors=[large])
    for name in ("b", "c"):
        (tmp_path / "models" / f"{name}.safetensors").hardlink_to(first)
    monkeypatch.setattr(scanning, "_WINDOW", 1)
    said: list[str] = []
    with Store.open(_settings(tmp_path).database) as store:
        looks = look(_settings(tmp_path), (Target("dir", str(tmp_path / "models")),))
        ((scan, _),) = scanning.scan_and_count(store, looks, HashMode.FULL, _edge(said))
        digests = {one.sha256 for one in store.observations(scan.id) if isinstance(one, FileSeen)}
    assert digests == {hashlib.sha256(first.read_bytes()).hexdigest()}
    assert len([words for words in said if words.startswith("hashing")]) == 1
    assert [words.rpartition(": ")[2] for words in said if words.endswith("entries")] == [
        "1 entries",
        "2 entries",
        "3 entries",
    ]


def test_a_scan_whose_walk_breaks_off_never_counts(tmp_path: Path) -> None:
    def breaks() -> Iterator[Observation]:
        yield Covered("dir:/a", 1, "a part")
        raise SourceError("dir:/a: gone", hint="Mount it again.")

    with Store.open(_settings(tmp_path).database) as store:
        with pytest.raises(SourceError):
            scanning.scan(store, (Look(Target("dir", "/a"), breaks()),), HashMode.FULL, _edge())
        assert store.newest_scans() == ()
