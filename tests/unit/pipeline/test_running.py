import hashlib
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from auditor import airgap
from auditor.domain.attestation import Attestation, Isolation, Outcome
from auditor.domain.finding import Severity
from auditor.domain.header import Anomaly
from auditor.errors import AirgapError, DeclarationError, PolicyError, StoreError
from auditor.identity import HashMode, group
from auditor.pipeline import recording, running, scanning, scope
from auditor.pipeline.exits import Gate
from auditor.pipeline.looking import look
from auditor.pipeline.running import Request
from auditor.pipeline.scanning import Edge
from auditor.settings import Settings
from auditor.store import Begun, Store
from tests.builders.gguf import gguf_file, raw_gguf
from tests.builders.observations import a_file, a_header, artifact_of

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


MODELS = group(
    [
        a_file("a.gguf", inode=1, sha256="aa" * 32, header=a_header(name="Letters")),
        a_file("b.gguf", inode=2, sha256="bb" * 32, header=a_header(name="Twin")),
        a_file("c.gguf", inode=3, sha256="bc" * 32, header=a_header(name="Twin")),
    ]
).models


def test_all_are_the_gguf_models_and_a_model_named_twice_runs_once() -> None:
    weights = group(
        [a_file("w.safetensors", inode=9, sha256="dd" * 32, header=a_header(format="safetensors"))]
    )
    models = (*MODELS, *weights.models)
    assert tuple(running._chosen(models, ("all",))) == MODELS
    assert tuple(running._chosen(models, ("Letters", "all"))) == MODELS
    assert tuple(running._chosen(models, ("Letters", "sha256:aa"))) == MODELS[:1]
    assert tuple(running._chosen(models, ("sha256:dd",))) == weights.models


def test_a_file_with_problems_or_an_odd_header_or_of_another_format_is_unfit() -> None:
    model = MODELS[0]
    anomalous = replace(
        artifact_of(model).header, anomalies=(Anomaly("trailing-data", 96, "4 bytes follow the last tensor"),)
    )
    weights = replace(artifact_of(model).header, format="safetensors")
    odd = replace(model, artifact=replace(artifact_of(model), header=anomalous))
    other = replace(model, artifact=replace(artifact_of(model), format="safetensors", header=weights))
    assert running._unfit(model) == ""
    assert running._unfit(replace(model, problems=("1 of 2 parts is missing",))) == (
        "its file has problems: 1 of 2 parts is missing"
    )
    assert running._unfit(odd) == "its header is not well made: 4 bytes follow the last tensor"
    assert running._unfit(other) == "llama.cpp does not run safetensors files"


def _refusal(name: str, digest: str, reason: str) -> Attestation:
    """The record of a file that was never loaded."""
    return airgap.refuse(name, digest, reason, now=lambda: BEGUN)


def _attested(
    settings: Settings, named: tuple[str, ...], edge: Edge, *, budget_s: float
) -> tuple[Attestation, ...]:
    ran = running.run_airgap(settings, named, edge, budget_s=budget_s)
    return tuple(one.attestation for one in ran)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_file_that_is_broken_or_oddly_made_is_never_loaded_and_kept_as_not_run(
    settings: Settings, edge: Edge
) -> None:
    folder = settings.folder / "models"
    broken, odd = folder / "broken.gguf", folder / "odd.gguf"
    broken.write_bytes(raw_gguf(n_entries=9))
    odd.write_bytes(gguf_file(odd).read_bytes() + b"more")
    named = tuple(str(path) for path in (broken, odd, broken))
    done = _attested(settings, named, edge, budget_s=60)
    assert [run.file_name for run in done] == ["broken.gguf", "odd.gguf"]
    reasons = ("its file has problems: gguf: ", "its header is not well made: ")
    for run, path, reason in zip(done, (broken, odd), reasons, strict=True):
        assert run == _refusal(path.name, _sha256(path), run.reason)
        assert run.reason.startswith(reason)
        assert (run.outcome, run.isolation) == (Outcome.NOT_RUN, Isolation.NONE)
    with Store.open(settings.database) as store:
        assert set(store.newest_attestations()) == set(done)


