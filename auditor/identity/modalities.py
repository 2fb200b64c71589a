"""What a model that the catalogue does not know takes and gives, from its network, else from its card.

The words are those of the guidelines for general-purpose models, with which only what generates is one, and
otherwise the name of the task.

Source:
    transformers (huggingface/transformers, models/auto/modeling_auto.py): a class is called after its head.
    Hugging Face Hub documentation, "Tasks": the values of ``pipeline_tag``.
"""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Final

from auditor.domain.document import ModelCard, ModelConfig
from auditor.domain.fact import Basis, Claim, Confidence, Statement
from auditor.domain.header import FileRole, Header
from auditor.domain.mention import DocumentAt
from auditor.domain.subject import Model
from auditor.identity.recorded import silence

_FACT: Final = "model.modalities"
# Architectures of llama.cpp (ggml-org/llama.cpp, llama-arch.cpp): encoders that give vectors,
# and networks that continue text.
_EMBEDDING: Final = frozenset(
    {"bert", "nomic-bert", "nomic-bert-moe", "jina-bert-v2", "jina-bert-v3", "gemma-embedding", "modern-bert"}
)
# fmt: off
_CAUSAL: Final = frozenset({
    "apertus", "arcee", "arctic", "baichuan", "bailingmoe", "bailingmoe2", "bitnet", "bloom", "chameleon",
    "chatglm", "codeshell", "cohere2", "command-r", "dbrx", "deci", "deepseek", "deepseek2", "dots1",
    "ernie4_5", "ernie4_5-moe", "exaone", "exaone4", "falcon", "falcon-h1", "gemma", "gemma2", "gemma3",
    "gemma3n", "glm4", "glm4moe", "gpt-oss", "gpt2", "gptj", "gptneox", "granite", "granitehybrid",
    "granitemoe", "grok", "hunyuan-dense", "hunyuan-moe", "internlm2", "jais", "jamba", "lfm2", "lfm2moe",
    "llama", "mamba", "mamba2", "minicpm", "minicpm3", "minimax-m2", "mpt", "nemotron",
    "nemotron_h", "olmo", "olmo2", "olmoe", "openelm", "orion", "phi2", "phi3", "phimoe", "plamo", "plamo2",
    "plm", "qwen", "qwen2", "qwen2moe", "qwen3", "qwen3moe", "qwen3next", "refact", "rwkv6", "rwkv6qwen2",
    "rwkv7", "seed_oss", "smallthinker", "smollm3", "stablelm", "starcoder", "starcoder2", "xverse",
})
# fmt: on
# Networks that no text model has: they continue text and attend to pictures. The first is of Ollama
# (ollama/ollama, model/models/mllama), the others are of llama.cpp.
_SEEING: Final = frozenset({"mllama", "llama4", "qwen2vl", "qwen3vl", "qwen3vlmoe"})

_TEXT: Final = ("text",)
_SEES: Final = ("image-understanding", "text")
_CLASSIFICATION: Final = ("classification",)
_SEGMENTATION: Final = ("segmentation",)
_EMBEDDING_WORD: Final = ("embedding",)
_TRANSCRIPTION: Final = ("transcription",)
# Classes of such networks, whole, because their last words alone say nothing.
_SEEING_CLASSES: Final = frozenset(
    f"{network}ForConditionalGeneration"
    for network in ("Mllama", "Llama4", "Qwen2VL", "Qwen2_5_VL", "Qwen3VL", "Qwen3VLMoe")
)
# Any other class that ends in ConditionalGeneration, PreTraining or Model may give anything.
_HEADS: Final[Mapping[str, tuple[str, ...]]] = {
    "ForCausalLM": _TEXT,
    "ForAudioClassification": _CLASSIFICATION,
    "ForAudioFrameClassification": _CLASSIFICATION,
    "ForImageClassification": _CLASSIFICATION,
    "ForMultipleChoice": _CLASSIFICATION,
    "ForQuestionAnswering": ("extraction",),
    "ForSequenceClassification": _CLASSIFICATION,
    "ForTokenClassification": _CLASSIFICATION,
    "ForVideoClassification": _CLASSIFICATION,
    "ForObjectDetection": ("detection",),
    "ForImageSegmentation": _SEGMENTATION,
    "ForInstanceSegmentation": _SEGMENTATION,
    "ForSemanticSegmentation": _SEGMENTATION,
    "ForUniversalSegmentation": _SEGMENTATION,
    "ForDepthEstimation": ("depth-estimation",),
    "ForKeypointDetection": ("detection",),
    "ForCTC": _TRANSCRIPTION,
    "ForSpeechSeq2Seq": _TRANSCRIPTION,
    "ForMaskedLM": ("fill-mask",),
}
_TASKS: Final[Mapping[str, tuple[str, ...]]] = {
    "text-generation": _TEXT,
    "text2text-generation": _TEXT,
    "translation": _TEXT,
    "summarization": _TEXT,
    "image-text-to-text": _SEES,
    "visual-question-answering": _SEES,
    "image-to-text": _SEES,
    "video-text-to-text": _SEES,
    "audio-text-to-text": ("text",),
    "text-to-image": ("text-to-image",),
    "text-to-video": ("text-to-video",),
    "text-to-speech": ("speech",),
    "automatic-speech-recognition": _TRANSCRIPTION,
    "feature-extraction": _EMBEDDING_WORD,
    "sentence-similarity": _EMBEDDING_WORD,
    "image-feature-extraction": _EMBEDDING_WORD,
    "text-classification": _CLASSIFICATION,
    "text-ranking": _CLASSIFICATION,
    "token-classification": _CLASSIFICATION,
    "zero-shot-classification": _CLASSIFICATION,
    "image-classification": _CLASSIFICATION,
    "zero-shot-image-classification": _CLASSIFICATION,
    "audio-classification": _CLASSIFICATION,
    "video-classification": _CLASSIFICATION,
    "tabular-classification": _CLASSIFICATION,
    "voice-activity-detection": _CLASSIFICATION,
    "object-detection": ("detection",),
    "zero-shot-object-detection": ("detection",),
    "keypoint-detection": ("detection",),
    "image-segmentation": _SEGMENTATION,
    "mask-generation": _SEGMENTATION,
    "depth-estimation": ("depth-estimation",),
    "question-answering": ("extraction",),
    "fill-mask": ("fill-mask",),
    "tabular-regression": ("regression",),
    "time-series-forecasting": ("regression",),
}


