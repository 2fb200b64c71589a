from collections import Counter
from datetime import date

from auditor.policy.bundle import Bundle, assemble
from auditor.policy.register.answers import Days, answers, day_of, days, outcomes, reads, unlisted
from auditor.policy.register.obligations import obligations
from tests.builders.policy import CLASSIFICATION, DUTY, TODAY, changed, texts

FIRST = changed(DUTY, id="a-1-first")
SECOND = changed(DUTY, id="a-1-second")
TENTH = changed(DUTY, id="a-10-tenth")
LATER = changed(
    DUTY,
    id="later",
    role="gpai_provider",
    when="{fact: model.gpai, is: true}",
    transition="{if: {fact: model.union_placed_on, before: {law: cutoff}}, until: {law: grace}}",
)
READ = changed(
    DUTY,
    id="read",
    applies_from=None,
    readings="[{name: one, applies_from: {law: moved}, default: true},"
    " {name: two, applies_from: {law: start},"
    " transition: {if: {fact: model.weights_public, is: true}, until: {law: grace}}}]",
)
HEAD = "as_of: 2026-11-22\nrows:\n"


def row(id_: str, more: str = "") -> str:
    return f'- {{id: {id_}, article: "1(1)", actor: provider, asks: A summary{more}}}\n'


def a_pack(*rules: str, rows: str = row("A-1"), **cases: str) -> Bundle:
    return assemble(texts(*rules, example__obligations=HEAD + rows, **cases))


def answering(bundle: Bundle) -> dict[str, tuple[str, ...]]:
    found = answers(obligations(bundle, "example"), bundle)
    return {one.row.id: tuple(rule.id for rule in one.rules) for one in found}


def awaited(bundle: Bundle) -> list[str]:
    return [one.row.id for one in answers(obligations(bundle, "example"), bundle) if one.is_awaited]


def test_a_row_is_answered_for_by_every_rule_named_after_it() -> None:
    assert answering(a_pack(FIRST, SECOND, TENTH)) == {"A-1": ("a-1-first", "a-1-second")}


def test_rules_that_are_listed_go_before_those_that_are_named_so() -> None:
    bundle = a_pack(FIRST, DUTY, CLASSIFICATION, rows=row("A-1", ", rules: [owed, gpai]"))
    assert answering(bundle) == {"A-1": ("owed", "gpai")}


def test_a_transition_is_one_of_the_rules_that_it_delays_in_a_reading_too() -> None:
    bundle = a_pack(
        DUTY, LATER, READ, CLASSIFICATION, rows=row("T", ", by: transition, until: grace, rules: [gpai]")
    )
    assert answering(bundle) == {"T": ("later", "read", "gpai")}


def test_what_nothing_answers_for_is_awaited_and_scope_and_roles_never_are() -> None:
    rows = (
        row("A-1")
        + row("A-2")
        + row("T", ", by: transition, until: cutoff")
        + row("S", ", by: scope, since: start")
        + row("R", ", by: role, role: deployer, since: start")
    )
    assert awaited(a_pack(FIRST, rows=rows)) == ["A-2", "T"]


def test_a_rule_of_no_row_is_told_and_a_classification_need_be_in_none() -> None:
    bundle = a_pack(FIRST, TENTH, CLASSIFICATION)
    found = answers(obligations(bundle, "example"), bundle)
    assert [rule.id for rule in unlisted(found, bundle, "example")] == ["a-10-tenth"]


def test_a_rule_reads_the_facts_and_evidence_of_all_its_conditions_each_once() -> None:
    bundle = a_pack(LATER, READ, CLASSIFICATION)
    by_id = {rule.id: reads(rule) for rule in bundle.rules}
    assert by_id["later"] == (
        "role.gpai_provider",
        "model.gpai",
        "evidence:summary",
        "model.union_placed_on",
    )
    assert by_id["read"] == ("evidence:summary", "model.weights_public")
    assert reads(bundle.classifications[0]) == ("model.format",)
    unread = "{if: {fact: model.gpai, is: true}, why: it was not read, remedy: Read it.}"
    assert reads(a_pack(changed(FIRST, unread=unread)).rules[0]) == ("evidence:summary", "model.gpai")


def test_a_classification_by_cases_reads_what_each_of_them_asks() -> None:
    choice = changed(
        CLASSIFICATION,
        applies_from="[{if: {fact: model.size_bytes, more_than: 1}, from: {law: start}}]",
        value="{cases: [{if: {fact: model.name, is: a}, then: true}], else: false}",
    )
    assert reads(a_pack(FIRST, choice).classifications[0]) == ("model.name", "model.size_bytes")


def test_cases_are_counted_by_outcome_and_those_before_the_day_as_upcoming_too() -> None:
    cases = """\
given: {as_of: 2026-11-22}
cases:
  - {name: there, evidence: [{kind: summary}], expect: {verdict: pass}}
  - {name: silent, expect: {verdict: unknown}}
  - {name: before, as_of: 2025-01-01, expect: {verdict: unknown, upcoming: true}}
"""
    bundle = a_pack(DUTY, example__cases__owed=cases)
    assert outcomes(bundle) == {"owed": Counter({"unknown": 2, "pass": 1, "upcoming": 1})}


def test_since_when_a_rule_applies_is_by_the_law_of_the_day() -> None:
    bundle = a_pack(DUTY, LATER, READ)
    owed, later, read = (
        next(rule for rule in bundle.rules if rule.id == id_) for id_ in ("owed", "later", "read")
    )
    assert days(owed, bundle, TODAY) == Days((date(2025, 8, 2),))
    assert days(later, bundle, TODAY) == Days((date(2025, 8, 2),), until=(date(2027, 8, 2),))
    assert days(read, bundle, TODAY) == Days((date(2027, 12, 2),), others=(date(2025, 8, 2),))
    assert days(read, bundle, date(2025, 1, 1)).starts == (date(2026, 8, 2),)


def test_a_transition_without_end_is_one_too() -> None:
    endless = changed(LATER, transition="{if: {fact: model.gpai, is: true}, until: never}")
    assert days(a_pack(endless).rules[0], a_pack(endless), TODAY).until == (None,)


def test_a_transition_of_the_reading_that_counts_is_told_and_of_the_others_is_not() -> None:
    until = "transition: {if: {fact: model.gpai, is: true}, until: {law: grace}}"
    for reading, ends in (("default: true", (date(2027, 8, 2),)), ("default: false", ())):
        other = "false" if reading.endswith("true") else "true"
        read = changed(
            DUTY,
            applies_from=None,
            readings=f"[{{name: a, applies_from: {{law: start}}, {reading}, {until}}}, "
            f"{{name: b, applies_from: {{law: start}}, default: {other}}}]",
        )
        assert days(a_pack(read).rules[0], a_pack(read), TODAY).until == ends


def test_the_day_of_a_name_is_that_of_the_law_as_of_a_day() -> None:
    assert day_of("moved", a_pack(DUTY), TODAY) == date(2027, 12, 2)
    assert day_of("moved", a_pack(DUTY), date(2026, 1, 1)) == date(2026, 8, 2)
