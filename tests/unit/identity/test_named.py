from dataclasses import replace

from auditor.domain.fact import Claim, Confidence, Settler, Silence
from auditor.domain.serving import (
    Contact,
    DeploymentState,
    Endpoint,
    InUse,
    ModelReference,
    OpenFile,
    ReferenceKind,
)
from auditor.domain.subject import Model, NameAt, Strength
from auditor.identity import measured
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
