from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import PolicyError
from auditor.policy.yaml import Node, read


def plain(node: Node) -> object:
    if isinstance(node.content, tuple):
        return [plain(item) for item in node.content]
    if hasattr(node.content, "items"):
        return {key: plain(value) for key, value in node.entries().items()}
    return node.content


def test_values_read_as_they_look() -> None:
    text = (
        "a: 1e25\nb: NO\nc: yes\nd: 2026-12-02\ne: '5'\nf: ~\ng: true\nh: 0x10\ni: -3\nj: 010\n"
        "k: 02024R1689-20260727\nl: [1.0e23, text]\nm: False\n1a: key\n"
    )
    assert plain(read(text, "f")) == {
        "a": 1e25,
        "b": "NO",
        "c": "yes",
        "d": date(2026, 12, 2),
        "e": "5",
        "f": None,
        "g": True,
        "h": 16,
        "i": -3,
        "j": 10,
        "k": "02024R1689-20260727",
        "l": [1e23, "text"],
        "m": False,
        "1a": "key",
    }


def test_every_value_knows_the_line_of_its_key() -> None:
    root = read("# why\na:\n  - 1\n  - b: 2\n", "f.yaml")
    assert root.entries()["a"].place == "f.yaml:2"
    assert [item.place for item in root.entries()["a"].items()] == ["f.yaml:3", "f.yaml:4"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "f:1: the file is empty"),
        ("a: 1\nb: 2\na: 3\n", "f:3: 'a' is written twice"),
        ("a: &x 1\nb: *x\n", "f:1: anchors and aliases are not read here"),
        ("a: 1\n---\nb: 2\n", "f:2: but found another document"),
        ("a: [1\nb: }\n", "f:2: expected ',' or ']', but got ':'"),
        ("a: !python/object:os.system x\n", "f:1: 'x' is not a value this file may hold"),
        ("a: 2026-01-02T00:00:00Z\n", "f:1: '2026-01-02T00:00:00Z' is not a value this file may hold"),
        ("a: 2026-02-30\n", "f:1: '2026-02-30' is not a day of the calendar"),
        ("a: .inf\n", "f:1: '.inf' is not a number one can compare with"),
        ("a: .nan\n", "f:1: '.nan' is not a number one can compare with"),
        ("a: 1e999\n", "f:1: '1e999' is not a number one can compare with"),
        ("? [a]\n: 1\n", "f:1: a key must be a word"),
        ("true: 1\n", "f:1: a key must be a word"),
        ("a: \x00\n", "f:1: unacceptable character #x0000: special characters are not allowed"),
        ("[" * 5000, "f:1: nested too deeply"),
    ],
)
def test_what_reads_differently_than_it_looks_is_refused_with_its_line(text: str, message: str) -> None:
    with pytest.raises(PolicyError) as raised:
        read(text, "f")
    assert raised.value.message == message


@pytest.mark.parametrize(
    ("text", "ask", "message"),
    [
        ("a: 1", lambda node: node.mapping(known=frozenset({"b"})), "f:1: unknown key 'a'"),
        (
            "a: 1",
            lambda node: node.mapping(known=frozenset("ab"), required=frozenset("b")),
            "f:1: 'b' is missing",
        ),
        ("[1]", lambda node: node.entries(), "f:1: expected a mapping, found a list"),
        ("a: 1", lambda node: node.items(), "f:1: expected a list, found a mapping"),
        ("[]", lambda node: node.items(), "f:1: the list is empty"),
        ("[]", lambda node: node.text(), "f:1: expected a text, found an empty list"),
        ("'  '", lambda node: node.text(), "f:1: expected a text, found '  '"),
        ("~", lambda node: node.text(), "f:1: expected a text, found nothing"),
        ("yes", lambda node: node.boolean(), "f:1: expected true or false, found 'yes'"),
        ("0", lambda node: node.whole(), "f:1: expected a whole number from 1, found '0'"),
        ("true", lambda node: node.whole(), "f:1: expected a whole number from 1, found 'True'"),
        ("soon", lambda node: node.day(), "f:1: expected a day such as 2026-12-02, found 'soon'"),
        ("a: 1", lambda node: node.scalar(), "f:1: expected a single value, found a mapping"),
        ("a", lambda node: node.words(), "f:1: expected a list of words, found 'a'"),
    ],
)
def test_a_value_of_another_kind_is_refused(text: str, ask: Callable[[Node], object], message: str) -> None:
    with pytest.raises(PolicyError) as raised:
        ask(read(text, "f"))
    assert raised.value.message == message


def test_values_of_the_right_kind_are_returned() -> None:
    root = read("{text: ' a ', flag: false, whole: 3, day: 2026-01-02, words: [], items: [1]}", "f").entries()
    assert root["text"].text() == "a"
    assert root["flag"].boolean() is False
    assert root["whole"].whole() == 3
    assert root["day"].day() == date(2026, 1, 2)
    assert root["words"].words() == ()
    assert [item.scalar() for item in root["items"].items()] == [1]


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        assert isinstance(read(text, "f"), Node)
    except PolicyError as error:
        assert error.message.startswith("f:")
