"""Waivers: never before they are made or after they end, never a verdict, never a subject not named."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from auditor.declarations.waivers import BoundWaiver, waive
from auditor.domain.finding import Finding, RuleKind, Verdict
from auditor.domain.waiver import WaiverDeclared, WaiverState, is_active
from tests.builders.audit import a_finding, a_model
from tests.builders.declarations import a_waiver

FIRST = date(2026, 1, 1)
RULES = ("one", "other")
IDS = ("a", "b", "c")

days = st.integers(0, 800).map(lambda n: FIRST + timedelta(days=n))


@st.composite
def waivers(draw: st.DrawFn) -> WaiverDeclared:
    created = draw(days)
    return a_waiver(
        *sorted(draw(st.sets(st.sampled_from(IDS), min_size=1))),
        rule=draw(st.sampled_from(RULES)),
        version=draw(st.integers(1, 2)),
        name="*",
        created=created,
        expires=created + timedelta(days=draw(st.integers(0, 366))),
    )


@st.composite
def findings(draw: st.DrawFn) -> Finding:
    return replace(
        a_finding(a_model()),
        rule=draw(st.sampled_from(RULES)),
        rule_version=draw(st.integers(1, 2)),
        subject_id=draw(st.sampled_from(IDS)),
        kind=draw(st.sampled_from(RuleKind)),
        verdict=draw(st.sampled_from([Verdict.FAIL, Verdict.UNKNOWN])),
        upcoming=draw(st.booleans()),
    )


def at_hand(declared: WaiverDeclared) -> BoundWaiver:
    return BoundWaiver(declared, declared.pinned, is_void=False, refusal="", problems=())


@given(waivers(), days, days)
def test_it_is_in_force_from_the_day_it_is_made_to_its_last_and_on_no_other(
    declared: WaiverDeclared, as_of: date, run_day: date
) -> None:
    expected = all(declared.created <= day <= declared.expires for day in (as_of, run_day))
    assert is_active(declared, as_of=as_of, run_day=run_day) == expected


@given(waivers(), days)
def test_once_it_has_ended_no_as_of_revives_it_and_before_it_is_made_none_calls_it(
    declared: WaiverDeclared, as_of: date
) -> None:
    day_before, day_after = declared.created - timedelta(days=1), declared.expires + timedelta(days=1)
    assert not is_active(declared, as_of=as_of, run_day=day_after)
    assert not is_active(declared, as_of=as_of, run_day=day_before)
    assert not is_active(declared, as_of=day_before, run_day=as_of)
    assert not is_active(declared, as_of=day_after, run_day=as_of)


@given(waivers(), st.lists(days, min_size=3, max_size=3).map(sorted))
def test_the_days_on_which_it_is_in_force_have_no_gap(declared: WaiverDeclared, three: list[date]) -> None:
    first, between, last = (is_active(declared, as_of=day, run_day=day) for day in three)
    assert between or not (first and last)


@given(st.lists(waivers(), max_size=4), st.lists(findings(), max_size=6), days, days)
def test_waiving_changes_no_verdict_and_touches_only_what_is_named(
    declared: list[WaiverDeclared], judged: list[Finding], as_of: date, run_day: date
) -> None:
    shown, standing = waive(judged, map(at_hand, declared), as_of=as_of, run_day=run_day)
    assert [replace(one, waiver=None) for one in shown] == judged
    active = [one for one in declared if is_active(one, as_of=as_of, run_day=run_day)]
    named = {(one.rule, one.rule_version, id_) for one in active for id_ in one.pinned}
    for one in shown:
        is_named = (one.rule, one.rule_version, one.subject_id) in named and one.kind.counts
        assert (one.waiver is not None) == is_named
        assert one.counted == (one.kind.counts and not one.upcoming and not is_named)
    assert len(standing) == len(declared)
    waived = {one.subject_id for one in shown if one.waiver}
    assert {id_ for one in standing for id_ in one.waived} == waived


@given(st.lists(waivers(), max_size=4), st.lists(findings(), max_size=6), days)
def test_without_waivers_in_force_everything_counts(
    declared: list[WaiverDeclared], judged: list[Finding], as_of: date
) -> None:
    late = max((one.expires for one in declared), default=FIRST) + timedelta(days=1)
    shown, standing = waive(judged, map(at_hand, declared), as_of=as_of, run_day=late)
    assert list(shown) == judged
    assert {one.state for one in standing} <= {WaiverState.EXPIRED}
