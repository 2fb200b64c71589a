"""Roles of those between provider and deployer of a declared system, and of those who supply to its provider.

Source:
    Regulation (EU) 2024/1689, Art. 3(6) and (7), 22, 24, 25(2)-(4). A system has one provider: towards
    what is its own, the organisation is neither importer nor distributor. Of what is to be placed on the
    market only on a day to come nobody is importer, distributor or manufacturer yet.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from auditor.declarations.attested import attest
from auditor.declarations.listing import Listing, silent_on
from auditor.declarations.register import Register, said
from auditor.domain.declaration import SystemDeclared
from auditor.domain.european_union import EU_MEMBER_STATES
from auditor.domain.fact import Claim, Statement
from auditor.domain.phrasing import prose_day
from auditor.domain.values import FactValue

_PROVIDER: Final = "sys_provider"
_IMPORTER: Final = "importer"
_DISTRIBUTOR: Final = "distributor"
_MANUFACTURER: Final = "product_manufacturer"
_SUPPLIED: Final = "supplied"
_COUNTRY: Final = "provider_country"
_MARKET: Final = "union_placed_on"
_SERVICE: Final = "put_into_service_on"

# Role, the field that tells it, what "yes" means.
_SAID_OUTRIGHT: Final = (
    ("auth_rep_hr", "represents_provider", "holds the mandate of its provider, Art. 22"),
    ("supplier", "supplies_part", "supplies a part of it to its provider, Art. 25(4)"),
    ("first_provider", "taken_over", "provided it before somebody else became its provider, Art. 25(2)"),
)

# What the organisation does to a system and becomes its provider by, Art. 25(1)(b) and (c).
_CHANGES: Final = ("substantially_modified", "repurposed")

Fields = Mapping[str, FactValue | None]


@dataclass(frozen=True, slots=True)
class ChainRoles:
    """Derives these roles towards each declared system.

    Attributes:
        listing: What the organisation lists.
        register: The declarations that speak about the day.
    """

    listing: Listing
    register: Register

    def towards(self, system: SystemDeclared, sys_provider: Statement) -> tuple[Statement, ...]:
        """Return every such role towards a system, each with its reason.

        Args:
            system: The system.
            sys_provider: Whether the organisation is its provider.
        """
        fields = dict(system.fields)
        own = self._why_own(system, sys_provider)
        supplies = [
            self.listing.says(role, False, own, system.of("own_name"))
            if own
            else self._supplies(system, role, fields)
            for role in (_IMPORTER, _DISTRIBUTOR)
        ]
        made = self._manufacturer(system, fields)
        outright = [self._outright(system, *told, own=own) for told in _SAID_OUTRIGHT]
        placed = (self._once_placed(system, fields, one) for one in (*supplies, made))
        return (*placed, *outright)

    def unchanged(self, system: SystemDeclared, sys_provider: Statement) -> Iterator[Claim]:
        """Yield that a change by the organisation that nobody declares was not made, the world being closed.

        Else whoever uses another's system would owe nobody knows what until it denies having changed it.

        Args:
            system: The system.
            sys_provider: Whether the organisation is its provider.
        """
        if not self.listing.is_given or not isinstance(sys_provider, Claim) or sys_provider.value is True:
            return
        listed = f"listed by {self.listing.by} and means another system"
        closed = listed if self.listing.has(_PROVIDER) else self.listing.left_out
        for key in _CHANGES:
            if key not in dict(system.fields):
                yield attest(
                    f"system.{key}",
                    False,
                    self.listing.declared.of("roles"),
                    self.listing.backed,
                    key="roles",
                    citation=f"not said of {system.id!r}, and {_PROVIDER} is {closed}",
                )

    def _why_own(self, system: SystemDeclared, sys_provider: Statement) -> str:
        """Return why the system is the organisation's own; empty where it is not, or that is not known."""
        if isinstance(sys_provider, Claim) and sys_provider.value is True:
            return f"the organisation is its provider: {sys_provider.citation}"
        if dict(system.fields).get("own_name") is True:
            return f"it bears the organisation's own name, as {said(system.of('own_name'))} declared"
        return ""

    def _once_placed(self, system: SystemDeclared, fields: Fields, stated: Statement) -> Statement:
        """Return a role that begins with the placement as not had, where that is a plan still."""
        planned, begun = fields.get(_MARKET), fields.get(_SERVICE)
        as_of = self.register.as_of
        is_planned = isinstance(planned, date) and planned > as_of
        is_in_use = isinstance(begun, date) and begun <= as_of
        if not is_planned or is_in_use or (isinstance(stated, Claim) and stated.value is False):
            return stated
        assert isinstance(planned, date)
        words = f"placed on the Union market only on {prose_day(planned)}"
        return self._declared(system, stated.fact.removeprefix("role."), False, words, _MARKET)

    def _supplies(self, system: SystemDeclared, role: str, fields: Fields) -> Statement:
        if _SUPPLIED not in fields:
            return self._unsaid(system, role, fields)
        match fields[_SUPPLIED]:
            case None:
                words = "not supplied to others in the Union"
                return self._declared(system, role, False, words, _SUPPLIED)
            case "further":
                is_it = role == _DISTRIBUTOR
                words = "supplied further in the Union, Art. 3(7)"
                return self._declared(system, role, is_it, words, _SUPPLIED)
        country = fields.get(_COUNTRY)
        if not isinstance(country, str):
            return silent_on(self.register, system, role, "where its provider is established")
        if country in EU_MEMBER_STATES:
            words = (
                f"supplied first in the Union for a provider in {country}, which is in the Union, Art. 3(7)"
            )
            return self._declared(system, role, role == _DISTRIBUTOR, words, _SUPPLIED, _COUNTRY)
        words = f"brought to the Union for a provider in the third country {country}, Art. 3(6)"
        return self._declared(system, role, role == _IMPORTER, words, _SUPPLIED, _COUNTRY)

    def _unsaid(self, system: SystemDeclared, role: str, fields: Fields) -> Statement:
        """Return the role where nobody says how it is supplied: the list may mean it, if it is another's."""
        if not self.listing.has(role):
            return self.listing.leaves_it_out(role)
        if fields.get("own_name") is not False:
            return silent_on(self.register, system, role, "whether it bears the organisation's own name")
        if any(dict(one.fields).get(_SUPPLIED) for one in self.register.systems):
            return silent_on(self.register, system, role, "whether the organisation supplies it to others")
        return self.listing.lists_it(role)

    def _manufacturer(self, system: SystemDeclared, fields: Fields) -> Statement:
        """Return whether the product it is a safety component of is the organisation's, Art. 25(3)."""
        wanted = {"annex_i": True, "annex_i_section": "a", "product_own_name": True}
        denied = next((key for key, value in wanted.items() if fields.get(key, value) != value), None)
        if denied is not None:
            words = f"{denied} denies that it is a component of the organisation's product, Art. 25(3)"
            return self._declared(system, _MANUFACTURER, False, words, denied)
        if all(key in fields for key in wanted):
            words = (
                "a component of a product of Annex I, Section A, under the organisation's name, Art. 25(3)"
            )
            return self._declared(system, _MANUFACTURER, True, words, *wanted)
        if fields.get("product_own_name") is True:
            return silent_on(
                self.register, system, _MANUFACTURER, "in which section of Annex I its product is listed"
            )
        return self._listed(system, _MANUFACTURER, "product_own_name")

    def _outright(self, system: SystemDeclared, role: str, key: str, meaning: str, *, own: str) -> Statement:
        value = dict(system.fields).get(key)
        if isinstance(value, bool):
            return self._declared(system, role, value, meaning if value else f"{key} is false", key)
        if own and self.listing.has(role):
            return self.listing.says(role, False, own, system.of("own_name"))
        return self._listed(system, role, key)

    def _listed(self, system: SystemDeclared, role: str, key: str) -> Statement:
        """Return the role as the list has it; where another system explains it, it need not mean this one."""
        if not self.listing.has(role):
            return self.listing.leaves_it_out(role)
        if any(dict(one.fields).get(key) is True for one in self.register.systems):
            return silent_on(self.register, system, role, f"whether the listed role {role} means it ({key})")
        return self.listing.lists_it(role)

    def _declared(self, system: SystemDeclared, role: str, value: bool, words: str, *keys: str) -> Claim:
        whose = tuple(system.of(key) for key in keys)
        return self.listing.says(role, value, f"{words}, as {said(*whose)} declared", *whose)
