from datetime import date

import pytest

from auditor.domain.evidence import EvidenceState
from auditor.domain.fact import RESOLVED, Basis, Confidence, Fact
from auditor.domain.facts import FACTS
from auditor.domain.finding import Verdict
from auditor.domain.resolving import resolve
from auditor.domain.values import FactValue
from auditor.policy.logic.verdict import Ground, Ruling, rule_on
from tests.builders.policy import (
    DUTY,
    PACK,
    TODAY,
    a_bundle,
    a_model,
    a_record,
    an_organisation,
    changed,
    claim,
    known,
    scene_of,
)

Given = dict[str, FactValue | Fact]
SCOPED = PACK + "scope: {fact: organisation.eu_established, is: true}\nscope_words: it is not meant\n"
GATED: dict[str, str | None] = {"role": "gpai_provider", "when": "{fact: model.gpai, is: true}"}
OURS: Given = {"role.gpai_provider": True, "model.gpai": True}
VALID, ABSENT = EvidenceState.VALID, EvidenceState.ABSENT
PASS, FAIL, OPEN, NOT = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE


def ruled(
    given: Given,
    state: EvidenceState | None = ABSENT,
    *,
    as_of: date = TODAY,
    in_union: bool | None = True,
    **changes: str | None,
) -> Ruling:
    bundle = a_bundle(changed(DUTY, **{**GATED, **changes}), pack=SCOPED)
    organisation = an_organisation({} if in_union is None else {"organisation.eu_established": in_union})
    evidence = () if state is None else (a_record("summary", "m", state=state),)
    scene = scene_of(bundle, organisation, a_model(given=given), evidence=evidence, as_of=as_of)
    return rule_on(bundle.rules[0], bundle.packs[0].scope, scene.subjects["m"], scene)


@pytest.mark.parametrize(
    ("given", "in_union", "state", "verdict", "ground", "fact"),
    [
        (OURS, True, VALID, PASS, Ground.REQUIRE, "evidence:summary"),
        (OURS, True, ABSENT, FAIL, Ground.REQUIRE, "evidence:summary"),
        (OURS, True, None, OPEN, Ground.REQUIRE, "evidence:summary"),
        (OURS, False, ABSENT, NOT, Ground.SCOPE, "organisation.eu_established"),
        ({**OURS, "role.gpai_provider": False}, True, ABSENT, NOT, Ground.ROLE, "role.gpai_provider"),
        ({**OURS, "model.gpai": False}, True, ABSENT, NOT, Ground.WHEN, "model.gpai"),
        ({"model.gpai": False}, None, ABSENT, NOT, Ground.WHEN, "model.gpai"),
        (OURS, None, ABSENT, OPEN, Ground.SCOPE, "organisation.eu_established"),
        ({"model.gpai": True}, True, ABSENT, OPEN, Ground.ROLE, "role.gpai_provider"),
        ({"role.gpai_provider": True}, True, ABSENT, OPEN, Ground.WHEN, "model.gpai"),
        ({}, None, VALID, PASS, Ground.REQUIRE, "evidence:summary"),
    ],
)
def test_scope_role_and_when_come_before_what_is_required(
    given: Given,
    in_union: bool | None,
    state: EvidenceState | None,
    verdict: Verdict,
    ground: Ground,
    fact: str,
) -> None:
    found = ruled(given, state, in_union=in_union)
    assert (found.verdict, found.ground, found.leaf.fact) == (verdict, ground, fact)


def test_a_pass_says_whether_it_is_owed() -> None:
    assert ruled(OURS, VALID).owed
    assert not ruled({}, VALID).owed


def test_an_open_gate_names_everything_that_would_settle_it() -> None:
    found = ruled({}, None, in_union=None)
    assert [missing.name for missing in found.missing] == [
        "organisation.eu_established",
        "role.gpai_provider",
        "model.gpai",
        "evidence:summary",
    ]


def test_hearsay_neither_fails_nor_passes() -> None:
    weak: Given = {**OURS, "model.gpai": known("model.gpai", True, confidence=Confidence.LOW)}
    found = ruled(weak)
    assert (found.verdict, found.leaf.fact) == (OPEN, "model.gpai")
    assert "low-confidence" in found.missing[0].reason
    assert ruled(weak, VALID).verdict is PASS
    assert ruled(weak, kind="vendor_gap").verdict is FAIL
    assert ruled(weak, floor="low").verdict is FAIL


def test_hearsay_excuses_no_one() -> None:
    weak: Given = {**OURS, "model.gpai": known("model.gpai", False, confidence=Confidence.LOW)}
    found = ruled(weak)
    assert (found.verdict, found.ground, found.leaf.fact) == (OPEN, Ground.WHEN, "model.gpai")
    assert ruled({**weak, "role.gpai_provider": False}).verdict is NOT


