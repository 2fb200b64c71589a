"""The numbers page one leads with."""

from dataclasses import dataclass

from auditor.domain.audit import Audit
from auditor.domain.finding import Finding
from auditor.reports import wording
from auditor.reports.counts import Counts, KindCount, is_upcoming_open
from auditor.reports.packs import act_not_judged


@dataclass(frozen=True, slots=True)
class Tile:
    """A number to lead with; ``None`` for what was not judged, which is not none of it."""

    n: int | None
    label: str
    tone: str


def tiles(audit: Audit, counts: Counts) -> tuple[Tile, ...]:
    """Return the numbers of page one, what fails first."""
    duties, terms, advice = counts.duties, counts.terms, counts.preferences
    more = _tile(
        terms.failing + advice.failing,
        f"more failing{_apart(terms.failing, advice.failing)}",
        "",
        "bad",
    )
    not_judged = act_not_judged(audit)
    if not_judged and not duties.n:
        return (Tile(None, f"duties: {not_judged}", "warn"), more)
    return (
        _duties_tile(duties),
        more,
        _tile(duties.unknown, "duty unknown", "duties unknown", "warn"),
        _tile(duties.hold, "duty holds", "duties hold", "ok"),
        _tile(duties.upcoming, f"upcoming{next_upcoming(audit)}", "", "plain"),
        _gaps_tile(counts),
    )


def _duties_tile(duties: KindCount) -> Tile:
    one, many = "duty failing", "duties failing"
    if not duties.waived_failing:
        return _tile(duties.failing, one, many, "bad")
    more = f"; {wording.number(duties.waived_failing)} more, waived by the organisation"
    return Tile(duties.failing, f"{one if duties.failing == 1 else many}{more}", "bad")


def _gaps_tile(counts: Counts) -> Tile:
    owed = "vendor gap known to be owed" if counts.n_gaps_owed == 1 else "vendor gaps known to be owed"
    n_unsure = counts.n_gaps_open - counts.n_gaps_owed
    unsure = f"; {wording.number(n_unsure)} more not known to be" if n_unsure else ""
    return Tile(counts.n_gaps_owed, f"{owed}{unsure}", "plain")


def _apart(n_terms: int, n_advice: int) -> str:
    """Return ``: 2 licence terms, 1 shipped recommendation``, leaving out what nothing fails of."""
    kinds = ((n_terms, "licence term"), (n_advice, "shipped recommendation"))
    said = [wording.counted(n, kind) for n, kind in kinds if n]
    return f": {', '.join(said)}" if said else ": terms, recommendations"


def _tile(n: int, one: str, many: str, tone: str) -> Tile:
    return Tile(n, one if n == 1 else many or one, tone if n else "plain")


def next_upcoming(audit: Audit) -> str:
    """Return ``, next in 10 days`` for the nearest duty that does not hold yet; else nothing."""
    days = upcoming_days(audit)
    return f", next {wording.days_left(days[0][0])}" if days else ""


def upcoming_days(audit: Audit) -> tuple[tuple[int, Finding], ...]:
    """Return the upcoming duties that do not hold yet, with the days left, the nearest first."""
    dated = [
        ((finding.applies_from - audit.as_of).days, finding)
        for finding in audit.findings
        if is_upcoming_open(finding) and finding.applies_from is not None
    ]
    return tuple(sorted(dated, key=lambda pair: (pair[0], pair[1].rule, pair[1].subject_id)))
