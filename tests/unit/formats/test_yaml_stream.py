import pytest

from auditor.errors import FormatError
from auditor.formats.yaml_stream import MAX_CHARACTERS, Value, documents, read


def test_documents_are_told_apart_and_keep_their_lines() -> None:
    text = "# head\n---\na: 1\n--- # next\n\nb: 2\n...\n---\n# nothing\n---\n'c: 3'\n"

    found = [
        (read(document, before).entries, read(document, before).text) for document, before in documents(text)
    ]

    assert found == [({"a": Value("1", 3)}, None), ({"b": Value("2", 6)}, None), ({}, "c: 3")]


def test_a_marker_within_a_text_begins_no_document() -> None:
    assert len(list(documents("a: |\n  x\n  ---\n  y\nb: c\n"))) == 1


def test_values_are_kept_as_written_and_nothing_is_nothing() -> None:
    value = read("{port: 08000, yes: no, empty: , tilde: ~, quoted: '~', tagged: !custom x}")

    assert value.pairs == {"port": "08000", "yes": "no", "quoted": "~", "tagged": "x"}
    assert value.at("tilde").content is None


def test_aliases_and_merge_keys_stand_for_what_they_name() -> None:
    text = "x: &x {image: a, port: '1'}\ny: &y {image: b, host: h}\n"
    text += "one: {<<: *x, port: '2'}\nboth: {<<: [*x, *y]}\n"

    value = read(text)

    assert value.at("one").pairs == {"image": "a", "port": "2"}
    assert value.at("both").pairs == {"image": "a", "port": "1", "host": "h"}


def test_of_a_key_given_twice_the_last_counts() -> None:
    assert read("a: 1\na: 2\n").pairs == {"a": "2"}


def test_asking_for_what_is_not_there_gives_nothing() -> None:
    value = read("a: [1, {b: c}]")

    assert (value.at("x", "y").text, value.at("a").entries, value.at("a", "b").items) == (None, {}, ())
    assert (value.at("a").texts, value.items, read("# only a comment").content) == (("1",), (), None)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", "line 8: not YAML"),
        ("a: *b", "line 8: an alias of what is not there"),
        ("a: &a [*a]", "line 8: an alias of what is not there"),
        ("[" * 70 + "]" * 70, "line 8: nested in more than 64 levels"),
        ("&a " + "[" * 40 + "]" * 40, ""),
        ("x: " + "y" * MAX_CHARACTERS, "line 8: a document of more than"),
        ('"\\UFFFFFFFF"', "line 8: not YAML"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(text: str, message: str) -> None:
    if not message:
        assert read(text, 7).items
        return
    with pytest.raises(FormatError) as raised:
        read(text, 7)
    assert raised.value.message.startswith(message)


def test_aliases_of_aliases_count_as_what_they_stand_for() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]

    with pytest.raises(FormatError, match="more than 200000 values"):
        read("\n".join(lines))


def test_aliases_do_not_nest_deeper_than_what_is_written_may() -> None:
    lines = ["a0: &a0 " + "[" * 30 + "]" * 30]
    lines += [f"a{n}: &a{n} " + "[" * 30 + f"*a{n - 1}" + "]" * 30 for n in range(1, 3)]

    with pytest.raises(FormatError, match="nested in more than 64 levels"):
        read("\n".join(lines))
