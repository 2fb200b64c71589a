"""``auditor compute``: training compute, before a training run or of a model on record."""

import json
from datetime import UTC, datetime

import click

from auditor import compute, policy
from auditor.cli.options import common_options, options
from auditor.cli.show import model_block
from auditor.domain.values import Range
from auditor.errors import UsageError
from auditor.reports.subject_shape import ComputeBlock

_EXAMPLES = """\b
Examples:
  auditor compute --params 8e9 --tokens 15e12
  auditor compute --params 109e9 --active 17e9 --tokens 40e12 --json
  auditor compute meta-llama/Llama-3.1-405B
"""


@click.command(epilog=_EXAMPLES)
@click.argument("model", required=False)
@click.option("--params", type=float, help="All parameters.")
@click.option("--tokens", type=float, help="Training tokens, repeats included.")
@click.option("--active", type=float, help="Parameters used per token, for a mixture of experts.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@common_options
def command(
    model: str | None, params: float | None, tokens: float | None, active: float | None, as_json: bool
) -> int:
    """Estimate training compute from size and tokens, or explain that of a MODEL on record.

    The figures are ranges; for the Act's thresholds they carry the permitted error of 30 %.
    """
    calculating = params is not None or tokens is not None or active is not None
    if (model is None) is not calculating:
        raise UsageError(
            "compute: name a model, or give --params and --tokens", hint="See auditor compute --help."
        )
    answer = _calculated(params, tokens, active) if calculating else _on_record(model or "")
    if as_json:
        click.echo(json.dumps(answer, indent=2))
    else:
        _print(answer)
    return 0


def _calculated(params: float | None, tokens: float | None, active: float | None) -> dict[str, object]:
    if params is None or tokens is None:
        raise UsageError("compute: one figure is missing", hint="Give both --params and --tokens.")
    try:
        estimate = compute.estimate(params, tokens, active)
        assert estimate is not None  # both figures are there
        figures = _figures(
            estimate, "6 x active parameters x tokens" if active else "6 x parameters x tokens"
        )
    except (ValueError, OverflowError) as error:
        raise UsageError(f"compute: {error}", hint="Write numbers as 8e9 or 8000000000.") from error
    return {
        "n_parameters": params,
        "n_active_parameters": active or params,
        "update": figures,
        "cumulative": figures,
        "thresholds": _thresholds(estimate, estimate),
    }


def _figures(estimate: Range, method: str) -> ComputeBlock:
    within = compute.bounds(estimate)
    return {
        "low_flop": estimate.low,
        "central_flop": estimate.central,
        "high_flop": estimate.high,
        "bounds_low_flop": within.low,
        "bounds_high_flop": within.high,
        "method": method,
    }


def _thresholds(update: Range | None, cumulative: Range | None) -> dict[str, str]:
    law = policy.load(("eu-ai-act",)).law
    today = datetime.now(UTC).date()

    def side(estimate: Range | None, name: str) -> str:
        version = law.version(policy.LawReference(name), today)
        if estimate is None or version is None or not isinstance(version.value, float | int):
            return "undetermined"
        return compute.threshold(compute.bounds(estimate), version.value)

    return {
        "gpai_indicative_flop": side(update, "gpai_indicative_flop"),
        "systemic_presumption_flop": side(cumulative, "systemic_presumption_flop"),
    }


def _on_record(name: str) -> dict[str, object]:
    block = model_block(options().settings(), name)
    known = block["training_compute"]
    update, cumulative = known["update"], known["cumulative"]
    return {
        "n_parameters": block["n_parameters"],
        "n_active_parameters": block["n_active_parameters"],
        "update": update,
        "cumulative": cumulative,
        "thresholds": _thresholds(_range(update), _range(cumulative)),
    }


def _range(known: ComputeBlock) -> Range | None:
    low, high = known["low_flop"], known["high_flop"]
    return None if low is None or high is None else Range(low, high, known["central_flop"])


def _print(answer: dict[str, object]) -> None:
    for what in ("update", "cumulative"):
        figures = answer[what]
        assert isinstance(figures, dict)
        if figures["low_flop"] is None:
            click.echo(f"{what:<11} unknown")
            continue
        low, high = compute.figure(figures["bounds_low_flop"]), compute.figure(figures["bounds_high_flop"])
        central = figures["central_flop"] or figures["high_flop"]
        span = f"{compute.figure(central)} FLOP, with 30 % error {low} to {high}"
        click.echo(f"{what:<11} {span}  ({figures['method']})")
    thresholds = answer["thresholds"]
    assert isinstance(thresholds, dict)
    click.echo(f"general-purpose, indicative (guidelines 17)     {thresholds['gpai_indicative_flop']}")
    click.echo(f"systemic risk, presumed (Art. 51(2))            {thresholds['systemic_presumption_flop']}")
    click.echo(f"cumulative: {compute.OMITTED}")
