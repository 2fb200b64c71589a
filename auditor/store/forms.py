"""The form of the record, and what it was called before: the one place that knows old words and old fields.

What is recorded is the domain's dataclasses by the names of their fields, enums by their words, members of a
union by the name of their class. A version that changes one of them raises ``RECORD_FORM`` and says here what
the earlier form had in its place; so it reads what earlier versions wrote, which is never written anew::

    Change(Problem, was="Trouble", renamed={"cause": "reason"}, since={"offset": None})
    Change(ProblemKind, renamed={"broken": "unreadable"})

A content does not say which form it has, since one that did not change is shared by entries of any form. An
old name may therefore never be given to something else. A field that is gone needs no line: nobody reads it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, Final, get_args

from auditor.trust import JsonValue

if TYPE_CHECKING:
    from cattrs import Converter

RECORD_FORM: Final = 1
"""The form that this version writes; the ledger's entries carry it. It reads every form up to this one."""


def _names_of(of: type) -> frozenset[str]:
    if is_dataclass(of):
        return frozenset(part.name for part in fields(of))
    if issubclass(of, StrEnum):
        return frozenset(word.value for word in of)
    raise ValueError(f"{of.__name__} is neither a dataclass nor an enum of words")


@dataclass(frozen=True, slots=True)
class Change:
    """What a class or an enum of the record was in earlier forms.

    Attributes:
        of: The class or enum as it is.
        was: Names that the class had, where it is a member of a union.
        renamed: Old names of fields, or old words of an enum, each with what it is now.
        since: Fields that earlier forms do not have, each with what is read in their place, as it is written.
    """

    of: type
    was: tuple[str, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    since: Mapping[str, JsonValue] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what would read today's record otherwise than it was written.

        Raises:
            ValueError: a new name is not one of the class, or an old one still is.
        """
        names = _names_of(self.of)
        for name in (*self.renamed.values(), *self.since):
            if name not in names:
                raise ValueError(f"{self.of.__name__} has no {name!r}")
        for name in self.renamed:
            if name in names:
                raise ValueError(f"{self.of.__name__} still has {name!r}")

    def read(self, raw: Any) -> Any:
        """Return what was written in whatever form as it is written in this one."""
        if not isinstance(raw, Mapping):
            return self.renamed.get(raw, raw)
        return {**self.since, **{self.renamed.get(name, name): value for name, value in raw.items()}}


CHANGES: Final[tuple[Change, ...]] = ()
"""Every change since the first form that was released, one for each class or enum."""


def teach(converter: "Converter", changes: Iterable[Change] = CHANGES) -> None:
    """Have a converter read what earlier forms wrote."""
    for change in changes:
        converter.register_structure_hook(change.of, _reader(converter, change))


def members(union: object, changes: Iterable[Change] = CHANGES) -> Mapping[str, type]:
    """Return the members of a union by every name they are, or were, written with."""
    named = {member.__name__: member for member in get_args(union)}
    earlier = {name: change.of for change in changes for name in change.was if change.of in named.values()}
    return {**earlier, **named}


def name_now(of: type, name: str, changes: Iterable[Change] = CHANGES) -> str:
    """Return what a field of a class, or a word of an enum, is called that some form of the record names."""
    return next((change.renamed.get(name, name) for change in changes if change.of is of), name)


def _reader(converter: "Converter", change: Change) -> Callable[[Any, Any], object]:
    if not is_dataclass(change.of):
        return lambda raw, _: change.of(change.read(raw))

    @cache
    def today() -> Callable[[Any, Any], object]:
        # How its parts are read may be registered after this.
        from cattrs.gen import make_dict_structure_fn

        return make_dict_structure_fn(change.of, converter, _cattrs_detailed_validation=False)

    return lambda raw, of: today()(change.read(raw), of)
