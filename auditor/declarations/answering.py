"""What somebody types, or a cell of a table holds, as the value of a field: one reading for every door.

A field's type decides how its text is read, so that nobody has to know YAML to answer. ``none`` says that
there is none; an empty text says nothing and is never a value. What has more inside than a line can say
(``hardware``) is written as in the file: ``[{...}]``.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from auditor.declarations.closed_words import closed_word
from auditor.declarations.countries import country_code
from auditor.declarations.entry import Entry
from auditor.declarations.files import Files
from auditor.declarations.kinds import KINDS
from auditor.declarations.kinds.base import COMMON_OPTIONAL, COMMON_REQUIRED, Kind
from auditor.declarations.nobody import NAMED, NO, NONE, YES, refuse_no_name
from auditor.domain.declaration import Provenance
from auditor.domain.facts import FACTS
from auditor.domain.values import ValueType
from auditor.errors import DeclarationError
from auditor.formats import yaml12
from auditor.formats.yaml_node import Node, did_you_mean, quoted
from auditor.formats.yaml_writing import Value, listed

# Fields that become no fact of their own name.
_TYPES: Final[Mapping[str, ValueType]] = {
    "organisation.roles": ValueType.SET,
    "organisation.represents": ValueType.SET,
    "system.uses": ValueType.SET,
    "system.out_of_service": ValueType.DATE,
    "training.tokens": ValueType.NUMBER,
    "training.trainable_parameters": ValueType.NUMBER,
    "training.base_flop": ValueType.NUMBER,
    "training.base_systemic_risk": ValueType.TRI,
    "training.modalities": ValueType.SET,
    "training.cumulative_flop": ValueType.NUMBER,
    "training.weights_public": ValueType.TRI,
    "training.monetised": ValueType.TRI,
    "training.union_placed_on": ValueType.DATE,
    "incident.happened_on": ValueType.DATE,
    "incident.aware_on": ValueType.DATE,
    "incident.reported_on": ValueType.DATE,
    "accept-coverage.expect": ValueType.COUNT,
    **dict.fromkeys(
        (f"{kind.name}.{key}" for kind in KINDS for key in ("valid_until", "valid_from", "on")),
        ValueType.DATE,
    ),
}
# 1.11.2026 is a day in one way only; 1/11/2026 is two.
_DOTTED: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_PARTS: Final = re.compile(r"[,;\n]")
# Kinds whose fields can be checked one by one, beside a name alone.
_STANDS_ALONE: Final = frozenset({"organisation", "system", "incident"})
_SELECTORS: Final = frozenset({"model", "same_as", "uses", "deployment"})
# Fields that hold a country, or several; a region may be one.
_COUNTRIES: Final = frozenset(
    {"country", "provider_country", "parent_country", "support_access", "hosting_countries", "region"}
)
# 1.000 is one to some and a thousand to others.
_GROUPED: Final = re.compile(r"\d{1,3}([.,]\d{3})+")
# One of a few words or none: no name could be "no" there.
_ONE_OF: Final = frozenset({"annex_i_section", "excluded_by_art_2", "opt_out_6_3", "supplied"})
_SUBJECTS: Final = frozenset({"model", "system", "deployment", "incident"})
# Named by ids that the organisation gave.
_NUMBERED: Final = frozenset({"system", "incident"})
_ID: Final = re.compile(r"(sha256|set|api|header|name|dep):.+")
_NOBODY: Final = Provenance("nobody", date.max, None, None, "answer:1")


def answerable(kind: str) -> tuple[str, ...]:
    """Return the fields of a kind whose value can be typed, the required ones first."""
    one = _kind(kind)
    keys = (*one.required, *one.optional, *COMMON_OPTIONAL)
    return tuple(key for key in keys if key != "screen")


def typed(kind: str, key: str, text: str) -> Value:
    """Return what a text says in a field.

    Args:
        kind: Kind of the entry.
        key: The field.
        text: What was typed; not empty.

    Raises:
        DeclarationError: the field is unknown, or the text is not of its type or not allowed there.
    """
    known = answerable(kind)
    if key not in known:
        raise DeclarationError(f"{kind}: unknown field {quoted(key)}", hint=did_you_mean(key, known))
    value = _as_typed(text, key, type_of(kind, key))
    if key in NAMED:
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, str):
                refuse_no_name(key, one)
    if kind in _STANDS_ALONE:
        refuse_unfit(kind, {key: value})
    return value


def typed_fact(name: str, text: str) -> Value:
    """Return what a text says as the value of a fact.

    Raises:
        DeclarationError: there is no such fact, or the text is not of its type.
    """
    if name not in FACTS:
        raise DeclarationError(f"unknown fact {quoted(name)}", hint=did_you_mean(name, FACTS))
    return _as_typed(text, name.partition(".")[2], FACTS[name].type)


def _as_typed(text: str, key: str, type_: ValueType) -> Value:
    written = text.strip()
    return _written(written) if written[:1] in ("[", "{") else _read(written, key, type_)


def type_of(kind: str, key: str) -> ValueType:
    """Return the type of a field."""
    name = f"{kind}.{key}"
    if name in _TYPES:
        return _TYPES[name]
    return FACTS[name].type if name in FACTS else ValueType.TEXT


def refuse_unfit(kind: str, fields: Mapping[str, Value]) -> None:
    """Refuse fields that an entry of a kind could not have.

    Raises:
        DeclarationError: what is wrong, without a place.
    """
    one = _kind(kind)
    common: dict[str, Value] = {"by": "nobody", "on": date.min}
    stand_in: dict[str, Value] = dict.fromkeys(one.required, "x")
    text = listed([{"kind": kind, **common, **stand_in, **fields}], DeclarationError)
    (node,) = yaml12.read(text, "answer", DeclarationError).items()
    entry = Entry.of(node, what=kind)
    try:
        entry.check_keys(
            required=(*COMMON_REQUIRED, *one.required), optional=(*COMMON_OPTIONAL, *one.optional)
        )
        one.read(entry, _NOBODY, Files(Path(), Path()))
    except DeclarationError as error:
        # The line is that of a text nobody sees.
        what = re.sub(r"^answer:\d+: ", "", error.message)
        raise DeclarationError(what, hint=error.hint) from error


def _kind(name: str) -> Kind:
    for kind in KINDS:
        if kind.name == name:
            return kind
    raise DeclarationError(f"unknown kind {quoted(name)}", hint=did_you_mean(name, [k.name for k in KINDS]))


def _written(text: str) -> Value:
    return value_of(yaml12.read(text, "answer", DeclarationError))


def value_of(node: Node) -> Value:
    """Return the value of a node without its place."""
    if isinstance(node.content, tuple):
        return tuple(value_of(item) for item in node.content)
    if isinstance(node.content, Mapping):
        return {key: value_of(item) for key, item in node.content.items()}
    return node.content


def _selector(text: str) -> Value:
    return {"id": text} if _ID.fullmatch(text) else {"name": text, "expect": 1}


def _serving(text: str) -> Value:
    """Return what evidence serves: ``system:ID``, ``model:NAME``, ``deployment:NAME``, or a word."""
    kind, is_one, what = text.partition(":")
    return {kind: _named(kind, what)} if is_one and kind in _SUBJECTS - {"incident"} else text


def _subject(text: str) -> Value:
    """Return whose fact something is: ``model:NAME``, ``system:ID``; without a kind, an id or a name."""
    kind, is_one, what = text.partition(":")
    return _named(kind, what) if is_one and kind in _SUBJECTS else _selector(text)


def _named(kind: str, what: str) -> Value:
    return {"id": what} if kind in _NUMBERED else _selector(what)


def _read(text: str, key: str, type_: ValueType) -> Value:
    word = text.casefold()
    if key == "serves":
        return _serving(text)
    if key == "subject":
        return _subject(text)
    if key in _SELECTORS and type_ is ValueType.TEXT:
        return _selector(text)
    match type_:
        case ValueType.TRI:
            if word in YES or word in NO:
                return word in YES
            raise _refusal(key, text, "yes or no", "Answer yes or no; leave it empty if you do not know.")
        case ValueType.DATE:
            return None if word in NONE | NO else typed_day(key, text)
        case ValueType.SET:
            return _items(key, () if word in NONE | NO else tuple(_PARTS.split(text)))
        case ValueType.COUNT | ValueType.NUMBER | ValueType.RANGE:
            return None if word in NONE else _number(key, text)
        case _:
            nothing = NONE | NO if key in _ONE_OF else NONE
            return None if word in nothing else _word(key, text)


def _word(key: str, text: str) -> str:
    """Return the code of a country, or the closed word, where a field holds one; any other text as it is."""
    return (country_code(text) or text) if key in _COUNTRIES else closed_word(key, text)


def typed_day(key: str, text: str) -> date:
    """Return the day that a text says.

    Raises:
        DeclarationError: it says none.
    """
    dotted = _DOTTED.fullmatch(text)
    try:
        if dotted:
            return date(int(dotted[3]), int(dotted[2]), int(dotted[1]))
        if len(text) == len("2026-11-01"):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise _refusal(key, text, "a day", "Write it as 2026-11-01.")


def _number(key: str, text: str) -> int | float:
    if _GROUPED.fullmatch(text) or "_" in text:
        raise _refusal(key, text, "a number", "Write the digits alone: 1000, or 0.5 for a half.")
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        raise _refusal(key, text, "a number", "Write digits; 0 for none.") from None


def _items(key: str, parts: Sequence[str]) -> tuple[Value, ...]:
    """Return the items of a list; ``uses`` lists names, each of which has to be found once."""
    words = dict.fromkeys(part.strip() for part in parts if part.strip())
    if key == "uses":
        return tuple(_selector(word) for word in words)
    return tuple(dict.fromkeys(_word(key, word) for word in words))


def _refusal(key: str, text: str, wanted: str, hint: str) -> DeclarationError:
    return DeclarationError(f"{key} must be {wanted}, not {quoted(text)}", hint=hint)
