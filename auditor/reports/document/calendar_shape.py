"""The shape of ``auditor/calendar/1``: what ``auditor show calendar --json`` prints. Names only get added."""

from typing import Final, Literal, TypedDict

from auditor.reports.document.finding_shape import LegalBlock, OpenDayBlock

SCHEMA: Final = "auditor/calendar/1"


class ConcernedBlock(TypedDict):
    """A subject that a duty concerns, what the rule comes to for it, and until when that is waived."""

    id: str
    kind: Literal["model", "deployment", "system", "incident", "organisation"]
    name: str
    verdict: Literal["pass", "fail", "unknown", "not_applicable"]
    waived_until: str | None


class DutyDateBlock(TypedDict):
    """A rule, the day it applies from (null: it always did) and whom it concerns.

    With ``open_day``, which says what would tell, it is the earliest of several that it may be; null there:
    none of them comes unless something that is not known is so.
    ``days_left`` is negative for what applies already. ``n`` counts those that are not named as well: of many
    for whom it holds the first few are. ``owed`` is ``unknown`` where nobody knows whether it concerns them.
    ``transition`` is the article that puts the day off for them.
    """

    rule: str
    kind: Literal["duty", "vendor_gap", "term", "preference", "classification"]
    title: str
    legal: LegalBlock
    applies_from: str | None
    days_left: int | None
    open_day: OpenDayBlock | None
    upcoming: bool
    owed: Literal["yes", "unknown"]
    n: int
    concerned: list[ConcernedBlock]
    remedies: list[str]
    note: str
    transition: str | None


class EndBlock(TypedDict):
    """The last day on which something holds, or can be done."""

    what: str
    day: str
    days_left: int
    title: str
    subjects: list[str]
    detail: str
    locator: str


class CalendarReport(TypedDict):
    """What is dated for an inventory; ``nothing`` says why no duty is, and is null where one is.

    ``run`` and ``recorded_at`` are null where it was judged for this calendar alone and not recorded.
    """

    schema: Literal["auditor/calendar/1"]
    as_of: str
    run: str | None
    recorded_at: str | None
    organisation: str
    now: list[DutyDateBlock]
    later: list[DutyDateBlock]
    may_apply: list[DutyDateBlock]
    vendor_gaps: list[DutyDateBlock]
    ends: list[EndBlock]
    nothing: str | None
