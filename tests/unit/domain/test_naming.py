from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from auditor.domain.naming import alike, distinct_names, short_ids
from auditor.domain.subject import Deployment, System
from tests.builders.audit import a_deployment, a_model

ONE = a_model("llama", id="sha256:" + "ab12cd34" * 8)
TWO = a_model("llama", id="sha256:" + "ab12cd99" * 8)


def test_a_name_of_its_own_stays_as_it_is_and_a_shared_one_carries_a_short_id() -> None:
    other, place = a_model("qwen"), a_deployment(ONE)
    assert distinct_names([ONE, TWO, other, place]) == {
        ONE.id: "llama (sha256:ab12cd34)",
        TWO.id: "llama (sha256:ab12cd99)",
        other.id: "qwen",
        place.id: "llama (llama.gguf)",
    }


def test_a_place_is_called_after_where_it_was_seen_and_once_only() -> None:
    line = a_deployment(ONE, name="chat", locator="compose:deploy#apps/compose.yaml:8")
    server = a_deployment(TWO, name="ollama @ 10.0.0.7:11434", locator="endpoint:x#http://10.0.0.7:11434/")
    called = {line.id: "chat (compose.yaml:8)", server.id: "ollama @ 10.0.0.7:11434"}
    assert distinct_names([line, server]) == called


def test_places_of_one_name_are_told_apart_by_their_folders_where_these_differ() -> None:
    def at(path: str) -> Deployment:
        found = a_deployment(ONE, name="model.safetensors", locator=f"dir:/srv#{path}/model.safetensors")
        return replace(found, id=f"dep:{path.encode().hex():0<16}")

    chat, code, again = at("a/chat"), at("a/code"), at("b/chat")
    assert distinct_names([chat, code]) == {
        chat.id: "model.safetensors (chat)",
        code.id: "model.safetensors (code)",
    }
    names = distinct_names([chat, code, again])
    assert len(set(names.values())) == 3
    assert all("(dep:" in name for name in names.values())
    line = replace(chat, name="chat", locator="compose:x#a/compose.yaml:8")
    other = replace(code, name="chat", locator="compose:x#b/compose.yaml:8")
    assert list(distinct_names([line, other]).values()) == [
        "chat (a/compose.yaml:8)",
        "chat (b/compose.yaml:8)",
    ]


def test_a_system_s_own_id_is_not_cut() -> None:
    systems = [System(id_, "Triage", "Sorts.", ()) for id_ in ("ward", "office")]
    assert list(distinct_names(systems).values()) == ["Triage (ward)", "Triage (office)"]


def test_short_ids_are_as_long_as_it_takes_and_whole_if_nothing_less_will_do() -> None:
    near = replace(TWO, id="sha256:" + "ab12cd34" * 7 + "ffffffff")
    assert list(short_ids([ONE.id, near.id]).values()) == [ONE.id[:67], near.id[:67]]
    same = ["header:" + "0" * 64, "header:" + "0" * 64 + ".2"]
    assert list(short_ids(same).values()) == same


@given(st.lists(st.text("0123456789abcdef", min_size=64, max_size=64).map("sha256:{}".format), unique=True))
def test_no_two_ids_have_one_short_id_and_each_is_a_beginning(ids: list[str]) -> None:
    short = short_ids(ids)
    assert len(set(short.values())) == len(ids)
    assert all(id_.startswith(beginning) for id_, beginning in short.items())


def test_names_that_people_spell_apart_are_alike() -> None:
    assert alike("Roentgen ViT") == alike("roentgen-vit") == alike("ROENTGEN__VIT") == "roentgenvit"
    assert alike("phi-3.5") != alike("phi-35")
    assert alike("--") == "--"
