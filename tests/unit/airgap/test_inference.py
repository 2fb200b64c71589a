import ctypes
import importlib.metadata
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from auditor.airgap.inference import Refused, _load, _Session, digest, engine, infer
from auditor.airgap.known_answer import N_TOKENS, PROMPT, SELF_TEST_MODEL, answer
from auditor.airgap.protocol import Settings
from auditor.formats.writing import GgufValue
from tests.unit.airgap.models import embedding_model, not_numbers, variant

llama_cpp = pytest.importorskip("llama_cpp")
pytestmark = pytest.mark.llama_cpp

PLAIN = Settings(1, is_plain=True)


def refusal(path: Path, prompt: str = PROMPT) -> str:
    inference = infer(path, prompt, N_TOKENS, PLAIN)
    assert inference.generation is None
    assert not inference.is_unread
    return inference.refusal


def test_the_engine_names_its_version_and_build() -> None:
    version = importlib.metadata.version("llama-cpp-python")
    assert engine().startswith(f"llama-cpp-python {version} (llama.cpp ")
    assert "unknown build" not in engine()


def test_an_older_engine_without_versions_is_of_unknown_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(llama_cpp.llama_cpp, "llama_version")
    monkeypatch.setitem(sys.modules, "llama_cpp._ggml", None)
    monkeypatch.delattr(llama_cpp, "_ggml")
    assert engine() == f"llama-cpp-python {llama_cpp.__version__} (llama.cpp of unknown build)"


def test_a_run_is_described_with_everything_that_makes_it_repeatable() -> None:
    generation = infer(SELF_TEST_MODEL, PROMPT, N_TOKENS, Settings(2)).generation
    assert generation is not None
    assert (generation.n_prompt_tokens, generation.n_generated_tokens) == (4, 16)
    assert generation.output_sha256 == digest(answer())
    assert (generation.n_threads, generation.n_context >= 64) == (2, True)
    assert generation.load_s > 0
    assert generation.tokens_per_s > 0
    assert generation.peak_memory_bytes > 2**20


def test_a_long_prompt_is_cut_to_leave_room() -> None:
    generation = infer(SELF_TEST_MODEL, "a" * 4096, N_TOKENS, PLAIN).generation
    assert generation is not None
    assert generation.n_prompt_tokens == 48


@pytest.mark.parametrize("prompt", ["", "1234", "Grüße, 世界", "\0", "</s>"])
def test_any_text_can_be_continued(prompt: str) -> None:
    assert infer(SELF_TEST_MODEL, prompt, N_TOKENS, PLAIN).generation is not None


def test_one_token_is_generated_as_well_as_many() -> None:
    generation = infer(SELF_TEST_MODEL, PROMPT, 1, PLAIN).generation
    assert generation is not None
    assert (generation.n_generated_tokens, generation.output_sha256) == (1, digest(answer()[:1]))


def test_bytes_that_are_no_model_are_refused_with_the_engines_reason(tmp_path: Path) -> None:
    path = tmp_path / "no.gguf"
    path.write_bytes(b"GGUX" + bytes(100))
    assert "invalid magic" in refusal(path)


def test_a_vocabulary_without_weights_is_refused_with_the_engines_reason(tmp_path: Path) -> None:
    assert "token_embd.weight" in refusal(variant(tmp_path / "vocabulary.gguf", tensors=()))


def test_a_name_with_control_characters_reaches_the_reason_without_them(tmp_path: Path) -> None:
    path = variant(tmp_path / "x.gguf", metadata={"general.architecture": "no\x1b[31m\nsuch"})
    assert refusal(path).isprintable()


def test_a_model_without_vocabulary_cannot_be_given_text(tmp_path: Path) -> None:
    path = variant(tmp_path / "mute.gguf", metadata={"tokenizer.ggml.model": "no_vocab"})
    assert refusal(path).startswith("the file has no vocabulary")


def test_an_empty_prompt_needs_a_token_to_begin_with(tmp_path: Path) -> None:
    path = variant(tmp_path / "no-bos.gguf", metadata={"tokenizer.ggml.add_bos_token": False})
    assert refusal(path, "").startswith("the vocabulary cannot express the prompt")


def test_an_embedding_model_computes_no_next_token(tmp_path: Path) -> None:
    assert refusal(embedding_model(tmp_path / "bert.gguf"), "a b").startswith("the model computes no scores")


def test_weights_that_are_not_numbers_do_not_generate(tmp_path: Path) -> None:
    path = variant(tmp_path / "nan.gguf", tensors=not_numbers("blk.0.ffn_down.weight"))
    assert refusal(path).startswith("the model computes no scores")


@pytest.mark.parametrize(
    "metadata",
    [
        {"llama.context_length": 0},
        {"llama.context_length": 1},
        {"llama.context_length": 2**31 - 1},
        {"tokenizer.chat_template": "{% for x in range(10**12) %}{% endfor %}"},
    ],
)
def test_odd_but_harmless_metadata_do_not_hinder(metadata: dict[str, GgufValue], tmp_path: Path) -> None:
    generation = infer(variant(tmp_path / "odd.gguf", metadata=metadata), PROMPT, N_TOKENS, PLAIN).generation
    assert generation is not None
    assert generation.output_sha256 == digest(answer())


def library(**answers: object) -> ModuleType:
    """A llama.cpp that answers every question in the same way."""

    def says(value: object) -> Callable[..., object]:
        return lambda *_: value

    functions = {
        "llama_model_get_vocab": 1,
        "llama_vocab_type": 1,
        "llama_model_has_encoder": False,
        "llama_model_has_decoder": True,
        "llama_model_n_ctx_train": 64,
        "llama_context_default_params": SimpleNamespace(),
        "llama_init_from_model": 1,
        "llama_vocab_n_tokens": 1,
        "llama_tokenize": 1,
        "llama_decode": 0,
        "llama_batch_get_one": 0,
        "llama_get_logits_ith": None,
    } | answers
    made = ModuleType("llama_cpp")
    vars(made).update({name: says(value) for name, value in functions.items()})
    vars(made).update(LLAMA_VOCAB_TYPE_NONE=0, llama_token=ctypes.c_int32)
    return made


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({"llama_model_has_encoder": True}, "the model has an encoder"),
        ({"llama_model_has_decoder": False}, "the model has an encoder"),
        ({"llama_init_from_model": None}, "llama.cpp makes no context"),
        ({"llama_decode": -3}, r"llama.cpp cannot evaluate the model \(code -3\)"),
        ({}, "the model gives no scores"),
    ],
)
def test_what_the_engine_cannot_do_is_a_reason(answers: dict[str, object], reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        _Session(library(**answers), object(), Settings(1)).generate("a", 2, 0.0)


@pytest.mark.parametrize("is_plain", [True, False])
def test_an_older_engine_is_told_in_its_own_words_not_to_map_the_file(is_plain: bool) -> None:
    params = SimpleNamespace()
    older = library(
        llama_backend_init=None, llama_model_default_params=params, llama_model_load_from_file="loaded"
    )
    loaded = _load(older, Path("/m.gguf"), Settings(1, is_plain))
    assert (loaded, params.use_mmap) == ("loaded", not is_plain)
    assert (params.n_gpu_layers, params.use_extra_bufts) == (0, not is_plain)
