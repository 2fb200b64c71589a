from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from auditor.declarations import Beside, Declarations
from auditor.declarations.pinning import entry_digests
from auditor.declarations.register import register
from auditor.declarations.waivers import waive
from auditor.domain.amendment import AmendmentDeclared
from auditor.domain.authority import RuleTerms
from auditor.domain.declaration import SystemDeclared
from auditor.domain.declared import Declaration
from auditor.domain.fact import SubjectKind
from auditor.domain.finding import Finding, Reason, RuleKind, Verdict
from auditor.domain.on_demand import OnDemand
from auditor.domain.tri import Tri
from auditor.domain.waiver import Granted, Waiver, WaiverDeclared, WaiverState
from tests.builders.audit import a_finding
from tests.builders.declarations import (
    ON,
    TODAY,
    a_deployment,
    a_model,
    a_provenance,
    a_system,
    a_waiver,
    an_incident,
    an_inventory,
    an_organisation,
    bound,
)

MODEL = a_model("llama", aliases=("header:old",))
ONE = a_deployment(MODEL, "ollama", id_="dep:one")
OTHER = a_deployment(MODEL, "ollama-2", id_="dep:other")
INVENTORY = an_inventory(MODEL, deployments=(ONE, OTHER))
ENDPOINT = RuleTerms(1, RuleKind.PREFERENCE, SubjectKind.DEPLOYMENT, True)
RULES = {
    "endpoint-no-auth": ENDPOINT,
    "of-model": replace(ENDPOINT, subject=SubjectKind.MODEL),
    "of-system": replace(ENDPOINT, subject=SubjectKind.SYSTEM),
    "of-incident": replace(ENDPOINT, subject=SubjectKind.INCIDENT),
    "of-us": replace(ENDPOINT, subject=SubjectKind.ORGANISATION),
    "art-5": RuleTerms(1, RuleKind.DUTY, SubjectKind.DEPLOYMENT, False),
    "vendor": RuleTerms(1, RuleKind.VENDOR_GAP, SubjectKind.DEPLOYMENT, True),
}


def on(subject_id: str, rule: str = "endpoint-no-auth", **changes: object) -> Finding:
    made = a_finding(ONE, rule=rule, subject_id=subject_id)
    return replace(made, **changes)  # type: ignore[arg-type] # whatever a case changes


def judged(
    *declared: WaiverDeclared,
    findings: tuple[Finding, ...] = (on("dep:one"), on("dep:other")),
    as_of: date = TODAY,
    run_day: date = TODAY,
) -> tuple[list[str], tuple[Waiver, ...]]:
    """Return whose findings are waived, and what became of the waivers."""
    others = a_system(), an_incident()
    result = bound(*declared, *others, inventory=INVENTORY, as_of=as_of, beside=Beside(RULES, run_day))
    shown, waivers = waive(findings, result.waivers, as_of=as_of, run_day=run_day)
    assert [replace(one, waiver=None) for one in shown] == list(findings)
    return [one.subject_id for one in shown if one.waiver], waivers


def problems(*declared: WaiverDeclared, run_day: date = TODAY) -> list[str]:
    result = bound(*declared, a_system(), inventory=INVENTORY, beside=Beside(RULES, run_day))
    return [one.sentence for one in result.problems]


def test_a_waiver_stands_beside_the_finding_it_names_and_beside_no_other() -> None:
    result = bound(a_waiver("dep:one"), inventory=INVENTORY, beside=Beside(RULES, TODAY))
    shown, (waiver,) = waive(
        (on("dep:one"), on("dep:other"), on("dep:one", "another")), result.waivers, as_of=TODAY, run_day=TODAY
    )
    granted = Granted(
        reason="behind the gateway",
        ticket="SEC-12",
        requested_by="B. Engineer",
        approved_by="C. Director",
        created=ON,
        expires=date(2027, 2, 1),
        locator="declarations/waivers.yaml:1",
    )
    assert [one.waiver for one in shown] == [granted, None, None]
    assert [one.counted for one in shown] == [False, True, True]
    assert waiver == Waiver(
        rule="endpoint-no-auth",
        rule_version=1,
        subject="id dep:one",
        pinned=("dep:one",),
        waived=("dep:one",),
        granted=granted,
        state=WaiverState.ACTIVE,
    )
    assert not waiver.needs_attention


