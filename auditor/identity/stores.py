"""The stores that name the models they keep, and what a name in each of them is worth.

To add a store: add its line to ``STORES``, where its names rank. One that has none ranks behind these.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Store:
    """A store.

    Attributes:
        name: What its entries call it.
        scheme: The source that reads it.
        is_asked: Programs ask it for a model by its names; those of the others are of their own making.
        copies_hub: It keeps the files of a repository's revision under the names that they have on the hub.
        is_hub: It is where a publisher states digests; nothing of it is on this machine.
    """

    name: str
    scheme: str
    is_asked: bool = True
    copies_hub: bool = False
    is_hub: bool = False


STORES: Final = (
    Store("hf-cache", "hf-cache", copies_hub=True),
    Store("ollama", "ollama"),
    Store("lmstudio", "stores"),
    Store("modelscope", "stores"),
    Store("llama.cpp", "stores"),
    Store("jan", "stores", is_asked=False),
    Store("gpt4all", "stores", is_asked=False),
    Store("torch-hub", "stores", is_asked=False),
    Store("hub", "hub", is_hub=True),
)
"""Every store, whose names say most first."""
