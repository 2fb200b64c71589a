"""What cases state of a rule's words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import PolicyError
from auditor.policy.bundle import Bundle
from auditor.policy.choosing import load
from auditor.policy.testing.cases import CaseResult
from auditor.policy.testing.words import Words, read, run, stated, words
from tests.builders.policy import CLASSIFICATION, DUTY, a_bundle, changed, node

CASE = "cases:\n  - {name: a, as_of: 2026-11-22, expect: {verdict: unknown}}\n"
STATED = "{title: Something owed, failing: it is not there, remedy: Do it.}"
RULE = changed(DUTY, title="Something owed", failing="it is not there", remedy="Do it.")


def bundle(wording: str = STATED, **changes: str | None) -> Bundle:
    cases = f"wording: {wording}\n{CASE}"
    return a_bundle(changed(RULE, **changes), example__cases__owed=cases)


def test_a_rule_that_says_what_its_cases_state_is_right() -> None:
    assert run(bundle()) == (
        CaseResult("owed", "wording", "example/cases/owed.yaml:1", "as stated", "as stated"),
    )


@pytest.mark.parametrize(
    ("changes", "expected", "got"),
    [
        ({"title": "Another"}, "title: Something owed", "title: Another"),
        ({"failing": "it is there"}, "failing: it is not there", "failing: it is there"),
        ({"failing": None}, "failing: it is not there", "failing: none"),
        ({"remedy": "[Do it., And tell.]"}, "remedy: Do it.", "remedy: Do it. / And tell."),
        ({"note": "Not so."}, "note: none", "note: Not so."),
    ],
)
def test_what_reads_otherwise_is_named_and_nothing_else(
    changes: dict[str, str | None], expected: str, got: str
) -> None:
    (found,) = run(bundle(STATED, **changes))
    assert (found.passed, found.expected, found.got) == (False, expected, got)


def test_every_remedy_is_stated_in_the_order_of_the_rule() -> None:
    remedy = "[{cases: [{if: {fact: model.format, is: gguf}, then: One.}], else: Other.}, Then scan.]"
    (found,) = run(bundle(STATED.replace("Do it.", "[One., Other., Then scan.]"), remedy=remedy))
    assert found.passed
    (found,) = run(bundle(STATED.replace("Do it.", "[Other., One., Then scan.]"), remedy=remedy))
    assert (found.expected, found.got) == (
        "remedy: Other. / One. / Then scan.",
        "remedy: One. / Other. / Then scan.",
    )


def test_a_note_is_stated_as_the_newest_law_has_its_figures() -> None:
    note = '"From {law: moved} on."'
    (found,) = run(bundle(STATED.replace("}", ", note: From 2 December 2027 on.}"), note=note))
    assert (found.passed, found.got) == (True, "as stated")


def test_a_classification_has_a_title_and_a_note_alone() -> None:
    one = a_bundle(CLASSIFICATION, example__cases__gpai=f"wording: {{title: A model}}\n{CASE}")
    (found,) = run(one)
    assert found.expected == "title: A model"
    assert words(one.classifications[0], one.law).remedy == ()


def test_cases_without_words_state_none() -> None:
    assert list(stated(a_bundle(example__cases__owed=CASE))) == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{failing: a}", "'title' is missing"),
        ("{title: a, says: b}", "unknown key 'says'"),
        ("{title: a, remedy: 5}", "expected a text"),
        ("{title: a, remedy: [[b]]}", "expected a text"),
    ],
)
def test_malformed_words_are_refused(text: str, what: str) -> None:
    with pytest.raises(PolicyError) as caught:
        read(node(text))
    assert what in caught.value.message


TEXT = st.text("abc ,.é'", min_size=1, max_size=12).map(str.strip).filter(bool)
WRITABLE = st.builds(
    Words,
    title=TEXT,
    failing=TEXT | st.just(""),
    remedy=st.lists(TEXT, max_size=3).map(tuple),
    note=TEXT | st.just(""),
)


@given(WRITABLE)
def test_what_is_written_is_what_is_read(one: Words) -> None:
    listed = {"title": one.title, "failing": one.failing, "note": one.note}
    lines = [f'{key}: "{text}"' for key, text in listed.items() if text]
    quoted = ", ".join(f'"{text}"' for text in one.remedy)
    lines += [f"remedy: [{quoted}]"] if quoted else []
    assert read(node("{" + ", ".join(lines) + "}")) == one


@pytest.mark.parametrize("result", run(load()), ids=lambda result: result.rule)
def test_a_shipped_rule_says_what_its_cases_state(result: CaseResult) -> None:
    assert result.got == result.expected, result.place


def test_the_words_of_every_shipped_rule_are_stated() -> None:
    shipped = load()
    assert {rule.id for rule, _, _ in stated(shipped)} == shipped.judged.keys()
