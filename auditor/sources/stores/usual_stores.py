"""Where model runners and libraries keep their models, below a home or where variables put it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from auditor.sources.base import Target
from auditor.sources.places import absolute, named_folder


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of store.

    Attributes:
        store: What it is called.
        n_parts: Folders that make a name: none where each file has its own, ``None`` for all of them.
        places: Where it may lie below a home.
        variables: Variables that move it, with what lies between the folder they name and the store.
        within: Folders of the store that hold models, the most particular first.
    """

    store: str
    n_parts: int | None
    places: tuple[str, ...]
    variables: Mapping[str, str]
    within: tuple[str, ...] = ("",)


KINDS: Final = (
    Kind("lmstudio", 2, (".lmstudio/models", ".cache/lm-studio/models"), {}),
    Kind(
        "gpt4all",
        0,
        (
            ".local/share/nomic.ai/GPT4All",
            ".cache/gpt4all",
            "Library/Application Support/nomic.ai/GPT4All",
            "AppData/Local/nomic.ai/GPT4All",
        ),
        {},
    ),
    Kind(
        "jan",
        None,
        (".config/Jan/data", "Library/Application Support/Jan/data", "AppData/Roaming/Jan/data"),
        {"XDG_CONFIG_HOME": "Jan/data"},
        within=("llamacpp/models", "models"),
    ),
    Kind(
        "llama.cpp",
        0,
        (".cache/llama.cpp", "Library/Caches/llama.cpp", "AppData/Local/llama.cpp"),
        {"LLAMA_CACHE": ""},
    ),
    Kind(
        "torch-hub",
        0,
        (".cache/torch/hub",),
        {"TORCH_HOME": "hub", "XDG_CACHE_HOME": "torch/hub"},
        within=("checkpoints",),
    ),
    Kind(
        "modelscope",
        2,
        (".cache/modelscope",),
        {"MODELSCOPE_CACHE": ""},
        within=("hub/models", "models", "hub"),
    ),
)
"""Every kind of store that is looked for."""


@dataclass(frozen=True, slots=True)
class Store:
    """One store.

    Attributes:
        kind: Its kind.
        root: Where it is.
        label: What its places begin with.
    """

    kind: Kind
    root: Path
    label: str


def usual_roots() -> tuple[Path, ...]:
    """Return where the stores of this machine's user may lie."""
    return tuple(store.root for store in stores(Target("stores", "")))


def home_of(target: Target) -> Path:
    """Return the home that a target names, or one's own."""
    # There may be no home.
    return named_folder(target) if target.place else Path(os.path.expanduser("~"))  # noqa: PTH111 - there may be no home


def moved(target: Target) -> tuple[Path, ...]:
    """Return where variables put stores; of another's home nobody knows."""
    return tuple(store.root for kind in KINDS for store in _moved(kind, target))


def stores(target: Target) -> tuple[Store, ...]:
    """Return where stores may lie: below the home that is named, else where variables and habit put them."""
    home = home_of(target)
    found: dict[str, Store] = {}
    for kind in KINDS:
        first, *others = kind.places
        usual = (
            Store(kind, home / first, kind.store),
            *(Store(kind, home / place, f"{kind.store}/{place}") for place in others),
        )
        for store in (*usual, *_moved(kind, target)):
            found.setdefault(f"{kind.store}:{absolute(store.root)}", store)
    return tuple(found.values())


def _moved(kind: Kind, target: Target) -> tuple[Store, ...]:
    set_by = {} if target.place else kind.variables
    return tuple(
        Store(kind, Path(os.environ[variable]) / below, f"{kind.store}/{variable}")
        for variable, below in set_by.items()
        if os.environ.get(variable)
    )
