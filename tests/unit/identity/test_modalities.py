import pytest

from auditor.domain.document import Document, ModelCard, ModelConfig
from auditor.domain.fact import Basis, Claim, Confidence, Silence, Statement
from auditor.identity.modalities import modalities
from tests.unit.catalogue.building import a_model


def said(*documents: Document, n_sharing: int = 1) -> Statement:
    model = a_model(
        "mine", documents=list(documents), n_sharing=n_sharing, format_="safetensors", architecture=None
    )
    (statement,) = modalities(model)
    return statement


@pytest.mark.parametrize(
    ("classes", "words"),
    [
        (("ViTForImageClassification",), ("classification",)),
        (("LlamaForSequenceClassification",), ("classification",)),
        (("Wav2Vec2ForCTC",), ("transcription",)),
        (("BertForMaskedLM", "BertForQuestionAnswering"), ("extraction", "fill-mask")),
    ],
)
def test_the_head_of_a_class_says_what_it_gives(classes: tuple[str, ...], words: tuple[str, ...]) -> None:
    claim = said(ModelConfig(architectures=classes), ModelCard(task="text-generation"))
    assert isinstance(claim, Claim)
    assert (claim.value, claim.basis, claim.confidence) == (words, Basis.INFERRED, Confidence.MEDIUM)


@pytest.mark.parametrize(
    "classes", [("T5ForConditionalGeneration",), ("ViTForImageClassification", "ViTModel")]
)
def test_a_class_that_may_give_anything_says_nothing(classes: tuple[str, ...]) -> None:
    assert isinstance(said(ModelConfig(architectures=classes)), Silence)


@pytest.mark.parametrize(("n_sharing", "level"), [(1, Confidence.MEDIUM), (2, Confidence.LOW)])
def test_where_no_class_says_it_the_task_of_the_card_does(n_sharing: int, level: Confidence) -> None:
    claim = said(ModelConfig(), ModelCard(task="image-classification"), n_sharing=n_sharing)
    assert isinstance(claim, Claim)
    assert (claim.value, claim.basis, claim.confidence) == (("classification",), Basis.DECLARED, level)


def test_a_task_nobody_knows_says_nothing() -> None:
    assert isinstance(said(ModelCard(task="other")), Silence)


@pytest.mark.parametrize("tokenizer", [None, "none", "no_vocab"])
def test_of_a_gguf_without_a_tokenizer_it_is_said_why_it_is_not_told(tokenizer: str | None) -> None:
    metadata = {"tokenizer.ggml.model": tokenizer} if tokenizer else {}
    (statement,) = modalities(a_model("mine", architecture="llama", metadata=metadata))
    assert isinstance(statement, Silence)
    assert statement.unknown.reason == (
        "architecture llama without a tokenizer: what its tokens stand for is not in the file"
    )


@pytest.mark.parametrize("metadata", [{}, {"tokenizer.ggml.model": "gpt2"}])
@pytest.mark.parametrize("architecture", ["mllama", "llama4", "qwen2vl"])
def test_a_network_that_attends_to_pictures_says_so(architecture: str, metadata: dict[str, str]) -> None:
    (claim,) = modalities(a_model("mine", architecture=architecture, metadata=metadata))
    assert isinstance(claim, Claim)
    assert (claim.value, claim.confidence) == (("image-understanding", "text"), Confidence.MEDIUM)


def test_a_class_of_such_a_network_says_it_and_its_text_part_does_not() -> None:
    whole = said(ModelConfig(architectures=("MllamaForConditionalGeneration",)))
    part = said(ModelConfig(architectures=("MllamaForCausalLM",)))
    assert isinstance(whole, Claim)
    assert isinstance(part, Claim)
    assert (whole.value, part.value) == (("image-understanding", "text"), ("text",))
