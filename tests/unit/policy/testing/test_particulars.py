"""What cases state of a rule itself."""

from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.domain.fact import Confidence
from auditor.domain.finding import RuleKind, Severity
from auditor.errors import PolicyError
from auditor.policy.bundle import Bundle
from auditor.policy.fines import fines
from auditor.policy.testing.cases import CaseResult
from auditor.policy.testing.particulars import Particulars, particulars, read, run, stated
from tests.builders.policy import CLASSIFICATION, DUTY, LAW, a_bundle, changed, node, the_law

STATED = (
    '{kind: duty, severity: high, article: "1(1)", source: C, text: [first, second],'
    " applies_from: [2025-08-02]}"
)
CASES = f"particulars: {STATED}\ncases:\n  - {{name: a, as_of: 2026-11-22, expect: {{verdict: unknown}}}}\n"
WHOLE = Particulars(
    kind=RuleKind.DUTY,
    article="1(1)",
    severity=Severity.HIGH,
    source="C",
    confidence="high",
    text=("first", "second"),
    applies_from=(date(2025, 8, 2),),
    floor=Confidence.MEDIUM,
)


def bundle(**changes: str | None) -> Bundle:
    return a_bundle(changed(DUTY, **changes), example__cases__owed=CASES)


def test_a_rule_that_is_what_its_cases_state_is_right() -> None:
    assert run(bundle()) == (
        CaseResult("owed", "particulars", "example/cases/owed.yaml:1", "as stated", "as stated"),
    )


@pytest.mark.parametrize(
    ("changes", "expected", "got"),
    [
        ({"kind": "vendor_gap"}, "kind duty, floor medium", "kind vendor_gap, floor none"),
        ({"severity": "info"}, "severity high", "severity info"),
        ({"waivable": "false"}, "waivable true", "waivable false"),
        ({"needs_person": "true"}, "needs_person false", "needs_person true"),
        ({"floor": "low"}, "floor medium", "floor low"),
        (
            {"applies_from": "{law: late}"},
            "applies_from [2025-08-02]",
            "applies_from [2026-12-02]",
        ),
        (
            {"transition": "[{if: {fact: model.gpai, is: true}, until: {law: grace}},"
             " {if: {fact: model.gpai, is: false}, until: never}]"},
            "until []",
            "until [2027-08-02, never]",
        ),
        (
            {"legal": '{article: "1(2)", source: U, text: second, paragraph: later-only}'},
            "article 1(1), source C, confidence high, paragraph none, text [first, second]",
            "article 1(2), source U, confidence low, paragraph later-only, text [second]",
        ),
        (
            {"legal": '{article: "1(1)", source: C, text: [first, second], confidence: medium}'},
            "confidence high",
            "confidence medium",
        ),
    ],
)  # fmt: skip
def test_what_differs_is_named_and_nothing_else(
    changes: dict[str, str | None], expected: str, got: str
) -> None:
    (found,) = run(bundle(**changes))
    assert (found.passed, found.expected, found.got) == (False, expected, got)


@pytest.mark.parametrize(
    ("article", "kind", "fine"),
    [
        ("1(1)", "duty", "9(4): EUR 20 or 1.5 %, from 2025-08-02"),
        ("4(1)", "duty", "99(1): national rules"),
        ("3", "duty", ""),
        ("1(1)", "vendor_gap", ""),
    ],
)
def test_what_a_breach_comes_under_is_stated_with_its_figures(article: str, kind: str, fine: str) -> None:
    law = LAW.replace("second", "32026R1744").replace("turnover_share: 0.02", "turnover_share: 0.015")
    legal = f'{{article: "{article}", source: C, text: 32026R1744}}'
    one = a_bundle(changed(DUTY, kind=kind, legal=legal), law=law)
    assert particulars(one.rules[0], one.law, fines(one)).fine == fine


