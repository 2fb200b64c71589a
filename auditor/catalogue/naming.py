"""Names of models, reduced to what tells one release from another."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Final

_FILE_ENDING: Final = re.compile(r"\.(?:gguf|safetensors|bin|pt|pth|onnx|llamafile)$")
_SHARD: Final = re.compile(r"-\d{5}-of-\d{5}$")
# How the weights are stored: llama.cpp's types, 8bit, w4a16, nvfp4 and the like.
_STORED_AS: Final = (
    r"(?:i?q\d(?:[_-](?:k|\d|xxs|xs|nl|s|m|l|xl))*|ud|bf16|fp?16|fp?32|fp8|fp4|nvfp4|mxfp4|int[48]|[2-8][-_]?bits?"
    r"|w\d+a\d+|gguf|ggml|gptq|awq|exl2|mlx|onnx|i1|imat|dynamic|bnb|quantized|hf|fp8[-_]dynamic|qat|k)"
)
_STORAGE_SUFFIX: Final = re.compile(rf"(?:[-_. :]+{_STORED_AS})+$")
_STORAGE_TAG: Final = re.compile(rf"^{_STORED_AS}(?:[-_]{_STORED_AS})*$")
_TOKEN: Final = re.compile(r"[a-z]+|\d+(?:\.\d+)*[a-z]*\d*[a-z]*")
# A number of parameters: 8b, 1.5b, 270m, 8x7b. With a letter before it (a22b, e4b) it is its own word.
_SIZE: Final = re.compile(r"^(?:\d+x)?\d+(?:\.\d+)?[bmt]$")
# Stages of one provider's training: the same model in the sense of the Commission's GPAI guidelines.
_STAGES: Final = {
    **dict.fromkeys(("instruct", "chat", "it"), "tuned"),
    **dict.fromkeys(("base", "pt"), "base"),
    "preview": "preview",
}
# Words people put before or between that tell nothing apart.
_FILLERS: Final = frozenset({"v", "meta", "model", "models"})


@dataclass(frozen=True, slots=True)
class Name:
    """A name, taken apart.

    Attributes:
        organisation: What stands before the last ``/``, lower case; empty if nothing does.
        exact: Its words without storage suffixes.
        release: The words without stages such as ``instruct``.
        series: The words without stages and sizes.
        has_size: It names a number of parameters.
        stages: The stages it names, whatever they are called: ``instruct`` and ``it`` are one.
    """

    organisation: str
    exact: tuple[str, ...]
    release: tuple[str, ...]
    series: tuple[str, ...]
    has_size: bool
    stages: frozenset[str]


@lru_cache(maxsize=4096)
def parse_name(name: str) -> Name:
    """Take a name apart, however it is written.

    Understands hub names (``org/Name-8B-Instruct-GGUF``), store tags (``name:8b-instruct-q4_K_M``),
    file names and titles in a header (``Meta Llama 3.1 405B Instruct``).
    """
    organisation, _, last = name.strip().lower().rpartition("/")
    told = (word for word in _TOKEN.findall(_without_storage(last)) if word not in _FILLERS)
    # Qwen_Qwen3-8B: repackagers write the organisation in front of a file's name.
    words = tuple(word for word, _ in groupby(told))
    release = tuple(word for word in words if word not in _STAGES) or words
    series = tuple(word for word in release if not _SIZE.match(word))
    stages = frozenset(_STAGES[word] for word in words if word in _STAGES)
    return Name(organisation.rpartition("/")[2], words, release, series, len(series) < len(release), stages)


def _without_storage(name: str) -> str:
    name = _SHARD.sub("", _FILE_ENDING.sub("", name))
    name, _, tag = name.partition(":")
    if tag and tag != "latest" and not _STORAGE_TAG.match(tag):
        name = f"{name}-{tag}"
    shorter = _STORAGE_SUFFIX.sub("", name)
    # Qwen-1_8B and Llama-3_3 write a decimal point as an underscore.
    return re.sub(r"(?<=\d)_(?=\d)", ".", shorter or name)


def letters(name: str) -> str:
    """Return the letters and digits of a name, by which it is told however it is spelled."""
    return "".join(filter(str.isalnum, name.casefold()))