def test_models_of_the_inventory_that_are_oddly_made_are_never_loaded(
    settings: Settings, target: str, edge: Edge
) -> None:
    odd = settings.folder / "models" / "odd.gguf"
    odd.write_bytes(gguf_file(odd, metadata={"general.name": "Odd"}).read_bytes() + b"more")
    _scan(settings, edge, target)
    (by_name,) = _attested(settings, ("Odd",), edge, budget_s=60)
    assert by_name == _refusal("odd.gguf", _sha256(odd), by_name.reason)
    assert by_name.reason.startswith("its header is not well made: ")
    assert running.run_airgap(settings, ("all",), edge, budget_s=60) == (running.Ran(by_name, "Odd"),)


def test_what_the_budget_leaves_out_is_kept_as_not_run(settings: Settings, target: str, edge: Edge) -> None:
    digests = {}
    for name in ("a", "b"):
        path = gguf_file(settings.folder / "models" / f"{name}.gguf", metadata={"general.name": name})
        digests[path.name] = _sha256(path)
    _scan(settings, edge, target)
    done = _attested(settings, ("all",), edge, budget_s=1e-9)
    assert sorted(done, key=lambda run: run.file_name) == [
        _refusal(name, digest, "the budget was used up before its turn") for name, digest in digests.items()
    ]


@pytest.mark.loopback
@pytest.mark.llama_cpp
def test_a_link_that_is_named_is_run_as_what_it_leads_to(settings: Settings, edge: Edge) -> None:
    link = settings.folder / "blob-by-another name\n"
    link.symlink_to(airgap.SELF_TEST_MODEL)
    (run,) = _attested(settings, (str(link),), edge, budget_s=60)
    assert (run.file_name, run.generation is not None) == (link.name, True)


@pytest.mark.loopback
@pytest.mark.llama_cpp
def test_what_runs_out_of_a_shared_budget_names_the_whole_of_it(
    settings: Settings, target: str, edge: Edge
) -> None:
    path = settings.folder / "models" / "letters.gguf"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(airgap.SELF_TEST_MODEL.read_bytes())
    _scan(settings, edge, target)
    (run,) = _attested(settings, ("all",), edge, budget_s=0.1)
    assert (run.outcome, run.reason) == (Outcome.TIMED_OUT, "not finished within the budget of 0.1 s")


def test_a_file_that_vanished_since_its_scan_is_kept_as_not_run(
    settings: Settings, target: str, edge: Edge
) -> None:
    path = gguf_file(settings.folder / "models" / "a.gguf", metadata={"general.name": "Letters"})
    digest = _sha256(path)
    _scan(settings, edge, target)
    path.unlink()
    (run,) = _attested(settings, ("Letters",), edge, budget_s=60)
    assert run == _refusal("a.gguf", digest, "No such file or directory")


def test_a_name_that_is_neither_file_nor_model_is_refused_and_makes_no_database(
    settings: Settings, edge: Edge
) -> None:
    with pytest.raises(StoreError, match="no such database"):
        _attested(settings, ("nobody",), edge, budget_s=60)
    assert [path.name for path in settings.folder.iterdir()] == ["models"]


def test_a_file_that_cannot_be_read_is_an_error(settings: Settings, edge: Edge) -> None:
    # A process's own memory is a regular file that nobody, the superuser included, reads from its beginning.
    with pytest.raises(AirgapError):
        _attested(settings, ("/proc/self/mem",), edge, budget_s=60)


@pytest.mark.llama_cpp
def test_a_well_made_file_runs_by_path_and_by_name_within_its_budget(
    settings: Settings, target: str, edge: Edge
) -> None:
    path = settings.folder / "models" / "a.gguf"
    shutil.copyfile(airgap.SELF_TEST_MODEL, path)
    _scan(settings, edge, target)
    begun = time.perf_counter()
    by_path, by_name = _attested(settings, (str(path), "all"), edge, budget_s=60)
    assert time.perf_counter() - begun < 120
    for run in (by_path, by_name):
        assert (run.artifact_sha256, run.file_name, run.is_self_test) == (_sha256(path), "a.gguf", False)
        assert run.outcome is not Outcome.NOT_RUN
        assert run.performed_at == BEGUN


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
