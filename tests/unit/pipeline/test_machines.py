from datetime import UTC, datetime
from pathlib import Path

import pytest

from auditor.errors import UsageError
from auditor.pipeline.machines import is_of_a_machine, refuse_other_machine
from auditor.settings import Settings
from auditor.sources import Target
from auditor.store import Begun, Store

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def _settings(folder: Path, *places: str) -> Settings:
    """Return settings whose database holds a scan of each place by the machine alpha."""
    settings = Settings(folder, None, (), folder / "declarations", (), f"sqlite:///{folder}/a.db")
    if places:
        with Store.open(settings.database) as store:
            for place in places:
                begun = Begun(place, place, NOW, "full", "auditor 0", "alpha")
                store.finish_scan(store.begin_scan(begun), NOW)
    return settings


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("dir:/srv/models", True),
        ("hf-cache:", True),
        ("process:", True),
        ("kubernetes:/srv/prod.yaml", True),
        ("kubernetes:live", False),
        ("endpoint:http://127.0.0.1:11434", True),
        ("endpoint:http://localhost:11434", True),
        ("endpoint:http://gpu-01:8000", False),
        ("hub:org/name", False),
        ("s3://bucket/models", False),
        ("gone:by-now", False),
    ],
)
def test_a_path_processes_and_a_loopback_are_of_a_machine(target: str, expected: bool) -> None:
    scheme, _, place = target.partition(":")
    assert is_of_a_machine(Target(scheme, place)) is expected


def test_a_place_of_this_machine_is_refused_where_anothers_are_on_record(tmp_path: Path) -> None:
    settings = _settings(tmp_path, "dir:/srv/models")
    here = (Target("hub", "org/name"), Target("process", ""))
    with pytest.raises(UsageError) as caught:
        refuse_other_machine(settings, here, "beta")
    said = "process: this machine is beta, and the database holds dir:/srv/models of alpha"
    assert caught.value.message == said
    assert 'host = "alpha" in auditor.toml, or AUDITOR_HOST' in caught.value.hint


@pytest.mark.parametrize(
    ("places", "target", "host"),
    [
        (("dir:/srv/models",), Target("dir", "/srv/models"), "alpha"),
        (("dir:/srv/models",), Target("hub", "org/name"), "beta"),
        (("hub:org/name", "kubernetes:live"), Target("dir", "/srv/models"), "beta"),
        ((), Target("dir", "/srv/models"), "beta"),
    ],
)
def test_what_is_of_one_machine_or_of_none_is_looked_at(
    tmp_path: Path, places: tuple[str, ...], target: Target, host: str
) -> None:
    refuse_other_machine(_settings(tmp_path, *places), (target,), host)
