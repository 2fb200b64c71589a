import pytest

from auditor.domain.document import ModelConfig
from auditor.domain.fact import Basis, Claim, Confidence, Settler, Silence, Unknown
from auditor.domain.subject import Model
from auditor.identity import group
from auditor.identity.counted import assess
from tests.builders.observations import TARGET, a_document, a_file, a_header, a_model, artifact_of

EXPERTS = a_header(format="safetensors", n_parameters=1_000, n_expert_parameters=800)
PLAIN = a_header(format="safetensors", n_parameters=1_000)
KEYS = (("n_experts", "text_config.num_experts"), ("n_experts_used", "text_config.top_k"))


def _said(model: Model) -> dict[str, Claim | Silence]:
    return {said.fact: said for said in assess(model, artifact_of(model).header)}


def _standing(said: Claim | Silence) -> tuple[object, Basis, Confidence, str]:
    assert isinstance(said, Claim)
    return said.value, said.basis, said.confidence, said.locator.partition("#")[2]


def test_what_the_configuration_says_of_experts_is_declared_where_it_stands() -> None:
    said = _said(a_model(ModelConfig(n_experts=8, n_experts_used=2, keys=KEYS), header=EXPERTS))
    assert _standing(said["model.n_experts"]) == (
        8, Basis.DECLARED, Confidence.MEDIUM, "document-0@text_config.num_experts",
    )  # fmt: skip
    assert _standing(said["model.n_active_parameters"]) == (
        400, Basis.INFERRED, Confidence.MEDIUM, "document-0@text_config.top_k",
    )  # fmt: skip
    assert _standing(said["model.n_parameters"]) == (1_000, Basis.MEASURED, Confidence.HIGH, "a.gguf")


def test_what_the_header_says_of_experts_is_measured() -> None:
    said = _said(
        a_model(header=a_header(n_parameters=10, n_expert_parameters=8, n_experts=4, n_experts_used=1))
    )
    assert _standing(said["model.n_experts"]) == (4, Basis.MEASURED, Confidence.HIGH, "a.gguf")
    assert _standing(said["model.n_active_parameters"]) == (4, Basis.MEASURED, Confidence.HIGH, "a.gguf")


def test_of_a_configuration_that_may_mean_other_weights_nothing_is_firm() -> None:
    config = a_document(ModelConfig(n_experts=8, n_experts_used=2), locator="config.json")
    files = [a_file(f"{n}.gguf", inode=n, sha256=f"{n:064x}", header=EXPERTS) for n in (1, 2)]
    for model in group([*files, config]).models:
        said = _said(model)
        assert _standing(said["model.n_experts"]) == (8, Basis.DECLARED, Confidence.LOW, "config.json")
        assert _standing(said["model.n_active_parameters"])[1:3] == (Basis.INFERRED, Confidence.LOW)


@pytest.mark.parametrize(
    ("documents", "expected"),
    [
        ((), (0, Basis.INFERRED, Confidence.LOW, "a.gguf")),
        ((ModelConfig(),), (0, Basis.INFERRED, Confidence.LOW, "a.gguf")),
        ((ModelConfig(model_type="llama"),), (0, Basis.INFERRED, Confidence.MEDIUM, "document-0")),
    ],
)
def test_that_no_tensor_is_named_like_an_expert_is_no_proof_that_there_is_none(
    documents: tuple[ModelConfig, ...], expected: tuple[object, ...]
) -> None:
    said = _said(a_model(*documents, header=PLAIN))
    assert _standing(said["model.n_experts"]) == expected
    assert _standing(said["model.n_active_parameters"]) == (1_000, *expected[1:])


def test_a_gguf_header_without_the_key_is_of_a_dense_network() -> None:
    said = _said(a_model(header=a_header(n_parameters=10)))
    assert _standing(said["model.n_experts"]) == (0, Basis.MEASURED, Confidence.HIGH, "a.gguf")


@pytest.mark.parametrize("fact", ["model.n_experts", "model.n_active_parameters"])
def test_names_that_speak_of_experts_in_another_way_leave_it_unknown(fact: str) -> None:
    odd = a_header(format="safetensors", n_parameters=1_000, may_have_experts=True)
    said = _said(a_model(ModelConfig(model_type="x"), header=odd))[fact]
    assert isinstance(said, Silence)
    assert said.unknown.reason == (
        "its tensors' names speak of experts, but none is named like those of an expert"
    )


def test_the_place_is_that_of_the_target() -> None:
    said = _said(a_model())["model.n_parameters"]
    assert isinstance(said, Claim)
    assert said.locator == f"{TARGET}#a.gguf"


MISCOUNTED = a_header(
    n_parameters=1_000, n_expert_parameters=800, n_experts=8, n_experts_used=2, stacked_experts=(4,)
)


def test_the_experts_that_tensors_hold_win_over_the_headers_word_which_is_then_weak() -> None:
    said = _said(a_model(header=MISCOUNTED))
    assert _standing(said["model.n_experts"]) == (4, Basis.MEASURED, Confidence.HIGH, "a.gguf")
    assert _standing(said["model.n_active_parameters"]) == (600, Basis.INFERRED, Confidence.LOW, "a.gguf")


def test_tensors_tell_the_experts_where_the_header_is_silent() -> None:
    silent = a_header(n_parameters=1_000, n_expert_parameters=800, stacked_experts=(4,))
    said = _said(a_model(ModelConfig(n_experts_used=2), header=silent))
    assert _standing(said["model.n_experts"]) == (4, Basis.MEASURED, Confidence.HIGH, "a.gguf")
    assert _standing(said["model.n_active_parameters"])[:3] == (600, Basis.INFERRED, Confidence.MEDIUM)


@pytest.mark.parametrize("fact", ["model.n_experts", "model.n_active_parameters"])
def test_layers_that_hold_different_numbers_of_experts_leave_it_unknown(fact: str) -> None:
    odd = a_header(
        n_parameters=1_000, n_expert_parameters=800, n_experts=8, n_experts_used=2, stacked_experts=(4, 8)
    )
    said = _said(a_model(header=odd))[fact]
    assert isinstance(said, Silence)
    assert said.unknown.reason == "a mixture of experts, but its tensors hold 4 and 8 experts"


def test_of_a_file_that_is_not_read_nothing_is_counted_and_nothing_is_clean() -> None:
    header = a_header(format="catboost", n_tensors=0, n_parameters=0, dtypes=(), unread="told by its bytes")
    said = _said(a_model(header=header))
    unknown = Unknown("told by its bytes", Settler.PROVIDER)
    assert said == {
        fact: Silence(fact, unknown)
        for fact in ("model.n_parameters", "model.n_experts", "model.n_active_parameters")
    }
