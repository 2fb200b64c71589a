import random
import time
import warnings
from collections.abc import Iterable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from auditor.errors import PolicyError
from auditor.formats.yaml12 import read
from auditor.formats.yaml_events import MAX_DEPTH, events, problem
from auditor.formats.yaml_node import Content, Node, Scalar


def plain(node: Node) -> object:
    if isinstance(node.content, tuple):
        return [plain(item) for item in node.content]
    if hasattr(node.content, "items"):
        return {key: plain(value) for key, value in node.entries().items()}
    return node.content


def value_of(text: str) -> object:
    return plain(read(text, "f", PolicyError))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"),
        ("yes", "yes"),
        ("on", "on"),
        ("true", True),
        ("False", False),
        ("1e25", 1e25),
        ("5e7", 5e7),
        ("1.0e23", 1e23),
        ("-3", -3),
        ("012", 12),
        ("0o17", 15),
        ("0x1F", 31),
        ("1_000", "1_000"),
        ("1_0.5", "1_0.5"),
        ("0x1_0", "0x1_0"),
        ("1:30", "1:30"),
        ("1..5", "1..5"),
        ("02024R1689-20260727", "02024R1689-20260727"),
        ("2026-11-01", date(2026, 11, 1)),
        ("'2026-11-01'", "2026-11-01"),
        ("'5'", "5"),
        ("~", None),
        ("null", None),
        ("!!str 5", "5"),
        ("!!str", ""),
        ('"a\\tb\\n"', "a\tb\n"),
        ("|\n  one\n  two\n", "one\ntwo\n"),
        ("f" * 200, "f" * 200),
        ("\U0001f600 \u200f\u05d0", "\U0001f600 \u200f\u05d0"),
    ],
)
def test_scalars_are_those_of_yaml_1_2(text: str, value: Scalar) -> None:
    found = read(text, "a.yaml", PolicyError)
    assert (found.content, type(found.content), found.line) == (value, type(value), 1)


def test_values_read_as_they_look() -> None:
    text = "a: 1e25\nb: NO\nf: ~\nl: [1.0e23, text, {}]\nm: []\nn:\n1a: key\n'2026': quoted\n"
    assert value_of(text) == {
        "a": 1e25,
        "b": "NO",
        "f": None,
        "l": [1e23, "text", {}],
        "m": [],
        "n": None,
        "1a": "key",
        "2026": "quoted",
    }


def test_every_value_knows_the_line_of_its_key_or_its_own() -> None:
    def at(content: Content, line: int) -> Node:
        return Node(content, "a.yaml", line, PolicyError)

    text = "# heading\n- kind: system\n  uses:\n    - 1\n    - {a: b}\n  last:\n\n    >\n    c\n"
    uses = at((at(1, 4), at({"a": at("b", 5)}, 5)), 3)
    entry = {"kind": at("system", 2), "uses": uses, "last": at("c\n", 6)}
    assert read(text, "a.yaml", PolicyError) == at((at(entry, 2),), 2)