@pytest.mark.parametrize("kind", [RuleKind.DUTY, RuleKind.TERM, RuleKind.PREFERENCE])
@pytest.mark.parametrize("verdict", [Verdict.FAIL, Verdict.UNKNOWN])
def test_it_holds_for_duties_terms_and_recommendations_that_fail_or_are_unknown(
    kind: RuleKind, verdict: Verdict
) -> None:
    finding = on("dep:one", kind=kind, verdict=verdict)
    assert judged(a_waiver("dep:one"), findings=(finding,))[0] == ["dep:one"]


def test_what_a_pattern_matches_later_is_not_covered_and_is_told() -> None:
    declared = a_waiver("dep:one", name="ollama*")
    waived, (waiver,) = judged(declared)
    told = "name ollama* matches 1 more than it was made for, not covered: dep:other"
    assert (waived, waiver.state, waiver.remarks) == (["dep:one"], WaiverState.MISMATCHING, (told,))
    assert problems(declared) == [told]


def test_what_it_was_made_for_and_is_gone_is_told_and_the_rest_is_covered() -> None:
    declared = a_waiver("dep:gone", "dep:one", name="ollama")
    waived, (waiver,) = judged(declared)
    told = "no deployment here has the id dep:gone"
    assert (waived, waiver.state, waiver.remarks) == (["dep:one"], WaiverState.MISMATCHING, (told,))
    assert problems(declared) == [told]


def test_a_pattern_that_matches_nothing_any_more_is_told() -> None:
    assert problems(a_waiver("dep:one", name="vllm*")) == ["name vllm* matches nothing any more"]


def test_the_beginning_of_an_id_names_nothing() -> None:
    assert problems(a_waiver(MODEL.id[:20], rule="of-model")) == [f"no model here has the id {MODEL.id[:20]}"]


def test_an_id_that_was_upgraded_is_followed() -> None:
    finding = on(MODEL.id, "of-model")
    waived, (waiver,) = judged(a_waiver("header:old", rule="of-model"), findings=(finding,))
    assert (waived, waiver.state) == ([MODEL.id], WaiverState.ACTIVE)


def test_an_id_that_several_had_covers_none_of_them() -> None:
    twin = a_model("twin", aliases=("header:old",))
    result = bound(
        a_waiver("header:old", rule="of-model"),
        inventory=an_inventory(MODEL, twin),
        beside=Beside(RULES, TODAY),
    )
    (waiver,) = result.waivers
    assert waiver.subject_ids == ()
    assert waiver.problems == ("header:old is 2\u00a0models now, and none of them is covered",)


def pinned(*entries: Declaration, as_of: date = TODAY) -> Mapping[str, str]:
    return entry_digests(register(Declarations(entries), as_of))


@pytest.mark.parametrize(
    ("rule", "id_", "entries"),
    [
        ("of-system", "triage", pinned(a_system())),
        # Nothing is declared of the organisation, and nothing was.
        ("of-us", "organisation", {}),
    ],
)
def test_systems_and_the_organisation_have_waivers_too(
    rule: str, id_: str, entries: Mapping[str, str]
) -> None:
    declared = a_waiver(id_, rule=rule, entries=entries)
    assert judged(declared, findings=(on(id_, rule),))[0] == [id_]


CHANGED = "what is declared of {} is not what it was made for, not covered"


