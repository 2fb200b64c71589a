"""Whose duty it is: the roles of the organisation towards each model and system, with reasons.

Roles follow from what is declared about a model or system; the organisation's own list adds to
that and closes the world: what is neither derived nor listed is false. Without an organisation's
declaration every role is unknown, for one and the same reason.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from auditor.declarations.attested import silence, undeclared
from auditor.declarations.binding import Bound
from auditor.declarations.chain_roles import ChainRoles
from auditor.declarations.exclusion import Exclusion, exclusion
from auditor.declarations.kinds.system import EXCLUDED_KEY
from auditor.declarations.listing import Listing
from auditor.declarations.model_roles import ModelRoles
from auditor.declarations.modification import PLACED, TRAINED_HERE
from auditor.declarations.representative import Representative
from auditor.declarations.system_roles import SystemRoles
from auditor.domain.declaration import SystemDeclared
from auditor.domain.fact import Fact, Silence, Statement, SubjectKind
from auditor.domain.facts import produced_by
from auditor.domain.roles import ROLES
from auditor.domain.subject import Model

_OF_MODELS: Final = ("role.gpai_provider", "role.auth_rep_gpai", TRAINED_HERE, PLACED)
_DERIVED: Final = produced_by("declarations")
_OF_SYSTEMS: Final = tuple(
    role.fact for role in ROLES if role.subject is SubjectKind.SYSTEM and role.fact in _DERIVED
)


def derive_roles(
    bound: Bound, models: Iterable[Model], known: Mapping[str, Mapping[str, Fact]]
) -> Mapping[str, tuple[Statement, ...]]:
    """Derive every role fact of every model and declared system, and what was done to a model.

    Args:
        bound: The bound declarations.
        models: The models of the inventory they were bound to.
        known: Facts known so far, by subject id, then name; ``provider.name`` is read.

    Returns:
        One claim or silence per role and subject, by subject id. A claim's citation is the reason.
    """
    listed = tuple(models)
    if bound.register.organisation is None:
        return _undeclared(bound, listed)
    of_models = ModelRoles.of(bound, bound.register.organisation, listed, known)
    represented = Representative(of_models.listing)
    of_systems = SystemRoles.of(bound, bound.register.organisation)
    roles: dict[str, tuple[Statement, ...]] = {}
    for model in listed:
        done = of_models.handiwork(model.id)
        its = known.get(model.id, {})
        towards_it = (of_models.gpai_provider(model.id, its), represented.auth_rep_gpai(its))
        roles[model.id] = (*towards_it, done.trained_here(), done.placed())
    chain = ChainRoles(of_systems.listing, bound.register)
    for system in bound.register.systems:
        excluded = exclusion(system, bound.register.as_of)
        if excluded is not None:
            left_out = _contradicted(excluded) if excluded.against else None
            roles[system.id] = left_out or tuple(_none(of_systems.listing, chain, system, excluded.reason))
            continue
        provides = of_systems.sys_provider(system)
        uses = (of_systems.deployer(system), of_systems.former_deployer(system))
        roles[system.id] = (provides, *uses, *chain.towards(system, provides))
        roles[system.id] += tuple(chain.unchanged(system, provides))
    return MappingProxyType(roles)


def _contradicted(excluded: Exclusion) -> tuple[Statement, ...]:
    """Return that no role is known towards a system whose entry leaves it out and contradicts itself."""
    reason = f"{excluded.reason}, and its entry says that it is {excluded.against}: one of them cannot be"
    told = silence(_OF_SYSTEMS[0], reason).unknown
    unknown = replace(told, how=f"auditor declare system  # {EXCLUDED_KEY}")
    return tuple(Silence(fact, unknown) for fact in _OF_SYSTEMS)


def _none(listing: Listing, chain: ChainRoles, system: SystemDeclared, reason: str) -> Iterator[Statement]:
    """Yield that nobody has a role towards a system that the Act leaves out, nor becomes its provider."""
    whose = system.of(EXCLUDED_KEY)
    nobody = [listing.says(fact.removeprefix("role."), False, reason, whose) for fact in _OF_SYSTEMS]
    yield from nobody
    yield from chain.unchanged(system, nobody[0])


def _undeclared(bound: Bound, models: Iterable[Model]) -> Mapping[str, tuple[Statement, ...]]:
    # Whatever the roles are of, who the organisation is comes first: one question.
    unknown = silence(_OF_MODELS[0], undeclared(bound.register, "its roles")).unknown
    of_models = tuple(Silence(fact, unknown) for fact in _OF_MODELS)
    of_systems = tuple(Silence(fact, unknown) for fact in _OF_SYSTEMS)
    roles: dict[str, tuple[Statement, ...]] = {model.id: of_models for model in models}
    roles.update((system.id, of_systems) for system in bound.register.systems)
    return MappingProxyType(roles)
