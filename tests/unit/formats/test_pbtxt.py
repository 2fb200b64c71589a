import pytest

from auditor.errors import FormatError
from auditor.formats.pbtxt import Message, parse


def test_fields_are_texts_and_messages_in_their_order() -> None:
    found = parse("# c\nname: \"a\" 'b'\nsize : -1\ninput [ { dims: [ 1, 2 ] }, < dims: 3; > ]\nlast { }\n")

    assert (found.text("name"), found.text("size"), found.line) == ("ab", "-1", 2)
    assert [one.texts("dims") for one in found.messages("input")] == [("1", "2"), ("3",)]
    assert found.messages("last") == (Message({}, 5),)


def test_of_a_field_that_comes_again_the_last_counts() -> None:
    assert parse("a: 1, a: 2").text("a") == "2"
    assert parse("").text("a") == ""
    assert parse("a {}").texts("a") == ()
    assert parse("a: 1").messages("a") == ()


def test_a_field_of_somebody_else_is_passed_over() -> None:
    assert parse("[com.example.x] { a: 1 } b: 2").text("b") == "2"


@pytest.mark.parametrize(
    ("written", "text"),
    [(r"a\n\t\"", 'a\n\t"'), (r"\x41\101", "AA"), (r"\u00e9\q", "éq")],
)
def test_escapes_are_read(written: str, text: str) -> None:
    assert parse(f'a: "{written}"').text("a") == text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a {\n", 2),
        ("}", 1),
        ("a: }", 1),
        ("a: [1, 2", 1),
        ("a:\n", 2),
        ('a: "x\n', 1),
        ("[x: 1", 1),
        ("a: 1\n=", 2),
        (": 1", 1),
        ("a {" * 80, 1),
    ],
)
def test_what_is_no_protobuf_text_is_refused(text: str, line: int) -> None:
    with pytest.raises(FormatError) as raised:
        parse(text)
    assert raised.value.message.endswith(f"line {line}")
