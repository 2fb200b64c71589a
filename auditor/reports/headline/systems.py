"""The systems that the organisation declares: whose they are, of which class, and what of them is open."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from auditor.domain.audit import Audit
from auditor.domain.fact import Unknown
from auditor.domain.naming import distinct_names
from auditor.domain.subject import System
from auditor.reports import wording
from auditor.reports.document.fact_blocks import FactsOf, known_words, tri_word

_ROLES: Final = {"role.sys_provider": "provider", "role.deployer": "deployer"}
_CLASSES: Final = {"yes": "high-risk", "no": "not high-risk", "unknown": "unknown"}


@dataclass(frozen=True, slots=True)
class SystemRow:
    """A declared system in one line.

    Attributes:
        name: Its name, its own among all.
        roles: Roles of the organisation, in words.
        classed: Whether it is high-risk, and by which use of Annex III.
        open: What is not known of it, in words.
        models: The models it uses.
        n_places: The places it uses.
        is_unjudged: The organisation provides it and it is high-risk, which no shipped rule judges.
    """

    name: str
    roles: str
    classed: str
    open: tuple[str, ...]
    models: tuple[str, ...]
    n_places: int
    is_unjudged: bool


def system_rows(audit: Audit) -> tuple[SystemRow, ...]:
    """Return every declared system, those first whose provider's duties were not judged."""
    names, called = distinct_names(audit.systems), distinct_names(audit.inventory.models)
    used = {place.id: called[place.model_id] for place in audit.inventory.deployments if place.model_id}
    rows = [_row(system, names, used, audit) for system in audit.systems]
    return tuple(sorted(rows, key=lambda row: (not row.is_unjudged, row.name.casefold())))


def _row(system: System, names: Mapping[str, str], used: Mapping[str, str], audit: Audit) -> SystemRow:
    facts = audit.facts.get(system.id, {})
    is_provider, class_ = tri_word(facts, "role.sys_provider"), tri_word(facts, "system.high_risk")
    uses = ", ".join(known_words(facts, "system.annex_iii")) if class_ == "yes" else ""
    return SystemRow(
        name=names[system.id],
        roles=_roles(facts),
        classed=f"{_CLASSES[class_]}{f' (Annex III: {uses})' if uses else ''}",
        open=_open(facts),
        models=tuple(dict.fromkeys(used[id_] for id_ in system.deployment_ids if id_ in used)),
        n_places=len(system.deployment_ids),
        is_unjudged=is_provider == "yes" and class_ == "yes",
    )


def _roles(facts: FactsOf) -> str:
    said = {words: tri_word(facts, name) for name, words in _ROLES.items()}
    parts = [words for words, answer in said.items() if answer == "yes"]
    parts += [f"{words}: unknown" for words, answer in said.items() if answer == "unknown"]
    return ", ".join(parts) or "neither provider nor deployer"


def _open(facts: FactsOf) -> tuple[str, ...]:
    """Return the fields of the declaration that it leaves open."""
    return tuple(
        wording.label(name)
        for name, fact in sorted(facts.items())
        if name.startswith("system.") and isinstance(fact.state, Unknown)
    )
