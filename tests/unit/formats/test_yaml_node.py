from collections.abc import Callable
from datetime import date

import pytest

from auditor.errors import PolicyError
from auditor.formats.yaml12 import read
from auditor.formats.yaml_node import Node, did_you_mean, quoted


def node(text: str) -> Node:
    return read(text, "f", PolicyError)


def test_a_value_knows_its_place() -> None:
    root = read("# why\na:\n  - 1\n  - b: 2\n", "f.yaml", PolicyError)
    assert root.entries()["a"].place == "f.yaml:2"
    assert [item.place for item in root.entries()["a"].items()] == ["f.yaml:3", "f.yaml:4"]


@pytest.mark.parametrize(
    ("text", "ask", "message"),
    [
        ("a: 1", lambda node: node.mapping(known=frozenset({"b"})), "f:1: unknown key 'a'"),
        (
            "a: 1",
            lambda node: node.mapping(known=frozenset("ab"), required=frozenset("b")),
            "f:1: 'b' is missing",
        ),
        ("", lambda node: node.entries(), "f:1: expected a mapping, found nothing"),
        ("[1]", lambda node: node.entries(), "f:1: expected a mapping, found a list"),
        ("a: 1", lambda node: node.items(), "f:1: expected a list, found a mapping"),
        ("[]", lambda node: node.items(), "f:1: the list is empty"),
        ("[]", lambda node: node.text(), "f:1: expected a text, found an empty list"),
        ("'  '", lambda node: node.text(), "f:1: expected a text, found '  '"),
        ("~", lambda node: node.text(), "f:1: expected a text, found nothing"),
        ("yes", lambda node: node.boolean(), "f:1: expected true or false, found 'yes'"),
        ("0", lambda node: node.whole(), "f:1: expected a whole number from 1, found '0'"),
        ("1.0", lambda node: node.whole(), "f:1: expected a whole number from 1, found '1.0'"),
        ("true", lambda node: node.whole(), "f:1: expected a whole number from 1, found 'True'"),
        ("soon", lambda node: node.day(), "f:1: expected a day such as 2026-12-02, found 'soon'"),
        ("a: 1", lambda node: node.scalar(), "f:1: expected a single value, found a mapping"),
        ("a", lambda node: node.words(), "f:1: expected a list of words, found 'a'"),
        ("[a, 1]", lambda node: node.words(), "f:1: expected a text, found '1'"),
    ],
)
def test_a_value_of_another_kind_is_refused(text: str, ask: Callable[[Node], object], message: str) -> None:
    with pytest.raises(PolicyError) as raised:
        ask(node(text))
    assert raised.value.message == message
    assert raised.value.hint


def test_values_of_the_right_kind_are_returned() -> None:
    root = node("{text: ' a ', flag: false, whole: 3, day: 2026-01-02, words: [], items: [1]}").mapping(
        known=frozenset({"text", "flag", "whole", "day", "words", "items", "other"}),
        required=frozenset({"text"}),
    )
    assert root["text"].text() == "a"
    assert root["flag"].boolean() is False
    assert root["whole"].whole() == 3
    assert root["day"].day() == date(2026, 1, 2)
    assert root["words"].words() == ()
    assert [item.scalar() for item in root["items"].items()] == [1]


def test_an_unknown_key_is_answered_with_the_closest_known_one() -> None:
    with pytest.raises(PolicyError) as raised:
        node("title: a\nseverty: high\n").mapping(known=frozenset({"title", "severity"}))
    assert (raised.value.message, raised.value.hint) == (
        "f:2: unknown key 'severty'",
        "Did you mean 'severity'?",
    )


def test_a_slip_of_the_pen_is_recognised() -> None:
    assert did_you_mean("Purpse", ["purpose", "uses"]) == "Did you mean 'purpose'?"


def test_a_beginning_is_more_than_likeness() -> None:
    rules = ["aia-27-1-fria", "aia-5-1-f-emotions-at-work", "aia-5-1-g-traits", "no-digest"]
    assert did_you_mean("aia-5-1-f", rules) == "Did you mean 'aia-5-1-f-emotions-at-work'?"
    assert (
        did_you_mean("AIA-5-1", rules) == "Did you mean 'aia-5-1-f-emotions-at-work' or 'aia-5-1-g-traits'?"
    )
    assert did_you_mean("no", rules) == f"Known: {', '.join(rules)}."


def test_a_word_like_none_of_the_known_gets_them_all() -> None:
    assert did_you_mean("zzz", ["purpose", "uses"]) == "Known: purpose, uses."


def test_what_is_quoted_is_short_and_safe_to_print() -> None:
    assert quoted("x" * 50) == repr("x" * 40)
    assert quoted("\x1b[31m") == "'\\x1b[31m'"