def test_hearsay_opens_a_vendor_gap_and_excuses_nobody_from_one() -> None:
    for level, verdict in ((Confidence.LOW, OPEN), (Confidence.MEDIUM, NOT)):
        given: Given = {**OURS, "model.gpai": known("model.gpai", False, confidence=level)}
        found = ruled(given, kind="vendor_gap")
        assert (found.verdict, found.ground, found.leaf.fact) == (verdict, Ground.WHEN, "model.gpai")
    weak: Given = {**OURS, "model.gpai": known("model.gpai", False, confidence=Confidence.LOW)}
    assert "low-confidence" in ruled(weak, kind="vendor_gap").missing[0].reason
    assert ruled(weak, VALID, kind="vendor_gap").verdict is PASS


def test_what_is_known_to_be_owed_rests_neither_on_hearsay_nor_on_a_day_not_known() -> None:
    hearsay: Given = {**OURS, "model.gpai": known("model.gpai", True, confidence=Confidence.LOW)}
    unsure: Given = {name: value for name, value in OURS.items() if name != "model.gpai"}
    for state, verdict in ((ABSENT, FAIL), (None, OPEN)):
        found = ruled(OURS, state, kind="vendor_gap")
        assert (found.verdict, found.owed) == (verdict, True)
        assert not ruled(hearsay, state, kind="vendor_gap").owed
        assert not ruled(unsure, state, kind="vendor_gap").owed
        assert not ruled(OURS, state, kind="vendor_gap", transition=LEGACY).owed


def test_where_hearsay_is_enough_to_excuse_it_says_so() -> None:
    weak: Given = {**OURS, "model.gpai": known("model.gpai", False, confidence=Confidence.LOW)}
    found = ruled(weak, floor="low")
    assert (found.verdict, found.weak) == (NOT, Confidence.LOW)


def test_evidence_below_the_floor_neither_passes_nor_fails() -> None:
    weak = known("model.format", "gguf", confidence=Confidence.LOW)
    for bound, strong in (("gguf", PASS), ("onnx", FAIL)):
        require = f"{{fact: model.format, is: {bound}}}"
        assert ruled({**OURS, "model.format": "gguf"}, require=require).verdict is strong
        assert ruled({**OURS, "model.format": weak}, require=require).verdict is OPEN


def test_hearsay_about_the_organisation_leaves_the_scope_open() -> None:
    bundle = a_bundle(DUTY, pack=SCOPED)
    fact = known("organisation.eu_established", True, confidence=Confidence.LOW)
    scene = scene_of(
        bundle,
        an_organisation({"organisation.eu_established": fact}),
        a_model(),
        evidence=(a_record("summary", "m", state=ABSENT),),
    )
    found = rule_on(bundle.rules[0], bundle.packs[0].scope, scene.subjects["m"], scene)
    assert (found.verdict, found.ground) == (OPEN, Ground.SCOPE)


def test_before_its_day_a_rule_is_judged_as_if_it_applied_and_flagged() -> None:
    found = ruled(OURS, as_of=date(2025, 1, 1))
    assert (found.verdict, found.upcoming, found.applies_from) == (FAIL, True, date(2025, 8, 2))
    now = ruled(OURS, as_of=date(2025, 8, 2))
    assert (now.verdict, now.upcoming, now.applies_from) == (FAIL, False, date(2025, 8, 2))


LEGACY = "{if: {fact: model.union_placed_on, before: {law: cutoff}}, until: {law: grace}}"
ENDLESS = "{if: {fact: model.union_placed_on, before: {law: cutoff}}, until: never}"


def test_within_its_grace_a_failure_is_upcoming() -> None:
    found = ruled({**OURS, "model.union_placed_on": date(2024, 1, 1)}, transition=LEGACY)
    assert (found.verdict, found.upcoming, found.applies_from) == (FAIL, True, date(2027, 8, 2))
    assert [part.fact for part in found.parts][-1] == "evidence:summary"


def test_where_the_day_is_not_known_a_failure_is_unknown_and_names_it() -> None:
    found = ruled(OURS, transition=LEGACY)
    assert (found.verdict, found.ground, found.upcoming) == (OPEN, Ground.TIME, False)
    assert found.leaf.fact == "model.union_placed_on"
    assert [missing.name for missing in found.missing] == ["model.union_placed_on"]


def test_where_the_day_is_not_known_a_pass_stays_a_pass() -> None:
    found = ruled(OURS, VALID, transition=LEGACY)
    assert (found.verdict, found.parts[-1].fact) == (PASS, "model.union_placed_on")
    assert ruled(OURS, VALID, transition=ENDLESS).verdict is PASS