@pytest.mark.parametrize(("text", "line"), [("", 1), ("# only\n", 1), ("---\n", 2), ("\n~\n", 2)])
def test_a_file_without_content_is_nothing(text: str, line: int) -> None:
    assert read(text, "a.yaml", PolicyError) == Node(None, "a.yaml", line, PolicyError)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", "f:3: 'a' is written twice"),
        ("- a: 1\n  'a': 2\n", "f:2: 'a' is written twice"),
        ("a: &x 1\nb: *x\n", "f:1: anchor &x"),
        ("\n- &x 1\n- *x\n", "f:2: anchor &x"),
        ("- &x [*x]\n", "f:1: anchor &x"),
        ("- *x\n", "f:1: alias *x"),
        ("&x a: 1\n", "f:1: anchor &x"),
        ("- !!python/object:os.system x\n", "f:1: tag '!!python/object:os.system'"),
        ("- !mine x\n", "f:1: tag '!mine'"),
        ("- !%1B[31m x\n", "f:1: tag '!\\x1b[31m'"),
        ("- !!set {a}\n", "f:1: tag '!!set'"),
        ("- !!seq x\n", "f:1: tag '!!seq'"),
        ("- !!map [x]\n", "f:1: tag '!!map'"),
        ("- !!int foo\n", "f:1: tag '!!int'"),
        ("- !!bool x\n", "f:1: tag '!!bool'"),
        ("- !!null x\n", "f:1: tag '!!null'"),
        ("- ! 5\n", "f:1: tag '!'"),
        ("%TAG !! tag:example.org,2026:\n---\n!!str 5\n", "f:3: tag 'tag:example.org,2026:str'"),
        ("- {<<: {a: 1}}\n", "f:1: '<<' is not a value a file may hold"),
        ("- =\n", "f:1: '=' is not a value a file may hold"),
        ("- {? [a] : 1}\n", "f:1: a key must be a plain word"),
        ("? [a]\n: 1\n", "f:1: a key must be a plain word"),
        ("- {2026: 1}\n", "f:1: a key must be a plain word"),
        ("a: 1\ntrue: 1\n", "f:2: a key must be a plain word"),
        ("~: 1\n", "f:1: a key must be a plain word"),
        ("2026-11-01: 1\n", "f:1: a key must be a plain word"),
        (
            "a: 2026-01-02T00:00:00Z\n",
            "f:1: '2026-01-02T00:00:00Z' is not a day of the calendar, such as 2026-11-01",
        ),
        ("a: 2026-02-30\n", "f:1: '2026-02-30' is not a day of the calendar, such as 2026-11-01"),
        ("a: .inf\n", "f:1: '.inf' is not a number one can compare with"),
        ("a: .nan\n", "f:1: '.nan' is not a number one can compare with"),
        ("a: 1e999\n", "f:1: '1e999' is not a number one can compare with"),
        ("a: 0b101\n", "f:1: '0b101' is not a whole number"),
        ("- 0x" + "f" * 200, "f:1: a number too long to be one"),
        ('a: "\\e[31m"\n', "f:1: a character that cannot be printed, '\\x1b'"),
        ('"\\e": 1\n', "f:1: a character that cannot be printed, '\\x1b'"),
        ('a: "\\ud800"\n', "f:1: a character that cannot be printed, '\\ud800'"),
        ('a: "\\uffff"\n', "f:1: a character that cannot be printed, '\\uffff'"),
        ("a: x\u202ey\n", "f:1: a character that cannot be printed, '\\u202e'"),
    ],
)
def test_what_reads_differently_than_it_looks_is_refused_with_its_line(text: str, message: str) -> None:
    with pytest.raises(PolicyError) as caught:
        read(text, "f", PolicyError)
    assert caught.value.message == message
    assert caught.value.hint


def test_a_nest_is_read_to_its_bound_and_no_deeper() -> None:
    node = read("[" * MAX_DEPTH + "]" * MAX_DEPTH, "f", PolicyError)
    for _ in range(MAX_DEPTH - 1):
        (node,) = node.items()
    assert node.content == ()


@pytest.mark.parametrize(
    "text",
    ["[" * 200_000, "{a: " * 100_000, "- " * 100_000, "[\n" * 100_000, "- - a:\n" + " " * 4 + "- " * 99],
)
def test_a_nest_without_end_is_refused_at_once(text: str) -> None:
    before = time.process_time()
    with pytest.raises(PolicyError, match=r"^f:\d+: nested too deeply"):
        read(text, "f", PolicyError)
    assert time.process_time() - before < 2


def test_a_hostile_file_cannot_write_to_standard_error(capfd: pytest.CaptureFixture[str]) -> None:
    with warnings.catch_warnings(record=True) as caught, pytest.raises(PolicyError):
        warnings.simplefilter("always")
        read("- &a x\n- &a y\n- *a\n", "f", PolicyError)
    assert (caught, capfd.readouterr()) == ([], ("", ""))


def _seen(found: Iterable[object]) -> object:
    try:
        return [repr(event) for event in found]
    except (YAMLError, ValueError, OverflowError) as error:
        return str(error)


_PIECES = (
    "[",
    "]",
    "{",
    "}",
    ",",
    ": ",
    "a",
    "'b'",
    "? ",
    "- ",
    "\n",
    "\n  ",
    "#c",
    "&x ",
    "*x ",
    "| ",
    " " * 600,
)


@given(st.integers(min_value=0, max_value=2**32), st.integers(min_value=1, max_value=60))
def test_the_quick_scanner_finds_what_the_original_finds(seed: int, length: int) -> None:
    text = "".join(random.Random(seed).choices(_PIECES, k=length))
    assert _seen(events(text)) == _seen(YAML(typ="safe", pure=True).parse(text))


_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(min_value=-(2**63), max_value=2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.dates(min_value=date(1000, 1, 1))
    | st.text(st.characters(categories=("L", "N", "P", "S", "Zs"), exclude_characters="\ufeff"), max_size=20)
)


@given(
    st.recursive(
        _SCALARS,
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.text("abcxyz0123 ", max_size=6), inner, max_size=4)
        ),
        max_leaves=20,
    )
)
def test_what_is_written_is_read_back(value: object) -> None:
    assert value_of(_written(value)) == value


def _written(value: object) -> str:
    """Write a value in flow style, as JSON does where JSON can."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_written(key)}: {_written(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(value)


def test_an_error_without_a_mark_is_about_the_first_line() -> None:
    assert problem(MarkedYAMLError(context="while reading"), "a: 1") == (1, "while reading")
