from pathlib import Path

import pytest

from auditor.errors import SourceError, UsageError
from auditor.sources import SOURCES, PlaceKind, Target, encloses, parse, planned, source_of, usual_targets
from auditor.sources.base import ConnectingSource
from auditor.sources.stores.usual_stores import KINDS
from tests.builders.folders import folder_for_all, nobody
from tests.builders.stores import hub_repository, ollama_model

PLACES_ARE_PATHS = [source.scheme for source in SOURCES if source.place_kind is not PlaceKind.ADDRESS]


def test_a_scheme_and_a_place() -> None:
    assert parse("ollama:/var/models", SOURCES) == Target("ollama", "/var/models")
    assert parse("hf-cache:", SOURCES) == Target("hf-cache", "")


def test_a_bare_path_is_a_folder(tmp_path: Path) -> None:
    assert parse(str(tmp_path), SOURCES) == Target("dir", str(tmp_path))


def test_a_path_with_a_colon_is_a_path_if_it_is_there(tmp_path: Path) -> None:
    odd = tmp_path / "a:b"
    odd.mkdir()
    assert parse(str(odd), SOURCES) == Target("dir", str(odd))


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("olama:/x", "unknown target scheme 'olama'", "Did you mean ollama:/x?"),
        (
            "s3://bucket",
            "unknown target scheme 's3'",
            "Known: dir:, hf-cache:, ollama:, ",
        ),
        ("", "a target is empty", "Is a variable unset?"),
        ("/no/such/folder", "no such file or folder", "Name a folder"),
    ],
)
def test_what_is_no_target_is_refused_with_advice(text: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as raised:
        parse(text, SOURCES)
    assert message in raised.value.message
    assert hint in raised.value.hint


def test_every_scheme_has_its_source() -> None:
    assert [source_of(Target(source.scheme, ""), SOURCES) for source in SOURCES] == list(SOURCES)
    with pytest.raises(LookupError, match="no source has the scheme 'ftp'"):
        source_of(Target("ftp", ""), SOURCES)


def test_a_target_reads_as_it_is_written() -> None:
    assert str(Target("dir", "/srv")) == "dir:/srv"


def test_the_usual_places_are_those_that_exist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setenv("OLLAMA_MODELS", str(tmp_path / "ollama"))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert usual_targets(SOURCES) == ()
    hub_repository(tmp_path / "hub")
    ollama_model(tmp_path / "ollama")
    assert usual_targets(SOURCES) == (Target("hf-cache", ""), Target("ollama", ""))
    (tmp_path / ".lmstudio" / "models").mkdir(parents=True)
    assert Target("stores", "") in usual_targets(SOURCES)


@pytest.mark.parametrize("text", ["dir:", "dir: "])
def test_a_scheme_that_needs_a_place_is_refused_without_one(text: str) -> None:
    with pytest.raises(UsageError) as raised:
        parse(text, SOURCES)
    assert raised.value.message == "dir: names nothing"
    assert raised.value.hint.startswith("Is a variable unset?")


def test_a_usual_place_that_is_closed_is_looked_at_for_all_that(monkeypatch: pytest.MonkeyPatch) -> None:
    with folder_for_all() as home:
        (home / ".ollama").mkdir()
        monkeypatch.setenv("HOME", str(home))
        monkeypatch.delenv("OLLAMA_MODELS", raising=False)
        monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(home / ".ollama" / "hub"))
        (home / ".ollama").chmod(0)
        with nobody():
            assert usual_targets(SOURCES) == (Target("hf-cache", ""), Target("ollama", ""))


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("dir:models", Target("dir", "/srv/ai/models")),
        ("dir:../models", Target("dir", "/srv/models")),
        ("dir:/other", Target("dir", "/other")),
        ("dir:~/models", Target("dir", "~/models")),
        ("hf-cache:hub", Target("hf-cache", "/srv/ai/hub")),
        ("ollama:", Target("ollama", "")),
        ("demo:estate", Target("demo", "/srv/ai/estate")),
    ],
)
def test_a_relative_place_starts_from_where_it_is_written(text: str, target: Target) -> None:
    assert parse(text, SOURCES, Path("/srv/ai")) == target


