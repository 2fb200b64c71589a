"""The systems that the organisation declares: whose they are, of which class, and what of them is open."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from auditor.domain.audit import Audit
from auditor.domain.declaration import DeclaredAsGiven
from auditor.domain.fact import Fact, Unknown
from auditor.domain.naming import distinct_names
from auditor.domain.roles import ROLES
from auditor.domain.subject import System
from auditor.reports import wording
from auditor.reports.document.fact_blocks import FactsOf, claims_of, known_words, tri_word

_SHORT: Final = {role.fact: role.short for role in ROLES if role.short}
# All others are rare; one that is not known is among what is open, and not told beside these two.
_USUAL: Final = ("role.sys_provider", "role.deployer")
_EXCLUDED: Final = "excluded_by_art_2"
# As an entry writes that it is not, or says nothing of it.
_NOT_LEFT_OUT: Final = frozenset({"", "null"})
_HIGH: Final = "high-risk"
# What the class of a system follows from, and what may be said of it beside the fact itself.
_OF_CLASS: Final = (
    *("system.high_risk", "system.high_risk_annex_iii", "system.opted_out"),
    *("system.annex_iii", "system.annex_i", "system.opt_out_6_3", "system.profiling"),
)
# Fields of the entry that decide on the class of a system with a declared use of Annex III.
_DECIDING: Final = ("system.profiling", "system.opt_out_6_3", "system.annex_i")
_SETTLED: Final = "†"
SETTLED_NOTE: Final = f"{_SETTLED} decided by a resolution of the organisation, whatever else was declared"
"""What the mark behind a class means."""

_CLASSES: Final = {"yes": _HIGH, "no": "not high-risk", "unknown": "unknown"}


@dataclass(frozen=True, slots=True)
class SystemRow:
    """A declared system in one line.

    Attributes:
        name: Its name, its own among all.
        roles: Roles of the organisation, in words.
        classed: Whether it is high-risk, and by which use of Annex III, or what of that is declared and what
            leaves it open; first, if Article 2 leaves it out.
        open: What is not known of it, in words.
        models: The models it uses.
        n_places: The places it uses.
        is_settled: A resolution decides on the class.
    """

    name: str
    roles: str
    classed: str
    open: tuple[str, ...]
    models: tuple[str, ...]
    n_places: int
    is_settled: bool

    @property
    def mark(self) -> str:
        """What stands behind its class where a resolution decides on it; else nothing."""
        return f"\u00a0{_SETTLED}" if self.is_settled else ""

    @property
    def note(self) -> str:
        """What the mark means; empty where there is none."""
        return SETTLED_NOTE if self.is_settled else ""


def system_rows(audit: Audit) -> tuple[SystemRow, ...]:
    """Return every declared system, those first that are high-risk."""
    names, called = distinct_names(audit.systems), distinct_names(audit.inventory.models)
    used = {place.id: called[place.model_id] for place in audit.inventory.deployments if place.model_id}
    rows = [_row(system, names, used, audit) for system in audit.systems]
    return tuple(sorted(rows, key=lambda row: (not row.classed.startswith(_HIGH), row.name.casefold())))


def _row(system: System, names: Mapping[str, str], used: Mapping[str, str], audit: Audit) -> SystemRow:
    facts = audit.facts.get(system.id, {})
    classed = _classed(facts)
    left_out = _left_out(system, facts, audit)
    return SystemRow(
        name=names[system.id],
        roles=roles_words(facts),
        classed=f"left out by Art.\u00a02 ({left_out}); by its use alone {classed}" if left_out else classed,
        open=_open(facts),
        models=tuple(dict.fromkeys(used[id_] for id_ in system.deployment_ids if id_ in used)),
        n_places=len(system.deployment_ids),
        is_settled=is_settled(facts),
    )


def _classed(facts: FactsOf) -> str:
    """Return the class; where a use of Annex III leaves it open, that use and what else is not known."""
    class_ = tri_word(facts, "system.high_risk")
    uses = ", ".join(known_words(facts, "system.annex_iii"))
    if not uses or class_ == "no":
        return _CLASSES[class_]
    if class_ == "yes":
        return f"{_HIGH} (Annex III: {uses})"
    open_ = [wording.label(name) for name in _DECIDING if name in facts and _is_open(facts[name])]
    return ": ".join(filter(None, (f"Annex III: {uses}, declared; class open", ", ".join(open_))))


def class_words(facts: FactsOf) -> str:
    """Return the class of a system, marked where a resolution decides on it."""
    said = _classed(facts)
    return f"{said} {_SETTLED}" if is_settled(facts) else said


def is_settled(facts: FactsOf) -> bool:
    """Say whether a resolution decides on the class of a system, or on what it follows from."""
    return any(claim.settles for name in _OF_CLASS for claim in claims_of(facts, name))


def _left_out(system: System, facts: FactsOf, audit: Audit) -> str:
    """Return for which purposes Article 2 leaves a system out, as its entry says and its roles follow."""
    if any(tri_word(facts, role) != "no" for role in _USUAL):
        return ""
    entries = (dict(one.fields) for one in audit.declared if one.kind == "system" and _holds(one, audit))
    said = (fields.get(_EXCLUDED, "") for fields in entries if fields.get("id") == system.id)
    return next((word for word in said if word not in _NOT_LEFT_OUT), "")


def _holds(given: DeclaredAsGiven, audit: Audit) -> bool:
    return given.provenance.holds(audit.as_of)


def roles_words(facts: FactsOf) -> str:
    """Return the roles of the organisation towards a system, and whether it is not known to have one."""
    said = {name: tri_word(facts, name) for name in _SHORT}
    parts = [_SHORT[name] for name in _USUAL if said[name] == "yes"]
    parts += [f"{_SHORT[name]}: unknown" for name in _USUAL if said[name] == "unknown"]
    parts += [words for name, words in _SHORT.items() if name not in _USUAL and said[name] == "yes"]
    return ", ".join(parts) or "neither provider nor deployer"


def _open(facts: FactsOf) -> tuple[str, ...]:
    """Return the fields of the declaration that it leaves open."""
    return tuple(
        wording.label(name)
        for name, fact in sorted(facts.items())
        if name.startswith("system.") and _is_open(fact)
    )


def _is_open(fact: Fact) -> bool:
    return isinstance(fact.state, Unknown)