def test_the_days_of_readings_are_told_apart() -> None:
    rule = {
        "applies_from": None,
        "readings": "[{name: a, applies_from: {law: moved}, default: true,"
        " transition: {if: {fact: model.gpai, is: true}, until: {law: grace}}},"
        " {name: b, applies_from: {law: start}}]",
    }
    (found,) = run(bundle(**rule))
    assert found.got == "applies_from [2027-12-02], other_readings [2025-08-02], until [2027-08-02]"


def test_a_classification_has_neither_severity_nor_waivers() -> None:
    cases = CASES.replace(STATED, '{kind: classification, article: "3(63)", source: G, text: [first]}')
    both = a_bundle(CLASSIFICATION, example__cases__gpai=cases)
    assert [one.passed for one in run(both)] == [True]
    assert particulars(both.classifications[0], both.law, fines(both)) == Particulars(
        RuleKind.CLASSIFICATION, "3(63)", source="G", confidence="high", text=("first",)
    )


def test_cases_without_particulars_state_none() -> None:
    assert list(stated(a_bundle(example__cases__owed=CASES.partition("\n")[2]))) == []


def test_what_is_left_out_is_what_a_rule_has_by_default() -> None:
    assert read(node(STATED), the_law()) == WHOLE
    whole = STATED.replace("}", ", waivable: true, needs_person: false, floor: medium, confidence: high}")
    assert read(node(whole), the_law()) == WHOLE


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{kind: duty}", "'article' is missing"),
        ("{kind: law, article: a}", "'law' is none of"),
        ("{kind: duty, article: a, severity: bad}", "'bad' is none of"),
        ("{kind: duty, article: a, applies_from: [soon]}", "expected a day"),
        ("{kind: duty, article: a, until: [ever]}", "expected a day"),
        ("{kind: duty, article: a, paragraph: none}", "unknown paragraph 'none'"),
        ("{kind: duty, article: a, since: [2025-08-02]}", "unknown key 'since'"),
    ],
)
def test_malformed_particulars_are_refused(text: str, what: str) -> None:
    with pytest.raises(PolicyError) as caught:
        read(node(text), the_law())
    assert what in caught.value.message


DAYS = st.dates(date(2024, 1, 1), date(2031, 1, 1))


def in_order(ends: set[date | None]) -> tuple[date | None, ...]:
    return tuple(sorted(ends, key=lambda end: end or date.max))


WRITABLE = st.builds(
    Particulars,
    kind=st.sampled_from(RuleKind),
    article=st.sampled_from(["1(1)", "50(4) second subparagraph", "own policy: a digest, always"]),
    severity=st.none() | st.sampled_from(Severity),
    source=st.sampled_from("COAGPSU"),
    confidence=st.sampled_from(["high", "medium", "low"]),
    paragraph=st.sampled_from(["", "reading", "later-only"]),
    text=st.sets(st.sampled_from(["first", "second"])).map(lambda found: tuple(sorted(found))),
    applies_from=st.sets(DAYS).map(lambda found: tuple(sorted(found))),
    other_readings=st.sets(DAYS).map(lambda found: tuple(sorted(found))),
    until=st.sets(st.none() | DAYS).map(in_order),
    fine=st.sampled_from(["", "99(1): national rules"]),
    clause=st.sampled_from(["", "license.naming_clause"]),
    floor=st.sampled_from(Confidence),
    waivable=st.booleans(),
    needs_person=st.booleans(),
)


def written(one: Particulars) -> str:
    """Return particulars as somebody would write them who leaves nothing out but what is empty."""

    def flow(value: object) -> str:
        if isinstance(value, tuple):
            return f"[{', '.join('never' if part is None else str(part) for part in value)}]"
        return str(value).lower() if isinstance(value, bool) else f'"{value}"'

    listed = [(field.name, getattr(one, field.name)) for field in fields(one)]
    return (
        "{"
        + ", ".join(f"{name}: {flow(value)}" for name, value in listed if value not in ("", (), None))
        + "}"
    )


@given(WRITABLE)
def test_what_is_written_is_what_is_read(one: Particulars) -> None:
    assert read(node(written(one)), the_law()) == one