def test_a_bare_relative_path_starts_there_too(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    assert parse("models", SOURCES, tmp_path) == Target("dir", str(tmp_path / "models"))
    with pytest.raises(UsageError, match="no such file or folder"):
        parse("models", SOURCES, tmp_path / "models")


@pytest.mark.parametrize("scheme", PLACES_ARE_PATHS)
def test_every_spelling_of_a_place_is_the_same_target_in_full(
    scheme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "a").mkdir()
    (tmp_path / "alias").symlink_to("a")
    spellings = ["a", "./a", "a/", "a/../a", "alias", f"{tmp_path}/a", f"{tmp_path}//a/."]
    spellings += [] if scheme == "demo" else ["~/a"]
    targets = [Target(scheme, spelling) for spelling in spellings]
    full = {source_of(target, SOURCES).resolve(target) for target in targets}
    assert full == {Target(scheme, f"{tmp_path}/a")}


@pytest.mark.parametrize("scheme", PLACES_ARE_PATHS)
def test_a_place_that_is_gone_or_goes_in_circles_has_a_full_name_too(
    scheme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "one").symlink_to("two")
    (tmp_path / "two").symlink_to("one")
    source = source_of(Target(scheme, ""), SOURCES)
    assert source.resolve(Target(scheme, "gone")) == Target(scheme, f"{tmp_path}/gone")
    assert source.resolve(Target(scheme, "one")) == Target(scheme, f"{tmp_path}/one")


def test_a_place_left_out_is_the_usual_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setenv("HOME", str(tmp_path))
    for variable in ("OLLAMA_MODELS", *(name for kind in KINDS for name in kind.variables)):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.chdir(tmp_path)
    ollama_model(tmp_path / ".ollama" / "models")
    full = {source.scheme: source.resolve(Target(source.scheme, "")).place for source in SOURCES}
    # Of those that a place must be named for, a path without words is the current folder.
    must_be_named = {
        source.scheme: str(tmp_path) if source.place_kind is not PlaceKind.ADDRESS else ""
        for source in SOURCES
        if source.needs_place
    }
    assert full == {
        **must_be_named,
        "hf-cache": f"{tmp_path}/hub",
        "ollama": f"{tmp_path}/.ollama/models",
        "stores": str(tmp_path),
        "process": "/proc",
        "demo": f"{tmp_path}/demo-estate",
    }
    hub_repository(tmp_path / "cache" / "hub")
    named = Target("hf-cache", str(tmp_path / "cache"))
    assert source_of(named, SOURCES).resolve(named) == Target("hf-cache", f"{tmp_path}/cache/hub")


def test_several_usual_places_are_one_target_with_all_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("OLLAMA_MODELS", str(tmp_path / "more"))
    ollama_model(tmp_path / ".ollama" / "models")
    ollama_model(tmp_path / "more")
    full = source_of(Target("ollama", ""), SOURCES).resolve(Target("ollama", ""))
    assert full == Target("ollama", f"{tmp_path}/.ollama/models:{tmp_path}/more")


@pytest.mark.parametrize(
    ("outer", "inner", "expected"),
    [
        ("dir:/srv", "dir:/srv/models", True),
        ("dir:/", "dir:/srv", True),
        ("dir:/srv", "dir:/srv", False),
        ("dir:/srv/models", "dir:/srv", False),
        ("dir:/srv/m", "dir:/srv/models", False),
        ("dir:/srv", "hf-cache:/srv/hub", False),
        ("hf-cache:/srv", "hf-cache:/srv/hub", False),
        ("ollama:/srv", "ollama:/srv/store", False),
        ("ollama:/a:/b", "ollama:/b", True),
        ("ollama:/b", "ollama:/a:/b", False),
        ("dir:/a:/b", "dir:/b", False),
        ("gone:/a", "gone:/a/b", False),
    ],
)
def test_who_walks_a_folder_looks_at_what_is_in_it(outer: str, inner: str, expected: bool) -> None:
    assert encloses(outer, inner, SOURCES) is expected


@pytest.mark.parametrize(
    "scheme", [source.scheme for source in SOURCES if not isinstance(source, ConnectingSource)]
)
def test_what_asks_nobody_has_nothing_to_tell(scheme: str) -> None:
    assert planned(Target(scheme, "/nowhere"), SOURCES) == ()


@pytest.mark.parametrize("target", ["endpoint:http://gpu-01", "hub:acme/tiny", "mlflow:http://registry:5000"])
def test_what_asks_somebody_tells_each_request(target: str) -> None:
    lines = planned(parse(target, SOURCES), SOURCES)
    assert lines
    assert all(line.startswith(("GET http", "HEAD http", "POST http")) for line in lines)


@pytest.mark.parametrize("target", ["endpoint:ftp://x", "hub:a/b/c", "mlflow:http://me:word@registry"])
def test_what_cannot_be_looked_at_is_refused_before_anything_is_sent(target: str) -> None:
    with pytest.raises(SourceError):
        planned(parse(target, SOURCES), SOURCES)
