"""What only the organisation knows, as it declares it.

A field that is left out is unknown (absent from ``fields``); ``null`` is an explicit "none".
"""

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from auditor.domain.serving import Region
from auditor.domain.values import FactValue

ANSWER: Final = "YOUR ANSWER"
"""Stands for the value in a line that a report offers for a declaration, and is no answer while it does."""


def same_as_entry(one: str, other: str) -> str:
    """Return the entry, but for who says so and when, by which a person says that two models are one."""
    first, second = (json.dumps(id_, ensure_ascii=False) for id_ in (one, other))
    same = f"model: {{id: {first}}}, same_as: {{id: {second}}}"
    return f"- {{kind: same-as, {same}, by: YOUR NAME, on: YYYY-MM-DD}}"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who declared something, when, and where it is written.

    Attributes:
        by: Who says so.
        on: The day they said it.
        valid_until: Last day it holds, if it ends.
        source: Where they have it from.
        locator: ``FILE:LINE`` of the entry.
        valid_from: First day it speaks about, if that is not the day it was made.
    """

    by: str
    on: date
    valid_until: date | None
    source: str | None
    locator: str
    valid_from: date | None = None

    @property
    def begins(self) -> date:
        """First day it speaks about: what is said on a day is said about that day and those after it."""
        return self.valid_from or self.on

    def has_ended(self, as_of: date) -> bool:
        """Whether a day lies behind the last one it holds."""
        return self.valid_until is not None and self.valid_until < as_of

    def holds(self, as_of: date) -> bool:
        """Whether it speaks about a day."""
        return self.begins <= as_of and not self.has_ended(as_of)


@dataclass(frozen=True, slots=True)
class DeclaredAsGiven:
    """An entry as somebody wrote it, for whoever signs that it is true.

    Attributes:
        kind: Its kind.
        fields: Its other fields and their values, as text, in the order of the file.
        provenance: Who says so.
    """

    kind: str
    fields: tuple[tuple[str, str], ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Selector:
    """What a declaration is about: every condition given must hold.

    Attributes:
        id: A model, deployment or system id, or an unambiguous beginning of one.
        name: A shell-style pattern over names, ``*`` for anything.
        expect_low: Fewest subjects it may match.
        expect_high: Most subjects it may match.
        host: For deployments: a shell-style pattern over the machines they run on, or hosts that are called.
    """

    id: str | None = None
    name: str | None = None
    expect_low: int = 1
    expect_high: int = 1
    host: str | None = None


@dataclass(frozen=True, slots=True)
class OrganisationDeclared:
    """Who audits itself; closes the world of its roles.

    Attributes:
        name: Its name.
        roles: Roles it says it has; a role neither derived nor listed is false.
        fields: Other fields, by name without the family.
        provenance: Who says so.
        said: Who says so of a field that was said beside the entry, or anew.
    """

    name: str
    roles: tuple[str, ...]
    fields: tuple[tuple[str, FactValue | None], ...]
    provenance: Provenance
    said: tuple[tuple[str, Provenance], ...] = ()

    def of(self, key: str) -> Provenance:
        """Return who says what a field says."""
        return dict(self.said).get(key, self.provenance)


OUT_OF_SERVICE: Final = "out_of_service"
"""Field of a system: no fact of its own, but what roles towards the system follow from."""


@dataclass(frozen=True, slots=True)
class SystemDeclared:
    """An AI system of the register.

    Attributes:
        id: Its id.
        name: Its name.
        purpose: Its intended purpose.
        uses: The deployments, or models, it uses.
        fields: Other fields, by name without the family.
        provenance: Who says so.
        said: Who says so of a field that was said beside the entry, or anew.
    """

    id: str
    name: str
    purpose: str
    uses: tuple[Selector, ...]
    fields: tuple[tuple[str, FactValue | None], ...]
    provenance: Provenance
    said: tuple[tuple[str, Provenance], ...] = ()

    def of(self, key: str) -> Provenance:
        """Return who says what a field says."""
        return dict(self.said).get(key, self.provenance)

    @property
    def last_day_of_use(self) -> date | None:
        """The day it was, or is to be, taken out of service; ``None`` where it is not said to be."""
        day = dict(self.fields).get(OUT_OF_SERVICE)
        return day if isinstance(day, date) else None

    def is_out_of_service(self, as_of: date) -> bool:
        """Say whether its last day of use has passed: on that day it is still used."""
        return self.last_day_of_use is not None and self.last_day_of_use < as_of


@dataclass(frozen=True, slots=True)
class TrainingDeclared:
    """A model that the organisation itself trained, or trained further.

    Attributes:
        model: The model.
        base: The model it started from; ``None`` for one trained from scratch, absent if not said.
        says_base: Whether ``base`` was given at all.
        fields: Other fields: ``tokens trainable_parameters union_placed_on hardware``.
        provenance: Who says so.
    """

    model: Selector
    base: str | None
    says_base: bool
    fields: tuple[tuple[str, FactValue | None], ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class HostingDeclared:
    """How deployments are hosted, and what is agreed with whoever hosts them.

    Attributes:
        deployment: The deployments.
        operator: Who operates them: an entity of the catalogue, or a name that it does not have.
        country: The country they are computed in, where no region of a provider is named.
        region: The region of a provider that they are computed in.
        fields: Other fields, by name without the family.
        provenance: Who says so.
    """

    deployment: Selector
    operator: str | None
    country: str | None
    region: Region | None
    fields: tuple[tuple[str, FactValue | None], ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class IncidentDeclared:
    """A serious incident of a declared system.

    Attributes:
        id: Its id in the organisation's own records.
        system: Id of the system.
        what: What happened, in a few words; empty if nobody says.
        category: Which time limit holds for it; ``None`` if nobody says.
        happened_on: The day it happened, if that is said.
        aware_on: The day the organisation became aware of it, if that is said.
        reported_on: The day it was reported to the authority; ``None`` where it was not, or nobody says.
        says_reported: Whether ``reported_on`` was given at all.
        provenance: Who says so.
    """

    id: str
    system: str
    what: str
    category: str | None
    happened_on: date | None
    aware_on: date | None
    reported_on: date | None
    says_reported: bool
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class CoverageAccepted:
    """Something unreadable that the organisation accepts as such.

    Attributes:
        locator: ``TARGET/path`` of the problem, or a pattern of several.
        reason: Why.
        provenance: Who says so.
        expect_low: Fewest problems it may match.
        expect_high: Most problems it may match.
        sha256: Digest of the bytes that are accepted, and of no others; of any bytes where it is not given,
            unless loading them runs code.
        in_full: The absolute places, or patterns, that the locator may mean on this machine; no part of
            what was declared.
    """

    locator: str
    reason: str
    provenance: Provenance
    expect_low: int = 1
    expect_high: int = 1
    sha256: str | None = None
    in_full: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A place of which the organisation accepts that something there is not known, and who accepts it.

    Attributes:
        place: The place, as reports print it.
        reason: Why.
        by: Who says so.
        on: The day they said it.
        valid_until: Last day it holds, if it ends.
        locator: ``FILE:LINE`` of the entry.
    """

    place: str
    reason: str
    by: str
    on: date
    valid_until: date | None
    locator: str


@dataclass(frozen=True, slots=True)
class SameDeclared:
    """Two names that mean one model.

    Attributes:
        model: What a list or a setting names.
        same_as: What was seen under another name.
        provenance: Who says so.
    """

    model: Selector
    same_as: Selector
    provenance: Provenance
