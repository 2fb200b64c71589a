"""What a file beside weights speaks about, by its name."""

import re
from enum import StrEnum
from typing import Final


class DocumentKind(StrEnum):
    """What a document is."""

    CARD = "model card"
    LICENSE = "licence text"
    CONFIG = "configuration of the network"
    LOADER = "configuration of what is loaded with it"
    ADAPTER = "configuration of an adapter"
    INDEX = "index of a split set"
    CODE = "model code"


_NAMED: Final = {
    "readme.md": DocumentKind.CARD,
    "config.json": DocumentKind.CONFIG,
    "adapter_config.json": DocumentKind.ADAPTER,
    # Source: transformers, utils/__init__.py and the from_pretrained of its Auto classes: the files in which
    # they look for an ``auto_map``.
    "tokenizer_config.json": DocumentKind.LOADER,
    "processor_config.json": DocumentKind.LOADER,
    "preprocessor_config.json": DocumentKind.LOADER,
    "video_preprocessor_config.json": DocumentKind.LOADER,
    "generation_config.json": DocumentKind.LOADER,
}
_INDEX_SUFFIX: Final = ".safetensors.index.json"
# A NOTICE holds what a licence asks to be passed on, and a file on third parties is about their works.
_LICENSE: Final = re.compile(
    r"(licen[cs]e|copying|use_policy)(?!.*(third|3rd)[._-]?part)([._-].*)?(\.(txt|md))?",
    re.IGNORECASE | re.DOTALL,
)
# Names under which transformers looks for code that ``trust_remote_code`` lets run (dynamic_module_utils).
_CODE: Final = re.compile(
    r"(modeling|modelling|configuration|tokenization|processing|image_processing|feature_extraction|pipeline|handler)"
    r"\w*\.py"
)


def kind_of(name: str) -> DocumentKind | None:
    """Return what a file of this name is, without its folder; ``None`` if it speaks about something else."""
    lower = name.lower()
    if lower in _NAMED:
        return _NAMED[lower]
    if lower.endswith(_INDEX_SUFFIX):
        return DocumentKind.INDEX
    if _CODE.fullmatch(lower):
        return DocumentKind.CODE
    return DocumentKind.LICENSE if _LICENSE.fullmatch(name) else None


def may_name_code(name: str) -> bool:
    """Say whether a file of this name can have a loader run code of the model's own."""
    return kind_of(name) in {DocumentKind.CONFIG, DocumentKind.LOADER, DocumentKind.CODE}


def may_state_license(name: str) -> bool:
    """Say whether a file of this name, or a layer of a store, can state a licence."""
    return kind_of(name) in {DocumentKind.CARD, DocumentKind.LICENSE, None}
