from auditor.catalogue import load
from auditor.domain.vocabulary import LICENCE_KINDS
from auditor.licenses.terms import Exclusion, load_terms, terms_of, titles


def test_every_licence_of_the_catalogue_has_terms() -> None:
    licences = {entry.license.value for entry in load().entries.values() if entry.license}

    assert [licence for licence in sorted(licences) if terms_of(licence) is None] == []


def test_every_row_holds_together() -> None:
    for terms in load_terms().values():
        assert terms.kind in LICENCE_KINDS
        assert terms.source
        assert terms.foss_reason
        assert (terms.commercial_use is None) == bool(terms.commercial_reason)
        assert bool(terms.clause) == (terms.exclusion not in {Exclusion.NO, None})
        assert terms.foss is not True or terms.kind in {"permissive", "copyleft"}
        assert terms.kind != "non-commercial" or (terms.commercial_use, terms.foss) == (False, False)
        assert not terms.monthly_users_limit or terms.foss is False


def test_spellings_mean_one_licence() -> None:
    spellings = [spelling for terms in load_terms().values() for spelling in terms.spellings]

    assert len(spellings) == len(set(spellings)) or {s for s in spellings if spellings.count(s) > 1} <= {
        terms.id.lower() for terms in load_terms().values()
    }


def test_expressions_are_taken_apart() -> None:
    both = terms_of("Apache-2.0 AND MIT")
    either = terms_of("(Apache-2.0 OR MIT)")

    assert both is not None
    assert either is not None
    assert ([part.id for part in both.parts], both.is_choice) == (["Apache-2.0", "MIT"], False)
    assert ([part.id for part in either.parts], either.is_choice) == (["Apache-2.0", "MIT"], True)


def test_what_is_not_in_the_table_has_no_terms() -> None:
    assert terms_of("LicenseRef-nobody") is None
    assert terms_of("MIT AND LicenseRef-nobody") is None
    assert terms_of("MIT AND (Apache-2.0 OR ISC)") is None


def test_licences_of_the_table_have_titles_and_other_words_have_none() -> None:
    assert titles({"LicenseRef-scancode-llama-4-license-2025", "AND", "LicenseRef-acme"}) == {
        "LicenseRef-scancode-llama-4-license-2025": "Llama 4 Community License"
    }


def test_no_paragraph_of_the_guidelines_is_numbered_beside_the_law() -> None:
    for terms in load_terms().values():
        assert "paragraph" not in terms.foss_reason, terms.id
