import json
from pathlib import Path

import pytest

from auditor.domain.observation import Problem
from auditor.domain.serving import DeploymentState, InUse, ModelReference, ReferenceKind, Stated
from auditor.identity import group
from auditor.sources.base import Target
from auditor.sources.cyclonedx import VERSIONS, CyclonedxSource
from tests.builders.configs import in_use, observed

SOURCE = CyclonedxSource()
DIGEST = "0123456789abcdef" * 4


def bom(*components: object, version: str = "1.6", **more: object) -> str:
    said = {"bomFormat": "CycloneDX", "specVersion": version, "components": components, **more}
    return json.dumps(said)


def model(**fields: object) -> dict[str, object]:
    return {"type": "machine-learning-model", "name": "tiny", **fields}


def test_a_model_is_declared_with_what_the_bill_says(tmp_path: Path) -> None:
    component = model(
        group="acme",
        version="1.0",
        hashes=[{"alg": "SHA-1", "content": "00"}, {"alg": "SHA-256", "content": DIGEST.upper()}],
        licenses=[{"license": {"id": "MIT"}}, {"license": {"name": "Own"}}, {"expression": "A OR B"}, {}],
        supplier={"name": "Acme Inc"},
        pedigree={"ancestors": [model(group="meta-llama", name="base")]},
        modelCard={"modelParameters": {"task": "chat", "architectureFamily": "llama"}},
    )

    assert in_use(SOURCE, tmp_path, {"bom.json": bom(component)}) == [
        InUse(
            target=f"cyclonedx:{tmp_path}",
            locator="bom.json#/components/0",
            state=DeploymentState.DECLARED,
            evidence="a bill of materials lists the model acme/tiny",
            model=ModelReference("acme/tiny", ReferenceKind.REPOSITORY, "1.0", DIGEST),
            stated=Stated("MIT, Own, A OR B", "Acme Inc", "chat"),
            settings=(
                ("ancestors", "meta-llama/base"),
                ("architecture", "llama"),
                ("version", "1.0"),
            ),
        )
    ]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"purl": "pkg:huggingface/org/na%20me@abc?x=y"},
            ModelReference("org/na me", ReferenceKind.REPOSITORY, "abc"),
        ),
        (
            {"externalReferences": [{"url": "https://huggingface.co/org/name"}, {}]},
            ModelReference("org/name", ReferenceKind.REPOSITORY),
        ),
        ({"version": "2", "hashes": [{"alg": "SHA-256"}]}, ModelReference("tiny", ReferenceKind.STORE, "2")),
        ({"name": ""}, None),
    ],
)
def test_a_package_url_names_it_best(
    tmp_path: Path, fields: dict[str, object], expected: ModelReference | None
) -> None:
    (found,) = in_use(SOURCE, tmp_path, {"bom.json": bom(model(**fields))})
    assert found.model == expected


def test_models_within_others_and_the_subject_are_found_and_nothing_else_is(tmp_path: Path) -> None:
    inner = {"type": "application", "name": "app", "components": [model(name="inner"), "odd", None]}
    text = bom(inner, {"type": "library"}, model(name="last"), metadata={"component": model(name="subject")})

    found = in_use(SOURCE, tmp_path, {"bom.json": text})

    assert [(one.locator, one.model and one.model.written) for one in found] == [
        ("bom.json#/metadata/component", "subject"),
        ("bom.json#/components/0/components/0", "inner"),
        ("bom.json#/components/2", "last"),
    ]


@pytest.mark.parametrize("version", VERSIONS)
def test_its_versions_are_read(tmp_path: Path, version: str) -> None:
    assert len(in_use(SOURCE, tmp_path, {"x.json": bom(model(), version=version)})) == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (bom(version="2.0"), "CycloneDX of a version that is not read"),
        ("<bom/>", "in XML is not read"),
        ('{"bomFormat": "SPDX"}', "not a CycloneDX bill of materials"),
        ("[", "not JSON"),
    ],
)
def test_what_is_no_bill_that_is_read_is_a_problem(tmp_path: Path, text: str, reason: str) -> None:
    problem, _ = observed(SOURCE, tmp_path, {"bom.json": text}, "bom.json")
    assert isinstance(problem, Problem)
    assert reason in problem.reason


def test_other_json_below_a_folder_is_passed_by(tmp_path: Path) -> None:
    assert len(observed(SOURCE, tmp_path, {"a.json": "{", "b.xml": "<bom/>", "c.json": "{}"})) == 1


def test_what_is_declared_becomes_a_deployment_of_that_state(tmp_path: Path) -> None:
    (found,) = group(observed(SOURCE, tmp_path, {"bom.json": bom(model(group="acme"))})).deployments
    assert (found.state, found.name) == (DeploymentState.DECLARED, "acme/tiny")


def test_a_target_is_the_same_for_every_spelling(tmp_path: Path) -> None:
    assert SOURCE.resolve(Target("cyclonedx", f"{tmp_path}/.")) == Target("cyclonedx", str(tmp_path))