def of_task(task: str) -> tuple[str, ...] | None:
    """Return what a task makes of a model, as hubs call it and people write it; ``None`` for other words."""
    return _TASKS.get("-".join(task.casefold().replace("_", " ").replace("-", " ").split()))


def modalities(model: Model) -> Iterator[Statement]:
    """Yield what a model takes and gives, by its kind of network, else by the task on its card."""
    header = model.header
    assert header is not None, "a model without bytes is known by what it is called"
    architecture = header.architecture or ""
    if header.role is not FileRole.WEIGHTS:
        yield silence(_FACT, f"{header.role.value}: what it serves is decided by its model")
    elif header.is_of_gguf and architecture in _EMBEDDING:
        yield _inferred(_EMBEDDING_WORD, f"architecture {architecture}", model.locations[0])
    elif header.is_of_gguf and architecture in _SEEING:
        yield _inferred(_SEES, f"architecture {architecture}", model.locations[0])
    elif header.is_of_gguf and _continues_text(architecture, header.entry("tokenizer.ggml.model")):
        yield _inferred(_TEXT, f"architecture {architecture} with a tokenizer", model.locations[0])
    else:
        claim = next(chain(_by_class(model), _by_card(model)), None)
        yield claim or silence(_FACT, _unsaid(header, architecture))


def _continues_text(architecture: str, tokenizer: object) -> bool:
    """Say whether a GGUF is a causal language model: a network of llama.cpp that comes with a tokenizer."""
    return (
        architecture in _CAUSAL and isinstance(tokenizer, str) and tokenizer not in {"", "none", "no_vocab"}
    )


def _unsaid(header: Header, architecture: str) -> str:
    if header.is_of_gguf and architecture in _CAUSAL:
        return (
            f"architecture {architecture} without a tokenizer: what its tokens stand for is not in the file"
        )
    return "neither the catalogue, its kind of network nor its card says what it takes and gives"


def _by_class(model: Model) -> Iterator[Claim]:
    """Yield what the heads of its classes give, if the head of each says it."""
    for at in model.documents:
        if isinstance(at.document, ModelConfig) and at.document.architectures:
            given = [_head(name) for name in at.document.architectures]
            words = tuple(sorted({word for of_class in given for word in of_class or ()}))
            if None not in given:
                names = ", ".join(at.document.architectures)
                yield _inferred(words, f"class {names}", at.locator, _level(at))


def _head(name: str) -> tuple[str, ...] | None:
    if name in _SEEING_CLASSES:
        return _SEES
    return next((words for head, words in _HEADS.items() if name.endswith(head)), None)


def _by_card(model: Model) -> Iterator[Claim]:
    """Yield what the task is made to be by whoever wrote the card."""
    for at in model.documents:
        if isinstance(at.document, ModelCard) and (words := _TASKS.get(at.document.task or "")):
            method = f"pipeline_tag {at.document.task} of its card"
            yield Claim(_FACT, words, Basis.DECLARED, _level(at), method, at.locator)


def _level(at: DocumentAt) -> Confidence:
    return Confidence.MEDIUM if at.n_sharing == 1 else Confidence.LOW


def _inferred(
    words: tuple[str, ...], method: str, locator: str, level: Confidence = Confidence.MEDIUM
) -> Claim:
    return Claim(_FACT, words, Basis.INFERRED, level, method, locator)
