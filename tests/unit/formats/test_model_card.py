import warnings

import pytest

from auditor.domain.document import LicenseStatement, ModelCard
from auditor.errors import FormatError
from auditor.formats.model_card import parse
from tests.builders.model_card import model_card


def test_a_card_is_read_whole() -> None:
    text = """---
language:
- de
- no
license: other
license_name: llama3.1
license_link: https://example.org/LICENSE
base_model: meta-llama/Llama-3.1-8B
base_model_relation: finetune
pipeline_tag: text-generation
library_name: transformers
datasets:
  - a/b
tags: [chat, 4bit]
extra_gated_prompt: >-
  ### A long text

  with: colons and [brackets
model-index:
- name: Tiny
  results:
  - task: {type: text-generation
widget: }{
---
# Body
license: not this one
"""
    assert parse(text) == ModelCard(
        licenses=("other",),
        license_name="llama3.1",
        license_link="https://example.org/LICENSE",
        base_models=("meta-llama/Llama-3.1-8B",),
        base_relation="finetune",
        model_name="Tiny",
        task="text-generation",
    )


@pytest.mark.parametrize(
    "text", ["", "# No front matter\n---\nlicense: mit\n---\n", "---\nlicense: mit\n", "---\n---\n"]
)
def test_a_card_without_front_matter_says_nothing(text: str) -> None:
    assert parse(text) == ModelCard()


@pytest.mark.parametrize(
    ("text", "licenses"),
    [
        (model_card(license="mit"), ("mit",)),
        (model_card(license=["mit", "apache-2.0"]), ("mit", "apache-2.0")),
        (model_card(license=None), ()),
        (model_card(license=[None, "", "mit", ["x"], {"a": 1}]), ("mit",)),
        (model_card(license={"name": "mit", "url": "https://example.org"}), ("mit",)),
        (model_card(license={"id": "mit", "name": "MIT License"}), ("mit",)),
        (model_card(license=[{"id": "mit"}, "apache-2.0"]), ("mit", "apache-2.0")),
        (model_card(license={"terms": "mine"}), ()),
        (model_card(license=2.0), ("2.0",)),
        ("\ufeff\n---\r\nlicense: mit\r\n---\r\n", ("mit",)),
        ("---  \nlicense: mit\n---  \n", ("mit",)),
        ("---\n'license': mit\n---\n", ("mit",)),
        ("---\n{license: mit}\n---\n", ("mit",)),
        ("---\nlicense: mit\nlicense: apache-2.0\n---\n", ("mit",)),
        ("---\nlicense: mit # comment\n# license: gpl\n---\n", ("mit",)),
        ("---\nlicense: \x41\\x1b[2J\n---\n", ("A\\x1b[2J",)),
        ("---\n- license\n---\n", ()),
        ("---\njust text\n---\n", ()),
    ],
)
def test_the_licence_is_read_however_it_is_written(text: str, licenses: tuple[str, ...]) -> None:
    assert parse(text).licenses == licenses


@pytest.mark.parametrize(
    "word",
    [
        "0x" + "f" * 3_000,
        "9" * 4_090,
        "!!int 0x" + "f" * 3_000,
        "2024-99-99",
        "!!timestamp 2024-99-99",
        "!!binary zz",
        "!!float x",
        "!!python/object/apply:os.system x",
        "1:" + "9" * 4_000,
        "1.10",
        "no",
        "true",
    ],
)
def test_a_scalar_is_the_text_that_stands_there(word: str) -> None:
    assert parse(f"---\nlicense: {word}\n---\n").licenses == (word.rpartition(" ")[2],)


@pytest.mark.parametrize("word", ["", "~", "null", "Null", "''"])
def test_nothing_is_no_licence(word: str) -> None:
    assert parse(f"---\nlicense: {word}\n---\n") == ModelCard()


