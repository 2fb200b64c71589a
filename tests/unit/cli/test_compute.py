import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.cli.compute import _calculated, _span
from auditor.compute import OMITTED
from auditor.errors import UsageError
from tests.unit.cli.conftest import Cli, refusal

if TYPE_CHECKING:
    from auditor.reports.document.subject_shape import ComputeBlock

NEITHER = "compute: name a model, or give --params and --tokens, or --hardware"
SYNTAX = "See auditor compute --help."


@pytest.mark.parametrize(
    ("params", "tokens", "flop", "gpai"),
    [
        # Commission guidelines on GPAI models, paragraphs 135-144 (July 2025 text).
        ("3.8e9", "3.3e12", 7.524e22, "below"),
        ("0.6e9", "36e12", 1.296e23, "undetermined"),
        ("1.7e9", "36e12", 3.672e23, "above"),
    ],
)
def test_the_calculator_gives_the_guidelines_own_examples(
    cli: Cli, params: str, tokens: str, flop: float, gpai: str
) -> None:
    ended = cli("compute", "--params", params, "--tokens", tokens, "--json")
    answer = json.loads(ended.out)
    figures = {
        "low_flop": pytest.approx(flop),
        "central_flop": pytest.approx(flop),
        "high_flop": pytest.approx(flop),
        "bounds_low_flop": pytest.approx(0.7 * flop),
        "bounds_high_flop": pytest.approx(1.3 * flop),
        "method": "6 x parameters x tokens",
    }
    assert (ended.code, ended.err) == (0, "")
    assert answer == {
        "n_parameters": float(params),
        "n_active_parameters": float(params),
        "update": figures,
        "cumulative": figures,
        "thresholds": {"gpai_indicative_flop": gpai, "systemic_presumption_flop": "below"},
    }


def test_a_product_is_printed_without_the_digits_that_only_its_storage_has(cli: Cli) -> None:
    answer = json.loads(cli("compute", "--params", "7e9", "--tokens", "1.2e13", "--json").out)
    assert 1.3 * (6 * 7e9 * 1.2e13) == 6.552000000000001e23
    assert [answer["update"][key] for key in ("low_flop", "bounds_low_flop", "bounds_high_flop")] == [
        5.04e23,
        3.528e23,
        6.552e23,
    ]
    answer = json.loads(cli("compute", "--params", "12e9", "--tokens", "7e12", "--json").out)
    assert (answer["update"]["central_flop"], answer["cumulative"]["central_flop"]) == (5.04e23, 5.04e23)


def test_a_mixture_of_experts_counts_what_is_active(cli: Cli) -> None:
    ended = cli("compute", "--params", "109e9", "--active", "17e9", "--tokens", "40e12", "--json")
    answer = json.loads(ended.out)
    assert answer["n_parameters"] == 109e9
    assert answer["n_active_parameters"] == 17e9
    assert answer["update"]["central_flop"] == pytest.approx(6 * 17e9 * 40e12)
    assert answer["update"]["method"] == "6 x active parameters x tokens"


def test_the_words_say_figure_error_and_both_thresholds(cli: Cli) -> None:
    assert cli("compute", "--params", "405853388800", "--tokens", "15.6e12").out.splitlines() == [
        "update      3.799e25 FLOP, with the permitted error 2.659e25 to 4.939e25",
        "            6 x 4.058533888e11 parameters x 1.56e13 tokens = 3.799e25 FLOP",
        "cumulative  3.799e25 FLOP, with the permitted error 2.659e25 to 4.939e25",
        "            as above",
        f"            {OMITTED}",
        "general-purpose, indicative (paragraph 17 of C(2025) 7719)  above",
        "systemic risk, presumed (Art. 51(2))                        above",
    ]


def test_a_model_on_record_is_compared_with_the_law_of_its_audit(record: Cli) -> None:
    def cited(as_of: str) -> str:
        record("check", "--as-of", as_of)
        run_id = json.loads(record("show", "runs", "--json").out)[0]["id"]
        line = record("compute", "Letters 1B", "--run", run_id).out.splitlines()[-2]
        return line.partition("(")[2].partition(")  ")[0]

    assert cited("2025-09-01") == "paragraph 17 of C(2025) 5045"
    assert cited("2025-12-01") == "paragraph 17 of C(2025) 7719"


