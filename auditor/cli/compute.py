"""``auditor compute``: training compute, before a training run or of a model on record."""

import json
import re
import shutil
import textwrap
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Final, Literal, TypedDict, cast

import click

from auditor import compute, policy
from auditor.catalogue import load as load_catalogue
from auditor.cli.options import LATEST, common_options, run_option, visible
from auditor.cli.show import model_block
from auditor.compute import HardwareFigure
from auditor.domain.figures import Rounding, exactly
from auditor.domain.training import HardwarePhase, Precision
from auditor.domain.values import Range
from auditor.errors import UsageError
from auditor.pipeline.figures import law_figures
from auditor.reports.document.subject_shape import ComputeBlock, ModelBlock

_Quantity = Literal["update", "cumulative"]
_QUANTITIES: Final[tuple[_Quantity, ...]] = ("update", "cumulative")
_INDENT: Final = " " * 12
_NUMBER: Final = r"\d+(?:\.\d+)?(?:e\d{1,2})?"
_PHASE: Final = re.compile(
    rf"(?P<name>[^:]+):(?P<units>\d{{1,15}}):(?P<hours>{_NUMBER})h"
    rf"(?::(?P<share>{_NUMBER}))?(?::(?P<precision>{'|'.join(Precision)}))?"
)
# IEEE 754: as many decimal digits as any double carries; the 16th and 17th are how it is stored.
_DIGITS: Final = 15

_EXAMPLES = """\b
Examples:
  auditor compute --params 8e9 --tokens 15e12
  auditor compute --params 109e9 --active 17e9 --tokens 40e12 --json
  auditor compute --hardware "H100 SXM5:2048:1360h:0.35:bf16"
  auditor compute meta-llama/Llama-3.1-405B
"""


@click.command(epilog=_EXAMPLES)
@click.argument("model", required=False)
@click.option("--params", type=float, help="All parameters.")
@click.option("--tokens", type=float, help="Training tokens, repeats included.")
@click.option("--active", type=float, help="Parameters used per token, for a mixture of experts.")
@click.option(
    "--hardware",
    multiple=True,
    metavar="NAME:UNITS:HOURSh[:UTILISATION[:PRECISION]]",
    help="Accelerators it is trained on; once per phase. What is left out stays open.",
)
@run_option
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@common_options
def command(
    *, model: str | None, hardware: tuple[str, ...], run_id: str, as_json: bool, **figures: float | None
) -> int:
    """Estimate training compute from size and tokens or from hardware, or explain that of a MODEL on record.

    A model on record is compared with the law of the day it was judged under, a calculation with today's.
    The figures are ranges; for the Act's thresholds they carry the error that the guidelines permit.
    """
    params, tokens, active = (figures[name] for name in ("params", "tokens", "active"))
    calculating = any(figure is not None for figure in figures.values()) or bool(hardware)
    if (model is None) is not calculating:
        raise UsageError(
            "compute: name a model, or give --params and --tokens, or --hardware",
            hint="See auditor compute --help.",
        )
    if calculating and run_id != LATEST:
        raise UsageError("compute: a calculation is of no run", hint="Name a model, or leave --run out.")
    as_of = datetime.now(UTC).date()
    if calculating:
        done = _from_hardware(hardware, as_of) if hardware else None
        answer = _calculated(params, tokens, active, done, as_of)
        steps = ([_arithmetic(answer, tokens)] if tokens is not None else []) + ([done.words] if done else [])
        said = ["; ".join(steps)] * len(_QUANTITIES)
    else:
        block, as_of = model_block(run_id, model or "")
        answer, said = _on_record(block, as_of), [_explained(block, quantity) for quantity in _QUANTITIES]
    if as_json:
        click.echo(json.dumps(_in_digits_that_count(answer) if calculating else answer, indent=2))
    else:
        _print(answer, said, as_of)
    return 0


class _Answer(TypedDict):
    """The answer as ``--json`` prints it."""

    n_parameters: float | None
    n_active_parameters: float | None
    update: ComputeBlock
    cumulative: ComputeBlock
    thresholds: dict[str, str]


def _calculated(
    params: float | None,
    tokens: float | None,
    active: float | None,
    hardware: HardwareFigure | None,
    as_of: date,
) -> _Answer:
    has_size = params is not None and tokens is not None
    if not has_size and (hardware is None or any(n is not None for n in (params, tokens, active))):
        raise UsageError("compute: one figure is missing", hint="Give both --params and --tokens.")
    try:
        estimate = compute.estimate(params, tokens, active, hardware.flop if hardware else None)
    except ValueError as error:
        raise UsageError(f"compute: {error}", hint="Write numbers as 8e9 or 8000000000.") from error
    assert estimate is not None  # what one of the methods needs is there
    by_size = f"6 x {'parameters' if active is None else 'active parameters'} x tokens"
    methods = [*([by_size] if has_size else []), *(["hardware"] if hardware else [])]
    within = law_figures(_bundle().law, as_of).bounds(estimate)
    figures: ComputeBlock = {
        "low_flop": estimate.low,
        "central_flop": estimate.central,
        "high_flop": estimate.high,
        "bounds_low_flop": within.low,
        "bounds_high_flop": within.high,
        "method": " and ".join(methods),
    }
    return {
        "n_parameters": params,
        "n_active_parameters": params if active is None else active,
        "update": figures,
        "cumulative": figures,
        "thresholds": _thresholds(figures, figures, as_of),
    }


