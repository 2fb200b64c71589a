"""Declarations meet what was found."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Final

from auditor.declarations.claims import BoundTraining, Unbound, claims_of
from auditor.declarations.coverage import acceptances
from auditor.declarations.hosting import about_deployments, bind_hosting
from auditor.declarations.incidents import of_systems
from auditor.declarations.loading import Declarations
from auditor.declarations.pinning import entry_digests
from auditor.declarations.problem import BindingProblem, ended
from auditor.declarations.proof import after_withdrawals
from auditor.declarations.recorded import bind_evidence
from auditor.declarations.register import Register, register
from auditor.declarations.resolutions import BoundResolution, bind_resolutions, followed
from auditor.declarations.sameness import Same, bind_same, wholes
from auditor.declarations.selector import mismatch
from auditor.declarations.stock import Stock
from auditor.declarations.waivers import NO_RULES, BoundWaiver, bind_waivers, problems_of, refusals_of
from auditor.domain.audit import Inventory
from auditor.domain.authority import RuleTerms
from auditor.domain.declaration import (
    Acceptance,
    IncidentDeclared,
    Selector,
    SystemDeclared,
    TrainingDeclared,
)
from auditor.domain.evidence import EvidenceRecord, EvidenceState
from auditor.domain.fact import Statement
from auditor.domain.subject import Incident, Organisation, System

UNDECLARED: Final = "undeclared organisation"
NOWHERE: Final[Mapping[str, str]] = MappingProxyType({})
"""Targets of which the place in full is not known."""


@dataclass(frozen=True, slots=True)
class Bound:
    """Declarations as they apply to an inventory on a day.

    Attributes:
        organisation: Who audits itself.
        systems: The declared systems, by id, with the deployments they use.
        claims: Claims and silences by subject id, roles left out.
        evidence: Evidence records, in the order of the files.
        accepted: Places whose gap is accepted, sorted, each with who accepts it.
        problems: Selectors that did not match as expected.
        register: The entries that hold on the day.
        trainings: The training entries among them, bound.
        inside: The declared systems that use a model, by its id.
        meant: The system whose selector matches a model or deployment but bound nothing, by the id matched.
        same: What each model is declared to be, by its id.
        unmatched: What systems are declared to use and nothing matches, as a person would say it.
        incidents: The declared incidents, each of a declared system.
        waivers: The waivers, bound.
        resolved: The resolutions, bound.
        refusals: Waivers of rules that cannot be waived.
        contradicted: The fact that contradicts the absence of a kind of evidence, by the kind.
    """

    organisation: Organisation
    systems: tuple[System, ...]
    claims: Mapping[str, tuple[Statement, ...]]
    evidence: tuple[EvidenceRecord, ...]
    accepted: tuple[Acceptance, ...]
    problems: tuple[BindingProblem, ...]
    register: Register
    trainings: tuple[BoundTraining, ...]
    inside: Mapping[str, tuple[SystemDeclared, ...]]
    meant: Mapping[str, str]
    same: Mapping[str, tuple[Same, ...]]
    unmatched: tuple[str, ...]
    incidents: tuple[Incident, ...] = ()
    waivers: tuple[BoundWaiver, ...] = ()
    resolved: tuple[BoundResolution, ...] = ()
    refusals: tuple[BindingProblem, ...] = ()
    contradicted: Mapping[str, str] = field(default_factory=lambda: NOWHERE)

    @property
    def shows_late(self) -> bool:
        """Whether there is an entry of which only all that is said shows what is the matter with it."""
        absent = (one for one in self.evidence if one.state is EvidenceState.ABSENT)
        return bool(self.resolved) or any(one.evidence in self.contradicted for one in absent)


@dataclass(frozen=True, slots=True)
class Beside:
    """What entries are bound by beside the inventory.

    Attributes:
        rules: Every rule that a waiver may name, by id.
        run_day: The day of the run, where that is not as-of.
        contradicted: The fact that contradicts the absence of a kind of evidence, by the kind.
    """

    rules: Mapping[str, RuleTerms] = field(default_factory=lambda: NO_RULES)
    run_day: date | None = None
    contradicted: Mapping[str, str] = field(default_factory=lambda: NOWHERE)


def bind(
    declarations: Declarations,
    inventory: Inventory,
    *,
    as_of: date,
    targets: Mapping[str, str] = NOWHERE,
    beside: Beside = Beside(),
) -> Bound:
    """Bind what is declared to what was found.

    Args:
        declarations: What :func:`load` returned.
        inventory: What was found.
        as_of: The day that validity is judged on.
        targets: Targets as the inventory names them, each with the same in full.
        beside: What waivers and denials are bound by.

    Returns:
        The bound declarations; selectors that fail are problems, not errors.
    """
    held = register(declarations, as_of)
    incidents, strays = of_systems(held)
    stock = Stock.of(inventory, held.systems, incidents)
    problems = [*_over(held), *_strays(strays)]
    systems = tuple(_system(declared, stock, problems, as_of) for declared in held.systems)
    trainings = tuple(_training(declared, stock, problems) for declared in held.trainings)
    placed = about_deployments(bind_hosting(held.hosted, stock, problems), inventory, held)
    records = tuple(bind_evidence(declared, stock, held, problems) for declared in held.evidence)
    accepted = acceptances(held.accepted, inventory, targets, problems)
    same, wrong = bind_same(held.same, stock)
    problems += [BindingProblem("same-as", sentence, one.provenance.locator) for one, sentence in wrong]
    # What is said of a name is said of what the name is declared to be, where it is judged.
    also = wholes(inventory, same)
    trainings = tuple(replace(one, model_ids=_with(one.model_ids, also)) for one in trainings)
    evidence = after_withdrawals(replace(one, subject_ids=_with(one.subject_ids, also)) for one in records)
    resolved = followed(bind_resolutions(held.resolved, stock, as_of), also)
    waivers, run_day = bind_waivers(held, stock, beside.rules), beside.run_day or as_of
    problems += (*(problem for one in resolved for problem in one.problems), *problems_of(waivers, run_day))
    unbound = Unbound(tuple(problems), tuple(refusals_of(waivers, run_day)))
    organisation = _organisation(held)
    about = claims_of(organisation, held, trainings, inventory.models, unbound)
    return Bound(
        organisation=organisation,
        systems=systems,
        claims=MappingProxyType({**placed, **about}),
        evidence=(*evidence, *(one.proof for one in resolved)),
        accepted=accepted,
        problems=tuple(problems),
        register=held,
        trainings=trainings,
        inside=_inside(held.systems, systems, stock, also),
        meant=MappingProxyType(dict(stock.meant(held.systems))),
        same=same,
        unmatched=tuple(stock.unmatched(one for one in held.systems if not one.is_out_of_service(as_of))),
        incidents=incidents,
        waivers=waivers,
        resolved=resolved,
        refusals=unbound.refused,
        contradicted=beside.contradicted,
    )


def matched(
    declarations: Declarations, inventory: Inventory, as_of: date, kind: str, selector: Selector
) -> tuple[str, ...]:
    """Return the ids that a selector matches among one kind of subject: everything but the organisation."""
    held = register(declarations, as_of)
    return Stock.of(inventory, held.systems, of_systems(held)[0]).ids(kind, selector)


def digests_of_entries(declarations: Declarations, as_of: date) -> Mapping[str, str]:
    """Return the digest of what every declared entry says on a day, by subject id."""
    return entry_digests(register(declarations, as_of))


def stray_incidents(declarations: Declarations, as_of: date) -> tuple[BindingProblem, ...]:
    """Return the incidents of systems that nobody declares, for which nothing has to be scanned."""
    return _strays(of_systems(register(declarations, as_of))[1])


def _strays(found: Iterable[tuple[IncidentDeclared, str]]) -> tuple[BindingProblem, ...]:
    return tuple(BindingProblem(f"incident {one.id!r}", why, one.provenance.locator) for one, why in found)


def _over(held: Register) -> list[BindingProblem]:
    """Return the systems of which nothing speaks any more."""
    systems = (one for one in held.systems if one.provenance.has_ended(held.as_of))
    return [ended(f"system {one.id!r}", one.provenance) for one in systems]


def _organisation(held: Register) -> Organisation:
    if held.organisation:
        return Organisation(held.organisation.name, held.organisation.provenance.on)
    # What it is called is no state that a later or former declaration could be wrong about.
    return Organisation(held.silent.name if held.silent else UNDECLARED)


def _inside(
    declared: Iterable[SystemDeclared], systems: Iterable[System], stock: Stock, also: Mapping[str, str]
) -> Mapping[str, tuple[SystemDeclared, ...]]:
    """Return the declared systems that use each model, by its id."""
    found: dict[str, list[SystemDeclared]] = {}
    for entry, system in zip(declared, systems, strict=True):
        used = dict.fromkeys(stock.model_of[one] for one in system.deployment_ids)
        for model_id in _with(filter(None, used), also):
            found.setdefault(model_id, []).append(entry)
    return MappingProxyType({model_id: tuple(entries) for model_id, entries in found.items()})


def _with(ids: Iterable[str], also: Mapping[str, str]) -> tuple[str, ...]:
    """Return ids, and those of what they are declared to be."""
    given = tuple(ids)
    return tuple(dict.fromkeys((*given, *(also[id_] for id_ in given if id_ in also))))


def _system(declared: SystemDeclared, stock: Stock, problems: list[BindingProblem], as_of: date) -> System:
    used: set[str] = set()
    for selector in declared.uses:
        matched, deployments = stock.used(selector)
        wrong = mismatch(selector, matched)
        if wrong is None:
            used.update(deployments)
        elif not declared.is_out_of_service(as_of):
            problems.append(BindingProblem(f"system {declared.id!r}", wrong, declared.provenance.locator))
    return System(declared.id, declared.name, declared.purpose, tuple(sorted(used)))


def _training(declared: TrainingDeclared, stock: Stock, problems: list[BindingProblem]) -> BoundTraining:
    matched = stock.ids("model", declared.model)
    wrong = mismatch(declared.model, matched)
    if wrong is None:
        return BoundTraining(declared, tuple(sorted(matched)))
    problems.append(BindingProblem("training", wrong, declared.provenance.locator))
    return BoundTraining(declared, ())
