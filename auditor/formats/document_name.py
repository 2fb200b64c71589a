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
    TEMPLATE = "chat template"
    ADAPTER = "configuration of an adapter"
    PIPELINE = "list of a pipeline's parts"
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
    "chat_template.jinja": DocumentKind.TEMPLATE,
    "chat_template.json": DocumentKind.TEMPLATE,
    # Source: sentence_transformers, and diffusers, the files that say which classes their parts are of.
    "modules.json": DocumentKind.PIPELINE,
    "model_index.json": DocumentKind.PIPELINE,
}
_NAMING_CODE: Final = frozenset(
    [
        DocumentKind.ADAPTER,
        DocumentKind.CODE,
        DocumentKind.CONFIG,
        DocumentKind.LOADER,
        DocumentKind.PIPELINE,
    ]
)
_INDEX_SUFFIX: Final = ".safetensors.index.json"
# A NOTICE holds what a licence asks to be passed on, and a file on third parties is about their works.
_LICENSE: Final = re.compile(
    r"(licen[cs]e|copying|use_policy)(?!.*(third|3rd)[._-]?part)([._-].*)?(\.(txt|md))?",
    re.IGNORECASE | re.DOTALL,
)
# Names under which transformers looks for code that ``trust_remote_code`` lets run (dynamic_module_utils),
# and those of libraries that diffusers takes such a file for (pipeline_loading_utils).
_CODE: Final = re.compile(
    r"(modeling|modelling|configuration|tokenization|processing|image_processing|feature_extraction|pipeline|handler)"
    r"\w*\.py|(diffusers|transformers)\.py"
)
# Source: transformers, generation/utils.py (``load_custom_generate``).
_GENERATING: Final = "custom_generate"
GENERATE: Final = f"{_GENERATING}/generate.py"
"""Where the code lies that generates in the model's stead, below the folder of its weights."""


def kind_of(path: str) -> DocumentKind | None:
    """Return what a file is by its path or name; ``None`` if it speaks about something else."""
    name = path.rpartition("/")[2]
    if f"/{path}".endswith(f"/{GENERATE}"):
        return DocumentKind.CODE
    lower = name.lower()
    if lower in _NAMED:
        return _NAMED[lower]
    if lower.endswith(_INDEX_SUFFIX):
        return DocumentKind.INDEX
    if lower.endswith(".py") and _CODE.fullmatch(lower):
        return DocumentKind.CODE
    return DocumentKind.LICENSE if _LICENSE.fullmatch(name) else None


def folder_of(path: str) -> str:
    """Return the folder of the weights that a document speaks about; empty for the outermost."""
    folder = path.rpartition("/")[0]
    return (
        folder.removesuffix(_GENERATING).removesuffix("/") if f"/{path}".endswith(f"/{GENERATE}") else folder
    )


def may_name_code(path: str) -> bool:
    """Say whether a file of this path or name can have a loader run code of the model's own."""
    return kind_of(path) in _NAMING_CODE


def may_hold_template(path: str) -> bool:
    """Say whether a file of this path or name can hold chat templates."""
    return kind_of(path) in {DocumentKind.LOADER, DocumentKind.TEMPLATE}


def may_state_license(name: str) -> bool:
    """Say whether a file of this name, or a layer of a store, can state a licence."""
    return kind_of(name) in {DocumentKind.CARD, DocumentKind.LICENSE, None}
