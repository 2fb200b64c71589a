import os
from pathlib import Path

import pytest

from auditor.domain.observation import Covered, Observation, Problem
from auditor.domain.serving import DeploymentState, InUse, ModelReference, ReferenceKind
from auditor.errors import SourceError
from auditor.sources import SOURCES, Target, parse, planned
from auditor.sources.endpoint.client import Pace
from auditor.sources.mlflow.registry import VERSIONS
from auditor.sources.mlflow.source import MlflowSource
from tests.builders.configs import in_use, observed
from tests.builders.servers import Reply, guarded, raw, says, serving

SOURCE = MlflowSource(pace=lambda: Pace(wait=lambda _: None))
LOGGED = """\
artifact_path: model
flavors:
  python_function: {env: conda.yaml, loader_module: mlflow.transformers}
  transformers:
    source_model_name: acme/tiny
    source_model_revision: abc
    task: text-generation
mlflow_version: 3.1.0
run_id: 0123
"""
VERSION = (
    "aliases: []\ncurrent_stage: Production\nname: triage\nrun_id: 0123\nsource: file:///x\nversion: 2\n"
)
ROW = {"name": "triage", "version": "2", "current_stage": "None", "source": "s3://b/x", "aliases": ["live"]}


def test_a_logged_model_says_where_its_weights_came_from(tmp_path: Path) -> None:
    (seen,) = in_use(SOURCE, tmp_path, {"1/0123/artifacts/model/MLmodel": LOGGED})
    assert (seen.state, seen.served_as) == (DeploymentState.DECLARED, "model")
    assert seen.model == ModelReference("acme/tiny", ReferenceKind.REPOSITORY, "abc")
    assert seen.evidence == "MLflow keeps the model model, flavour transformers"
    assert dict(seen.settings) == {
        "flavours": "transformers",
        "mlflow_version": "3.1.0",
        "run": "0123",
        "task": "text-generation",
    }
    assert seen.paths == (str(tmp_path / "1/0123/artifacts/model"),)


@pytest.mark.parametrize(
    ("place", "text", "name"),
    [
        ("1/models/m-12/artifacts/MLmodel", "flavors: {sklearn: {}}\nmodel_id: m-12\n", "m-12"),
        ("m/MLmodel", "flavors: {python_function: {}}\nname: mine\n", "mine"),
        ("m/MLmodel", "flavors: {transformers: {source_model_name: /home/x/model}}\n", "m"),
    ],
)
def test_one_that_does_not_say_so_is_called_as_mlflow_calls_it(
    tmp_path: Path, place: str, text: str, name: str
) -> None:
    (seen,) = in_use(SOURCE, tmp_path, {place: text})
    assert seen.model is not None
    assert (seen.model.written, seen.model.kind) == (name, ReferenceKind.STORE)


def test_a_registered_version_is_declared_and_notes_of_runs_are_none(tmp_path: Path) -> None:
    files = {"models/triage/version-2/meta.yaml": VERSION, "1/meta.yaml": "name: Default\n"}
    said = observed(SOURCE, tmp_path, files)
    (seen,) = [one for one in said if isinstance(one, InUse)]
    assert seen.model == ModelReference("triage", ReferenceKind.STORE, "2")
    assert seen.evidence == "MLflow's registry has version 2 of triage, stage Production"
    assert not [one for one in said if isinstance(one, Problem)]


def asked_of(routes: dict[str, Reply]) -> tuple[list[Observation], list[str]]:
    with serving(routes) as asked:
        seen = list(SOURCE.observe(Target("mlflow", asked.url)))
    return seen, asked.requests


@pytest.mark.loopback
def test_a_server_lists_every_version_page_by_page() -> None:
    first, second = f"GET {VERSIONS}?max_results=1000", f"GET {VERSIONS}?max_results=1000&page_token=a%2Fb"
    seen, requests = asked_of(
        {
            first: says({"model_versions": [ROW, "odd", {}], "next_page_token": "a/b"}),
            second: says({"model_versions": [{**ROW, "version": "3"}]}),
        }
    )
    assert requests == [first, second]
    found = [one for one in seen if isinstance(one, InUse)]
    assert [(one.locator, one.model and one.model.revision) for one in found] == [
        ("triage/2", "2"),
        ("triage/3", "3"),
    ]
    assert found[0].evidence == "MLflow's registry has version 2 of triage, alias live"
    assert found[0].settings == (("aliases", "live"), ("source", "s3://b/x"))
    assert [one.reason for one in seen if isinstance(one, Problem)] == [
        "a version without its name or number"
    ]
    assert isinstance(seen[-1], Covered)
    assert seen[-1].n_seen == 2


@pytest.mark.loopback
def test_a_token_is_shown_only_where_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_TOKEN", "a-token-of-ours")
    route = f"GET {VERSIONS}?max_results=1000"
    with serving({route: guarded("a-token-of-ours", says({"model_versions": [ROW]}))}) as asked:
        seen = list(SOURCE.observe(Target("mlflow", asked.url)))
    assert [headers.get("Authorization") for headers in asked.headers] == [None, "Bearer a-token-of-ours"]
    assert sum(isinstance(one, InUse) for one in seen) == 1
    assert "a-token-of-ours" not in repr(seen)


@pytest.mark.loopback
@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (says({}, 401), "it asks for credentials: what is registered is not known (MLFLOW_TRACKING_TOKEN)"),
        (
            says({}, 302, Location="/x"),
            "it redirects, which is not followed: name the address it redirects to",
        ),
        (says([1]), "it does not answer as a registry of MLflow"),
        (says({"model_versions": {}}), "it does not answer as a registry of MLflow"),
        (raw(b"{", Content_Type="application/json"), "its answer says that it is JSON, and is not"),
    ],
)
def test_what_is_no_list_is_a_problem(reply: Reply, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MLFLOW_TRACKING_TOKEN", raising=False)
    seen, _ = asked_of({f"GET {VERSIONS}?max_results=1000": reply})
    assert [one.reason for one in seen if isinstance(one, Problem)] == [reason]
    assert isinstance(seen[-1], Covered)


def test_an_address_stays_one_whatever_folder_a_target_is_written_in(tmp_path: Path) -> None:
    target = parse("mlflow:http://Registry.example:5000/", SOURCES, tmp_path)
    assert SOURCE.resolve(target) == Target("mlflow", "http://registry.example:5000")
    assert planned(target, SOURCES) == (f"GET http://registry.example:5000{VERSIONS}",)
    assert planned(Target("mlflow", os.fspath(tmp_path)), SOURCES) == ()


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(SourceError) as refused:
        list(SOURCE.observe(Target("mlflow", "http://me:secret-words@registry:5000")))
    assert "secret-words" not in str(refused.value)
    assert "secret-words" not in str(SOURCE.resolve(Target("mlflow", "http://me:secret-words@registry:5000")))