def _from_hardware(phases: Sequence[str], as_of: date) -> HardwareFigure:
    accelerators = load_catalogue().as_of(as_of).accelerators
    try:
        found = compute.hardware_flop([_phase(words) for words in phases], accelerators)
    except ValueError as error:
        raise UsageError(f"compute: {error}", hint="Write 8 units for 336 hours as H100:8:336h.") from error
    if not isinstance(found, HardwareFigure):
        raise UsageError(f"compute: {found.reason}", hint="Name it as its maker does: H100 SXM5, TPU v5p.")
    return found


def _phase(words: str) -> HardwarePhase:
    """Read ``NAME:UNITS:HOURSh[:UTILISATION[:PRECISION]]``."""
    said = _PHASE.fullmatch(words)
    if said is None:
        hint = 'Write it as "H100 SXM5:8:336h:0.4:bf16"; utilisation and precision may be left out.'
        raise UsageError(f"compute: --hardware {words} cannot be read", hint=hint)
    share, precision = said["share"], said["precision"]
    return HardwarePhase(
        accelerator=said["name"].strip(),
        n_units=int(said["units"]),
        hours=float(said["hours"]),
        utilisation=float(share) if share else None,
        precision=Precision(precision) if precision else None,
    )


def _on_record(block: ModelBlock, as_of: date) -> _Answer:
    known = block["training_compute"]
    return {
        "n_parameters": block["n_parameters"],
        "n_active_parameters": block["n_active_parameters"],
        "update": known["update"],
        "cumulative": known["cumulative"],
        "thresholds": _thresholds(known["update"], known["cumulative"], as_of),
    }


def _thresholds(update: ComputeBlock, cumulative: ComputeBlock, as_of: date) -> dict[str, str]:
    """Say on which side of each threshold the bounds lie; bounds that are no estimate decide as well."""
    law = _bundle().law

    def side(figures: ComputeBlock, name: str) -> str:
        low, high = figures["bounds_low_flop"], figures["bounds_high_flop"]
        version = law.version(policy.LawReference(name), as_of)
        if low is None or high is None or version is None or not isinstance(version.value, float | int):
            return "undetermined"
        return compute.threshold(Range(low, high), version.value)

    return {
        "gpai_indicative_flop": side(update, "gpai_indicative_flop"),
        "systemic_presumption_flop": side(cumulative, "systemic_presumption_flop"),
    }


def _in_digits_that_count(answer: _Answer) -> _Answer:
    """Return a calculation without the digits in which binary products differ from decimal ones."""

    def of(figures: ComputeBlock) -> ComputeBlock:
        counted = {
            key: float(f"{value:.{_DIGITS}g}") if isinstance(value, float) else value
            for key, value in figures.items()
        }
        return cast("ComputeBlock", counted)

    return {**answer, "update": of(answer["update"]), "cumulative": of(answer["cumulative"])}


@cache
def _bundle() -> policy.Bundle:
    return policy.load(("eu-ai-act",))


def _arithmetic(answer: _Answer, tokens: float) -> str:
    """Return the multiplication, every digit of its inputs."""
    per_token, central = answer["n_active_parameters"], answer["update"]["central_flop"]
    assert per_token is not None
    assert central is not None
    what = "parameters" if per_token == answer["n_parameters"] else "active parameters"
    return f"6 x {exactly(per_token)} {what} x {exactly(tokens)} tokens = {compute.figure(central)} FLOP"


def _explained(block: ModelBlock, quantity: _Quantity) -> str:
    """Return what the figure of a model rests on, or why there is none and what its bounds rest on."""
    estimate = block["facts"][f"compute.{quantity}_flop"]
    reason = estimate["unknown"]["reason"].removeprefix("unknown: ") if "unknown" in estimate else ""
    claims = estimate["claims"] or block["facts"][f"compute.{quantity}_bounds_flop"]["claims"]
    cited = [f"{claim['method']}: {claim['citation'] or claim['locator']}" for claim in claims]
    return "; ".join([*([f"not known: {reason}"] if reason else []), *cited])


def _print(answer: _Answer, said: Sequence[str], as_of: date) -> None:
    width = max(40, shutil.get_terminal_size((100, 24)).columns)
    # Most models have no base that adds anything: what was just said is not said again.
    told = [how if how not in said[:place] else "as above" for place, how in enumerate(said)]
    for quantity, how in zip(_QUANTITIES, told, strict=True):
        click.echo(f"{quantity:<11} {_span(answer[quantity])}")
        lines = textwrap.wrap(
            visible(how),
            width,
            initial_indent=_INDENT,
            subsequent_indent=_INDENT,
            break_on_hyphens=False,
        )
        click.echo("\n".join(lines))
    if not any(compute.OMITTED in how for how in said):
        click.echo(f"{_INDENT}{compute.OMITTED}")
    thresholds = answer["thresholds"]
    indicated = f"general-purpose, indicative ({_bundle().law.cited('gpai-indication', as_of)})"
    presumed = "systemic risk, presumed (Art. 51(2))"
    click.echo(f"{indicated:<60}{thresholds['gpai_indicative_flop']}")
    click.echo(f"{presumed:<60}{thresholds['systemic_presumption_flop']}")


def _span(figures: ComputeBlock) -> str:
    """Return the figure and its bounds, these rounded outwards."""
    low, high = figures["bounds_low_flop"], figures["bounds_high_flop"]
    if low is None or high is None:
        return "unknown"
    lowest, highest = compute.figure(low, Rounding.DOWN), compute.figure(high, Rounding.UP)
    central = figures["central_flop"] or figures["high_flop"]
    if central is None:
        return f"unknown, at most {highest} FLOP" + (f" and at least {lowest}" if low else "")
    return f"{compute.figure(central)} FLOP, with the permitted error {lowest} to {highest}"
