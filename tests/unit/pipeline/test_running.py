import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from auditor.domain.finding import Severity
from auditor.errors import DeclarationError, PolicyError, StoreError
from auditor.identity import HashMode
from auditor.pipeline import recording, running, scanning, scope
from auditor.pipeline.exits import Gate
from auditor.pipeline.looking import look
from auditor.pipeline.running import Request
from auditor.pipeline.scanning import Edge
from auditor.settings import Settings
from auditor.store import Begun, Store
from tests.builders.gguf import gguf_file

BEGUN = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
Scan = Callable[..., None]


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = BEGUN

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def edge(clock: Clock) -> Edge:
    return Edge(now=clock, host="gpu-01")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "models").mkdir()
    return Settings(tmp_path, None, (), tmp_path / "declarations", (), f"sqlite:///{tmp_path}/a.db")


@pytest.fixture
def target(settings: Settings) -> str:
    return f"dir:{settings.folder}/models"


def _scan(settings: Settings, edge: Edge, *targets: str) -> None:
    with Store.open(settings.database) as store:
        scanning.scan(store, look(settings, scope.targets_of(settings, targets)), HashMode.FULL, edge)


def test_a_check_judges_the_newest_finished_scan_and_never_looks_at_the_files(
    settings: Settings, target: str, edge: Edge, clock: Clock
) -> None:
    models = settings.folder / "models"
    gguf_file(models / "old.gguf", metadata={"general.name": "Old"})
    _scan(settings, edge, target)
    clock.now += timedelta(hours=1)
    (models / "old.gguf").unlink()
    gguf_file(models / "new.gguf", metadata={"general.name": "New"})
    _scan(settings, edge, target)
    (models / "new.gguf").unlink()
    with Store.open(settings.database) as store:
        # A scan that was cut off is not used.
        store.begin_scan(Begun(target, target, clock.now, "full", "auditor", "gpu-01"))
    clock.now += timedelta(hours=1)
    done = running.check(settings, Request(), edge)
    assert [model.name for model in done.audit.inventory.models] == ["New"]
    assert [scan.started_at for scan in done.run.scans] == [BEGUN + timedelta(hours=1)]
    assert (done.run.started_at, done.run.host) == (clock.now, "gpu-01")
    assert recording.load(settings) == (done.audit, done.run)


def test_a_check_takes_the_law_of_the_day_asked_for_else_of_today(
    settings: Settings, target: str, edge: Edge
) -> None:
    gguf_file(settings.folder / "models" / "a.gguf")
    _scan(settings, edge, target)
    today = running.check(settings, Request(), edge).audit
    later = running.check(settings, Request(as_of=date(2027, 12, 2)), edge).audit
    assert (today.as_of, today.inputs.run_day) == (BEGUN.date(), BEGUN.date())
    assert (later.as_of, later.inputs.run_day) == (date(2027, 12, 2), BEGUN.date())


def test_a_check_ends_as_its_gate_says(settings: Settings, target: str, edge: Edge) -> None:
    gguf_file(settings.folder / "models" / "a.gguf")
    _scan(settings, edge, target)
    gates = (Gate(), Gate(fail_on=Severity.CRITICAL), Gate(Severity.CRITICAL, Severity.INFO))
    assert [running.check(settings, Request(gate=gate), edge).run.exit.code for gate in gates] == [10, 0, 11]


def test_a_file_at_two_targets_is_judged_as_one_model(settings: Settings, target: str, edge: Edge) -> None:
    gguf_file(settings.folder / "models" / "a.gguf")
    shutil.copytree(settings.folder / "models", settings.folder / "copies")
    copies = f"dir:{settings.folder}/copies"
    _scan(settings, edge, target, copies)
    both = running.check(settings, Request(), edge).audit.inventory
    one = running.check(settings, Request(targets=(copies,)), edge).audit.inventory
    assert [model.locations for model in both.models] == [(f"{copies}#a.gguf", f"{target}#a.gguf")]
    assert [model.locations for model in one.models] == [(f"{copies}#a.gguf",)]


def test_two_folders_that_are_spelled_alike_are_two_targets(
    settings: Settings, edge: Edge, monkeypatch: pytest.MonkeyPatch
) -> None:
    for home in ("one", "two"):
        (settings.folder / home / "models").mkdir(parents=True)
        monkeypatch.chdir(settings.folder / home)
        gguf_file(Path("models") / "a.gguf", metadata={"general.name": home})
        _scan(settings, edge, "dir:models")
    both = running.check(settings, Request(), edge)
    places = {model.name: model.locations for model in both.audit.inventory.models}
    assert places == {home: (f"dir:{settings.folder}/{home}/models#a.gguf",) for home in ("one", "two")}
    assert len(both.run.scans) == 2
    assert recording.verify_ledger(settings).holds
    here = running.check(settings, Request(targets=("dir:models",)), edge).audit.inventory
    assert [(model.name, model.locations) for model in here.models] == [("two", ("dir:models#a.gguf",))]


def test_one_folder_is_one_target_however_it_was_spelled(
    settings: Settings, target: str, edge: Edge, monkeypatch: pytest.MonkeyPatch
) -> None:
    gguf_file(settings.folder / "models" / "a.gguf")
    monkeypatch.chdir(settings.folder)
    for spelling in ("models", "./models", "dir:models/", target):
        _scan(settings, edge, spelling)
    done = running.check(settings, Request(), edge)
    assert [model.locations for model in done.audit.inventory.models] == [(f"{target}#a.gguf",)]
    assert [scan.target for scan in done.run.scans] == [target]
    monkeypatch.chdir(settings.folder / "models")
    again = running.check(settings, Request(targets=("../models",)), edge)
    assert again.run.scans == done.run.scans


def test_a_check_without_a_database_makes_none(settings: Settings, edge: Edge) -> None:
    with pytest.raises(StoreError, match="no such database"):
        running.check(settings, Request(), edge)
    assert [path.name for path in settings.folder.iterdir()] == ["models"]


def test_a_declaration_or_pack_that_cannot_be_read_leaves_the_ledger_as_it_was(
    settings: Settings, target: str, edge: Edge
) -> None:
    _scan(settings, edge, target)
    with pytest.raises(PolicyError):
        running.check(settings, Request(packs=("nope",)), edge)
    settings.declarations.mkdir()
    (settings.declarations / "a.yaml").write_text("- kind: organisatoin\n")
    with pytest.raises(DeclarationError):
        running.check(settings, Request(), edge)
    with pytest.raises(DeclarationError):
        running.audit(settings, Request(targets=(target,)), edge)
    with Store.open(settings.database) as store:
        assert store.runs() == ()


def test_what_is_installed_is_not_left_out() -> None:
    assert running.missing_extras() == ()


@pytest.mark.llama_cpp
def test_an_audit_scans_tests_itself_judges_and_records_with_the_time_of_each_step(
    settings: Settings, target: str, edge: Edge
) -> None:
    gguf_file(settings.folder / "models" / "a.gguf", license="mit")
    done = running.audit(settings, Request(targets=(target,)), edge)
    assert set(done.run.timings_s) == {"scan", "airgap", "check"}
    assert [run.is_self_test for run in done.audit.attestations] == [True]
    assert [scan.target for scan in done.run.scans] == [target]
    assert recording.load(settings) == (done.audit, done.run)
    with Store.open(settings.database) as store:
        assert store.newest_attestations() == done.audit.attestations
