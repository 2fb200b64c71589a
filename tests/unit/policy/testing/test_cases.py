import pytest

from auditor.errors import PolicyError
from auditor.policy.testing.cases import CaseResult, run, uncovered
from tests.builders.policy import CLASSIFICATION, DUTY, a_bundle, changed

CASES = """\
given: {as_of: 2026-11-22}
cases:
  - name: on file
    evidence: [{kind: summary}]
    expect: {verdict: pass, because: "evidence:summary"}
  - name: upcoming
    as_of: 2025-08-01
    evidence: [{kind: summary, state: absent}]
    expect: {verdict: fail, upcoming: true, because: "evidence:summary"}
  - name: wrong about the flag
    evidence: [{kind: summary, state: absent}]
    expect: {verdict: fail, upcoming: true, because: "evidence:summary"}
  - name: no law yet
    as_of: 2024-07-11
    expect: {verdict: nothing}
"""
CLASSIFIED = """\
given: {as_of: 2026-11-22}
cases:
  - name: gguf
    facts: {model.format: gguf}
    expect: {verdict: true, because: model.format}
  - name: something else
    facts: {model.format: onnx}
    expect: {verdict: false, because: model.format}
  - name: no law yet
    as_of: 2024-07-11
    expect: {verdict: unknown}
"""


def test_a_case_passes_on_outcome_flag_and_deciding_leaf() -> None:
    bundle = a_bundle(DUTY, example__cases__owed=CASES)
    because = "because of evidence:summary"
    file = "example/cases/owed.yaml"
    results = run(bundle)
    assert results == (
        CaseResult("owed", "on file", f"{file}:3", f"pass, {because}", f"pass, {because}"),
        CaseResult(
            "owed", "upcoming", f"{file}:6", f"fail, upcoming, {because}", f"fail, upcoming, {because}"
        ),
        CaseResult(
            "owed", "wrong about the flag", f"{file}:10", f"fail, upcoming, {because}", f"fail, {because}"
        ),
        CaseResult("owed", "no law yet", f"{file}:13", "nothing", "nothing"),
    )
    assert [result.passed for result in results] == [True, True, False, True]


def test_a_classification_is_tested_by_its_value() -> None:
    results = run(a_bundle(CLASSIFICATION, example__cases__gpai=CLASSIFIED))
    assert [(result.got, result.passed) for result in results] == [
        ("yes, because of model.format", True),
        ("no, because of model.format", True),
        ("unknown", True),
    ]


def test_a_case_may_state_a_classified_fact_outright_or_let_it_be_classified() -> None:
    rule = changed(DUTY, require="{fact: model.gpai, is: true}")
    cases = (
        "given: {as_of: 2026-11-22, facts: {model.format: onnx}}\ncases:\n"
        "  - {name: stated, facts: {model.gpai: true}, expect: {verdict: pass, because: model.gpai}}\n"
        "  - {name: classified, expect: {verdict: fail, because: model.gpai}}\n"
    )
    assert all(result.passed for result in run(a_bundle(CLASSIFICATION, rule, example__cases__owed=cases)))


def test_outcomes_without_a_case_are_named() -> None:
    bundle = a_bundle(DUTY, CLASSIFICATION, example__cases__owed=CASES, example__cases__gpai=CLASSIFIED)
    assert uncovered(bundle) == (("owed", "not_applicable"), ("owed", "unknown"))
    assert uncovered(a_bundle(CLASSIFICATION)) == (("gpai", "no"), ("gpai", "unknown"), ("gpai", "yes"))


@pytest.mark.parametrize("name", ["example__cases__other", "example__cases__gpai"])
def test_a_cases_file_belongs_to_a_rule_of_its_pack(name: str) -> None:
    with pytest.raises(PolicyError) as raised:
        run(a_bundle(DUTY, **{name: CASES}))
    assert raised.value.message.endswith("in this pack")
    assert raised.value.message.startswith("example/cases/")


def test_a_classification_has_no_verdict() -> None:
    with pytest.raises(PolicyError) as raised:
        run(a_bundle(CLASSIFICATION, example__cases__gpai=CASES))
    assert "'pass' is none of no, unknown, yes" in raised.value.message


READINGS = changed(
    DUTY,
    applies_from=None,
    readings="[{name: soon, applies_from: {law: start}, default: true},"
    " {name: later, applies_from: {law: start},"
    " transition: {if: {fact: model.gpai, is: true}, until: never}}]",
)
READ = """\
given: {as_of: 2026-11-22, evidence: [{kind: summary, state: absent}]}
cases:
  - name: it is one
    facts: {model.gpai: true}
    expect: {verdict: fail, readings: {soon: {verdict: fail}, later: {verdict: not_applicable}}}
  - name: it is none
    facts: {model.gpai: false}
    expect: {verdict: fail, readings: {later: {verdict: not_applicable}}}
"""


def test_a_case_states_what_a_rule_comes_to_under_other_readings() -> None:
    results = run(
        a_bundle(READINGS, example__cases__owed=READ.replace("fail,", 'fail, because: "evidence:summary",'))
    )
    assert [one.passed for one in results] == [True, False]
    assert results[1].expected.endswith("; later: not_applicable")
    assert results[1].got.endswith("; later: fail")


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("later: {verdict", "latter: {verdict", "the rule has no reading 'latter'"),
        ("soon: {verdict: fail}", "soon: {verdict: fail, because: model.gpai}", "a reading has a verdict"),
        ("soon: {verdict: fail}", "soon: {verdict: fails}", "'fails' is none of"),
    ],
)
def test_a_reading_that_is_none_is_refused(old: str, new: str, what: str) -> None:
    with pytest.raises(PolicyError, match=what):
        run(a_bundle(READINGS, example__cases__owed=READ.replace(old, new)))