def test_where_the_day_is_not_known_what_is_open_anyway_stays_open_for_its_own_reason() -> None:
    found = ruled(OURS, None, transition=LEGACY)
    assert (found.verdict, found.ground, found.leaf.fact) == (OPEN, Ground.REQUIRE, "evidence:summary")
    assert found.applies_from == date(2025, 8, 2)
    assert [part.fact for part in found.parts][-1] == "model.union_placed_on"
    assert [missing.name for missing in found.missing] == ["evidence:summary", "model.union_placed_on"]


def test_every_possible_day_still_to_come_makes_an_unknown_upcoming() -> None:
    found = ruled(OURS, as_of=date(2025, 1, 1), transition=LEGACY)
    assert (found.verdict, found.upcoming) == (FAIL, True)
    endless = ruled(OURS, as_of=date(2025, 1, 1), transition=ENDLESS)
    assert (endless.verdict, endless.upcoming) == (OPEN, True)


def test_an_endless_transition_exempts() -> None:
    found = ruled({**OURS, "model.union_placed_on": date(2024, 1, 1)}, transition=ENDLESS)
    assert (found.verdict, found.ground, found.upcoming) == (NOT, Ground.EXEMPT, False)


def test_what_may_never_apply_is_unknown() -> None:
    found = ruled(OURS, applies_from="[{if: {fact: model.format, is: gguf}, from: {law: start}}]")
    assert (found.verdict, [missing.name for missing in found.missing]) == (OPEN, ["model.format"])


def test_every_reading_is_shown() -> None:
    readings = (
        "[{name: early, applies_from: {law: start}}, {name: late, applies_from: {law: moved}, default: true}]"
    )
    bundle = a_bundle(changed(DUTY, applies_from=None, readings=readings))
    scene = scene_of(bundle, a_model(), evidence=(a_record("summary", "m", state=ABSENT),))
    found = rule_on(bundle.rules[0], None, scene.subjects["m"], scene)
    assert (found.verdict, found.upcoming) == (FAIL, True)
    assert found.readings == (
        "early: fail now, applies from 2 August 2025 / "
        "late: fail not yet, applies from 2 December 2027; this one counts"
    )


def test_a_reading_whose_day_was_no_law_yet_is_not_shown() -> None:
    readings = "[{name: a, applies_from: {law: start}, default: true}, {name: b, applies_from: {law: late}}]"
    bundle = a_bundle(changed(DUTY, applies_from=None, readings=readings))
    scene = scene_of(bundle, a_model(), as_of=date(2026, 1, 1))
    found = rule_on(bundle.rules[0], None, scene.subjects["m"], scene)
    assert found.readings.startswith("a: unknown now")
    assert "b:" not in found.readings


LENIENT = """[{name: strict, applies_from: {law: start}, default: true}, {name: lenient, \
applies_from: {law: start}, transition: {if: {fact: model.union_placed_on, before: {law: cutoff}}, \
until: {law: grace}}}]"""


@pytest.mark.parametrize(
    ("placed", "expected"),
    [
        (
            date(2024, 4, 18),
            "strict: fail now, applies from 2 August 2025; this one counts / "
            "lenient: fail not yet, applies from 2 August 2027",
        ),
        (
            date(2026, 4, 18),
            "strict: fail now, applies from 2 August 2025; this one counts / "
            "lenient: fail now, applies from 2 August 2025",
        ),
        (
            known("model.union_placed_on", date(2024, 4, 18), confidence=Confidence.LOW),
            "strict: fail now, applies from 2 August 2025; this one counts / "
            "lenient: unknown now, applies from 2 August 2025 or 2 August 2027",
        ),
    ],
)
def test_a_transition_of_one_reading_leaves_the_others_alone(placed: date | Fact, expected: str) -> None:
    bundle = a_bundle(changed(DUTY, applies_from=None, readings=LENIENT))
    model = a_model(given={"model.union_placed_on": placed})
    scene = scene_of(bundle, model, evidence=(a_record("summary", "m", state=ABSENT),))
    found = rule_on(bundle.rules[0], None, scene.subjects["m"], scene)
    assert (found.verdict, found.upcoming, found.readings) == (FAIL, False, expected)


def test_a_reading_under_which_it_is_never_owed_says_so() -> None:
    bundle = a_bundle(changed(DUTY, applies_from=None, readings=LENIENT.replace("{law: grace}", "never")))
    model = a_model(given={"model.union_placed_on": date(2024, 4, 18)})
    scene = scene_of(bundle, model, evidence=(a_record("summary", "m", state=ABSENT),))
    found = rule_on(bundle.rules[0], None, scene.subjects["m"], scene)
    assert found.readings.endswith("lenient: not applicable")


