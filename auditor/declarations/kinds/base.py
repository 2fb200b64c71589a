"""What a kind of declaration is."""

from dataclasses import dataclass
from typing import Final, Protocol

from auditor.declarations.entry import Entry, Field
from auditor.declarations.files import Files
from auditor.domain.declaration import Provenance
from auditor.domain.declared import Declaration
from auditor.domain.facts import FACTS

COMMON_REQUIRED: Final = ("kind", "by", "on")
COMMON_OPTIONAL: Final = ("valid_until", "source")
VALID_FROM: Final = "valid_from"
"""Optional where an entry describes a state, which may have been the same before the day it was described."""


class Kind(Protocol):
    """One kind of entry.

    Attributes:
        name: What ``kind`` says.
        required: Keys it must have beside the common ones.
        optional: Keys it may have beside the common ones.
    """

    @property
    def name(self) -> str: ...  # noqa: D102 - told under Attributes

    @property
    def required(self) -> tuple[str, ...]: ...  # noqa: D102 - told under Attributes

    @property
    def optional(self) -> tuple[str, ...]: ...  # noqa: D102 - told under Attributes

    def read(self, entry: Entry, provenance: Provenance, files: Files) -> Declaration:
        """Read an entry whose keys were checked.

        Raises:
            DeclarationError: a value is not what it must be.
        """
        ...


@dataclass(frozen=True, slots=True)
class Words:
    """What the registry does not say about a text or set field.

    Attributes:
        allowed: The only words it may hold; empty for any.
        nullable: Whether ``null`` ("none") makes sense for a text.
    """

    allowed: tuple[str, ...] = ()
    nullable: bool = False


def registry_fields(family: str, *, besides: frozenset[str], words: dict[str, Words]) -> tuple[Field, ...]:
    """Return the declarable fields of a family of facts, so that no list is kept twice.

    Args:
        family: First part of the facts' names.
        besides: Names without the family that have a place of their own, or are derived.
        words: Closed vocabularies, by name without the family.
    """
    fields = []
    for definition in FACTS.values():
        first, _, key = definition.name.partition(".")
        if first == family and definition.producer == "declarations" and key not in besides:
            more = words.get(key, Words())
            fields.append(Field(key, definition.type, more.allowed, more.nullable))
    return tuple(fields)
