from dataclasses import replace

from auditor.domain.serving import DeploymentState
from auditor.domain.subject import Deployment
from auditor.identity.artifacts import occurrences
from auditor.identity.present import deployments
from tests.builders.observations import TARGET, a_file, an_entry


def test_a_file_in_a_folder_is_present_and_nothing_more() -> None:
    places = occurrences([a_file("sub/x.gguf")])
    (one,) = deployments({"sha256:a": places}, {})
    assert (one.state, one.runtime, one.name) == (DeploymentState.PRESENT, None, "x.gguf")
    assert one.evidence == "a file in a folder; nothing seen that runs it"
    assert one.seen == ()


def test_a_file_whose_model_is_in_use_says_what_uses_it() -> None:
    used = Deployment(
        "dep:1", "sha256:a", "x", DeploymentState.CONFIGURED, "systemd", "systemd:u#u:1", "u.service serves x"
    )
    listed = replace(used, state=DeploymentState.DECLARED, locator="csv:l#l:2", evidence="listed")
    places = occurrences([a_file("sub/x.gguf")])
    (one,) = deployments({"sha256:a": places}, {}, (listed, used))
    assert one.evidence == "a file in a folder; its model is in use: u.service serves x"
    (other,) = deployments({"sha256:a": places}, {}, (listed,))
    assert other.evidence == "a file in a folder; nothing seen that runs it"


def test_a_store_names_what_it_holds() -> None:
    places = occurrences([a_file("x.gguf")])
    entry = an_entry("llama3:8b", store="ollama")
    (one,) = deployments({"sha256:a": places}, {(TARGET, "."): entry})
    assert (one.name, one.runtime) == ("llama3:8b", "ollama")
    assert one.evidence == "in the ollama store as llama3:8b"


def test_a_place_keeps_its_id_whatever_the_target_says_of_how_to_read_it() -> None:
    ids = {
        deployments({"sha256:a": occurrences([a_file("x.gguf", target=target)])}, {})[0].id
        for target in ("dir:m", "dir:m?ignore=*.tmp", "dir:m/")
    }
    assert len(ids) == 1
