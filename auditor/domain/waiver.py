"""Waivers: findings that somebody answers for leaving as they are, for a while.

A waiver never changes what a rule comes to. It names one version of one rule and the subjects it was made
for, and takes their findings out of the exit code while it is in force.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from auditor.domain.declaration import Provenance, Selector

MOST_DAYS: Final = 366
"""Longest time from the day a waiver is created to the last day it is in force."""

SOON_DAYS: Final = 30
"""A waiver that ends within so many days is said to end soon."""


@dataclass(frozen=True, slots=True)
class WaiverDeclared:
    """A waiver as it was made.

    Attributes:
        rule: Id of the rule.
        rule_version: The version of it that was read when the waiver was approved.
        subject: The subject's id, or the name pattern that chose the subjects when it was made.
        pinned: Ids of the subjects it was made for; what its pattern matches beside them is not covered.
        reason: Why the finding is left as it is.
        ticket: Where the decision is kept.
        requested_by: Who asked for it.
        approved_by: Who granted it, another person.
        created: First day it is in force.
        expires: Last day it is in force.
        provenance: Who wrote it down.
        entries: Of pinned subjects that are declared entries, the digest of what was declared of each when it
            was made; ``None`` where nothing was.
    """

    rule: str
    rule_version: int
    subject: Selector
    pinned: tuple[str, ...]
    reason: str
    ticket: str
    requested_by: str
    approved_by: str
    created: date
    expires: date
    provenance: Provenance
    entries: tuple[tuple[str, str | None], ...] = ()


def is_active(waiver: WaiverDeclared, *, as_of: date, run_day: date) -> bool:
    """Say whether a waiver is in force: on the day whose law applies, and on the day of the run.

    So neither an early as-of revives one that has ended, nor does one that is new reach back.
    """
    return all(waiver.created <= day <= waiver.expires for day in (as_of, run_day))


@dataclass(frozen=True, slots=True)
class Granted:
    """The waiver of a finding: who answers for it, and until when.

    Attributes:
        reason: Why.
        ticket: Where the decision is kept.
        requested_by: Who asked for it.
        approved_by: Who granted it.
        created: First day it is in force.
        expires: Last day it is in force.
        locator: ``FILE:LINE`` of the entry.
    """

    reason: str
    ticket: str
    requested_by: str
    approved_by: str
    created: date
    expires: date
    locator: str


class WaiverState(StrEnum):
    """What became of a waiver; the first that fits, from the top."""

    EXPIRED = "expired"
    LATER = "not in force on that day"
    """It was made after the day whose law was applied, or ends before it."""
    REFUSED = "refused"
    """Its rule may not be waived."""
    MISMATCHING = "mismatching"
    """Its rule, that version of it or a subject is gone, a declared one says something else, or its pattern
    matches others too."""
    UNUSED = "unused"
    """Nothing fails or is unknown that it could set aside."""
    ENDING = "ends soon"
    ACTIVE = "active"


@dataclass(frozen=True, slots=True)
class Waiver:
    """A waiver as it stands in an audit.

    Attributes:
        rule: Id of the rule.
        rule_version: The version it was made for.
        subject: What it was made for, in words.
        pinned: Ids of the subjects it was made for.
        waived: Ids of the subjects whose findings it sets aside, sorted.
        granted: What each of these findings carries.
        state: What became of it.
        remarks: What is to be said about it, one sentence each without a full stop.
    """

    rule: str
    rule_version: int
    subject: str
    pinned: tuple[str, ...]
    waived: tuple[str, ...]
    granted: Granted
    state: WaiverState
    remarks: tuple[str, ...] = ()

    @property
    def needs_attention(self) -> bool:
        """Whether somebody should look at it."""
        return self.state is not WaiverState.ACTIVE or bool(self.remarks)
