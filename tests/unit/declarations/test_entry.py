from collections.abc import Callable
from datetime import date

import pytest

from auditor.declarations.entry import Entry, Field
from auditor.domain.values import FactValue, ValueType
from auditor.errors import DeclarationError
from auditor.formats import yaml12


def entry(text: str) -> Entry:
    return Entry.of(yaml12.read(text, "a.yaml", DeclarationError), what="thing")


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (Field("k", ValueType.TRI), "true", True),
        (Field("k", ValueType.COUNT), "0", 0),
        (Field("k", ValueType.NUMBER), "5e7", 5e7),
        (Field("k", ValueType.NUMBER), "15000000000000", 1.5e13),
        (Field("k", ValueType.SET), "[b, a, b]", ("a", "b")),
        (Field("k", ValueType.SET), "null", ()),
        (Field("k", ValueType.SET), "[]", ()),
        (Field("k", ValueType.DATE), "2026-11-01", date(2026, 11, 1)),
        (Field("k", ValueType.DATE), "null", None),
        (Field("k", ValueType.TEXT), "' NO '", "NO"),
        (Field("k", ValueType.TEXT, nullable=True), "null", None),
        (Field("k", ValueType.TEXT, ("a", "b")), "a", "a"),
    ],
)
def test_a_field_is_read_by_its_type(field: Field, text: str, value: FactValue | None) -> None:
    assert entry(f"k: {text}").value(field) == value


@pytest.mark.parametrize(
    ("field", "text", "message", "hint"),
    [
        (Field("k", ValueType.TRI), "yes", "must be true or false, not 'yes'", "Write true or false"),
        (Field("k", ValueType.TRI), "null", "must be true or false, not null", "leave the field out"),
        (Field("k", ValueType.TRI), "[true]", "must be true or false, not a list", "Write true or false"),
        (Field("k", ValueType.COUNT), "-1", "must be a whole number, not '-1'", "0 for none"),
        (Field("k", ValueType.COUNT), "true", "must be a whole number, not true", "Write digits"),
        (Field("k", ValueType.COUNT), "1.5", "must be a whole number, not '1.5'", "Write digits"),
        (
            Field("k", ValueType.COUNT),
            "9007199254740992",
            "must be a whole number, not '9007199254740992'",
            "digits",
        ),
        (Field("k", ValueType.NUMBER), "0", "must be a number above 0, not '0'", "1.5e13"),
        (Field("k", ValueType.NUMBER), "-1.5", "must be a number above 0, not '-1.5'", "1.5e13"),
        (Field("k", ValueType.NUMBER), "true", "must be a number above 0, not true", "1.5e13"),
        (Field("k", ValueType.NUMBER), "{a: 1}", "must be a number above 0, not a mapping", "1.5e13"),
        (Field("k", ValueType.SET), "a", "must be a list, not 'a'", "k: [...]"),
        (Field("k", ValueType.SET), "[1]", "must list words, not '1'", "quotes"),
        (
            Field("k", ValueType.SET, ("text", "audio")),
            "[txt]",
            "does not know 'txt'",
            "Did you mean 'text'?",
        ),
        (Field("k", ValueType.DATE), "'2026-11-01'", "must be a day, not '2026-11-01'", "without quotes"),
        (Field("k", ValueType.TEXT), "null", "must be text, not null", "quotes"),
        (Field("k", ValueType.TEXT), "2026", "must be text, not '2026'", "quotes"),
        (Field("k", ValueType.TEXT), "''", "is empty", "Fill it in"),
        (Field("k", ValueType.TEXT, ("micro", "sme")), "smal", "does not know 'smal'", "Known: micro, sme."),
        (Field("k", ValueType.RANGE), "1", "cannot be declared", "estimated"),
    ],
)
def test_a_value_of_another_type_is_refused_at_its_line(
    field: Field, text: str, message: str, hint: str
) -> None:
    with pytest.raises(DeclarationError) as caught:
        entry(f"other: 1\nk: {text}").value(field)
    assert caught.value.message == f"a.yaml:2: k {message}"
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (".inf", "'.inf' is not a number one can compare with", "Quote it"),
        (".nan", "'.nan' is not a number one can compare with", "Quote it"),
        (
            "2026-11-01T10:00:00Z",
            "'2026-11-01T10:00:00Z' is not a day of the calendar, such as 2026-11-01",
            "Quote it",
        ),
        (r'"\e[31m"', "a character that cannot be printed, '\\x1b'", "Remove it."),
        (r'"\ud800"', "a character that cannot be printed, '\\ud800'", "Remove it."),
    ],
)
def test_what_no_field_can_hold_is_refused_at_its_line(text: str, message: str, hint: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        entry(f"other: 1\nk: {text}")
    assert caught.value.message == f"a.yaml:2: {message}"
    assert hint in caught.value.hint


def test_the_largest_integer_that_can_be_written_is_a_number() -> None:
    digits = "0x" + "f" * 98
    assert entry(f"k: {digits}").number("k") == float(int(digits, 16))


def test_text_may_have_several_lines() -> None:
    assert entry("k: |\n  one\n  two\n").text("k") == "one\ntwo"


def test_only_given_fields_have_values() -> None:
    fields = (Field("a", ValueType.TRI), Field("b", ValueType.DATE), Field("c", ValueType.TRI))
    assert entry("{b: null, a: false}").values(fields) == (("a", False), ("b", None))


def test_known_keys_pass() -> None:
    entry("{a: 1, b: 2}").check_keys(required=("a",), optional=("b", "c"))


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("a: 1\nnmae: 2\n", "a.yaml:2: unknown key 'nmae' in thing", "Did you mean 'name'?"),
        ("\nname: 1\n", "a.yaml:2: thing lacks a, b", "Required: a, b."),
    ],
)
def test_unknown_and_missing_keys_are_refused(text: str, message: str, hint: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        entry(text).check_keys(required=("a", "b"), optional=("name",))
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_an_error_about_a_missing_key_stands_at_the_mapping() -> None:
    assert entry("\na: 1").error("b", "is missing", "Add it.").message == "a.yaml:2: b is missing"


@pytest.mark.parametrize(
    ("read", "message"),
    [
        (lambda one: one.child("k", "selector"), "a.yaml:1: selector must be a mapping"),
        (lambda one: one.children("k", "selector"), "a.yaml:1: k must be a list"),
    ],
)
def test_a_scalar_in_place_of_a_mapping_is_refused(read: Callable[[Entry], object], message: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        read(entry("k: 1"))
    assert caught.value.message == message


def test_children_left_out_or_null_are_none() -> None:
    assert entry("{a: null}").children("a", "x") == entry("{a: null}").children("b", "x") == ()


@pytest.mark.parametrize("code", ["DE", "NO", "GB"])
def test_a_country_is_an_assigned_code(code: str) -> None:
    assert entry(f"k: {code}").country("k") == code


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("de", "Did you mean DE?"),
        ("UK", "Did you mean GB?"),
        ("EL", "Did you mean GR?"),
        ("EU", "Two capital letters, e.g. DE."),
        ("Germany", "Two capital letters, e.g. DE."),
    ],
)
def test_another_code_is_refused(code: str, hint: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        entry(f"k: {code}").country("k")
    assert caught.value.message == f"a.yaml:1: k must be an ISO 3166-1 alpha-2 code, not {code!r}"
    assert caught.value.hint == hint
