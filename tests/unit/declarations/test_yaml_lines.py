from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.declarations.yaml_lines import MAX_BYTES, Items, Pairs, Scalar, ScalarValue, parse, read
from auditor.errors import DeclarationError


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"),
        ("yes", "yes"),
        ("on", "on"),
        ("true", True),
        ("1e25", 1e25),
        ("5e7", 5e7),
        ("012", 12),
        ("0o17", 15),
        ("0x1F", 31),
        ("1:30", "1:30"),
        ("1..5", "1..5"),
        ("2026-11-01", date(2026, 11, 1)),
        ("'2026-11-01'", "2026-11-01"),
        ("2026-11-01T10:00:00Z", datetime(2026, 11, 1, 10, tzinfo=UTC)),
        ("~", None),
        ("null", None),
        ("!!str 5", "5"),
    ],
)
def test_scalars_are_those_of_yaml_1_2(text: str, value: ScalarValue) -> None:
    assert parse(text, "a.yaml") == Scalar(value, 1)


def test_every_value_knows_its_line() -> None:
    text = "# heading\n- kind: system\n  uses:\n    - 1\n    - {a: b}\n"
    uses = Items((Scalar(1, 4), Pairs((("a", Scalar("b", 5)),), 5)), 4)
    assert parse(text, "a.yaml") == Items((Pairs((("kind", Scalar("system", 2)), ("uses", uses)), 2),), 2)


@pytest.mark.parametrize(("text", "node"), [("", None), ("# only\n", None), ("---\n", Scalar(None, 2))])
def test_a_file_without_content_is_nothing(text: str, node: Scalar | None) -> None:
    assert parse(text, "a.yaml") == node


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a: 1\n  a: 2\n", "a.yaml:2: a is given twice"),
        ("\n- &x 1\n- *x\n", "a.yaml:2: anchor &x"),
        ("- &x [*x]\n", "a.yaml:1: anchor &x"),
        ("- !!python/object:os.system x\n", "a.yaml:1: tag tag:yaml.org,2002:python/object:os.system"),
        ("- !mine x\n", "a.yaml:1: tag !mine"),
        ("- !!set {a}\n", "a.yaml:1: tag tag:yaml.org,2002:set"),
        ("- {<<: {a: 1}}\n", "a.yaml:1: a key that is not a plain word"),
        ("- {? [a] : 1}\n", "a.yaml:1: a key that is not a plain word"),
        ("- {2026: 1}\n", "a.yaml:1: a key that is not a plain word"),
        ("a\n---\nb\n", "a.yaml:2: not YAML: but found another document"),
        ('- 1\n- "open\n', "a.yaml:3: not YAML: found unexpected end of stream"),
        ("- 2026-13-45\n", "a.yaml:1: '2026-13-45' is not a timestamp"),
        ("- !!int foo\n", "a.yaml:1: 'foo' is not a int"),
        ("- !!bool x\n", "a.yaml:1: 'x' is not a bool"),
        ("- 0x" + "f" * 200, "a.yaml:1: a number too long to be one"),
        ("%YAML 1.1\n---\n- NO\n", "a.yaml:1: is not YAML 1.2"),
        ("[" * 5000, "a.yaml:1: nested too deeply"),
    ],
)
def test_what_reads_differently_than_it_looks_is_refused(text: str, message: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        parse(text, "a.yaml")
    assert caught.value.message == message
    assert caught.value.hint


def test_a_control_character_is_refused() -> None:
    with pytest.raises(DeclarationError, match=r"^a\.yaml:1: not YAML: "):
        parse("a: \x00", "a.yaml")


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        node = parse(text, "a.yaml")
    except DeclarationError as error:
        assert error.message.startswith("a.yaml:")
    else:
        assert node is None or node.line >= 1


def test_a_byte_order_mark_is_not_content(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\n")
    assert read(path, "a.yaml") == Pairs((("a", Scalar(1, 1)),), 1)


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a: \xff")
    with pytest.raises(DeclarationError) as caught:
        read(path, "a.yaml")
    assert caught.value.message == "a.yaml: not UTF-8 at byte 3"


def test_a_folder_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError) as caught:
        read(tmp_path, "a.yaml")
    assert caught.value.message == "a.yaml: not a file"


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    with path.open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)
    with pytest.raises(DeclarationError) as caught:
        read(path, "a.yaml")
    assert caught.value.message == f"a.yaml: larger than {MAX_BYTES} bytes"


def test_a_name_too_long_for_the_system_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match=r"^a\.yaml: "):
        read(tmp_path / ("x" * 300), "a.yaml")
