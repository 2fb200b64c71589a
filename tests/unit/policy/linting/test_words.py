import pytest

from auditor.domain.facts import FACTS
from auditor.policy.linting.words import unheard_of, vocabulary
from tests.builders.policy import DUTY, a_bundle, changed


def test_a_word_that_nobody_writes_is_named_with_the_nearest() -> None:
    rule = changed(DUTY, when="{fact: identity.strength, in: [contents, header]}")
    ((place, what, hint),) = [(one.place, one.what, one.hint) for one in unheard_of(a_bundle(rule))]
    assert place == "example/area.yaml:11"
    assert what == "'identity.strength' is never 'contents'"
    assert hint == "Did you mean 'content'?"


@pytest.mark.parametrize(
    ("word", "meant"),
    [("de", "Did you mean 'DE'?"), ("UK", "Did you mean 'GB'?"), ('"no"', "Did you mean 'NO'?")],
)
def test_a_country_is_a_code_in_capitals(word: str, meant: str) -> None:
    condition = f"{{fact: organisation.country, in: [FR, ZZ, {word}]}}"
    found = list(unheard_of(a_bundle(changed(DUTY, subject="organisation", when=condition))))
    assert [(one.what, one.hint) for one in found] == [
        (f"'organisation.country' is never '{word.strip(chr(34))}'", meant)
    ]


def test_words_of_the_list_are_fine_and_open_texts_may_be_anything() -> None:
    rule = changed(DUTY, when="{any: [{fact: identity.strength, is: name}, {fact: model.format, is: zzz}]}")
    assert list(unheard_of(a_bundle(rule))) == []


def test_only_a_closed_list_of_words_is_a_vocabulary() -> None:
    bundle = a_bundle()
    assert vocabulary(FACTS["identity.strength"], bundle) == ("content", "header", "file", "name")
    assert vocabulary(FACTS["model.architecture"], bundle) == ()
    assert vocabulary(FACTS["model.gpai"], bundle) == ()