@pytest.mark.parametrize(
    ("was", "others"),
    [
        (a_system(), (replace(a_system(), purpose="Ranks applicants"),)),
        (a_system(annex_iii=("5d",)), (a_system(annex_iii=("4a",)),)),
        (a_system(), (a_system(profiling=True),)),
        # Said beside the entry.
        (a_system(), (a_system(), AmendmentDeclared(a_system(profiling=True), ("profiling",)))),
        # Its entry ended before as-of.
        (
            a_system(profiling=True),
            (a_system(profiling=True, provenance=a_provenance(valid_until=ON)),),
        ),
    ],
)
def test_a_waiver_of_a_declared_system_ends_where_something_else_is_declared(
    was: SystemDeclared, others: tuple[Declaration, ...]
) -> None:
    declared = a_waiver("triage", rule="of-system", entries=pinned(was))
    result = bound(declared, *others, inventory=INVENTORY, beside=Beside(RULES, TODAY))
    (shown,), (waiver,) = waive((on("triage", "of-system"),), result.waivers, as_of=TODAY, run_day=TODAY)
    assert (shown.waiver, waiver.state) == (None, WaiverState.MISMATCHING)
    assert waiver.remarks == (CHANGED.format("triage"),)
    assert CHANGED.format("triage") in [one.sentence for one in result.problems]


def test_of_several_declared_systems_those_that_did_not_change_stay_covered() -> None:
    was = pinned(a_system(), a_system("other"))
    declared = a_waiver("other", "triage", rule="of-system", name="*", entries=was)
    result = bound(
        declared,
        a_system(),
        a_system("other", profiling=True),
        inventory=INVENTORY,
        beside=Beside(RULES, TODAY),
    )
    (waiver,) = result.waivers
    assert (waiver.subject_ids, waiver.problems) == (("triage",), (CHANGED.format("other"),))


def test_an_organisation_that_is_declared_later_is_another() -> None:
    declared = a_waiver("organisation", rule="of-us", entries={"organisation": None})
    result = bound(declared, an_organisation(), inventory=INVENTORY, beside=Beside(RULES, TODAY))
    assert result.waivers[0].problems == (CHANGED.format("organisation"),)


def test_what_an_entry_says_of_a_day_before_the_waiver_is_no_mismatch() -> None:
    later = a_waiver("triage", rule="of-system", created=TODAY, entries=pinned(a_system(profiling=True)))
    entries = (
        a_system(),
        AmendmentDeclared(a_system(profiling=True, provenance=a_provenance(on=TODAY)), ("profiling",)),
    )
    before = bound(later, *entries, as_of=ON, inventory=INVENTORY, beside=Beside(RULES, TODAY))
    assert before.waivers[0].problems == ()
    now = bound(later, *entries, as_of=TODAY, inventory=INVENTORY, beside=Beside(RULES, TODAY))
    assert (now.waivers[0].problems, now.waivers[0].subject_ids) == ((), ("triage",))


def test_another_id_is_not_the_organisation_s() -> None:
    assert problems(a_waiver("us", rule="of-us")) == ["no organisation here has the id us"]


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        (a_waiver("dep:one", rule="gone"), "there is no rule 'gone'"),
        (
            a_waiver("dep:one", version=2),
            "version 2 of the rule is gone, it is of version 1 now",
        ),
        (
            a_waiver("dep:one", rule="vendor"),
            "the rule is a vendor gap, which is never counted against anybody",
        ),
    ],
)
def test_a_rule_that_is_gone_or_counts_for_nothing_is_not_waived(declared: WaiverDeclared, told: str) -> None:
    findings = (on("dep:one", declared.rule, rule_version=declared.rule_version),)
    waived, (waiver,) = judged(declared, findings=findings)
    assert (waived, waiver.state, waiver.remarks) == ([], WaiverState.MISMATCHING, (told,))
    assert problems(declared) == [told]


def test_what_may_not_be_waived_is_refused_and_counts() -> None:
    declared = a_waiver("dep:one", rule="art-5")
    waived, (waiver,) = judged(declared, findings=(on("dep:one", "art-5", kind=RuleKind.DUTY),))
    told = "rule 'art-5' may not be waived, whoever approves it"
    assert (waived, waiver.state, waiver.remarks) == ([], WaiverState.REFUSED, (told,))
    result = bound(declared, inventory=INVENTORY, beside=Beside(RULES, TODAY))
    assert [one.sentence for one in result.refusals] == [told]
    assert result.problems == ()


