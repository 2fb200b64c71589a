from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.domain.fact import Basis, Confidence, Fact, Settler, Unknown
from auditor.domain.facts import FACTS
from auditor.domain.finding import Question
from auditor.domain.values import FactValue, NoDay, Range
from auditor.reports import wording
from tests.builders.audit import a_claim, a_fact

NARROW = "\u202f"
NBSP = "\u00a0"


def spaced(text: str) -> str:
    return text.replace(NARROW, " ").replace(NBSP, " ").replace("\u00d7", "x").replace("\u2013", "-")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("نموذج", "نموذج"),
        ("a\x1b[31mb\x07", r"a\x1b[31mb\x07"),
        ("two\nlines\r\t", r"two\nlines\r\t"),
        ("\u202egnp.elif", r"\u202egnp.elif"),
        ("\u2028\u2029\u200b", r"\u2028\u2029\u200b"),
        ("\udcff", r"\udcff"),
        ("👩\u200d🔬", "👩\u200d🔬"),
    ],
)
def test_what_cannot_be_seen_is_spelled_out(text: str, shown: str) -> None:
    assert wording.visible(text) == shown


@given(st.text(alphabet=st.characters(), max_size=200))
def test_visible_text_holds_nothing_that_controls_a_terminal_and_is_stable(text: str) -> None:
    shown = wording.visible(text)
    assert shown.encode("utf-8").decode("utf-8") == shown
    assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in shown)
    assert wording.visible(shown) == shown


@given(st.text(alphabet=st.characters(), max_size=400), st.integers(min_value=4, max_value=120))
def test_clipped_text_is_never_longer_than_its_limit(text: str, limit: int) -> None:
    shown = wording.clipped(text, limit)
    assert len(shown) <= limit
    if len(wording.visible(text)) <= limit:
        assert shown == wording.visible(text)


def test_a_clip_keeps_both_ends() -> None:
    assert wording.clipped("model-00001-of-00042.safetensors", 20) == "model-00001-…tensors"
    assert wording.clipped("abcdef", 2) == "…f"
    assert wording.clipped("abcdef", 1) == "…"


@pytest.mark.parametrize(
    ("limit", "shown"),
    [(30, "one two, three"), (10, "one two…"), (7, "one…"), (3, "on…"), (14, "one two, three")],
)
def test_a_sentence_is_shortened_at_a_word(limit: int, shown: str) -> None:
    assert wording.shortened("one two, three", limit) == shown


@given(st.text(alphabet=st.characters(), max_size=50))
def test_encodable_text_survives_utf_8(text: str) -> None:
    assert wording.encodable(text).encode("utf-8").decode("utf-8") == wording.encodable(text)


@pytest.mark.parametrize(
    ("identifier", "shown"),
    [
        ("sha256:" + "8f2c" + "0" * 56 + "41d9", "sha256:8f2c…41d9"),
        ("1e6e" + "0" * 56 + "33fc", "1e6e…33fc"),
        ("api:openai/gpt-4o", "api:openai/gpt-4o"),
        ("dep:short", "dep:short"),
    ],
)
def test_a_digest_is_short_enough_to_compare_by_eye(identifier: str, shown: str) -> None:
    assert wording.short_id(identifier) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (999, "999"),
        (7_615_616_512, "7 615 616 512"),
        (2.5, "2.5"),
        (1.5e13, "15 000 000 000 000"),
        (2**63, "9.223 x 10¹⁸"),
        (-2e15, "-2.0 x 10¹⁵"),
        (float("inf"), "inf"),
    ],
)
def test_a_number_is_set_in_thousands(value: float, shown: str) -> None:
    assert spaced(wording.number(value)) == shown


