import pytest

from auditor.domain.facts import FACTS
from auditor.policy.linting.words import unheard_of, vocabulary
from tests.builders.policy import DUTY, PACK, a_bundle, changed


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


@pytest.mark.parametrize(
    ("subject", "compared", "said"),
    [
        ("deployment", "hosting.keys, in: [customer, custmer]", "is never 'custmer'"),
        ("organisation", "organisation.size, in: [huge]", "is never 'huge'"),
        ("organisation", "organisation.size, not_in: [sme, Large]", "is never 'Large'"),
        ("system", "system.annex_iii, includes_any: [5z]", "never has '5z'"),
        ("system", "system.annex_iii, is: [5a, 5z]", "never has '5z'"),
        ("system", "system.practices_art_5, includes_none: [f, z]", "never has 'z'"),
        ("organisation", "organisation.code_chapters, includes_any: [safety]", "never has 'safety'"),
        ("deployment", 'hosting.mode, older_than: "1.2"', "is never '1.2'"),
    ],
)
def test_every_operator_on_closed_words_is_looked_at(subject: str, compared: str, said: str) -> None:
    rule = changed(DUTY, subject=subject, applies_from=None, when=f"{{fact: {compared}}}")
    name = compared.partition(",")[0]
    assert [one.what for one in unheard_of(a_bundle(rule))] == [f"'{name}' {said}"]


def test_a_scope_is_looked_at_as_well() -> None:
    pack = PACK + "scope: {fact: organisation.size, is: huge}\nscope_words: the huge\n"
    ((place, what),) = [(one.place, one.what) for one in unheard_of(a_bundle(pack=pack))]
    assert (place, what) == ("example/pack.yaml:5", "'organisation.size' is never 'huge'")


def test_what_a_set_can_hold_is_fine_and_so_is_nothing() -> None:
    parts = "{fact: system.annex_iii, is: []}, {fact: system.annex_iii, includes_any: [5a, 8b]}"
    none = "{fact: system.supplied, in: [none, first]}"
    rule = changed(DUTY, subject="system", applies_from=None, when=f"{{any: [{parts}, {none}]}}")
    assert list(unheard_of(a_bundle(rule))) == []


def test_only_a_closed_list_of_words_is_a_vocabulary() -> None:
    bundle = a_bundle()
    assert vocabulary(FACTS["identity.strength"], bundle) == ("content", "header", "file", "name")
    assert vocabulary(FACTS["system.supplied"], bundle) == ("first", "further", "none")
    assert "DE" in vocabulary(FACTS["hosting.support_access"], bundle)
    assert vocabulary(FACTS["model.architecture"], bundle) == ()
    assert vocabulary(FACTS["model.gpai"], bundle) == ()
