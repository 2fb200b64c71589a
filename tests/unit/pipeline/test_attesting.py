import hashlib
import shutil
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from auditor import airgap
from auditor.domain.attestation import Attestation, Isolation, Outcome
from auditor.domain.header import Anomaly
from auditor.errors import AirgapError, StoreError
from auditor.identity import HashMode, group
from auditor.pipeline import attesting, scanning, scope
from auditor.pipeline.looking import look
from auditor.pipeline.scanning import Edge
from auditor.settings import Settings
from auditor.store import Store
from tests.builders.gguf import gguf_file, raw_gguf
from tests.builders.observations import a_file, a_header, artifact_of

BEGUN = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture
def edge() -> Edge:
    return Edge(now=lambda: BEGUN, host="gpu-01")


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
    assert tuple(attesting._chosen(models, ("all",))) == MODELS
    assert tuple(attesting._chosen(models, ("Letters", "all"))) == MODELS
    assert tuple(attesting._chosen(models, ("Letters", "sha256:aa"))) == MODELS[:1]
    assert tuple(attesting._chosen(models, ("sha256:dd",))) == weights.models


def test_a_file_with_problems_or_an_odd_header_or_of_another_format_is_unfit() -> None:
    model = MODELS[0]
    anomalous = replace(
        artifact_of(model).header, anomalies=(Anomaly("trailing-data", 96, "4 bytes follow the last tensor"),)
    )
    weights = replace(artifact_of(model).header, format="safetensors")
    odd = replace(model, artifact=replace(artifact_of(model), header=anomalous))
    other = replace(model, artifact=replace(artifact_of(model), format="safetensors", header=weights))
    assert attesting._unfit(model) == ""
    assert attesting._unfit(replace(model, problems=("1 of 2 parts is missing",))) == (
        "its file has problems: 1 of 2 parts is missing"
    )
    assert attesting._unfit(odd) == "its header is not well made: 4 bytes follow the last tensor"
    assert attesting._unfit(other) == "llama.cpp does not run safetensors files"


def _refusal(name: str, digest: str, reason: str) -> Attestation:
    """The record of a file that was never loaded."""
    return airgap.refuse(name, digest, reason, now=lambda: BEGUN)


def _attested(
    settings: Settings, named: tuple[str, ...], edge: Edge, *, budget_s: float
) -> tuple[Attestation, ...]:
    ran = attesting.attest_named(settings, named, edge, budget_s=budget_s)
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
    assert attesting.attest_named(settings, ("all",), edge, budget_s=60) == (attesting.Ran(by_name, "Odd"),)


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
