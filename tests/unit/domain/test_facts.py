import re

import pytest

from auditor.declarations import closed_words
from auditor.declarations.kinds import KINDS
from auditor.domain.fact import FactDefinition, SubjectKind
from auditor.domain.facts import FACTS, of_subject
from auditor.domain.subject import Strength
from auditor.domain.values import ValueType
from auditor.formats.image_name import Pin
from auditor.sources import SOURCES

_DECLARE = "auditor declare "
KEYS = {kind.name: {*kind.required, *kind.optional} for kind in KINDS}
# Two follow from a field and from the catalogue: no command answers them for certain.
# A role follows from other fields, or is listed.
DECLARED = [
    fact for fact in FACTS.values() if fact.how and fact.declared_as and not fact.name.startswith("role.")
]


@pytest.mark.parametrize("fact", DECLARED, ids=lambda fact: fact.name)
def test_a_field_is_one_of_the_entry_that_the_command_declares(fact: FactDefinition) -> None:
    kind, _, _ = fact.how.removeprefix(_DECLARE).partition(" ")
    assert fact.declared_as in KEYS[kind]


def test_a_field_is_named_only_where_it_is_called_otherwise() -> None:
    assert [fact.name for fact in FACTS.values() if fact.field == fact.name.partition(".")[2]] == [
        "modifier.base_flop",
        "deployment.operator",
        "deployment.region",
    ]


def test_what_an_entry_calls_otherwise_is_asked_for_as_the_entry_calls_it() -> None:
    named = ("model.training_hardware", "model.stated_cumulative_flop", "declaration.union_placements")
    assert [FACTS[name].declared_as for name in named] == ["hardware", "cumulative_flop", "union_placed_on"]


@pytest.mark.parametrize(
    "name", ["declaration.n_entries", "declaration.unbound", "declaration.refused_waivers"]
)
def test_what_is_found_out_about_the_declarations_has_no_field(name: str) -> None:
    assert FACTS[name].declared_as == ""


def test_every_fact_of_a_deployment_has_a_label_of_its_own() -> None:
    assert [fact.name for fact in of_subject(SubjectKind.DEPLOYMENT) if not fact.label] == []


def listed(fact: FactDefinition) -> set[str]:
    """Return the words that a meaning lists after a colon; none where what follows is a sentence."""
    first, _, after = (part.strip() for part in fact.meaning.rpartition(": "))
    words = set(re.split(r", or |, | or ", after.partition("; ")[0]))
    return words if first and all(re.fullmatch(r"[\w+-]+", word) for word in words) else set()


WORDED = [fact for fact in FACTS.values() if fact.type in {ValueType.TEXT, ValueType.SET}]


@pytest.mark.parametrize("fact", [fact for fact in WORDED if listed(fact)], ids=lambda fact: fact.name)
def test_words_that_a_meaning_lists_are_those_that_the_fact_has(fact: FactDefinition) -> None:
    assert listed(fact) <= set(fact.words)
    assert all(word in fact.meaning or word == "none" for word in fact.words)


def test_only_texts_and_sets_have_words_and_none_twice() -> None:
    assert [fact.name for fact in FACTS.values() if fact.words and fact not in WORDED] == []
    assert [fact.name for fact in WORDED if len(set(fact.words)) < len(fact.words)] == []


DECLARED_WORDS = [
    (fact, closed_words._WORDS[fact.declared_as])
    for fact in WORDED
    if fact.producer == "declarations" and not fact.field and fact.declared_as in closed_words._WORDS
]


@pytest.mark.parametrize(("fact", "words"), DECLARED_WORDS, ids=lambda one: getattr(one, "name", ""))
def test_a_field_with_closed_words_is_a_fact_with_them(fact: FactDefinition, words: tuple[str, ...]) -> None:
    assert fact.words in {words, (*words, "none")}


def test_words_of_types_that_the_registry_does_not_load_are_theirs() -> None:
    assert FACTS["identity.strength"].words == tuple(Strength)
    assert set(FACTS["runtime.image_pin"].words) == {*Pin, "none"}
    assert {*SOURCES.starts.values(), "container"} == set(FACTS["deployment.set_up_as"].words)
