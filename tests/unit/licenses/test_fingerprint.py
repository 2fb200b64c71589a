from hypothesis import given
from hypothesis import strategies as st

from auditor.licenses.fingerprint import (
    Difference,
    Fingerprint,
    compare,
    encoded,
    load_fingerprints,
    runs,
    without_title,
    words,
)
from auditor.licenses.terms import load_terms

TEXT = ("you", "may", "use", "the", "model", "for", "any", "purpose", "on", "any", "day", "of", "the", "week")
PRINT = Fingerprint("Acme-1", len(TEXT), frozenset(runs(TEXT)), frozenset())


def test_words_are_what_is_left_without_setting_and_copyright_lines() -> None:
    text = '(c) 2026 Acme\n\n  (a) The **Licensor\u2019s** "non-\ncommercial" Use,\nsee https://A.ex v1.0'

    assert words(text) == ("the", "licensors", "noncommercial", "use", "see", "http", "ex", "v1", "0")


def test_a_title_is_taken_off_however_often_it_stands_there() -> None:
    said = ("the", "mit", "license", "mit", "permission")

    assert without_title(said, (("mit", "license"), ("mit",))) == ("permission",)
    assert without_title(said, ()) == said


def test_the_same_words_do_not_differ() -> None:
    assert compare(runs(TEXT), PRINT) == Difference(0, 0, False, 1.0)


def test_what_may_be_left_out_is_no_difference_either_way() -> None:
    print_ = Fingerprint("Acme-1", len(TEXT), frozenset(runs(TEXT[:7])), frozenset(runs(TEXT)))

    assert compare(runs(TEXT), print_) == compare(runs(TEXT[:7]), print_) == Difference(0, 0, False, 1.0)


def test_a_text_that_is_cut_lacks_terms_and_adds_none() -> None:
    found = compare(runs(TEXT[:9]), PRINT)

    assert (found.n_added, found.is_cut) == (0, True)
    assert found.share == 6 / 11


@given(st.integers(0, len(TEXT)), st.lists(st.sampled_from(["not", "never", "only"]), min_size=1, max_size=9))
def test_added_words_are_counted_wherever_they_stand(at: int, added: list[str]) -> None:
    found = compare(runs((*TEXT[:at], *added, *TEXT[at:])), PRINT)

    # Words before which, or after which, fewer than three follow cannot be told from new ones.
    neighbours = 3 if min(at, len(TEXT) - at) < 4 else 0
    assert len(added) <= found.n_added <= len(added) + neighbours


@given(st.permutations(TEXT))
def test_another_order_is_a_difference(mixed: list[str]) -> None:
    assert (compare(runs(mixed), PRINT).n_runs == 0) == (tuple(mixed) == TEXT)


def test_hashes_survive_the_data_file() -> None:
    assert encoded(frozenset({1, 2**24 - 1})) == "AAAB////"
    assert encoded(frozenset()) == ""


def test_a_text_without_words_has_no_runs_and_a_short_one_has_one() -> None:
    assert runs(()) == ()
    assert len(runs(("mit",))) == 1


def test_every_shipped_fingerprint_is_of_a_licence_in_the_table() -> None:
    prints = load_fingerprints()

    assert len(prints) > 40
    assert {print_.id for print_ in prints} <= set(load_terms())
    assert all(print_.required for print_ in prints)
