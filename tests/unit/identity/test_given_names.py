import pytest

from auditor.domain.document import ModelCard
from auditor.domain.header import FileRole
from auditor.identity import group
from tests.builders.observations import a_document, a_file, a_header, an_entry

A, B = "a" * 64, "b" * 64


def test_a_store_name_speaks_before_the_header_and_the_file_name() -> None:
    (model,) = group([a_file(header=a_header(name="Header name"), sha256=A), an_entry("acme/tiny")]).models
    assert [(name.name, name.given_by) for name in model.names] == [
        ("acme/tiny", "hf-cache"),
        ("Header name", "header"),
        ("a", "path"),
    ]


def test_a_header_speaks_before_the_tag_of_an_image() -> None:
    entry = an_entry("klinik/llm:1.0", store="oci")
    (model,) = group([a_file(header=a_header(name="Mistral-7B"), sha256=A), entry]).models
    assert [(name.name, name.given_by) for name in model.names[:2]] == [
        ("Mistral-7B", "header"),
        ("klinik/llm:1.0", "oci"),
    ]


def test_a_store_that_is_in_no_list_speaks_after_those_that_are_and_before_the_header() -> None:
    file = a_file(header=a_header(name="Header name"), sha256=A)
    (model,) = group([file, an_entry("somebody/tiny", store="a-new-store")]).models
    assert [name.given_by for name in model.names] == ["a-new-store", "header", "path"]
    listed = an_entry("acme/tiny", target="dir:/other", store="hub")
    again = a_file(header=a_header(name="Header name"), sha256=A, target="dir:/other", inode=2)
    (model,) = group([file, an_entry("somebody/tiny", store="a-new-store"), again, listed]).models
    assert [name.given_by for name in model.names[:3]] == ["hub", "a-new-store", "header"]


@pytest.mark.parametrize("name", ["LLaMA", "LLaMA v2"])
def test_what_a_converter_calls_whatever_it_converts_is_no_name(name: str) -> None:
    (model,) = group([a_file("vicuna-7b.gguf", header=a_header(name=name), sha256=A)]).models
    assert [(one.name, one.given_by) for one in model.names] == [("vicuna-7b", "path")]


def test_a_card_names_a_model_only_if_it_can_mean_no_other() -> None:
    card = a_document(ModelCard(model_name="Card name"))
    assert "Card name" in [name.name for name in group([a_file(sha256=A), card]).models[0].names]
    both = group([a_file(sha256=A), a_file("y.gguf", inode=2, sha256=B), card])
    assert all("Card name" not in [name.name for name in model.names] for model in both.models)


def test_a_file_called_like_every_other_is_named_after_its_folder() -> None:
    (model,) = group([a_file("triage-lora/adapter_model.safetensors", bundle="triage-lora", sha256=A)]).models
    assert model.name == "triage-lora"


@pytest.mark.parametrize(
    ("locator", "root_name", "name"),
    [
        ("model.safetensors", "Tiny-8B", "Tiny-8B"),
        ("model-00001-of-00002.safetensors", "Tiny-8B", "Tiny-8B"),
        ("tune/model.safetensors", "models", "tune"),
        ("tiny.gguf", "models", "tiny"),
        ("model.safetensors", "", "model"),
        (f"models--acme--tiny/snapshots/{'0a' * 20}/model.safetensors", "hub", "acme/tiny"),
        (f"{'0a' * 20}/model.safetensors", "", "model"),
    ],
)
def test_weights_called_like_all_others_take_the_name_of_the_folder_that_was_named(
    locator: str, root_name: str, name: str
) -> None:
    (model,) = group([a_file(locator, root_name=root_name, sha256=A)]).models
    assert [(named.name, named.given_by) for named in model.names] == [(name, "path")]


def test_a_commit_of_a_store_is_no_name_of_a_model() -> None:
    bundle = f"models--acme--tiny/snapshots/{'0a' * 20}"
    file = a_file(f"{bundle}/model.safetensors", bundle=bundle, sha256=A)
    (model,) = group([file, an_entry("acme/tiny", bundle=bundle)]).models
    assert [(named.name, named.given_by) for named in model.names] == [("acme/tiny", "hf-cache")]


def test_a_split_set_is_named_without_its_count() -> None:
    names = {group([a_file("m-00001-of-00002.gguf", shard_set="m-of-00002.gguf")]).models[0].name}
    generic = a_file("tune/model-00001-of-00002.gguf", shard_set="tune/model-of-00002.gguf")
    assert names | {group([generic]).models[0].name} == {"m", "tune"}


def test_an_adapter_in_a_manifest_is_a_layer_of_what_has_the_name() -> None:
    entry = an_entry("acme/notes:v1", store="ollama", bundle="acme/notes:v1")
    weights = a_file("acme/notes:v1", bundle="acme/notes:v1", sha256=A)
    laid_over = a_file(
        "acme/notes:v1/adapter",
        inode=2,
        bundle="acme/notes:v1",
        sha256=B,
        header=a_header(role=FileRole.ADAPTER),
    )
    inventory = group([entry, weights, laid_over])
    assert {model.id[7]: model.name for model in inventory.models} == {
        "a": "acme/notes:v1",
        "b": "acme/notes:v1/adapter",
    }
    assert {place.name for place in inventory.deployments} == {"acme/notes:v1", "acme/notes:v1/adapter"}