def test_a_model_on_record_is_explained_and_what_is_not_known_is_null(record: Cli) -> None:
    answer = json.loads(record("compute", "Letters 1B", "--json").out)
    assert answer["n_parameters"] == 128
    assert answer["thresholds"]["systemic_presumption_flop"] in {"below", "undetermined"}
    assert set(answer) == {"n_parameters", "n_active_parameters", "update", "cumulative", "thresholds"}
    lines = record("compute", "Letters 1B").out.splitlines()
    assert lines[0] == "update      unknown"
    assert lines[1].startswith("            not known: ")
    assert lines[-1].endswith(answer["thresholds"]["systemic_presumption_flop"])


@pytest.mark.parametrize(
    ("arguments", "error", "hint"),
    [
        ((), NEITHER, SYNTAX),
        (
            ("m", "--params", "1"),
            NEITHER,
            SYNTAX,
        ),
        (("--params", "1e9"), "compute: one figure is missing", "Give both --params and --tokens."),
        (("--tokens", "1e9"), "compute: one figure is missing", "Give both --params and --tokens."),
        (("--active", "1e9"), "compute: one figure is missing", "Give both --params and --tokens."),
        (
            ("--params", "many", "--tokens", "1"),
            "auditor compute: invalid value for '--params': 'many' is not a valid float",
            SYNTAX,
        ),
        (
            ("--params", "0", "--tokens", "1"),
            "compute: parameters and tokens are numbers above 0",
            "Write numbers as 8e9 or 8000000000.",
        ),
        (
            ("--params", "1e200", "--tokens", "1e200"),
            "compute: parameters x tokens is no number that can be computed with",
            "Write numbers as 8e9 or 8000000000.",
        ),
        (
            ("--params", "1e9", "--tokens", "1e9", "--active", "2e9"),
            "compute: a network has no more active parameters than parameters",
            "Write numbers as 8e9 or 8000000000.",
        ),
        (
            ("m",),
            "{here}/auditor.db: no such database",
            "Run auditor scan or auditor audit first, or name another database with --db.",
        ),
    ],
)
def test_figures_that_make_no_sense_are_refused(
    cli: Cli, tmp_path: object, arguments: tuple[str, ...], error: str, hint: str
) -> None:
    assert cli("compute", *arguments) == refusal(error.format(here=tmp_path), hint)


@pytest.mark.parametrize("name", ["Nobody", ""])
def test_a_model_that_is_not_on_record_is_refused(record: Cli, name: str) -> None:
    assert record("compute", name) == refusal(f"{name}: no model is called that", "See: auditor show models")


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (None, None, "unknown"),
        (0.0, 2.9010001e18, "unknown, at most 2.902e18 FLOP"),
        (1.23459e17, 2.9e18, "unknown, at most 2.9e18 FLOP and at least 1.234e17"),
    ],
)
def test_bounds_that_are_no_estimate_are_worded_as_bounds(
    low: float | None, high: float | None, said: str
) -> None:
    block: ComputeBlock = {
        "low_flop": None,
        "central_flop": None,
        "high_flop": None,
        "bounds_low_flop": low,
        "bounds_high_flop": high,
        "method": None,
    }
    assert _span(block) == said


@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "-1", "-0.0", "1e-400"])
@pytest.mark.parametrize("option", ["--params", "--tokens", "--active"])
def test_what_is_no_number_above_0_is_refused_wherever_it_stands(cli: Cli, option: str, number: str) -> None:
    figures = {"--params": "8e9", "--tokens": "15e12", "--active": "1e9"} | {option: number}
    assert cli("compute", *(word for pair in figures.items() for word in pair)) == refusal(
        "compute: parameters and tokens are numbers above 0", "Write numbers as 8e9 or 8000000000."
    )


@given(*[st.one_of(st.none(), st.floats()) for _ in range(3)])
def test_any_numbers_give_an_answer_or_a_refusal(
    params: float | None, tokens: float | None, active: float | None
) -> None:
    try:
        answer = _calculated(params, tokens, active, None, date(2026, 11, 22))
    except UsageError:
        return
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer


