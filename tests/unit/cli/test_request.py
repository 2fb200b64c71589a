from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click
import pytest

from auditor.cli.request import gate_options, request_of
from auditor.domain.finding import Severity
from auditor.identity import HashMode
from auditor.pipeline.exits import Gate
from auditor.pipeline.running import Request


@pytest.fixture
def parse() -> Callable[..., Request]:
    """A command that takes the options of a run and returns the request they amount to."""

    @click.command()
    @click.argument("targets", nargs=-1)
    @click.option("--allow-empty", is_flag=True)
    @gate_options
    def command(**chosen: Any) -> Request:
        return request_of(chosen)

    def call(*arguments: str) -> Request:
        request = command.main(args=list(arguments), standalone_mode=False)
        assert isinstance(request, Request)
        return request

    return call


def test_nothing_chosen_fails_on_high_and_never_on_an_unknown(parse: Callable[..., Request]) -> None:
    assert parse() == Request(
        targets=(),
        as_of=None,
        packs=(),
        gate=Gate(fail_on=Severity.HIGH, fail_on_unknown=None, allow_empty=False),
        hash_mode=HashMode.FULL,
        airgap=(),
        airgap_budget_s=0.0,
    )


def test_everything_chosen_arrives(parse: Callable[..., Request], tmp_path: Path) -> None:
    chosen = ("a", "b", "--allow-empty", "--as-of", "2027-12-02", "--pack", "security", "--pack", "licensing")
    levels = ("--fail-on", "critical", "--fail-on-unknown", "low")
    rules = ("--policies", str(tmp_path), "--profile", "eu-finance")
    assert parse(*chosen, *levels, *rules) == Request(
        targets=("a", "b"),
        as_of=date(2027, 12, 2),
        packs=("security", "licensing"),
        gate=Gate(fail_on=Severity.CRITICAL, fail_on_unknown=Severity.LOW, allow_empty=True),
        airgap_budget_s=0.0,
        policies=(tmp_path,),
        profile="eu-finance",
    )


def test_what_only_an_audit_has_is_taken_where_it_is_there() -> None:
    chosen = {
        "targets": (),
        "as_of": None,
        "packs": (),
        "policies": (),
        "profile": None,
        "fail_on": "info",
        "fail_on_unknown": "critical",
        "allow_empty": False,
        "hash_mode": "none",
        "airgap": ("all",),
        "airgap_budget": 5.0,
    }
    assert request_of(chosen) == Request(
        gate=Gate(Severity.INFO, Severity.CRITICAL),
        hash_mode=HashMode.NONE,
        airgap=("all",),
        airgap_budget_s=5.0,
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("--fail-on", "never"),
        ("--fail-on", "severe"),
        ("--fail-on-unknown", "always"),
        ("--as-of", "tomorrow"),
        ("--pack",),
        ("--policies", "/nowhere/at/all"),
        ("--policies", ""),
        ("--profile", ""),
    ],
)
def test_a_level_or_a_day_that_does_not_exist_is_refused(
    parse: Callable[..., Request], arguments: tuple[str, ...]
) -> None:
    with pytest.raises(click.UsageError):
        parse(*arguments)
