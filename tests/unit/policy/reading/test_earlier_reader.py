import pytest

from auditor.errors import PolicyError
from auditor.policy.rules import Choice, Earlier
from tests.builders.policy import DUTY, a_bundle, changed

SECOND = '{article: "1(1)", source: C, text: second}'


def test_older_texts_are_read_with_what_differs_there() -> None:
    older = "[{text: first, title: Older, note: Then., failing: it was missing, remedy: Write it.}]"
    rule = a_bundle(changed(DUTY, earlier=older)).rules[0]
    words = Earlier("first", "", "Older", "Then.", "it was missing", (Choice((), "Write it."),))
    assert rule.heading.earlier == (words,)
    assert rule.legal.texts == ("first", "second")


def test_a_text_that_was_not_read_is_one_of_the_rule() -> None:
    rule = a_bundle(changed(DUTY, legal=SECOND, earlier="[{text: first, unread: not read}]")).rules[0]
    assert rule.heading.earlier == (Earlier("first", "not read"),)
    assert rule.legal.texts == ("first", "second")


@pytest.mark.parametrize(
    ("earlier", "message"),
    [
        ("[{text: third, title: Older}]", "unknown text 'third'"),
        ("[{text: first, unread: not read}]", "'first' is listed as read"),
        ("[{text: first}]", "it says nothing else than the rule"),
        ("[{title: Older}]", "'text' is missing"),
        ("[{text: first, titel: Older}]", "unknown key 'titel'"),
        ('[{text: first, note: "{paragraph: nowhere}"}]', "unknown paragraph 'nowhere'"),
    ],
)
def test_what_no_rule_could_say_is_refused(earlier: str, message: str) -> None:
    with pytest.raises(PolicyError) as raised:
        a_bundle(changed(DUTY, earlier=earlier))
    assert message in raised.value.message


@pytest.mark.parametrize(
    ("earlier", "message"),
    [
        ("[{text: first, title: Older}]", "the rule does not hold under 'first'"),
        ("[{text: first, unread: not read, title: Older}]", "what was not read has no other words"),
    ],
)
def test_a_text_is_read_or_not(earlier: str, message: str) -> None:
    with pytest.raises(PolicyError) as raised:
        a_bundle(changed(DUTY, legal=SECOND, earlier=earlier))
    assert message in raised.value.message
