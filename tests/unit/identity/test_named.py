from dataclasses import replace

import pytest

from auditor.domain.fact import Claim, Confidence, Settler, Silence
from auditor.domain.header import OnLoad
from auditor.domain.mention import NameAt
from auditor.domain.observation import Problem, SkipKind, Skipped
from auditor.domain.serving import (
    Contact,
    DeploymentState,
    Endpoint,
    InUse,
    ModelReference,
    OpenFile,
    ReferenceKind,
)
from auditor.domain.subject import Model, PossibleSame, Strength
from auditor.identity import group, measured
from auditor.identity.in_use import Here, deployments
from auditor.identity.named import models

NAMED = Model(
    id="name:repository/Qwen/Qwen3-8B",
    strength=Strength.NAME,
    artifact=None,
    names=(NameAt("Qwen/Qwen3-8B", "reference", "kubernetes:m#a.yaml:3"),),
    documents=(),
    locations=("kubernetes:m#a.yaml:3",),
    reference=ModelReference("Qwen/Qwen3-8B", ReferenceKind.REPOSITORY),
)


def test_of_a_name_only_the_name_is_known_and_the_rest_says_why_it_is_not() -> None:
    said = tuple(measured.assess(NAMED))
    claimed = {one.fact: one.value for one in said if isinstance(one, Claim)}
    assert claimed == {
        "identity.strength": "name",
        "identity.bytes_seen": False,
        "identity.store_vouches": False,
        "model.name": "Qwen/Qwen3-8B",
    }
    silent = {one.fact: one.unknown for one in said if isinstance(one, Silence)}
    assert {"identity.sha256", "model.n_parameters", "unsafe.custom_code"} <= silent.keys()
    assert {unknown.reason for unknown in silent.values()} == {
        "only its name is known: its bytes were not seen"
    }
    assert {unknown.who for unknown in silent.values()} == {Settler.FILE_OWNER}


def stored(target: str, name: str = "llama3:8b") -> InUse:
    model = ModelReference(name, ReferenceKind.STORE)
    return InUse(target, target, DeploymentState.RUNNING, "it lists it", model, host="gpu-01")


def test_equal_words_at_two_servers_are_two_models_that_may_be_one() -> None:
    found = models(deployments([stored("endpoint:a"), stored("endpoint:b", "LLAMA3:8b")], Here()), ())
    assert len(found) == 2
    first, second = found
    assert [one.model_id for one in first.same_as] == [second.id]
    assert [one.model_id for one in second.same_as] == [first.id]
    assert {one.confidence for model in found for one in model.same_as} == {Confidence.LOW}


def test_words_that_are_spelled_apart_may_mean_one_model() -> None:
    found = models(
        deployments([stored("endpoint:a", "Notes 8B"), stored("endpoint:b", "notes_8-b")], Here()), ()
    )
    (first, second) = found
    assert [(one.model_id, one.reason) for one in first.same_as] == [
        (second.id, f"called {second.name} there too")
    ]


def test_what_a_list_names_may_be_what_lies_here_by_any_of_its_names() -> None:
    here = replace(NAMED, id="sha256:a", names=(NameAt("roentgen-vit", "path", "dir:m#roentgen-vit"),))
    seen = stored("csv:l", "Roentgen ViT")
    (listed,) = models(deployments([replace(seen, state=DeploymentState.DECLARED)], Here()), (here,))
    assert [(one.model_id, one.confidence) for one in listed.same_as] == [("sha256:a", Confidence.LOW)]
    (served,) = models(deployments([seen], Here()), (here,))
    assert served.same_as == ()


def test_of_many_that_are_called_alike_each_leads_to_one() -> None:
    found = models(deployments([stored(f"endpoint:{n}") for n in range(50)], Here()), ())
    assert {len(model.same_as) for model in found} == {1}


