"""``role.sys_provider`` and ``role.deployer``: the organisation's roles towards a declared system.

Source:
    Regulation (EU) 2024/1689, Art. 3(3): who develops a system, or has it developed, and puts it on the
    market or into service under its own name is its provider. A name on what somebody else developed makes
    one of high-risk systems alone, Art. 25(1)(a). Art. 3(11): own use counts as putting into service, so
    that who runs its own system is its provider and its deployer at once. A day that has not come is a
    plan: a system that is neither in service nor on the market yet has neither.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from auditor.declarations.binding import Bound
from auditor.declarations.listing import Listing, silent_on
from auditor.declarations.register import Register, said
from auditor.domain.declaration import OUT_OF_SERVICE, OrganisationDeclared, SystemDeclared
from auditor.domain.fact import Claim, Statement
from auditor.domain.phrasing import prose_day
from auditor.domain.values import FactValue

_PROVIDER: Final = "sys_provider"
_DEPLOYER: Final = "deployer"
_FORMER: Final = "former_deployer"
_SERVICE: Final = "put_into_service_on"
_MARKET: Final = "union_placed_on"
_OWN_USE: Final = "puts it into service under its own name for its own use, Art. 3(3) and 3(11)"
_HANDS_ON: Final = ("importer", "distributor")
"""Roles in which somebody else's system is in the register without being used."""


