"""What a model was made from: how, and which model of an inventory a base's name means."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from auditor.domain.subject import Model


class Relation(StrEnum):
    """How a model was made from another; the words of ``base_model_relation`` on the Hugging Face Hub."""

    FINETUNE = "finetune"
    """Trained further: a run of its own on top of the base's."""
    QUANTIZED = "quantized"
    """The same weights in fewer bits: nothing was trained."""
    ADAPTER = "adapter"
    """Weights that only work on top of the base's."""
    MERGE = "merge"
    """The weights of several models, combined."""


def relation_named(word: str | None) -> Relation | None:
    """Return the relation a card names; a word that is none of them names none."""
    return Relation(word.lower()) if word and word.lower() in set(Relation) else None


def stated(relation: Relation, base: str) -> str:
    """Word a relation as ``model.base_relations`` holds it: ``quantized of org/name``."""
    return f"{relation.value} of {base}"


def relation_to(base: str, words: Iterable[str]) -> Relation | None:
    """Return how a model was made from a base, or ``None`` if nothing says so or two say differently."""
    said = set(words)
    found = [relation for relation in Relation if stated(relation, base) in said]
    return found[0] if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Link:
    """The model of an inventory that a base's name means.

    Attributes:
        id: Its id; ``None`` if there is no such model, or if it cannot be told which.
        reason: Why there is no link; empty if there is one.
    """

    id: str | None
    reason: str = ""


def names_of(models: Iterable[Model]) -> Mapping[str, frozenset[str]]:
    """Return the ids of the models that go by each name."""
    ids: dict[str, frozenset[str]] = {}
    for model in models:
        for name in model.names:
            ids[name.name] = ids.get(name.name, frozenset()) | {model.id}
    return ids


def link(base: str, model_id: str, by_name: Mapping[str, frozenset[str]]) -> Link:
    """Return the model that a base's name means: the only other one of that name.

    Args:
        base: The name of the base.
        model_id: The model that names it, which is not its own base.
        by_name: What :func:`names_of` returns.
    """
    others = by_name.get(base, frozenset()) - {model_id}
    if len(others) == 1:
        return Link(*others)
    if not others:
        return Link(None, "no model of this name was found")
    return Link(None, f"{len(others)} models of this name were found, and which one is meant is not said")
