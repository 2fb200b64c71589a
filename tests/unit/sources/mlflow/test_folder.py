from pathlib import Path

import pytest

from auditor.domain.observation import Problem
from auditor.domain.serving import DeploymentState, InUse, ModelReference, ReferenceKind, Stated
from auditor.sources.mlflow.source import MlflowSource
from tests.builders.configs import in_use, observed

SOURCE = MlflowSource()
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


def test_a_logged_model_says_where_its_weights_came_from(tmp_path: Path) -> None:
    (seen,) = in_use(SOURCE, tmp_path, {"1/0123/artifacts/model/MLmodel": LOGGED})
    assert (seen.state, seen.served_as) == (DeploymentState.DECLARED, "model")
    assert seen.model == ModelReference("acme/tiny", ReferenceKind.REPOSITORY, "abc")
    assert seen.evidence == "MLflow keeps the model model, flavour transformers"
    assert dict(seen.settings) == {
        "flavours": "transformers",
        "mlflow_version": "3.1.0",
        "run": "0123",
    }
    assert seen.stated == Stated(purpose="text-generation")
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


@pytest.mark.parametrize(
    ("place", "text", "reason"),
    [
        ("m/MLmodel", "- a\n- b\n", "no MLflow model: it is no mapping"),
        (
            "models/x/version-1/meta.yaml",
            "name: x\nversion: [1]\n",
            "a registered version without its number",
        ),
    ],
)
def test_what_mlflow_does_not_write_is_a_problem(tmp_path: Path, place: str, text: str, reason: str) -> None:
    problem = observed(SOURCE, tmp_path, {place: text})[0]
    assert isinstance(problem, Problem)
    assert (problem.locator, problem.reason) == (place, reason)


def test_metadata_and_flavours_state_licence_maker_and_purpose(tmp_path: Path) -> None:
    text = f"{LOGGED}metadata:\n  License: MIT\n  publisher: Acme\n  colour: red\n"
    (seen,) = in_use(SOURCE, tmp_path, {"m/MLmodel": text})
    assert seen.stated == Stated("MIT", "Acme", "text-generation")
    assert "colour" not in dict(seen.settings)


def test_tags_of_a_registered_model_and_of_its_version_state_licence_maker_and_purpose(
    tmp_path: Path,
) -> None:
    files = {
        "models/triage/version-2/meta.yaml": VERSION,
        "models/triage/tags/License": "apache-2.0\n",
        "models/triage/tags/provider": "Ward IT",
        "models/triage/tags/colour": "blue",
        "models/triage/version-2/tags/license": "mit",
        "models/triage/version-2/tags/task": "x" * 9000,
    }
    (seen,) = in_use(SOURCE, tmp_path, files)
    assert seen.stated == Stated("mit", "Ward IT")
    assert "blue" not in dict(seen.settings).values()


def test_a_tag_outside_of_the_folder_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("planted", encoding="utf-8")
    tags = tmp_path / "store/models/triage/version-2/tags"
    tags.mkdir(parents=True)
    (tags / "license").symlink_to(tmp_path / "secret")
    (seen,) = in_use(SOURCE, tmp_path / "store", {"models/triage/version-2/meta.yaml": VERSION})
    assert "planted" not in str(seen)
