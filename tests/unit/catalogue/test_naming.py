import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.catalogue.naming import parse_name


@pytest.mark.parametrize(
    ("written", "release"),
    [
        ("meta-llama/Llama-3.1-8B-Instruct", ("llama", "3.1", "8b")),
        ("Meta Llama 3.1 8B Instruct", ("llama", "3.1", "8b")),
        ("llama3.1:8b-instruct-q4_K_M", ("llama", "3.1", "8b")),
        ("Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf", ("llama", "3.1", "8b")),
        ("Llama-3.1-8B-00001-of-00004.safetensors", ("llama", "3.1", "8b")),
        ("Qwen_Qwen3-8B-IQ2_XXS.gguf", ("qwen", "3", "8b")),
        ("Qwen/Qwen-1_8B", ("qwen", "1.8b")),
        ("Mistral-7B-Instruct-v0.3", ("mistral", "7b", "0.3")),
        ("gemma-3-4b-it-qat-q4_0-gguf", ("gemma", "3", "4b")),
        ("hf.co/bartowski/Qwen3-8B-GGUF:Q4_K_M", ("qwen", "3", "8b")),
    ],
)
def test_one_release_is_the_same_words_however_it_is_written(written: str, release: tuple[str, ...]) -> None:
    assert parse_name(written).release == release


def test_a_name_keeps_its_organisation_apart() -> None:
    assert parse_name("hf.co/TheBloke/Llama-2-7B-GGUF:Q4_0").organisation == "thebloke"
    assert parse_name("Llama-2-7B").organisation == ""


def test_a_tag_that_is_not_about_storage_belongs_to_the_name() -> None:
    assert parse_name("phi3:mini").exact == ("phi", "3", "mini")
    assert parse_name("phi3:latest").exact == ("phi", "3")


def test_the_series_leaves_the_size_out() -> None:
    name = parse_name("mixtral-8x7b")

    assert (name.series, name.has_size) == (("mixtral",), True)
    assert parse_name("mixtral").has_size is False


def test_a_name_of_nothing_but_stages_keeps_them() -> None:
    assert parse_name("instruct").release == ("instruct",)


def test_a_fine_tune_has_words_of_its_own() -> None:
    assert parse_name("My-Llama-3.1-8B-tune").release != parse_name("Llama-3.1-8B").release


@given(st.text(max_size=200))
def test_any_name_can_be_taken_apart(written: str) -> None:
    name = parse_name(written)

    assert set(name.series) <= set(name.release) <= set(name.exact)
