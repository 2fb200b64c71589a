"""What bound declarations say of each subject, and how well they bind."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from auditor.declarations import attested
from auditor.declarations.incidents import about_incidents
from auditor.declarations.placement import UNION_PLACEMENTS, on_union_market
from auditor.declarations.problem import BindingProblem
from auditor.declarations.register import Register
from auditor.domain.declaration import TrainingDeclared
from auditor.domain.fact import Basis, Claim, Confidence, Statement
from auditor.domain.subject import Model, Organisation
from auditor.domain.values import FactValue, set_of

UNBOUND: Final = "declaration.unbound"
_FOLDER: Final = "declarations"


@dataclass(frozen=True, slots=True)
class BoundTraining:
    """A training entry and the models it binds to; none where its selector did not match as expected."""

    declared: TrainingDeclared
    model_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unbound:
    """What does not bind.

    Attributes:
        problems: Entries that do not bind as they stand.
        refused: Waivers of rules that cannot be waived.
    """

    problems: tuple[BindingProblem, ...] = ()
    refused: tuple[BindingProblem, ...] = ()


def claims_of(
    organisation: Organisation,
    held: Register,
    trainings: Iterable[BoundTraining],
    models: Iterable[Model],
    unbound: Unbound,
) -> Mapping[str, tuple[Statement, ...]]:
    """Return what is declared of the organisation, its systems, their incidents and every model."""
    claims = {organisation.id: (*attested.about_organisation(held), *_about_binding(held, unbound))}
    for system in held.systems:
        claims[system.id] = tuple(attested.about_system(system, held))
    about = dict(_by_model(trainings))
    for model in models:
        entries = about.get(model.id, ())
        said = tuple(one for entry in entries for one in attested.about_training(entry, held.backed))
        claims[model.id] = said or tuple(attested.about_undeclared_model())
    return MappingProxyType({**claims, **about_incidents(held)})


def _about_binding(held: Register, unbound: Unbound) -> Iterator[Claim]:
    """Yield how many entries there are, and which of them match fewer or more than they expect."""
    yield _compared("declaration.n_entries", held.n_entries)
    yield _compared(UNBOUND, set_of({problem.text for problem in unbound.problems}))
    yield _compared("declaration.refused_waivers", set_of({problem.text for problem in unbound.refused}))
    placements = tuple(on_union_market(held))
    yield from placements or [_compared(UNION_PLACEMENTS, ())]


def needless(problems: Iterable[BindingProblem]) -> Iterator[Claim]:
    """Yield what is the matter with entries, where that shows only once everything else is said."""
    found = set_of({problem.text for problem in problems})
    if found:
        yield _compared(UNBOUND, found)


def _compared(fact: str, value: FactValue) -> Claim:
    return Claim(fact, value, Basis.MEASURED, Confidence.HIGH, "compared with what was found", _FOLDER)


def _by_model(trainings: Iterable[BoundTraining]) -> Iterator[tuple[str, tuple[TrainingDeclared, ...]]]:
    found: dict[str, list[TrainingDeclared]] = {}
    for training in trainings:
        for model_id in training.model_ids:
            found.setdefault(model_id, []).append(training.declared)
    for model_id, entries in found.items():
        yield model_id, tuple(entries)