def test_of_two_for_one_finding_the_first_is_taken_and_the_other_unused() -> None:
    second = a_waiver("dep:one", provenance=a_provenance("declarations/waivers.yaml:20"))
    waived, waivers = judged(a_waiver("dep:one"), second)
    assert waived == ["dep:one"]
    assert [(one.state, one.waived) for one in waivers] == [
        (WaiverState.ACTIVE, ("dep:one",)),
        (WaiverState.UNUSED, ()),
    ]


def test_where_nothing_fails_it_is_unused() -> None:
    _, (waiver,) = judged(a_waiver("dep:one"), findings=())
    assert (waiver.state, waiver.remarks) == (
        WaiverState.UNUSED,
        ("nothing fails or is unknown that it sets aside",),
    )


@pytest.mark.parametrize(
    ("expires", "state", "remarks"),
    [
        (date(2026, 12, 23), WaiverState.ACTIVE, ()),
        (date(2026, 12, 22), WaiverState.ENDING, ("ends in 30\u00a0days, on 22 December 2026",)),
        (TODAY, WaiverState.ENDING, ("ends today, on 22 November 2026",)),
    ],
)
def test_one_that_ends_within_30_days_says_so(
    expires: date, state: WaiverState, remarks: tuple[str, ...]
) -> None:
    waived, (waiver,) = judged(a_waiver("dep:one", expires=expires))
    assert (waived, waiver.state, waiver.remarks) == (["dep:one"], state, remarks)


def test_one_that_has_ended_sets_nothing_aside_and_is_listed_and_no_finding() -> None:
    declared = a_waiver("dep:gone", expires=date(2026, 11, 21))
    waived, (waiver,) = judged(declared)
    assert (waived, waiver.state, waiver.remarks) == (
        [],
        WaiverState.EXPIRED,
        ("ended on 21 November 2026",),
    )
    assert problems(declared) == []


@pytest.mark.parametrize("as_of", [date(2026, 10, 31), date(2027, 2, 2)])
def test_as_of_a_day_it_does_not_cover_it_sets_nothing_aside(as_of: date) -> None:
    waived, (waiver,) = judged(a_waiver("dep:one"), as_of=as_of)
    assert (waived, waiver.state) == ([], WaiverState.LATER)
    assert "in force from 1 November 2026 to 1 February 2027, not on" in waiver.remarks[0]


def test_an_early_as_of_does_not_revive_one_that_has_ended() -> None:
    waived, (waiver,) = judged(a_waiver("dep:one"), as_of=TODAY, run_day=date(2027, 2, 2))
    assert (waived, waiver.state) == ([], WaiverState.EXPIRED)


@pytest.mark.parametrize("known_as", ["INC-1", "incident:INC-1"])
def test_a_finding_about_an_incident_is_waived(known_as: str) -> None:
    finding = on("incident:INC-1", "of-incident", subject_kind=SubjectKind.INCIDENT)
    entries = {known_as: pinned(an_incident())["incident:INC-1"]}
    whose, (waiver,) = judged(a_waiver(known_as, rule="of-incident", entries=entries), findings=(finding,))
    assert (whose, waiver.state) == (["incident:INC-1"], WaiverState.ACTIVE)


def test_nobody_makes_an_explanation_to_waive_a_finding() -> None:
    def made() -> tuple[Reason, ...]:
        raise AssertionError("looked at")

    finding = on("dep:one", reason=Reason("all of", Tri.FALSE, parts=OnDemand(made)))
    result = bound(a_waiver("dep:one"), inventory=INVENTORY, beside=Beside(RULES, TODAY))
    (shown,), _ = waive((finding,), result.waivers, as_of=TODAY, run_day=TODAY)
    assert shown.waiver is not None
