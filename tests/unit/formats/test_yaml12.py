from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import AuditorError, DeclarationError, FormatError, PolicyError
from auditor.formats.yaml12 import MAX_BYTES, read, text_of
from auditor.formats.yaml_node import Node


@pytest.mark.parametrize("family", [DeclarationError, PolicyError, FormatError])
def test_errors_are_of_the_family_asked_for(family: type[AuditorError]) -> None:
    for text in ("a: [", "a: 1\na: 2\n", 'a: "\\UFFFFFFFF"'):
        with pytest.raises(family) as caught:
            read(text, "a.yaml", family)
        assert type(caught.value) is family
        assert caught.value.hint
    assert read("a", "a.yaml", family) == Node("a", "a.yaml", 1, family)


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        node = read(text, "a.yaml", PolicyError)
    except PolicyError as error:
        assert error.message.startswith("a.yaml:")
        assert error.hint
    else:
        assert node.line >= 1


@given(st.text(alphabet="-?:,[]{}#&*!|>'\"%@` \n\t\\a0U.x~<=", max_size=60))
def test_any_punctuation_is_read_or_refused(text: str) -> None:
    try:
        assert read(text, "a.yaml", PolicyError).line >= 1
    except PolicyError as error:
        assert error.message.startswith("a.yaml:")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\n---\nb\n", "a.yaml:2: another document begins"),
        ("a: 1\n...\nb: 1\n", "a.yaml:3: another document begins"),
        ("a: [1\nb: }\n", "a.yaml:2: not YAML: expected ',' or ']', but got ':'"),
        ('- 1\n- "open\n', "a.yaml:3: not YAML: found unexpected end of stream"),
        ("a: \x00\n", "a.yaml:1: not YAML: a character that YAML does not allow"),
        ("a: 1\nb: 2\nc: \x00", "a.yaml:3: not YAML: a character that YAML does not allow"),
        ('a: 1\nb: "\\UFFFFFFFF"\n', "a.yaml:2: not YAML: a number too large"),
        ("%YAML 1." + "9" * 5000 + "\n---\na\n", "a.yaml:1: not YAML: a number too large"),
        ("%YAML 1.1\n---\n- NO\n", "a.yaml:2: is not YAML 1.2"),
        ("\u00e4" * (MAX_BYTES + 1), f"a.yaml:1: longer than {MAX_BYTES} characters"),
    ],
)
def test_what_is_no_single_document_is_refused_with_its_line(text: str, message: str) -> None:
    with pytest.raises(PolicyError) as caught:
        read(text, "a.yaml", PolicyError)
    assert caught.value.message == message
    assert caught.value.hint


def test_the_version_that_is_read_may_be_named() -> None:
    assert read("%YAML 1.2\n---\nNO\n", "a.yaml", PolicyError).content == "NO"


def test_a_byte_order_mark_is_not_content(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: 2026-11-01\r\n")
    root = read(text_of(path, PolicyError), "a.yaml", PolicyError)
    assert root.entries() == {
        "a": Node(1, "a.yaml", 1, PolicyError),
        "b": Node(date(2026, 11, 1), "a.yaml", 2, PolicyError),
    }


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a: 1\nb: \xff")
    with pytest.raises(DeclarationError) as caught:
        text_of(path, DeclarationError)
    assert caught.value.message == f"{path}:2: not UTF-8 at byte 8"


def test_a_folder_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError) as caught:
        text_of(tmp_path, DeclarationError)
    assert caught.value.message == f"{tmp_path}: not a file"


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    with path.open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)
    with pytest.raises(PolicyError) as caught:
        text_of(path, PolicyError)
    assert caught.value.message == f"{path}:1: larger than {MAX_BYTES} bytes"


def test_a_name_too_long_for_the_system_is_refused(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 300)
    with pytest.raises(PolicyError) as caught:
        text_of(path, PolicyError)
    assert caught.value.message.startswith(f"{path}: ")