def test_a_path_that_a_server_says_is_a_possibility_and_no_content() -> None:
    content = "sha256:" + "a" * 64
    here = Here(by_path={"/m/real.gguf": content})
    said = InUse(
        "endpoint:http://127.0.0.1:18900",
        "",
        DeploymentState.RUNNING,
        "llama.cpp lists it",
        ModelReference("/m/real.gguf", ReferenceKind.FILE),
        endpoint=Endpoint("http://127.0.0.1:18900", contact=Contact.ANSWERS),
        host="gpu-01",
        paths=("/m/real.gguf",),
    )
    (claimed,) = models(deployments([said], here), (), here)
    (edge,) = claimed.same_as
    assert (edge.model_id, edge.confidence) == (content, Confidence.LOW)
    assert edge.reason == "the server says that it has loaded /m/real.gguf, and that file was read"
    # A process that listens there and has the file open tells what it is.
    process = replace(
        said,
        target="process:",
        endpoint=Endpoint("127.0.0.1:18900", contact=Contact.LISTENS),
        open_files=(OpenFile(1, 7),),
    )
    read = Here(by_path=here.by_path, by_file={OpenFile(1, 7): content})
    (joined,) = deployments([said, process], read)
    assert joined.model_id == content
    # A setting on this machine leads to the file that was read there.
    (configured,) = deployments([replace(said, target="systemd:", endpoint=None)], here)
    assert configured.model_id == content


IN_USE = InUse(
    "compose:compose.yaml",
    "compose.yaml:4",
    DeploymentState.CONFIGURED,
    "service risk is configured",
    ModelReference("/models/risk.pt", ReferenceKind.FILE),
    paths=("/srv/m/risk.pt",),
)
RUNS = Problem(
    "dir:m", "risk.pt", "loading it calls posix.system", on_load=OnLoad.RUNS, path="/srv/m/risk.pt"
)
UNKNOWN = Skipped("dir:m", "risk.pt", "it imports acme.Net", SkipKind.FORMAT, path="/srv/m/risk.pt")


def test_a_file_that_is_loaded_and_is_no_model_is_told_by_what_is_the_matter_with_it() -> None:
    (model,) = group([IN_USE, RUNS]).models
    said = tuple(measured.assess(model))
    (runs,) = (one for one in said if isinstance(one, Claim) and one.fact == "unsafe.executes_code_on_load")
    assert (runs.value, runs.locator, runs.citation) == (True, "dir:m/risk.pt", RUNS.reason)
    assert [one.value for one in said if isinstance(one, Claim) and one.fact == "identity.strength"] == [
        "file"
    ]
    (format_,) = (one for one in said if isinstance(one, Silence) and one.fact == "model.format")
    assert format_.unknown.reason == (
        "the file that it is loaded from, dir:m/risk.pt, is not read as a model: "
        "loading it calls posix.system"
    )


def test_whether_a_file_that_is_loaded_and_not_read_runs_code_is_unknown() -> None:
    (model,) = group([IN_USE, UNKNOWN]).models
    said = {one.fact for one in measured.assess(model) if isinstance(one, Silence)}
    assert model.strength is Strength.FILE
    assert "unsafe.executes_code_on_load" in said


def test_what_a_server_says_that_it_loaded_and_another_file_are_no_such_file() -> None:
    asked = replace(IN_USE, endpoint=Endpoint("http://127.0.0.1:1", contact=Contact.ANSWERS))
    for seen, fault in (
        (asked, RUNS),
        (IN_USE, replace(RUNS, path="/srv/other.pt")),
        (IN_USE, replace(RUNS, path="")),
    ):
        (model,) = group([seen, fault]).models
        assert (model.strength, model.fault) == (Strength.NAME, None)


@pytest.mark.parametrize(
    ("other", "is_open"), [("sha256:ab12", True), ("header:ab12", True), ("name:store/1/qwen", False)]
)
def test_whether_its_bytes_were_seen_is_open_while_a_model_with_bytes_may_be_it(
    other: str, is_open: bool
) -> None:
    maybe = PossibleSame(other, Confidence.LOW, "qwen3 is here, named by its header")
    said = {one.fact: one for one in measured.assess(replace(NAMED, same_as=(maybe,)))}
    seen = said["identity.bytes_seen"]
    assert isinstance(seen, Silence) == is_open
    if isinstance(seen, Silence):
        assert seen.unknown.who is Settler.ORGANISATION
        assert f"qwen3 is here, named by its header ({other})" in seen.unknown.reason
        entry = f'model: {{id: "{NAMED.id}"}}, same_as: {{id: "{other}"}}'
        assert f"declare: - {{kind: same-as, {entry}, by: YOUR NAME, on: YYYY-MM-DD}}" in seen.unknown.reason
