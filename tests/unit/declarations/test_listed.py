import cProfile
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.declarations.listed import Listed
from auditor.declarations.loading import load
from auditor.domain.audit import Inventory
from auditor.domain.declaration import SameDeclared
from auditor.domain.fact import Basis, Claim, Confidence
from auditor.domain.serving import DeploymentState, Endpoint, InUse, ModelReference, ReferenceKind
from auditor.domain.subject import Deployment, Model
from auditor.identity.grouping import group
from tests.builders.declarations import a_model, write

LLAMA = ModelReference("meta-llama/Llama-3.1-8B-Instruct", ReferenceKind.REPOSITORY)
SERVED = InUse("kubernetes:m", "a.yaml:3", DeploymentState.CONFIGURED, "it serves it", LLAMA, host="gpu-01")
ROW = InUse("csv:l.csv", "l.csv:2", DeploymentState.DECLARED, "a spreadsheet lists it", LLAMA)


SPELLED = replace(ROW, model=replace(LLAMA, written="meta llama/llama 3.1_8B Instruct"))


def inventory(*seen: InUse) -> Inventory:
    return group(seen)


def declared(served: InUse, *rows: InUse) -> list[tuple[object, Confidence]]:
    found = inventory(served, *rows)
    (place,) = [one for one in found.deployments if one.state is not DeploymentState.DECLARED]
    claims = Listed.of(found).about_deployment("deployment.declared", place)
    return [(one.value, one.confidence) for one in claims]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (replace(ROW, host="GPU-01"), [(True, Confidence.MEDIUM)]),
        (replace(ROW, endpoint=Endpoint("http://gpu-01:9")), [(True, Confidence.MEDIUM)]),
        (ROW, [(True, Confidence.LOW)]),
        (replace(ROW, model=replace(LLAMA, written=LLAMA.written.upper())), [(True, Confidence.LOW)]),
        (replace(ROW, host="planned-saas.example"), []),
        (SPELLED, [(True, Confidence.LOW)]),
        (replace(SPELLED, host="gpu-01"), [(True, Confidence.LOW)]),
        (replace(SPELLED, host="planned-saas.example"), []),
        (replace(ROW, model=replace(LLAMA, written="Qwen/Qwen3-8B")), []),
        (replace(ROW, model=replace(LLAMA, written="Qwen/Qwen3-8B"), host="gpu-01"), []),
    ],
)
def test_a_row_declares_a_place_it_agrees_with_and_by_a_name_alone_it_decides_nothing(
    row: InUse, expected: list[tuple[object, Confidence]]
) -> None:
    assert declared(SERVED, row) == expected


def test_the_row_that_agrees_counts_whatever_else_is_listed() -> None:
    elsewhere = replace(ROW, locator="l.csv:3", host="planned-saas.example")
    assert declared(SERVED, elsewhere, replace(ROW, host="gpu-01")) == [(True, Confidence.MEDIUM)]
    assert declared(SERVED, elsewhere, ROW) == [(True, Confidence.LOW)]


def test_a_hosted_model_is_declared_by_who_operates_it_in_any_case() -> None:
    model = ModelReference("gpt-4o-mini", ReferenceKind.HOSTED)
    code = InUse("code:a", "a.py:1", DeploymentState.USED_IN_CODE, "it calls it", model, operator="openai")
    row = replace(ROW, model=replace(model, written="GPT-4o-mini"), operator="openai")
    assert declared(code, row) == [(True, Confidence.MEDIUM)]
    assert declared(code, replace(row, operator="azure")) == []


AZURE = InUse(
    "litellm:l",
    "config.yaml:2",
    DeploymentState.CONFIGURED,
    "it passes requests on",
    ModelReference("gpt-4o", ReferenceKind.HOSTED),
    host="acme-hr.openai.azure.com",
    operator="microsoft",
)


@pytest.mark.parametrize(
    ("row_host", "host", "expected"),
    [
        ("acme-hr.openai.azure.com", "acme-hr.openai.azure.com", [(True, Confidence.MEDIUM)]),
        ("acme-hr.openai.azure.com", "shadow-tenant.openai.azure.com", []),
        ("acme-hr.openai.azure.com", None, [(True, Confidence.LOW)]),
        (None, "shadow-tenant.openai.azure.com", [(True, Confidence.MEDIUM)]),
        ("westeurope.api.cognitive.microsoft.com", None, [(True, Confidence.MEDIUM)]),
        ("westeurope.api.cognitive.microsoft.com", "acme-hr.openai.azure.com", []),
    ],
)
def test_a_row_that_names_a_host_declares_no_other_of_the_same_operator(
    row_host: str | None, host: str | None, expected: list[tuple[object, Confidence]]
) -> None:
    row = replace(ROW, model=AZURE.model, host=row_host, operator="microsoft")
    assert declared(replace(AZURE, host=host), row) == expected


