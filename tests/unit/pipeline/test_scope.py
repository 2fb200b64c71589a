from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from auditor.errors import SourceError, UsageError
from auditor.identity import HashMode
from auditor.pipeline import scanning, scope
from auditor.pipeline.looking import look
from auditor.pipeline.scanning import Edge
from auditor.settings import Settings
from auditor.sources import Target
from auditor.store import Store

BEGUN = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def _settings(folder: Path, *targets: str, config: Path | None = None) -> Settings:
    return Settings(folder, config, targets, folder / "declarations", (), f"sqlite:///{folder}/a.db")


def _edge(said: list[str] | None = None) -> Edge:
    """A clock that goes on by a second each time it is looked at, and a list that is told everything."""
    moments = (BEGUN + timedelta(seconds=n) for n in range(1000))
    return Edge(now=lambda: next(moments), host="gpu-01", notify=(said if said is not None else []).append)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user with nothing in the usual places."""
    monkeypatch.delenv("OLLAMA_MODELS", raising=False)
    # The hub's own library looks at the environment once, when it is imported.
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "home" / "hub"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def test_targets_are_those_named_else_those_configured_else_the_usual_places(
    home: Path, tmp_path: Path
) -> None:
    configured = _settings(tmp_path, "dir:/srv/models", "demo:")
    (home / "hub").mkdir()
    (home / ".ollama" / "models" / "manifests").mkdir(parents=True)
    assert scope.targets_of(configured, ("dir:a", "dir:b", "dir:a")) == (
        Target("dir", "a"),
        Target("dir", "b"),
    )
    assert scope.targets_of(configured, ()) == (Target("dir", "/srv/models"), Target("demo", ""))
    assert scope.targets_of(_settings(tmp_path), ()) == (Target("hf-cache", ""), Target("ollama", ""))


def test_targets_scanned_before_come_after_those_configured_and_before_the_usual_places(
    home: Path, tmp_path: Path
) -> None:
    (home / "hub").mkdir()
    (tmp_path / "models").mkdir()
    settings = _settings(tmp_path)
    with Store.open(settings.database) as store:
        scanning.scan(
            store,
            look(_settings(tmp_path), (Target("dir", str(tmp_path / "models")),)),
            HashMode.NONE,
            _edge(),
        )
    configured = _settings(tmp_path, "dir:/srv/models")
    assert scope.targets_of(configured, ()) == (Target("dir", "/srv/models"),)
    assert scope.targets_of(settings, ()) == (Target("dir", str(tmp_path / "models")),)


def test_a_bare_path_is_a_folder(home: Path, tmp_path: Path) -> None:
    assert scope.targets_of(_settings(tmp_path), (str(home),)) == (Target("dir", str(home)),)


def test_with_nothing_named_configured_or_usual_there_is_nothing_to_look_at(
    home: Path, tmp_path: Path
) -> None:
    with pytest.raises(UsageError) as caught:
        scope.targets_of(_settings(tmp_path), ())
    assert caught.value.message == "no target: nothing was named, configured or found in the usual places"


@pytest.mark.parametrize("text", ["s3x:bucket", "nowhere-at-all"])
def test_a_target_that_nobody_can_read_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError, match=text):
        scope.targets_of(_settings(tmp_path, text), ())


def test_the_sample_estate_brings_its_declarations_unless_a_configuration_names_others(
    tmp_path: Path,
) -> None:
    demo, other = Target("demo", str(tmp_path / "estate")), Target("dir", "/srv")
    plain, configured = _settings(tmp_path), _settings(tmp_path, config=tmp_path / "auditor.toml")
    assert scope.declarations_folder(plain, (other, demo)) == tmp_path / "estate" / "declarations"
    assert scope.declarations_folder(plain, (other,)) == tmp_path / "declarations"
    assert scope.declarations_folder(configured, (demo,)) == tmp_path / "declarations"


def test_another_spelling_of_a_place_is_not_another_target(tmp_path: Path) -> None:
    models = tmp_path / "models"
    models.mkdir()
    (tmp_path / "link").symlink_to("models")
    spelled = [f"dir:{models}{more}" for more in ("", "/", "/../models", "/.")]
    found = scope.targets_of(_settings(tmp_path), (*spelled, f"dir:{tmp_path / 'link'}", f"ollama:{models}"))
    assert found == (Target("dir", str(models)), Target("ollama", str(models)))


def test_the_scans_are_those_of_the_targets_named_else_configured_else_all(tmp_path: Path) -> None:
    settings = _settings(tmp_path)
    target, other = f"dir:{tmp_path}/models", f"dir:{tmp_path}/other"
    for folder in ("models", "other"):
        (tmp_path / folder).mkdir()
    with Store.open(settings.database) as store:
        scanning.scan(
            store, look(settings, scope.targets_of(settings, (target, other))), HashMode.FULL, _edge()
        )

        def found(using: Settings, *named: str) -> list[str]:
            return [scan.target for scan in scope.newest_scans(store, using, named)]

        assert found(settings) == [target, other]
        assert found(_settings(tmp_path, "dir:other")) == [other]
        assert found(_settings(tmp_path, other), target) == [target]
        assert found(settings, other, target, f"{other}/.") == [target, other]


def test_a_target_that_was_never_scanned_is_refused_with_the_command_that_scans_it(tmp_path: Path) -> None:
    settings, target = _settings(tmp_path), f"dir:{tmp_path}/models"
    with Store.open(settings.database) as store:
        with pytest.raises(UsageError) as nothing:
            scope.newest_scans(store, settings, ())
        with pytest.raises(UsageError) as never:
            scope.newest_scans(store, settings, (target,))
    assert nothing.value.message == "nothing was scanned into this database"
    assert never.value.message == f"{target}: never scanned into this database"
    assert never.value.hint == f"Run: auditor scan {target}"


def test_a_configured_place_goes_by_its_configured_name_however_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "link").symlink_to("models")
    monkeypatch.chdir(tmp_path)
    configured = _settings(tmp_path, "no/such/folder", "dir:~nobody-is-called-this", "dir:models")
    for text in ("models", "dir:./models/", f"dir:{tmp_path}/models", "link"):
        assert scope.targets_of(configured, (text,)) == (Target("dir", f"{tmp_path}/models"),)
    assert scope.targets_of(configured, ("dir:other",)) == (Target("dir", "other"),)


def test_a_home_that_nobody_has_is_refused_before_anything_is_scanned(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="nobody-is-called-this"):
        scope.targets_of(_settings(tmp_path), ("dir:~nobody-is-called-this",))


def test_one_place_is_not_read_in_two_ways_at_once(tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    with pytest.raises(UsageError) as caught:
        scope.targets_of(_settings(tmp_path), (f"dir:{tmp_path}/m", f"dir:{tmp_path}/m?ignore=*.bak"))
    assert caught.value.message.endswith("m?ignore=*.bak: named twice, to be read in two ways")


def test_the_newest_scan_of_a_place_is_found_however_the_place_is_named(tmp_path: Path) -> None:
    place = f"dir:{tmp_path}/m"
    (tmp_path / "m").mkdir()
    settings, edge = _settings(tmp_path), _edge()
    with Store.open(settings.database) as store:
        for named in (place, f"{place}?ignore=*.bak"):
            target = Target("dir", named.partition(":")[2])
            scanning.scan(store, look(settings, (target,)), HashMode.NONE, edge)
        for named in (place, f"{place}?ignore=*.bak"):
            (found,) = scope.newest_scans(store, settings, (named,))
            assert found.target == f"{place}?ignore=*.bak"
