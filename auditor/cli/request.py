"""The options of a run, and the request they amount to."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import click

from auditor.cli.options import Day, policies_option, profile_option
from auditor.domain.finding import Severity
from auditor.identity import HashMode
from auditor.pipeline.exits import Gate
from auditor.pipeline.running import Request

P = ParamSpec("P")
R = TypeVar("R")


def gate_options(command: Callable[P, R]) -> Callable[..., R]:
    """Add the options that decide the exit code."""
    levels = click.Choice([level.value for level in Severity])
    never = click.Choice(["never", *(level.value for level in Severity)])
    for option in (
        click.option("--as-of", type=Day(), help="Judge under the law of this day (default: today)."),
        click.option(
            "--pack",
            "packs",
            multiple=True,
            metavar="PACK",
            help="Policy pack; may be repeated (default: all).",
        ),
        policies_option,
        profile_option,
        click.option(
            "--fail-on", type=levels, default="high", show_default=True, help="Mildest failure that counts."
        ),
        click.option(
            "--fail-on-unknown",
            type=never,
            default="never",
            show_default=True,
            help="Mildest unknown that counts.",
        ),
    ):
        command = option(command)
    return command


def request_of(chosen: dict[str, Any]) -> Request:
    """Return the request that a command's parsed options amount to."""
    unknown = chosen["fail_on_unknown"]
    return Request(
        targets=chosen["targets"],
        as_of=chosen["as_of"],
        packs=chosen["packs"],
        policies=chosen["policies"],
        profile=chosen["profile"] or "",
        gate=Gate(
            fail_on=Severity(chosen["fail_on"]),
            fail_on_unknown=None if unknown == "never" else Severity(unknown),
            allow_empty=chosen["allow_empty"],
        ),
        hash_mode=HashMode(chosen.get("hash_mode", HashMode.FULL)),
        airgap=chosen.get("airgap", ()),
        airgap_budget_s=chosen.get("airgap_budget", 0.0),
    )