def test_a_model_name_of_its_own_goes_before_that_of_the_index() -> None:
    index = "---\nmodel-index:\n- name: B\n"
    assert parse(f"{index}model_name: A\n---\n").model_name == "A"
    assert parse(f"{index}---\n").model_name == "B"
    assert parse("---\nmodel-index: [B]\n---\n").model_name is None
    assert parse("---\nmodel-index: B\n---\n").model_name is None


def test_lists_are_bounded() -> None:
    assert len(parse(model_card(base_model=[f"t{index}" for index in range(600)])).base_models) == 512


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("---\nfoo: bar\n\nlicense: [mit\n---\n", "in line 5: expected ',' or ']', but got '<stream end>'"),
        ("\n\n---\nlicense: {? {a: b} : c}\n---\n", "in line 4: found unhashable key"),
        ("---\nlicense: 'mit\n---\n", "in line 3: found unexpected end of stream"),
        ("---\nlicense: " + "[" * 257 + "\n---\n", "far more in it than a card says; not read"),
        ("---\nlicense: " + "x" * 65_536 + "\n---\n", "far more in it than a card says; not read"),
        ("---\n\nlicense: a\x00b\n---\n", "in line 3: a character that YAML does not allow"),
        ("---\nlicense: *x\n---\n", "in line 2: found undefined alias 'x'"),
        ("---\n" + "x" * 262_145 + "\n---\n", "262,146 characters of front matter; too many to read"),
    ],
)
def test_broken_front_matter_is_an_error_with_its_line(text: str, message: str) -> None:
    with pytest.raises(FormatError) as caught:
        parse(text)
    assert message in caught.value.message
    assert caught.value.message.startswith("model card: ")


def test_a_card_cannot_write_to_standard_error(capfd: pytest.CaptureFixture[str]) -> None:
    with warnings.catch_warnings(record=True) as caught:
        assert parse("---\nlicense:\n- &a x\n- &a y\n- *a\n---\n").licenses == ("x", "y", "y")
    assert (caught, capfd.readouterr()) == ([], ("", ""))


def test_thousands_of_benchmark_results_are_not_parsed() -> None:
    results = "\n".join(f"  - task: {{type: t{index}}}\n    value: [" for index in range(5_000))
    text = f"---\nmodel-index:\n- name: Tiny\n  results:\n{results}\nlicense: mit\n---\n"
    assert parse(text) == ModelCard(licenses=("mit",), model_name="Tiny")


def test_a_licence_that_is_a_mapping_may_bring_its_link() -> None:
    card = parse(model_card(license={"name": "Acme", "url": "https://example.org/LICENSE"}))
    assert (card.licenses, card.license_link) == (("Acme",), "https://example.org/LICENSE")


@pytest.mark.parametrize(
    ("lines", "rivals"),
    [
        (("license: mit", "license: apache-2.0"), (LicenseStatement(("apache-2.0",)),)),
        (
            ("license: mit", "license: [a, b]", "license: c"),
            (LicenseStatement(("a", "b")), LicenseStatement(("c",))),
        ),
        (("license: mit", "license: mit"), ()),
        (("license: mit", "tags: [a]", "tags: [b]"), ()),
        (
            ("license: other", "license_name: x", "license_name: y"),
            (LicenseStatement(("other",), "y"),),
        ),
        (("license: mit", "model-index: [{name: a, name: b, license: x, license: y}]"), ()),
    ],
)
def test_a_licence_given_twice_is_kept_beside_the_first(
    lines: tuple[str, ...], rivals: tuple[LicenseStatement, ...]
) -> None:
    card = parse("\n".join(["---", *lines, "---", ""]))
    assert card.licenses == (lines[0].partition(": ")[2],)
    assert card.rival_licenses == rivals


def test_bases_given_twice_are_all_bases() -> None:
    assert parse("---\nbase_model: a/b\nbase_model: [c/d, a/b]\n---\n").base_models == ("a/b", "c/d")