def test_the_calculator_takes_hardware_alone(cli: Cli) -> None:
    # 370 000 H100-hours at half of the peak: Commission guidelines, paragraphs 135-144 (July 2025 text).
    ended = cli("compute", "--hardware", "H100 SXM5:1000:370h:0.5:bf16", "--json")
    answer = json.loads(ended.out)
    flop = 1000 * 370 * 3600 * 989.4e12 * 0.5
    assert (ended.code, answer["n_parameters"], answer["n_active_parameters"]) == (0, None, None)
    assert answer["update"] == answer["cumulative"]
    assert answer["update"] == {
        "low_flop": pytest.approx(flop),
        "central_flop": pytest.approx(flop),
        "high_flop": pytest.approx(flop),
        "bounds_low_flop": pytest.approx(0.7 * flop),
        "bounds_high_flop": pytest.approx(1.3 * flop),
        "method": "hardware",
    }
    assert flop == pytest.approx(6.5e23, rel=0.02)
    assert answer["thresholds"]["gpai_indicative_flop"] == "above"


def test_phases_add_up_and_span_a_range_with_size_and_tokens(cli: Cli) -> None:
    phases = ("--hardware", "TPU v5p:8:10h:0.5:bf16", "--hardware", "NVIDIA A100 80GB SXM:8:10h:0.4:bf16")
    ended = cli("compute", *phases, "--params", "1e9", "--tokens", "1e9", "--json")
    update = json.loads(ended.out)["update"]
    hardware = 8 * 10 * 3600 * (459e12 * 0.5 + 312e12 * 0.4)
    assert (update["low_flop"], update["central_flop"]) == (pytest.approx(6e18), pytest.approx(6e18))
    assert update["high_flop"] == pytest.approx(hardware)
    assert update["method"] == "6 x parameters x tokens and hardware"
    said = " ".join(cli("compute", *phases).out.split())
    assert "8 x 10 h x 4.59e14 FLOP/s (TPU v5p, bf16, dense: Epoch AI" in said
    assert "0.4 utilisation (declared)" in said


def test_what_is_not_stated_of_hardware_stays_open(cli: Cli) -> None:
    open_ = json.loads(cli("compute", "--hardware", "H100:8:336h", "--json").out)["update"]
    hours = 8 * 336 * 3600
    # H100 PCIe in 32 bits at the least, SXM in 8 bits at the most; utilisation as published runs reached it.
    assert open_["low_flop"] == pytest.approx(hours * 51.22e12 * 0.17)
    assert open_["central_flop"] == pytest.approx(hours * 989.4e12 * 0.34)
    assert open_["high_flop"] == pytest.approx(hours * 1979e12 * 0.55)


@pytest.mark.parametrize(
    ("words", "what", "hint"),
    [
        ("H100", "--hardware H100 cannot be read", "Write it as"),
        ("H100:8:336", "--hardware H100:8:336 cannot be read", "Write it as"),
        ("H100:8:336h:0.4:int8", "--hardware H100:8:336h:0.4:int8 cannot be read", "Write it as"),
        ("H100:8:336h:1.4", "utilisation is above 0 and at most 1", "Write 8 units"),
        ("H100:0:336h", "units, hours and peak rate are numbers above 0", "Write 8 units"),
        ("H100:999999999999999:9e99h", "is no number that can be computed with", "Write 8 units"),
        ("Abacus:8:336h", "its accelerator Abacus is not in the catalogue", "Name it as its maker does"),
        ("A100:8:336h:0.4:fp8", "the catalogue has no fp8 rate of A100", "Name it as its maker does"),
    ],
)
def test_hardware_that_comes_to_no_figure_is_refused(cli: Cli, words: str, what: str, hint: str) -> None:
    ended = cli("compute", "--hardware", words)
    assert (ended.code, ended.out) == (2, "")
    assert what in ended.err
    assert hint in ended.err


def test_half_a_size_beside_hardware_is_refused(cli: Cli) -> None:
    ended = cli("compute", "--hardware", "H100:8:336h", "--params", "8e9")
    assert ended == refusal("compute: one figure is missing", "Give both --params and --tokens.")
