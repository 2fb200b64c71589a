import pytest

from auditor.errors import FormatError
from auditor.formats import yaml_documents
from auditor.formats.yaml_documents import Entry, documents


def read(text: str) -> Entry:
    (found,) = documents(text)
    return found


def test_a_value_is_the_text_that_stands_there_and_knows_its_line() -> None:
    found = read("port: 8080\nuse: yes\nlong:\n  at: 2026-01-01\n")

    assert found.at("port") == Entry("8080", 1)
    assert found.at("use").text == "yes"
    assert found.at("long", "at") == Entry("2026-01-01", 4)


def test_what_is_not_there_is_empty() -> None:
    found = read("a: [x]\n")

    assert found.at("a", "b", "c") == Entry(None, 1)
    assert (found.at("b").text, found.at("b").items, found.at("b").entries) == ("", (), {})
    assert found.at("a").text == ""


@pytest.mark.parametrize("written", ["", "~", "null"])
def test_nothing_is_nothing_unless_it_is_quoted(written: str) -> None:
    assert read(f"a: {written}\n").at("a").content is None
    assert read(f"a: '{written}'\n").at("a").content == written


def test_one_text_is_a_list_of_one() -> None:
    assert read("a: x").at("a").texts == ("x",)
    assert read("a: [x, {b: c}, y]").at("a").texts == ("x", "y")


def test_every_document_is_read_and_an_anchor_is_known_in_its_own() -> None:
    first, second = documents("a: &x 1\nb: *x\n---\nb: *x\n")

    assert first.at("b").text == "1"
    assert second.at("b").content is None


def test_merge_keys_give_way_to_what_is_written_out_and_to_the_first() -> None:
    found = read("a: &a {k: 1, l: 1}\nb: &b {k: 2, m: 2}\nc:\n  l: 3\n  <<: [*a, *b]\n")

    assert {name: value.text for name, value in found.at("c").entries.items()} == {
        "k": "1",
        "l": "3",
        "m": "2",
    }


def test_tags_of_others_are_passed_over() -> None:
    assert read("a: !vault secret\nb: !Ref [x]").at("a").text == "secret"


def test_a_thing_that_holds_itself_ends() -> None:
    assert read("a: &a [*a, x]").at("a").texts == ("x",)


def test_growth_by_reference_takes_no_room() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    assert len(read("\n".join(lines)).entries) == 40


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", "not YAML: line 1"),
        ("a: b\n c: d\n", "not YAML: line 2"),
        ("[" * 80 + "]" * 80, "nested in more than 64 levels: line 1"),
        ("a" * (yaml_documents.MAX_CHARACTERS + 1), "characters of YAML"),
        ("%YAML 99999999999999999999.1\n---\na", "not YAML"),
    ],
)
def test_what_is_not_configuration_is_refused(text: str, message: str) -> None:
    with pytest.raises(FormatError) as raised:
        documents(text)
    assert message in raised.value.message


def test_merging_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_documents, "MAX_VALUES", 20)
    with pytest.raises(FormatError, match="more than 20 values"):
        documents("a: &a {b: 1, c: 2, d: 3}\ne: {<<: [*a, *a, *a, *a, *a]}\n")
