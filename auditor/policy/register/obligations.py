"""``PACK/obligations.yaml``: the rows of the law that a pack answers for, in the pack's own words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from auditor.domain.facts import FACTS
from auditor.errors import PolicyError
from auditor.formats import yaml12
from auditor.formats.yaml_node import Node, did_you_mean
from auditor.policy.bundle import OBLIGATIONS, Bundle
from auditor.policy.reading.rule_reader import word

_REQUIRED: Final = frozenset({"id", "article", "actor", "asks"})
_KNOWN: Final = _REQUIRED | {"rules", "by", "role", "since", "until"}


class By(StrEnum):
    """What answers for a row, where no rule of its own does."""

    RULES = "rules"
    SCOPE = "scope"
    ROLE = "role"
    TRANSITION = "transition"


@dataclass(frozen=True, slots=True)
class Obligation:
    """One row.

    Attributes:
        id: What it is called.
        article: Article and paragraph.
        actor: Whom it is addressed to.
        asks: What it asks, in a phrase.
        by: What answers for it.
        rules: Rules that answer for it; ``None`` for those that are named after it.
        role: The derived role that answers for it, without its family; empty for none.
        since: Name in the law of the day it applies from, for what no rule dates, or of the one that is the
            row's own where its rules begin on several; empty for none.
        until: Name in the law of the day that a transition ends on; empty for none.
        place: ``FILE:LINE``.
    """

    id: str
    article: str
    actor: str
    asks: str
    by: By
    rules: tuple[str, ...] | None
    role: str
    since: str
    until: str
    place: str


@dataclass(frozen=True, slots=True)
class Obligations:
    """The rows of one pack.

    Attributes:
        pack: The pack.
        as_of: The day its register is drawn up for.
        rows: The rows, in the order of the file.
    """

    pack: str
    as_of: date
    rows: tuple[Obligation, ...]


def obligations(bundle: Bundle, pack: str) -> Obligations:
    """Read the rows of a pack.

    Raises:
        PolicyError: the pack has none, or one names what there is not.
    """
    name = f"{pack}/{OBLIGATIONS}"
    if name not in bundle.files:
        raise PolicyError(f"{name}: is missing", hint="it lists what of the law the pack answers for")
    keys = frozenset({"as_of", "rows"})
    top = yaml12.read(bundle.files[name], name, PolicyError).mapping(known=keys, required=keys)
    rows: dict[str, Obligation] = {}
    for node in top["rows"].items():
        row = _row(node, bundle)
        if row.id in rows:
            node.refuse(f"the row '{row.id}' is already at {rows[row.id].place}")
        rows[row.id] = row
    return Obligations(pack, top["as_of"].day(), tuple(rows.values()))


def _row(node: Node, bundle: Bundle) -> Obligation:
    entry = node.mapping(known=_KNOWN, required=_REQUIRED)
    by = word(entry, "by", By, node) if "by" in entry else By.RULES
    _refuse_half_said(entry, by, node)
    if by is By.RULES and "since" in entry:
        _refuse_no_start(entry, bundle)
    return Obligation(
        id=entry["id"].text(),
        article=entry["article"].text(),
        actor=entry["actor"].text(),
        asks=entry["asks"].text(),
        by=by,
        rules=_rules(entry["rules"], bundle) if "rules" in entry else None,
        role=_role(entry["role"]) if "role" in entry else "",
        since=_date(entry["since"], bundle) if "since" in entry else "",
        until=_date(entry["until"], bundle) if "until" in entry else "",
        place=node.place,
    )


_WANTED: Final[Mapping[By, frozenset[str]]] = {
    By.RULES: frozenset(),
    By.SCOPE: frozenset({"since"}),
    By.ROLE: frozenset({"role", "since"}),
    By.TRANSITION: frozenset({"until"}),
}


def _refuse_half_said(entry: Mapping[str, Node], by: By, node: Node) -> None:
    """Refuse a row without what its kind needs, or with what belongs to another."""
    given = frozenset(entry) & {"role", "since", "until"}
    # A rule that answers for several rows may begin on several days; a row can say which is its own.
    if by is By.RULES and "rules" in entry:
        given -= {"since"}
    if given != _WANTED[by]:
        wanted = " and ".join(sorted(_WANTED[by])) or "none of role, since and until"
        node.refuse(f"answered for by {by}, it needs {wanted}")


def _refuse_no_start(entry: Mapping[str, Node], bundle: Bundle) -> None:
    """Refuse a day of a row on which none of the rules listed for it begins."""
    listed, name = _rules(entry["rules"], bundle), _date(entry["since"], bundle)
    headings = [*(one.heading for one in bundle.rules), *(one.heading for one in bundle.classifications)]
    starts = {start.day.name for one in headings if one.id in listed for start in one.starts}
    if name not in starts:
        entry["since"].refuse(f"none of {', '.join(listed)} begins on '{name}'")


def _rules(node: Node, bundle: Bundle) -> tuple[str, ...]:
    known = {*(rule.id for rule in bundle.rules), *(one.id for one in bundle.classifications)}
    for id_ in node.words():
        if id_ not in known:
            node.refuse(f"there is no rule '{id_}'", hint=did_you_mean(id_, known))
    return node.words()


def _role(node: Node) -> str:
    if f"role.{node.text()}" not in FACTS:
        node.refuse(f"there is no role '{node.text()}'")
    return node.text()


def _date(node: Node, bundle: Bundle) -> str:
    name = node.text()
    if name not in bundle.law.values or not bundle.law.is_date(name):
        node.refuse(f"law.yaml has no date '{name}'")
    return name
