from dataclasses import replace

import pytest

from auditor.errors import UsageError
from auditor.identity import group
from auditor.pipeline.choosing import find_deployment, find_model, find_model_or_place
from tests.builders.audit import a_deployment, a_model, inventory
from tests.builders.observations import a_file, a_header

A, B, C = ("sha256:" + digits * 32 for digits in ("aa", "bb", "bc"))
MODELS = group(
    [
        a_file("a.gguf", inode=1, sha256="aa" * 32, header=a_header(name="Letters")),
        a_file("b.gguf", inode=2, sha256="bb" * 32, header=a_header(name="Twin")),
        a_file("c.gguf", inode=3, sha256="bc" * 32, header=a_header(name="Twin")),
    ]
).models


@pytest.mark.parametrize("name", ["Letters", "a", "sha256:aa", A, "aaaa", "aa" * 32])
def test_a_model_is_found_by_its_name_or_the_beginning_of_its_id(name: str) -> None:
    assert find_model(MODELS, name).id == A


def test_a_name_that_several_have_is_found_with_the_short_id_that_reports_print() -> None:
    assert find_model(MODELS, "Twin (sha256:bcbcbcbc)").id == C


def test_a_model_is_found_by_an_id_it_had_before_its_bytes_were_read() -> None:
    known = replace(MODELS[0], aliases=("header:0123",))
    assert find_model((known, *MODELS[1:]), "header:01") is known


def test_a_whole_id_or_name_comes_before_the_beginning_of_another_s_id() -> None:
    one, two = replace(MODELS[0], id="header:0123"), replace(MODELS[1], id="header:0123.2")
    called = replace(MODELS[2], names=(replace(MODELS[2].names[0], name="bbbb"),))
    assert find_model((one, two), "header:0123") is one
    assert find_model((*MODELS[:2], called), "bbbb") is called


@pytest.mark.parametrize("name", ["Letter", "", "aaa", "sha255", "Twin (sha256:ffffffff)"])
def test_a_name_that_no_model_has_is_refused(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        find_model(MODELS[1:], name)
    assert caught.value.message == f"{name}: no model is called that"
    assert caught.value.hint == "See: auditor show models"


def test_the_beginning_of_several_ids_is_refused_and_the_ids_are_named() -> None:
    for name, listed in (
        ("Twin", "sha256:bbbbbbbbbbbb, sha256:bcbcbcbcbcbc"),
        ("sha256:b", "sha256:bbbbbbbbbbbb, sha256:bcbcbcbcbcbc"),
        ("sha256:", "sha256:aaaaaaaaaaaa, sha256:bbbbbbbbbbbb, sha256:bcbcbcbcbcbc"),
    ):
        with pytest.raises(UsageError) as caught:
            find_model(MODELS, name)
        assert caught.value.message == f"{name}: {listed.count(',') + 1} models match"
        assert caught.value.hint == f"Name one by its id: {listed}"


def test_of_very_many_only_the_first_are_named() -> None:
    many = tuple(replace(MODELS[0], id=f"sha256:{n:064x}") for n in range(9))
    with pytest.raises(UsageError) as caught:
        find_model(many, "Letters")
    assert caught.value.message == "Letters: 9 models match"
    assert caught.value.hint.count("sha256:") == 6
    assert caught.value.hint.endswith(" and 3 more")


def test_a_place_is_found_by_its_id_its_name_as_printed_or_its_own_name() -> None:
    one = a_deployment(a_model("llama"), name="chat", locator="compose:d#compose.yaml:8")
    two = a_deployment(a_model("llama"), name="chat", locator="kubernetes:k#d.yaml:3", id="dep:" + "ab" * 8)
    for name in (one.id, one.id[4:12], "chat (compose.yaml:8)"):
        assert find_deployment([one, two], name) is one
    assert find_deployment([one], "chat") is one
    for name in ("chat", "nobody", ""):
        with pytest.raises(UsageError) as refused:
            find_deployment([one, two], name)
        assert refused.value.hint
    with pytest.raises(UsageError) as several:
        find_deployment([one, two], "chat")
    assert "'chat (d.yaml:3)'" in several.value.hint


def test_a_place_whose_model_nobody_names_is_found_where_no_model_is_called_that() -> None:
    model = a_model("letters")
    lost = a_deployment(model, id="dep:lost", model_id=None, name=".env:1")
    twin = a_deployment(model, id="dep:twin", model_id=None, name="letters")
    held = inventory(model, deployments=(a_deployment(model, name="served"), lost, twin))
    assert find_model_or_place(held, "letters") == model
    assert find_model_or_place(held, ".env:1") == lost
    with pytest.raises(UsageError, match="served: no model is called that"):
        find_model_or_place(held, "served")
