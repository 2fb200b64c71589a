"""Words that stand where a name belongs and name no person: placeholders, pronouns, machines, yes and no."""

from collections.abc import Iterator, Mapping
from typing import Final

from auditor.declarations.entry import Entry
from auditor.declarations.persons import address_of, spelled
from auditor.declarations.wording import error_at
from auditor.errors import DeclarationError
from auditor.formats.yaml_node import Node, quoted

YES: Final = frozenset({"yes", "y", "true", "ja", "j", "oui", "wahr", "vrai"})
NO: Final = frozenset({"no", "n", "false", "nein", "non", "falsch", "faux"})

NONE: Final = frozenset(
    {
        *("none", "null", "not applicable", "nothing"),
        *("kein", "keine", "keiner", "keines", "nichts", "entfällt", "nicht zutreffend"),
        *("aucun", "aucune", "néant", "sans objet"),
    }
)
"""Words that say there is none."""

UNKNOWN: Final = frozenset({"?", "unknown", "unbekannt", "unklar", "inconnu", "inconnue"})
"""Words of a register that say nothing."""

PERSONS: Final = ("by", "requested_by", "approved_by", "owner")
"""Fields that hold who answers for something."""

NAMED: Final = frozenset({*PERSONS, "provider", "operator", "represents"})
"""Fields that hold who somebody is, a person or an organisation."""

_TWO_PEOPLE: Final = frozenset({"requested_by", "approved_by"})
"""Who asks and who grants have to be told apart, so that initials are not enough."""

_NOBODY: Final = frozenset(
    {
        *("nobody", "no one", "noone", "niemand", "personne", "nil", "undefined", "empty", "leer", "vide"),
        *("tbd", "tba", "tbc", "tbn", "todo", "fixme", "to be decided", "to be determined", "to be defined"),
        *("to be confirmed", "to be named", "pending", "open", "offen", "noch offen", "ausstehend", "folgt"),
        *("wird noch bestimmt", "noch zu bestimmen", "noch zu klären", "à déterminer", "à définir"),
        *("à compléter", "à préciser", "en attente", "placeholder", "platzhalter", "name"),
        *("your name", "name here", "n a", "na", "nn", "n n", "ka", "k a", "keine angabe", "not known"),
        *("nicht bekannt", "non renseigné", "anonymous", "anonym", "anonyme", "xx", "xxx"),
        *("self", "himself", "herself", "itself", "themself", "themselves", "oneself", "myself", "ourselves"),
        *("me", "him", "her", "them", "ich", "wir", "selbst", "er selbst", "sie selbst", "ich selbst"),
        *("moi", "moi même", "lui même", "elle même", "soi même", "eux mêmes", "nous"),
        *("same", "the same", "same person", "the same person", "same as above", "as above", "see above"),
        *("ditto", "dito", "idem", "derselbe", "dieselbe", "dasselbe", "gleiche person", "siehe oben"),
        *("wie oben", "s o", "le même", "la même", "même personne", "voir ci dessus"),
        *("somebody", "someone", "anybody", "anyone", "everybody", "everyone", "jemand", "irgendwer", "alle"),
        *("quelqu un", "n importe qui", "tous", "requester", "requestor", "approver", "antragsteller"),
        *("demandeur", "system", "the system", "das system", "système", "le système", "machine", "maschine"),
        *(
            "computer",
            "automatic",
            "automatically",
            "automated",
            "automatisch",
            "automatique",
            "bot",
            "script",
        ),
        *("root", "admin", "administrator", "user", "benutzer", "utilisateur", "default", "test", "noreply"),
        *("no reply",),
    }
)


def _table(words: frozenset[str]) -> frozenset[str]:
    return frozenset(" ".join(spelled(word)) for word in words)


_NO_NAMES: Final = _table(_NOBODY | NONE | UNKNOWN) | {""}
_YES_NO: Final = _table(YES | NO)


def names_nobody(text: str) -> bool:
    """Say whether a text names no person: nothing but a word of the table, or none at all.

    Capitals, dots, dashes, accents and what stands in brackets or after a comma are no part of it. The name
    of a mailbox and its address, before the domain, each have to name somebody.
    """
    name, address = address_of(text)
    heads = {*_heads(name), *_heads(address.partition("@")[0].partition("+")[0])} if address else _heads(name)
    if address and not name.strip():
        heads -= {""}
    return bool(heads & _NO_NAMES)


def _heads(text: str) -> set[str]:
    """Return a text as it is compared, with and without what follows a comma, dots closed: ``t.b.d.``."""
    found = [spelled(text), spelled(text.partition(",")[0])]
    closed = ("".join(words) for words in found if all(len(word) == 1 for word in words))
    return {*map(" ".join, found), *closed}


def is_yes_or_no(text: str) -> bool:
    """Say whether a text is an answer, where a name would stand."""
    return " ".join(spelled(text)) in _YES_NO


def _is_initials(text: str) -> bool:
    """Say whether a text is letters alone; in scripts without capitals one sign may be a name."""
    name, address = address_of(text)
    words = spelled(name)
    return not address and all(len(word) == 1 and (word.isdigit() or word.upper() != word) for word in words)


def refuse_no_name(key: str, text: str) -> None:
    """Refuse what names nobody, where somebody types who it is.

    Raises:
        DeclarationError: without a place.
    """
    if flaw := _flaw(key, text):
        raise DeclarationError(f"{key} {flaw}", hint=_hint(key))


def refuse_nobody(entry: Entry) -> None:
    """Refuse an entry that somebody should answer for, and nobody does.

    Raises:
        DeclarationError: ``FILE:LINE`` and the field.
    """
    for key, node in _persons(entry.fields):
        if isinstance(node.content, str) and (flaw := _flaw(key, node.content)):
            raise error_at(entry.shown, node.line, f"{key} {flaw}", _hint(key))


def _flaw(key: str, text: str) -> str:
    """Return why a text is no name; empty where it may be one."""
    is_person = key in PERSONS
    # One letter may be the initial of whoever signs, and no other name.
    if is_yes_or_no(text) and not (is_person and _is_initials(text)):
        return f"must be a name, not {quoted(text)}"
    if is_person and names_nobody(text):
        return f"names nobody: {quoted(text)}"
    return f"is no name: {quoted(text)}" if key in _TWO_PEOPLE and _is_initials(text) else ""


def _hint(key: str) -> str:
    if key in PERSONS:
        return "Name the person who answers for it, as others know them: A. Officer."
    return "Name who it is; say none where it is nobody else, and leave it out if you do not know."


def _persons(fields: Mapping[str, Node]) -> Iterator[tuple[str, Node]]:
    """Yield who answers for an entry, and for each point of its lists."""
    for key, node in fields.items():
        if key in PERSONS:
            yield key, node
        for item in node.content if isinstance(node.content, tuple) else ():
            if isinstance(item.content, Mapping):
                yield from _persons(item.content)
