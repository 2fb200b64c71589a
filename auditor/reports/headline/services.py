"""Models that somebody else computes: who operates them, where, what calls them, and on whose behalf."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from auditor.domain.audit import Audit
from auditor.domain.naming import distinct_names
from auditor.domain.subject import Deployment
from auditor.reports.document.fact_blocks import FactsOf, known_text, tri_word
from auditor.reports.headline.states import state_words

# What is to be looked at first: outside the Union, then where that is not known.
_UNION_ORDER: Final = ("no", "unknown", "yes")


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A model called as a service: every call of it that one operator answers in one region.

    Attributes:
        model_id: The model; empty where nobody says which one it is.
        name: Its name, its own among all.
        operator: Who operates it, with the country of its seat, or that nobody is known to.
        region: The region, or ``unknown``.
        in_union: Whether that is in the Union: ``yes``, ``no`` or ``unknown``.
        called_from: The places.
        systems: The declared systems that use it; empty if none does.
        state: How far it is from being used.
        is_undeclared: It is in use, and neither a declared system nor a list has it.
    """

    model_id: str
    name: str
    operator: str
    region: str
    in_union: str
    called_from: tuple[str, ...]
    systems: tuple[str, ...]
    state: str
    is_undeclared: bool

    @property
    def belongs_to(self) -> str:
        """The declared systems that use it, in words."""
        return ", ".join(self.systems) or ("none: undeclared" if self.is_undeclared else "none")


def is_hosted(facts: FactsOf) -> bool:
    """Say whether what is called at a place is known to be computed by somebody else."""
    return tri_word(facts, "deployment.hosted") == "yes"


def service_rows(audit: Audit) -> tuple[ServiceRow, ...]:
    """Return every model that is called as a service, the undeclared and those outside the Union first."""
    names, wholes = distinct_names(audit.inventory.models), audit.inventory.wholes
    systems: dict[str, list[str]] = defaultdict(list)
    for system in audit.systems:
        for place_id in system.deployment_ids:
            systems[place_id].append(system.name)
    called: dict[ServiceRow, list[str]] = defaultdict(list)
    for place in audit.inventory.deployments:
        facts = audit.facts.get(place.id, {})
        if is_hosted(facts):
            model_id = wholes.get(place.model_id or "", place.model_id)
            told = replace(place, model_id=model_id)
            called[_row(told, facts, names, tuple(systems[place.id]))].append(place.locator)
    rows = (replace(row, called_from=tuple(sorted(places))) for row, places in called.items())
    return tuple(sorted(rows, key=_attention))


def _row(place: Deployment, facts: FactsOf, names: Mapping[str, str], systems: tuple[str, ...]) -> ServiceRow:
    named = names.get(place.model_id or "", f"{place.name}: which model is not known")
    return ServiceRow(
        model_id=place.model_id or "",
        name=named,
        operator=operator_words(facts),
        region=region_words(facts) or "unknown",
        in_union=tri_word(facts, "hosting.region_in_union"),
        called_from=(),
        systems=systems,
        state=state_words(place.state),
        is_undeclared=place.state.is_use and tri_word(facts, "deployment.declared") == "no",
    )


def operator_words(facts: FactsOf) -> str:
    """Return who operates a service, with the country of its seat."""
    name = known_text(facts, "hosting.operator_name") or ""
    # What stands in brackets after it, as who signs contracts in the EEA, is among the facts.
    operator = name.partition(" (")[0] or known_text(facts, "deployment.operator")
    country = known_text(facts, "hosting.operator_country")
    return f"{operator or 'nobody that is known'}{f' ({country})' if operator and country else ''}"


def region_words(facts: FactsOf) -> str | None:
    """Return the region that a service computes in, or the country where no region is known."""
    return known_text(facts, "deployment.region") or known_text(facts, "hosting.country")


def _attention(row: ServiceRow) -> tuple[object, ...]:
    union = _UNION_ORDER.index(row.in_union)
    return not row.is_undeclared, union, row.name.casefold(), row.operator, row.region, row.called_from