def test_the_same_bytes_are_declared_wherever_they_are() -> None:
    model = a_model("x")
    state = DeploymentState.DECLARED
    row = Deployment("dep:1", model.id, "x", state, "csv", "csv:l#2", "listed", seen=(ROW,))
    file = replace(row, id="dep:2", name="y.gguf", state=DeploymentState.PRESENT, seen=())
    listed = Listed.of(Inventory((model,), (row, file), (), (), (), ()))
    (claim,) = listed.about_deployment("deployment.declared", file)
    assert claim.confidence is Confidence.MEDIUM


def unseen(name: str, *others: str) -> Claim:
    uses = [
        replace(SERVED, locator=f"{other}:1", model=ModelReference(other, ReferenceKind.STORE))
        for other in others
    ]
    row = replace(ROW, model=ModelReference(name, ReferenceKind.STORE))
    found = inventory(row, *uses)
    (place,) = [one for one in found.deployments if one.state is DeploymentState.DECLARED]
    return Listed.of(found).unseen("model.observed", place)


@pytest.mark.parametrize(
    ("name", "seen", "near"),
    [
        ("Mistral Large", ("mistral-large-latest", "gpt-4o"), "; nearest: mistral-large-latest"),
        (
            "Claude 3.5 Sonnet",
            ("eu.anthropic.claude-3-5-sonnet-20240620-v1:0", "llama3:8b"),
            "; nearest: eu.anthropic.claude-3-5-sonnet-20240620-v1:0",
        ),
        ("llama", ("llama-3", "llama-2", "llama-3.1-8b"), "; nearest: llama-2, llama-3"),
        ("phi 4", ("gemma 4", "qwen"), ""),
    ],
)
def test_a_row_that_joins_nothing_names_what_comes_nearest(
    name: str, seen: tuple[str, ...], near: str
) -> None:
    claim = unseen(name, *seen)
    assert (claim.value, claim.confidence) == (False, Confidence.MEDIUM)
    method, asked, entry = claim.method.partition("; if they are one, declare: ")
    assert method == f"listed, and not joined with anything seen{near}"
    assert bool(asked) is bool(near)
    assert entry.startswith("- {kind: same-as, ") is bool(near)


def test_what_comes_nearest_is_accepted_by_an_entry_that_lacks_only_who_says_so(tmp_path: Path) -> None:
    claim = unseen('My "large"', "large")
    text = (
        claim.method.partition("declare: ")[2].replace("YOUR NAME", "N").replace("YYYY-MM-DD", "2026-11-01")
    )
    (entry,) = load(write(tmp_path, same=text)).entries
    assert isinstance(entry, SameDeclared)
    assert (entry.model.id or "").endswith('/My "large"')
    assert (entry.same_as.id or "").endswith("/large")


def test_an_equal_name_may_be_what_is_listed() -> None:
    claim = unseen("Clinic Notes 8B", "clinic notes 8b")
    assert (claim.value, claim.basis, claim.confidence) == (True, Basis.INFERRED, Confidence.LOW)
    assert claim.method.partition("; if they are one")[0] == (
        "listed, and clinic notes 8b was seen at kubernetes:m#clinic notes 8b:1: joined by its name alone"
    )


def test_a_name_that_is_spelled_apart_may_be_what_is_listed() -> None:
    claim = unseen("Roentgen ViT", "roentgen-vit")
    assert (claim.value, claim.basis, claim.confidence) == (True, Basis.INFERRED, Confidence.LOW)
    said, _, entry = claim.method.partition("; if they are one, declare: ")
    assert said == (
        "listed, and roentgen-vit was seen at kubernetes:m#roentgen-vit:1: "
        "joined by its name alone, which is spelled apart"
    )
    assert entry.startswith("- {kind: same-as, ")
    assert unseen("Roentgen ViT", "roentgen-vit2").value is False


def test_a_model_whose_name_is_spelled_apart_may_be_listed() -> None:
    found = inventory(SERVED, SPELLED)
    model = next(one for one in found.models if one.name == LLAMA.written)
    (claim,) = Listed.of(found).about_model("model.declared", model)
    assert (claim.value, claim.confidence) == (True, Confidence.LOW)


def test_a_model_is_listed_by_its_id_and_by_a_name_it_may_be() -> None:
    found = inventory(SERVED, ROW)
    (model,) = found.models
    (claim,) = Listed.of(found).about_model("model.declared", model)
    assert claim.confidence is Confidence.MEDIUM
    named: Model = replace(model, id="sha256:" + "a" * 64)
    (claim,) = Listed.of(found).about_model("model.declared", named)
    assert claim.confidence is Confidence.LOW


def test_twice_the_rows_are_twice_the_work() -> None:
    def calls(n: int) -> int:
        found = inventory(*(replace(ROW, locator=f"l.csv:{row}", host=f"h{row}") for row in range(n)), SERVED)

        def ask() -> None:
            listed = Listed.of(found)
            for place in found.deployments:
                list(listed.about_deployment("deployment.declared", place))
                listed.unseen("model.observed", place)

        profile = cProfile.Profile()
        profile.runcall(ask)
        return sum(entry.callcount for entry in profile.getstats())

    assert calls(200) < 3 * calls(100)
