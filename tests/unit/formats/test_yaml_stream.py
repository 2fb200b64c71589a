import pytest

from auditor.errors import FormatError
from auditor.formats.yaml_stream import MAX_CHARACTERS, Value, documents, read, read_all


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


def test_a_tag_of_somebodys_own_is_kept_and_those_of_yaml_are_not() -> None:
    found = read("a: !reset null\nb: !override [1]\nc: !!str null\nd: !x 'null'\ne: !y\n")

    assert {name: (one.tag, one.text) for name, one in found.entries.items()} == {
        "a": ("!reset", None),
        "b": ("!override", None),
        "c": ("", "null"),
        "d": ("!x", "null"),
        "e": ("!y", None),
    }


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
        ("a: b\n c: d\n", "line 9: not YAML"),
        ("[" * 70 + "]" * 70, "line 8: nested in more than 64 levels"),
        ("&a " + "[" * 40 + "]" * 40, ""),
        ("x: " + "y" * MAX_CHARACTERS, "line 8: a document of more than"),
        ('"\\UFFFFFFFF"', "line 8: not YAML"),
        ("%YAML 99999999999999999999.1\n---\na", "line 8: not YAML"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(text: str, message: str) -> None:
    if not message:
        assert read(text, 7).items
        return
    with pytest.raises(FormatError) as raised:
        read(text, 7)
    assert raised.value.message.startswith(message)


def test_what_is_not_yaml_is_not_quoted() -> None:
    with pytest.raises(FormatError) as raised:
        read("key: !hunter2!x\n")
    assert raised.value.message == "line 1: not YAML: found undefined tag handle ..."


@pytest.mark.parametrize("written", ["", "~", "null"])
def test_nothing_is_a_text_where_it_is_quoted(written: str) -> None:
    assert read(f"a: {written}\n").at("a").content is None
    assert read(f"a: '{written}'\n").at("a").content == written


def test_a_word_has_no_white_space_around_it_and_may_be_empty() -> None:
    value = read("a: ' x '\nb: [' x', {c: d}, '', y]\n")

    assert (value.at("a").word, value.at("b").word, value.at("c", "d").word) == ("x", "", "")
    assert (value.at("a").words, value.at("b").words, value.at("c").words) == (("x",), ("x", "y"), ())


def test_every_document_is_read_and_an_anchor_is_known_in_its_own() -> None:
    found = read_all("a: &x 1\nb: *x\n---\nb: *x\n")

    assert next(found).at("b").text == "1"
    with pytest.raises(FormatError, match="line 4: an alias of what is not there"):
        next(found)


def test_merge_keys_give_way_to_what_is_written_out() -> None:
    found = read("a: &a {k: 1, l: 1}\nb: &b {k: 2, m: 2}\nc:\n  l: 3\n  <<: [*a, *b]\n")

    assert found.at("c").pairs == {"k": "1", "l": "3", "m": "2"}


def test_a_thing_that_holds_itself_holds_nothing_there() -> None:
    assert read("a: &a [*a, x]").at("a").texts == ("x",)
    assert read("a: &a\n  b: 1\n  <<: *a\n").at("a").pairs == {"b": "1"}


def test_an_alias_is_the_value_of_its_anchor() -> None:
    value = read("a: [&x {b: c}, *x]").at("a")
    assert value.items[0] is value.items[1]


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