def rebutted(name: str, said: FactValue, resolved: FactValue, basis: Basis = Basis.ATTESTED) -> Fact:
    settling = claim(name, resolved, basis=Basis.ATTESTED, method=RESOLVED, with_evidence=True)
    return resolve(FACTS[name], [claim(name, said, basis=basis), settling])


@pytest.mark.parametrize(
    ("waivable", "role", "state", "verdict"),
    [
        ("true", rebutted("role.gpai_provider", True, False), ABSENT, NOT),
        # What may not be waived is not resolved away, nor does a resolution undo its failure.
        ("false", rebutted("role.gpai_provider", True, False), ABSENT, OPEN),
        ("false", rebutted("role.gpai_provider", False, True), ABSENT, FAIL),
        ("false", rebutted("role.gpai_provider", True, False), VALID, PASS),
        # Nobody's declaration says otherwise.
        ("false", rebutted("role.gpai_provider", True, False, Basis.CATALOGUED), ABSENT, NOT),
        ("false", known("role.gpai_provider", False), ABSENT, NOT),
    ],
)
def test_what_may_not_be_waived_is_not_resolved_away(
    waivable: str, role: Fact, state: EvidenceState, verdict: Verdict
) -> None:
    found = ruled({**OURS, "role.gpai_provider": role}, state, waivable=waivable)
    assert found.verdict is verdict
    if verdict is OPEN:
        assert (found.leaf.fact, found.leaf.text) == (
            "role.gpai_provider",
            f"{FACTS['role.gpai_provider'].meaning}: its sources disagree, no or yes",
        )


NOT_READ = (
    "{if: {fact: model.weights_public, is: true}, why: what it asks of these was not read, remedy: Read it.}"
)


@pytest.mark.parametrize("state", [VALID, ABSENT, None])
def test_for_whom_the_law_was_not_read_it_neither_holds_nor_fails(state: EvidenceState | None) -> None:
    found = ruled({**OURS, "model.weights_public": True}, state, unread=NOT_READ)
    assert (found.verdict, found.ground, found.missing) == (OPEN, Ground.REQUIRE, ())
    assert found.owed is False
    assert found.leaf.text == "what it asks of these was not read"
    assert [leaf.fact for leaf in found.parts[-1].parts] == ["model.weights_public"]


@pytest.mark.parametrize(("state", "asked"), [(VALID, []), (ABSENT, []), (None, ["evidence:summary"])])
def test_where_it_is_open_for_whom_it_was_not_read_that_is_asked(
    state: EvidenceState | None, asked: list[str]
) -> None:
    found = ruled(OURS, state, unread=NOT_READ)
    assert (found.verdict, found.leaf.fact, found.owed) == (OPEN, "model.weights_public", False)
    assert found.leaf.text.endswith("; what it asks of these was not read")
    assert [one.name for one in found.missing] == ["model.weights_public", *asked]


@pytest.mark.parametrize(("state", "verdict"), [(VALID, PASS), (ABSENT, FAIL), (None, OPEN)])
def test_for_everybody_else_it_is_judged_as_it_reads(state: EvidenceState | None, verdict: Verdict) -> None:
    found = ruled({**OURS, "model.weights_public": False}, state, unread=NOT_READ)
    assert (found.verdict, found.leaf.fact) == (verdict, "evidence:summary")


def test_whom_a_rule_does_not_concern_it_does_not_concern_unread_either() -> None:
    given: Given = {**OURS, "model.gpai": False, "model.weights_public": True}
    assert ruled(given, ABSENT, unread=NOT_READ).verdict is NOT


def test_each_gate_says_what_it_is_where_no_single_fact_does() -> None:
    both = "{all: [{fact: model.gpai, is: true}, {fact: model.format, is: gguf}]}"
    found = ruled({**OURS, "model.format": "gguf"}, when=both, require="{any: [{evidence: summary}]}")
    assert [one.text.partition(":")[0] for one in found.parts] == [
        FACTS["organisation.eu_established"].meaning,
        FACTS["role.gpai_provider"].meaning,
        "what it concerns",
        "what it asks for",
    ]
    excused = ruled({**OURS, "model.format": "onnx"}, when=both)
    assert excused.parts[-1].text == "what it concerns: all of these"


def test_a_gate_that_has_a_name_keeps_it() -> None:
    named = "{all: [{fact: model.gpai, is: true}], called: it is general-purpose}"
    found = ruled(OURS, when=named, role="[gpai_provider, gpai_modifier]")
    assert [one.text for one in found.parts][1:3] == [
        "the organisation has a role that owes it: any of these",
        "it is general-purpose: all of these",
    ]