@dataclass(frozen=True, slots=True)
class SystemRoles:
    """Derives the roles towards each declared system.

    Attributes:
        listing: What the organisation lists.
        bears_some: The id of a system that runs under the organisation's own name, if there is one.
        register: The declarations that speak about the day.
    """

    listing: Listing
    bears_some: str | None
    register: Register

    @classmethod
    def of(cls, bound: Bound, organisation: OrganisationDeclared) -> "SystemRoles":
        """Prepare for the systems of a register."""
        own = (entry.id for entry in bound.register.systems if dict(entry.fields).get("own_name") is True)
        return cls(Listing(organisation, bound.register.backed), next(own, None), bound.register)

    def sys_provider(self, system: SystemDeclared) -> Statement:
        """Return whether the organisation is its provider, or why that is not known."""
        fields = dict(system.fields)
        if fields.get("taken_over") is True:
            whose = system.of("taken_over")
            reason = f"somebody else has become its provider, Art. 25(1) and (2), as {said(whose)} declared"
            return self.listing.says(_PROVIDER, False, reason, whose)
        match fields.get("own_name"):
            case True:
                return self._under_own_name(system, fields)
            case False:
                return self._under_another_name(system, fields.get("provider"))
        if self._covers_all():
            return self.listing.lists_it(_PROVIDER)
        return silent_on(
            self.register, system, _PROVIDER, "whether it runs under the organisation's own name"
        )

    def deployer(self, system: SystemDeclared) -> Statement:
        """Return whether the organisation uses it under its authority, or why that is not known."""
        fields = dict(system.fields)
        if system.is_out_of_service(self.register.as_of):
            return self._was_used(_DEPLOYER, False, system)
        day, whose = _day(fields, _SERVICE), system.of(_SERVICE)
        if day is not None:
            if day > self.register.as_of:
                reason = f"put into service only on {prose_day(day)}, as {said(whose)} declared"
                return self.listing.says(_DEPLOYER, False, reason, whose)
            return self._uses(system, own=fields.get("own_name") is True)
        if _SERVICE in fields:
            reason = f"not put into service, as {said(whose)} declared"
            if self.listing.has(_DEPLOYER):
                # What is said of the system goes before what is listed for the organisation as a whole.
                return self.listing.says(_DEPLOYER, False, reason, whose)
            left_out = f"{reason}, and {self.listing.left_out}"
            return self.listing.leaves_it_out(_DEPLOYER, left_out)
        if self.listing.has(_DEPLOYER):
            return self.listing.lists_it(_DEPLOYER)
        return self._not_said(system, fields)

    def former_deployer(self, system: SystemDeclared) -> Statement:
        """Return whether the organisation used it until it was taken out of service.

        Where nothing is said of that, the system is in the register because it is in service, or will be.
        """
        if system.is_out_of_service(self.register.as_of):
            return self._was_used(_FORMER, True, system)
        whose = system.of(OUT_OF_SERVICE)
        reason = f"not out of service, as its declaration by {said(whose)} has it"
        return self.listing.says(_FORMER, False, reason, whose)

    def _was_used(self, role: str, has: bool, system: SystemDeclared) -> Statement:
        whose = system.of(OUT_OF_SERVICE)
        assert system.last_day_of_use is not None
        reason = f"out of service, used until {prose_day(system.last_day_of_use)}, as {said(whose)} declared"
        return self.listing.says(role, has, reason, whose)

    def _not_said(self, system: SystemDeclared, fields: dict[str, FactValue | None]) -> Statement:
        """Return the role where nobody says whether it was put into service and nobody lists the role.

        Another's system is in a register because it is used, unless the organisation hands such
        systems on; its own may be meant for others alone.
        """
        own_name = fields.get("own_name")
        if own_name is True and _day(fields, _MARKET) is not None:
            return self.listing.leaves_it_out(_DEPLOYER)
        hands_on = any(self.listing.has(role) for role in _HANDS_ON)
        if hands_on or (self.listing.is_given and own_name is not False):
            return silent_on(self.register, system, _DEPLOYER, "when the organisation put it into service")
        reason = f"declared by {said(system.provenance)} in the register of systems the organisation uses"
        return self.listing.says(_DEPLOYER, True, reason, system.provenance)

    def _uses(self, system: SystemDeclared, *, own: bool) -> Statement:
        whose = (*((system.of("own_name"),) if own else ()), system.of(_SERVICE))
        reason = _OWN_USE if own else "puts it into service for use under its authority"
        return self.listing.says(_DEPLOYER, True, f"{reason}, as {said(*whose)} declared", *whose)

    def _under_own_name(self, system: SystemDeclared, fields: dict[str, FactValue | None]) -> Statement:
        met = self._met_under_own_name(system, fields)
        provider = fields.get("provider")
        if not isinstance(met, Claim) or met.value is not True or not isinstance(provider, str):
            return met
        if fields.get("developed") is True or _is_listed_in_an_annex(fields):
            return met
        if "developed" not in fields:
            what = f"whether the organisation developed what {provider} provides, or had it developed"
            return silent_on(self.register, system, _PROVIDER, what)
        if fields.get("annex_iii") is None or fields.get("annex_i") is None:
            what = (
                "whether its use or its product is one of Annex III or I, so that the name makes a provider"
            )
            return silent_on(self.register, system, _PROVIDER, what)
        whose = tuple(system.of(key) for key in ("own_name", "provider", "developed"))
        reason = f"developed by {provider}, and a name on it makes a provider of a high-risk system alone"
        cited = f"{reason}, Art. 3(3) and 25(1)(a), as {said(*whose)} declared"
        return self.listing.says(_PROVIDER, False, cited, *whose)

    def _met_under_own_name(self, system: SystemDeclared, fields: dict[str, FactValue | None]) -> Statement:
        """Return the role by name and day alone: who bears its name has met others, or is yet to."""
        named, both = system.of("own_name"), (system.of("own_name"), system.of(_SERVICE), system.of(_MARKET))
        by = said(*both)
        if self._has_come(fields, _SERVICE):
            whose = (named, system.of(_SERVICE))
            return self.listing.says(_PROVIDER, True, f"{_OWN_USE}, as {said(*whose)} declared", *whose)
        if self._has_come(fields, _MARKET):
            whose = (named, system.of(_MARKET))
            placed = "places it on the Union market under its own name, Art. 3(3)"
            return self.listing.says(_PROVIDER, True, f"{placed}, as {said(*whose)} declared", *whose)
        planned = min(filter(None, (_day(fields, _SERVICE), _day(fields, _MARKET))), default=None)
        if planned is not None and _SERVICE in fields and _MARKET in fields:
            until = f"neither placed on the market nor put into service before {prose_day(planned)}"
            reason = f"{until}, Art. 3(3), as {by} declared"
            return self.listing.says(_PROVIDER, False, reason, *both)
        if _SERVICE in fields and _MARKET in fields:
            # What is said of the system goes before what is listed for the organisation as a whole.
            reason = f"neither placed on the market nor put into service, Art. 3(3), as {by} declared"
            return self.listing.says(_PROVIDER, False, reason, *both)
        if self.listing.has(_PROVIDER) and planned is None:
            return self.listing.lists_it(_PROVIDER)
        return silent_on(
            self.register, system, _PROVIDER, "whether it was placed on the market or put into service"
        )

    def _under_another_name(self, system: SystemDeclared, provider: FactValue | None) -> Statement:
        """Return the role towards another's system; the list means it only where no system is ours.

        Nor does it mean one of which it is said who else provides it.
        """
        if isinstance(provider, str):
            whose = (system.of("own_name"), system.of("provider"))
            reason = f"provided by {provider}, Art. 3(3), as {said(*whose)} declared"
            return self.listing.says(_PROVIDER, False, reason, *whose)
        if self._covers_all():
            return self.listing.lists_it(_PROVIDER)
        named = system.of("own_name")
        reason = f"runs under another's name, Art. 3(3), as {said(named)} declared"
        if self.listing.has(_PROVIDER):
            reason = f"{reason}; {_PROVIDER} is listed and borne by {self.bears_some}"
        return self.listing.says(_PROVIDER, False, reason, named)

    def _covers_all(self) -> bool:
        """Say whether the role is listed and no system shows by its name which one is meant."""
        return self.listing.has(_PROVIDER) and self.bears_some is None

    def _has_come(self, fields: dict[str, FactValue | None], key: str) -> bool:
        day = _day(fields, key)
        return day is not None and day <= self.register.as_of


def _is_listed_in_an_annex(fields: dict[str, FactValue | None]) -> bool:
    """Say whether it is said to be what Article 6 may make high-risk."""
    return bool(fields.get("annex_iii")) or fields.get("annex_i") is True


def _day(fields: dict[str, FactValue | None], key: str) -> date | None:
    value = fields.get(key)
    return value if isinstance(value, date) else None
