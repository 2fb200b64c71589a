import pytest

from auditor.errors import PolicyError
from auditor.policy.testing.cases import CaseResult, run, uncovered
from tests.builders.policy import CLASSIFICATION, DUTY, PACK, a_bundle, changed

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
    assert uncovered(bundle) == (("owed", "unknown"),)
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


@pytest.mark.parametrize(
    "changes",
    [
        {"when": "{fact: model.gpai, is: true}"},
        {"role": "gpai_provider"},
        {"transition": "{if: {fact: model.gpai, is: true}, until: never}"},
        {"applies_from": "[{if: {fact: model.gpai, is: true}, from: {law: start}}]"},
        {
            "applies_from": None,
            "readings": "[{name: a, applies_from: [{if: {fact: model.gpai, is: true}, from: {law: start}}],"
            " default: true}]",
        },
    ],
)
def test_an_excuse_is_asked_for_where_something_can_excuse(changes: dict[str, str | None]) -> None:
    assert ("owed", "not_applicable") in uncovered(a_bundle(changed(DUTY, **changes)))


def test_a_scope_can_excuse() -> None:
    pack = f"{PACK}scope: {{fact: organisation.eu_established, is: true}}\nscope_words: it is elsewhere\n"
    assert ("owed", "not_applicable") in uncovered(a_bundle(pack=pack))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"transition": "{if: {fact: model.gpai, is: true}, until: {law: grace}}"},
        {
            "applies_from": "[{if: {fact: model.gpai, is: true}, from: {law: start}},"
            " {if: {fact: model.gpai, is: false}, from: {law: moved}}]"
        },
    ],
)
def test_where_no_gate_can_excuse_no_excuse_is_asked_for(changes: dict[str, str]) -> None:
    wanted = uncovered(a_bundle(changed(DUTY, **changes)))
    # With a first day for each of two kinds of subject, some may be of neither.
    assert (("owed", "not_applicable") in wanted) is ("applies_from" in changes)


def test_a_case_states_the_words_of_the_text_in_force() -> None:
    older = "[{text: first, title: An older one, note: older, failing: it was old, remedy: Print it.}]"
    rule = changed(DUTY, earlier=older, note="'since {law: start}'", failing="it is gone")
    words = "title: An older one, note: older, failing: it was old, remedy: Print it."
    cases = f"""\
given: {{evidence: [{{kind: summary, state: absent}}]}}
cases:
  - {{name: then, as_of: 2026-07-23, expect: {{verdict: fail, because: "evidence:summary", {words}}}}}
  - name: now
    as_of: 2026-11-22
    expect: {{verdict: fail, because: "evidence:summary", title: Public summary, note: since 2025-08-02}}
  - {{name: wrong, as_of: 2026-11-22, expect: {{verdict: fail, because: "evidence:summary", note: older}}}}
"""
    then, now, wrong = run(a_bundle(rule, example__cases__owed=cases))
    assert (then.passed, then.got) == (True, then.expected)
    assert then.got.endswith("; title: An older one; note: older; failing: it was old; remedy: Print it.")
    assert now.got.endswith("; title: Public summary; note: since 2 August 2025")
    assert not wrong.passed


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