def test_a_count_agrees_with_its_noun() -> None:
    said = [wording.counted(1, "model"), wording.counted(2, "model"), wording.counted(0, "entry", "entries")]
    assert [spaced(text) for text in said] == ["1 model", "2 models", "0 entries"]


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        (9e23, 1.6e24, "0.9 - 1.6 x 10²⁴"),
        (3.1e24, 5.3e24, "3.1 - 5.3 x 10²⁴"),
        (1.6e24, 1.6e24, "1.6 x 10²⁴"),
        (9.99991e23, 9.99993e23, "1.0 x 10²⁴"),
        (9.9606e23, 9.9904e23, "9.96 - 9.991 x 10²³"),
        (0, 9.4e23, "0 - 9.4 x 10²³"),
        (0, 0, "0"),
        (0, 5e-324, "0 - 4.941 x 10⁻³²⁴"),
        (1e20, 1.6e24, "1.0 x 10²⁰ - 1.6 x 10²⁴"),
    ],
)
def test_a_range_reads_over_one_power_of_ten_where_it_can(low: float, high: float, shown: str) -> None:
    assert spaced(wording.quantity_range(Range(low, high))) == shown


@given(st.floats(min_value=1e-3, max_value=1e40))
def test_four_significant_figures_stay_within_one_in_a_thousand(value: float) -> None:
    shown = spaced(wording.scientific(value))
    mantissa, power = shown.split(" x 10")
    exponent = int(power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")))
    assert 1 <= float(mantissa) < 10
    assert float(mantissa) * 10.0**exponent == pytest.approx(value, rel=0.00051)


@pytest.mark.parametrize(
    ("n_bytes", "shown"),
    [
        (1, "1 byte"),
        (999, "999 bytes"),
        (36_000, "36 kB"),
        (92_000_000, "92 MB"),
        (4_683_073_184, "4.68 GB"),
        (999_900_000_000, "1000 GB"),
        (1_500_000_000_000, "1.5 TB"),
    ],
)
def test_a_size_is_decimal(n_bytes: int, shown: str) -> None:
    assert spaced(wording.size(n_bytes)) == shown


def test_days_and_times_do_not_depend_on_the_locale() -> None:
    assert spaced(wording.day(date(2026, 11, 2))) == "2 November 2026"
    assert spaced(wording.moment(datetime(2026, 3, 1, 7, 5, tzinfo=UTC))) == "1 March 2026, 07:05 UTC"


def test_days_left_are_counted() -> None:
    assert [spaced(wording.days_left(n)) for n in (0, 1, 10)] == ["today", "in 1 day", "in 10 days"]


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("model.gpai", True, "yes"),
        ("model.gpai", False, "no"),
        ("model.n_parameters", 1_000, "1 000 parameters"),
        ("model.size_bytes", 4_683_073_184, "4.68 GB"),
        ("compute.update_flop", Range(9e23, 1.6e24), "0.9 - 1.6 x 10²⁴ FLOP"),
        ("model.modalities", ("code", "text\n"), r"code, text\n"),
        ("model.modalities", (), "none"),
        ("system.union_placed_on", NoDay.NEVER, "none"),
        ("model.release_date", date(2025, 4, 5), "5 April 2025"),
        ("provider.name", "Meta\x07", r"Meta\x07"),
        ("model.training_tokens", 1.5e12, "1 500 000 000 000 tokens"),
    ],
)
def test_a_value_is_printed_with_its_unit(name: str, value: FactValue, shown: str) -> None:
    assert spaced(wording.value(value, FACTS[name])) == shown


def test_a_fact_says_its_value_its_silence_or_its_conflict() -> None:
    name = "license.concluded"
    conflict = a_fact(
        a_claim(name, "MIT", Basis.DECLARED, Confidence.MEDIUM), a_claim(name, "Apache-2.0", Basis.CATALOGUED)
    )
    assert wording.fact_text(a_fact(a_claim(name, "MIT")), name) == "MIT"
    assert wording.fact_text(None, name) == "unknown: not assessed"
    silent = Fact(name, Unknown("no source states one", Settler.PROVIDER))
    assert wording.fact_text(silent, name) == "unknown: no source states one"
    assert wording.fact_text(conflict, name) == "conflict: MIT · Apache-2.0"


