from datetime import date

import pytest

from auditor.domain.fact import Basis
from auditor.domain.facts import FACTS
from auditor.domain.values import FactValue, NoDay, Range
from auditor.policy.wording import asked_of, lowered, shown, source, told_apart, traced
from tests.builders.policy import claim


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (True, "", "yes"),
        (False, "", "no"),
        ((), "", "none"),
        (NoDay.NEVER, "", "none"),
        (("a", "b"), "", "a, b"),
        (date(2026, 12, 2), "", "2 December 2026"),
        ("gguf", "", "gguf"),
        (7_615_616_512, "parameters", "7 615 616 512 parameters"),
        (0.5, "", "0.5"),
        (Range(5.04e23, 9.36e23), "FLOP", "5.04 \u2013 9.36 \u00d7 10²³ FLOP"),
        (Range(1e25, 1e25), "FLOP", "1.0 \u00d7 10²⁵ FLOP"),
        (Range(0, 12), "days", "0 \u2013 12 days"),
    ],
)
def test_values_read_as_a_sentence_says_them(value: FactValue, unit: str, text: str) -> None:
    assert shown(value, unit) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Range(9.96e24, 1.04e25), "0.996 \u2013 1.04 \u00d7 10²⁵ FLOP"),
        (Range(1.003e25, 1.003e25), "1.003 \u00d7 10²⁵ FLOP"),
        (Range(1.00001e25, 1.00002e25), "1.00001e25 to 1.00002e25 FLOP"),
        (1.00001e25, "1.00001e25 FLOP"),
        (Range(1e25, 1e25, 1e25), "1e25 FLOP"),
        (1e25, "1.0 \u00d7 10²⁵ FLOP"),
        ("1.0 \u00d7 10²⁵ FLOP", "1.0 \u00d7 10²⁵ FLOP"),
    ],
)
def test_a_figure_beside_a_bound_never_reads_like_that_bound(value: FactValue, text: str) -> None:
    assert told_apart(value, 1e25, "FLOP") == text


def test_a_fact_is_a_label_without_the_values_it_can_have() -> None:
    assert asked_of(FACTS["identity.strength"]) == "what the model's identity rests on"
    assert asked_of(FACTS["model.gpai"]) == "whether it is a general-purpose AI model, Art. 3(63)"
    kept = "days for which prompts and outputs are kept"
    assert asked_of(FACTS["hosting.prompt_retention_days"]) == kept
    assert asked_of(FACTS["model.format"]) == "file format of the weights"


def test_of_a_long_set_some_words_are_shown_and_the_others_counted() -> None:
    words = tuple(f"w{n}" for n in range(10))
    assert shown(words[:8]) == "w0, w1, w2, w3, w4, w5, w6, w7"
    assert shown(words) == "w0, w1, w2, w3, w4, w5, w6, w7 and 2 more"
    assert shown(()) == "none"


def test_a_citation_says_more_than_a_place() -> None:
    assert source(claim("model.format", "gguf")) == "dir:/srv#model.gguf"
    assert source(claim("model.format", "gguf", citation="hub card")) == "hub card"


def test_a_trace_names_basis_method_place_and_confidence() -> None:
    found = traced(claim("model.format", "gguf", basis=Basis.DECLARED))
    assert found == "declared: header, dir:/srv#model.gguf (high confidence)"
    told = traced(claim("model.format", "gguf", basis=Basis.DECLARED), told=True)
    assert told == f"{found}; it says gguf"


def test_a_word_is_traced_to_its_entry_as_well_as_to_whose_it_is() -> None:
    said = claim(
        "model.format",
        "gguf",
        basis=Basis.ATTESTED,
        method="declaration",
        locator="declarations/a.yaml:8#format",
        citation="declared by A. Officer on 1 November 2026",
    )
    assert traced(said) == (
        "attested: declaration, declared by A. Officer on 1 November 2026, in declarations/a.yaml:8"
        " (high confidence)"
    )


@pytest.mark.parametrize(
    ("title", "text"),
    [("Public summary", "public summary"), ("AI literacy", "AI literacy"), ("A policy", "a policy")],
)
def test_a_title_is_lowered_but_its_abbreviations_are_not(title: str, text: str) -> None:
    assert lowered(title) == text
