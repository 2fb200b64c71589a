"""Waivers meet what was found: whom each is for today, what it sets aside, and what is the matter with it.

::

    Register + Stock + RuleTerms         --bind_waivers-->  BoundWaiver*        before anything is judged
    BoundWaiver* + Finding*              --waive-->         Finding* | Waiver*  verdicts stay what they are
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Final

from auditor.declarations.pinning import entry_digests
from auditor.declarations.problem import BindingProblem
from auditor.declarations.register import Register
from auditor.declarations.selector import described
from auditor.declarations.stock import Stock
from auditor.domain.authority import RuleTerms
from auditor.domain.declaration import Selector
from auditor.domain.fact import SubjectKind
from auditor.domain.finding import Finding
from auditor.domain.phrasing import counted, prose_day
from auditor.domain.waiver import SOON_DAYS, Granted, Waiver, WaiverDeclared, WaiverState, is_active

NO_RULES: Final[Mapping[str, RuleTerms]] = MappingProxyType({})
"""No rule is known, so that every waiver names one that is gone."""

_MOST_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class BoundWaiver:
    """A waiver and whom it is for today.

    Attributes:
        declared: The waiver.
        subject_ids: Those subjects it was made for that are still there, by the ids they have now.
        is_void: Whether its rule, or that version of it, is gone, or never counts.
        refusal: Why its rule cannot be waived; empty if it can.
        problems: What does not match any more, one sentence each.
    """

    declared: WaiverDeclared
    subject_ids: tuple[str, ...]
    is_void: bool
    refusal: str
    problems: tuple[str, ...]

    @property
    def title(self) -> str:
        """What problems of it are said to be about."""
        return f"waiver of {self.declared.rule!r}"


def bind_waivers(held: Register, stock: Stock, rules: Mapping[str, RuleTerms]) -> tuple[BoundWaiver, ...]:
    """Bind waivers to the rules and subjects they name.

    Args:
        held: The waivers, and the entries that they may be for.
        stock: Everything a selector may match.
        rules: Every rule there is, those of packs that are not in force included, by id.
    """
    digests = entry_digests(held) if held.waivers else {}
    return tuple(_bound(one, stock, rules.get(one.rule), _Now(held.as_of, digests)) for one in held.waivers)


@dataclass(frozen=True, slots=True)
class _Now:
    """What is declared on a day, by subject id."""

    as_of: date
    digests: Mapping[str, str]

    def differs(self, declared: WaiverDeclared, pinned: str, id_: str) -> bool:
        """Say whether an entry says something else than when a waiver was made for it.

        On a day on which the waiver is not in force it may say anything.
        """
        is_in_force = declared.created <= self.as_of <= declared.expires
        return is_in_force and self.digests.get(id_) != dict(declared.entries).get(pinned)


def _bound(declared: WaiverDeclared, stock: Stock, terms: RuleTerms | None, now: _Now) -> BoundWaiver:
    if terms is None:
        return BoundWaiver(declared, (), True, "", (f"there is no rule {declared.rule!r}",))
    void = tuple(_void(declared, terms))
    there, gone = _there(declared.pinned, terms.subject, stock)
    others = _others(declared.subject, terms.subject, tuple(there.values()), stock)
    changed = [pinned for pinned, id_ in there.items() if now.differs(declared, pinned, id_)]
    covered = tuple(dict.fromkeys(id_ for pinned, id_ in there.items() if pinned not in changed))
    told = (f"what is declared of {pinned} is not what it was made for, not covered" for pinned in changed)
    problems = (*void, *gone, *told, *others)
    return BoundWaiver(declared, covered, bool(void), terms.refusal(declared.rule), problems)


def _void(declared: WaiverDeclared, terms: RuleTerms) -> Iterator[str]:
    """Yield why a waiver means nothing to its rule as it reads today."""
    if terms.version != declared.rule_version:
        yield f"version {declared.rule_version} of the rule is gone, it is of version {terms.version} now"
    if not terms.kind.counts:
        yield f"the rule is a {terms.kind.value.replace('_', ' ')}, which is never counted against anybody"


def _there(
    pinned: Iterable[str], kind: SubjectKind, stock: Stock
) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """Return the subjects still there, each with its id of today, and a sentence for each that is not."""
    found: dict[str, str] = {}
    gone = []
    for id_ in pinned:
        known_as = stock.known_as(kind, id_)
        if len(known_as) == 1:
            found[id_] = known_as[0]
        elif known_as:
            gone.append(f"{id_} is {counted(len(known_as), kind.value)} now, and none of them is covered")
        else:
            gone.append(f"no {kind.value} here has the id {id_}")
    return found, tuple(gone)


def _others(selector: Selector, kind: SubjectKind, covered: Sequence[str], stock: Stock) -> Iterator[str]:
    """Yield what the name pattern of a waiver matches today beside what it was made for."""
    if selector.name is None or kind is SubjectKind.ORGANISATION:
        return
    matched = stock.ids(kind.value, selector)
    if not matched:
        yield f"{described(selector)} matches nothing any more"
    new = sorted(set(matched) - set(covered))
    if new:
        named = ", ".join(new[:_MOST_NAMED]) + (", ..." if len(new) > _MOST_NAMED else "")
        yield f"{described(selector)} matches {len(new)} more than it was made for, not covered: {named}"


def problems_of(bound: Iterable[BoundWaiver], run_day: date) -> Iterator[BindingProblem]:
    """Yield what does not match, of waivers that have not ended by the day of the run."""
    for waiver in bound:
        for problem in waiver.problems if waiver.declared.expires >= run_day else ():
            yield BindingProblem(waiver.title, problem, waiver.declared.provenance.locator)


def refusals_of(bound: Iterable[BoundWaiver], run_day: date) -> Iterator[BindingProblem]:
    """Yield the waivers of rules that cannot be waived, of those that have not ended."""
    for waiver in bound:
        if waiver.refusal and waiver.declared.expires >= run_day:
            yield BindingProblem(waiver.title, waiver.refusal, waiver.declared.provenance.locator)


def waive(
    findings: Iterable[Finding], bound: Iterable[BoundWaiver], *, as_of: date, run_day: date
) -> tuple[tuple[Finding, ...], tuple[Waiver, ...]]:
    """Put waivers beside the findings they set aside.

    Args:
        findings: What was judged; verdict and reason of none is changed.
        bound: The waivers, in the order of the files; of two for one finding the first is taken.
        as_of: The day whose law was applied.
        run_day: The day of the run.

    Returns:
        The findings, and every waiver with what became of it.
    """
    waivers = tuple(bound)
    granting: dict[tuple[str, int, str], int] = {}
    for place, one in enumerate(waivers):
        if not one.is_void and not one.refusal and is_active(one.declared, as_of=as_of, run_day=run_day):
            for id_ in one.subject_ids:
                granting.setdefault((one.declared.rule, one.declared.rule_version, id_), place)
    waived: dict[int, set[str]] = {}
    shown = []
    for finding in findings:
        granted = granting.get((finding.rule, finding.rule_version, finding.subject_id))
        if granted is None or not finding.kind.counts:
            shown.append(finding)
            continue
        waived.setdefault(granted, set()).add(finding.subject_id)
        shown.append(replace(finding, waiver=_granted(waivers[granted].declared)))
    standing = (
        _standing(one, tuple(sorted(waived.get(place, ()))), as_of, run_day)
        for place, one in enumerate(waivers)
    )
    return tuple(shown), tuple(standing)


def _granted(declared: WaiverDeclared) -> Granted:
    return Granted(
        reason=declared.reason,
        ticket=declared.ticket,
        requested_by=declared.requested_by,
        approved_by=declared.approved_by,
        created=declared.created,
        expires=declared.expires,
        locator=declared.provenance.locator,
    )


def _standing(bound: BoundWaiver, waived: tuple[str, ...], as_of: date, run_day: date) -> Waiver:
    declared = bound.declared
    remarks = tuple(_remarks(bound, waived, as_of, run_day))
    return Waiver(
        rule=declared.rule,
        rule_version=declared.rule_version,
        subject=described(declared.subject),
        pinned=declared.pinned,
        waived=waived,
        granted=_granted(declared),
        state=remarks[0][0] if remarks else WaiverState.ACTIVE,
        remarks=tuple(sentence for _, sentence in remarks),
    )


def _remarks(
    bound: BoundWaiver, waived: Sequence[str], as_of: date, run_day: date
) -> Iterator[tuple[WaiverState, str]]:
    """Yield what is to be said about a waiver, what weighs most first."""
    declared = bound.declared
    if declared.expires < run_day:
        yield WaiverState.EXPIRED, f"ended on {prose_day(declared.expires)}"
        return
    is_in_force = is_active(declared, as_of=as_of, run_day=run_day)
    if not is_in_force:
        term = f"{prose_day(declared.created)} to {prose_day(declared.expires)}"
        yield WaiverState.LATER, f"in force from {term}, not on {prose_day(as_of)}"
    if bound.refusal:
        yield WaiverState.REFUSED, bound.refusal
    for problem in bound.problems:
        yield WaiverState.MISMATCHING, problem
    # One that does not match sets nothing aside for that reason, and not because nothing is amiss.
    if is_in_force and not waived and not bound.refusal and not bound.problems:
        yield WaiverState.UNUSED, "nothing fails or is unknown that it sets aside"
    n_days = (declared.expires - run_day).days
    if n_days <= SOON_DAYS:
        left = f"in {counted(n_days, 'day')}" if n_days else "today"
        yield WaiverState.ENDING, f"ends {left}, on {prose_day(declared.expires)}"