def test_every_fact_has_a_label_and_no_two_of_one_subject_share_it() -> None:
    labels = {(definition.subject, wording.label(name)) for name, definition in FACTS.items()}
    assert len(labels) == len(FACTS)
    assert wording.label("model.context_length") == "context length"


def test_the_id_that_tells_two_of_one_name_apart_is_never_clipped_away() -> None:
    name = f"{'a' * 40}-instruct (sha256:ab12cd34)"
    for limit in (30, 46, 50):
        assert wording.clipped(name, limit).endswith("…(sha256:ab12cd34)"), limit
        assert len(wording.clipped(name, limit)) <= limit
    assert wording.clipped(name, 12) == "aaaaaaa…d34)"


@pytest.mark.parametrize(
    ("n_settles", "n_needed", "plainly", "with_noun"),
    [
        (3, 0, "settles 3", "settles 3 findings"),
        (3, 4, "settles 3, needed for 4 more", "settles 3 findings, needed for 4 more"),
        (0, 1, "needed for 1", "needed for 1 finding"),
        (0, 0, "settles 0", "settles 0 findings"),
    ],
)
def test_what_an_answer_settles_alone_is_told_from_what_it_is_needed_for(
    n_settles: int, n_needed: int, plainly: str, with_noun: str
) -> None:
    question = Question("Who?", ("a",), ("m",), Settler.PROVIDER, "", n_settles, ("r",), n_needed)
    assert wording.settling(question) == plainly
    assert spaced(wording.settling(question, "finding")) == with_noun


def test_a_citation_is_whole_but_for_paths_too_long_to_read() -> None:
    inputs = "; ".join(f"{n}e13 tokens (card {n})" for n in range(60))
    path = f"dir:{'/folder' * 60}/config.json"
    said = wording.with_short_paths(f"6 x 1.7e10 parameters (measured: {path}) x {inputs} = 4e24 FLOP")
    begin, _, rest = said.partition("…")
    assert begin.startswith("6 x 1.7e10 parameters (measured: dir:/folder/folder")
    assert rest.endswith(f"/config.json) x {inputs} = 4e24 FLOP")
    assert max(map(len, said.split())) == 120


def test_no_fact_is_printed_by_its_name_in_the_registry() -> None:
    """What comes after the dot reads like words only where it is one; FLOP and GPAI are none."""
    printed = {name: wording.label(name) for name in FACTS}
    assert [name for name, words in printed.items() if {"flop", "gpai"} & set(words.split())] == []
    # Two facts under one label cannot be told apart in a table of one subject.
    by_kind = Counter((FACTS[name].subject, words) for name, words in printed.items())
    assert [pair for pair, n in by_kind.items() if n > 1] == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("it is outside the Union (seat in US)", "it is outside the Union (seat in US)"),
        (
            "it is computed outside the Union (region us. (us-east-1, us-west-2))",
            "it is computed outside the Union",
        ),
        (
            "one sentence that is longer than all of the room there is",
            "one sentence that is longer than all…",
        ),
        ("(all of it stands in parentheses and is quite long)", "(all of it stands in parentheses and…"),
    ],
)
def test_a_sentence_too_long_loses_its_source_first(text: str, shown: str) -> None:
    assert wording.gist(text, 40) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Move it. Or record, in the register of the organisation, why not.", "Move it."),
        ("One. Two. And then a third one that is very long indeed.", "One. Two."),
        ("Say which of the models it is that Art. 5 is about", "Say which of the models it is that…"),
    ],
)
def test_an_advice_too_long_loses_its_later_sentences(text: str, shown: str) -> None:
    assert wording.advice(text, 40) == shown


def test_how_many_answers_depend_on_another_is_said() -> None:
    question = Question("Is it?", ("a",), ("m",), Settler.ORGANISATION, "", 0, ("r",), 2, n_further=3)
    assert spaced(wording.settling(question)) == "needed for 2; 3 further fields depend on it"
    one = replace(question, n_further=1)
    assert spaced(wording.settling(one)) == "needed for 2; 1 further field depends on it"
