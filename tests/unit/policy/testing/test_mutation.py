"""Whether cases notice a change; and that those that ship notice every one."""

import time
from collections.abc import Iterable

import pytest

from auditor.policy.choosing import load
from auditor.policy.testing.mutation import Mutant, check
from auditor.policy.testing.particular_edits import of_particulars
from tests.builders.policy import DUTY, PACK, a_bundle, changed, node, the_law

RULE = changed(
    DUTY,
    applies_from=None,
    when="{fact: model.format, is: gguf}",
    require="{any: [{evidence: summary}, {fact: model.n_parameters, more_than: 10}]}",
)
PROVED = """\
particulars: {kind: duty, severity: high, article: "1(1)", source: C, text: [first, second]}
wording: {title: Public summary, remedy: Publish it.}
given: {as_of: 2026-11-22, facts: {model.format: gguf, model.n_parameters: 10}}
cases:
  - name: on file
    evidence: [{kind: summary}]
    expect: {verdict: pass, because: "evidence:summary"}
  - name: large
    facts: {model.n_parameters: 11}
    expect: {verdict: pass, because: model.n_parameters}
  - name: neither
    evidence: [{kind: summary, state: absent}]
    expect: {verdict: fail, because: "evidence:summary"}
  - name: another format
    facts: {model.format: onnx}
    evidence: [{kind: summary, state: absent}]
    expect: {verdict: not_applicable, because: model.format}
"""


def survivors(rule: str, cases: str, pack: str = PACK) -> list[Mutant]:
    bundle = a_bundle(rule, pack=pack, example__cases__owed=cases)
    return [one for one in check(bundle, ["example"]) if one.survived]


def behaviour(tried: Iterable[Mutant], rule: str) -> list[Mutant]:
    """Return the changes of what a rule comes to, those of what it is left out."""
    particular = {edit.change for edit in of_particulars(node(rule), the_law())}
    return [one for one in tried if one.change not in particular]


def test_a_rule_whose_cases_notice_every_change_has_no_survivor() -> None:
    assert survivors(RULE, PROVED) == []


def test_without_a_case_every_change_survives_with_its_line() -> None:
    bundle = a_bundle(RULE)
    tried = behaviour(check(bundle, ["example"]), RULE)
    assert [(one.place, one.change) for one in tried] == [
        ("example/area.yaml:10", "dropped {evidence: summary}"),
        ("example/area.yaml:10", "dropped {fact: model.n_parameters, more_than: 10}"),
        ("example/area.yaml:10", "negated {evidence: summary}"),
        ("example/area.yaml:10", "negated {fact: model.n_parameters, more_than: 10}"),
        ("example/area.yaml:10", "more_than made at_least in {fact: model.n_parameters, more_than: 10}"),
        ("example/area.yaml:9", "dropped 'when'"),
        ("example/area.yaml:9", "negated {fact: model.format, is: gguf}"),
    ]
    assert all(one.survived and one.rule == "owed" for one in tried)


@pytest.mark.parametrize(
    ("gone", "unnoticed"),
    [
        ("another format", "dropped 'when'"),
        ("large", "dropped {fact: model.n_parameters, more_than: 10}"),
        ("neither", "more_than made at_least in {fact: model.n_parameters, more_than: 10}"),
    ],
)
def test_a_case_less_lets_a_change_survive(gone: str, unnoticed: str) -> None:
    kept = [f"  - name:{case}" for case in PROVED.split("  - name:")[1:] if not case.startswith(f" {gone}\n")]
    head = PROVED.partition("  - name:")[0]
    assert unnoticed in [one.change for one in survivors(RULE, head + "".join(kept))]


def test_what_a_rule_is_is_noticed_by_what_its_cases_state_of_it() -> None:
    unstated = PROVED.partition("\n")[2]
    unnoticed = {one.change for one in survivors(RULE, unstated)}
    assert {"'kind' made preference", "'severity' made info", "'article' made another"} < unnoticed


def test_what_a_rule_says_is_noticed_by_the_words_that_its_cases_state() -> None:
    rules = changed(RULE, failing="it is not there"), changed(RULE, id="twin", failing="it is there")
    worded = "wording: {title: Public summary, failing: it is not there, remedy: Publish it.}"
    plain = PROVED.replace("wording: {title: Public summary, remedy: Publish it.}\n", "")

    def unnoticed(cases: str) -> list[str]:
        tried = tuple(check(a_bundle(*rules, example__cases__owed=cases), ["example"]))
        return [one.change for one in tried if one.survived and one.rule == "owed"]

    assert unnoticed(plain) == ["dropped 'failing'", "'failing' made that of twin"]
    assert unnoticed(f"{worded}\n{plain}") == []


def test_what_a_rule_comes_to_is_not_noticed_by_what_its_cases_state_of_it() -> None:
    dated = changed(RULE, applies_from="{law: start}")
    stated = PROVED.replace("[first, second]}", "[first, second], applies_from: [2025-08-02]}")
    assert [one.change for one in survivors(dated, stated)] == ["dropped 'applies_from'"]


def test_a_change_that_the_reader_refuses_is_no_mutant() -> None:
    attested = "{fact: model.trained_here, is: true, basis: attested}"
    rule = changed(DUTY, applies_from=None, needs_person="true", require=attested)
    tried = behaviour(check(a_bundle(rule), ["example"]), rule)
    assert [one.change for one in tried] == [f"negated {attested}"]


def test_a_role_is_dropped_shortened_and_negated() -> None:
    rule = changed(DUTY, applies_from=None, role="[gpai_provider, gpai_modifier]")
    tried = {one.change for one in check(a_bundle(rule), ["example"])}
    assert {"dropped 'role'", "dropped gpai_provider", "dropped gpai_modifier", "negated its role"} <= tried


def test_a_date_that_the_pack_names_is_changed_in_each_rule_that_uses_it() -> None:
    pack = PACK + "starts:\n  shared: [{if: {fact: model.gpai, is: true}, from: {law: start}}]\n"
    rules = changed(DUTY, applies_from="shared"), changed(DUTY, id="twin", applies_from="shared")
    tried = tuple(check(a_bundle(*rules, pack=pack), ["example"]))
    named = [(one.rule, one.place) for one in tried if one.change == "negated {fact: model.gpai, is: true}"]
    assert named == [("owed", "example/pack.yaml:6"), ("twin", "example/pack.yaml:6")]


def test_a_scope_is_noticed_by_a_case_of_any_rule_of_its_pack() -> None:
    pack = (
        PACK + "scope: {fact: organisation.eu_established, is: true}\nscope_words: it is not in the Union\n"
    )
    unnoticed = [one.change for one in survivors(RULE, PROVED, pack)]
    assert unnoticed == ["dropped 'scope'"]
    abroad = PROVED.replace(
        "facts: {model.format", "facts: {organisation.eu_established: true, model.format", 1
    )
    abroad += """\
  - name: abroad
    facts: {organisation.eu_established: false}
    expect: {verdict: not_applicable, because: organisation.eu_established}
"""
    assert survivors(RULE, abroad, pack) == []


@pytest.mark.slow
def test_the_shipped_cases_notice_every_change_of_every_shipped_rule_in_bounded_time() -> None:
    bundle = load()
    begun = time.monotonic()
    tried = tuple(check(bundle, [pack.id for pack in bundle.packs]))
    assert [one for one in tried if one.survived] == []
    assert len(tried) > 5 * len(bundle.judged)
    assert time.monotonic() - begun < 0.1 * len(tried)
