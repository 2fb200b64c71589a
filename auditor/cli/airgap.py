"""``auditor airgap``: run models with no network, and prove it."""

import json

import click

from auditor.cli.options import Seconds, common_options, finished_progress, options, shown_database, visible
from auditor.domain.attestation import Attestation, Outcome
from auditor.pipeline import attesting, exit_codes

_EXAMPLES = """\b
Examples:
  auditor airgap --self-test
  auditor airgap model.gguf
  auditor airgap llama3:8b --budget 300
"""


@click.command(epilog=_EXAMPLES)
@click.argument("models", nargs=-1, metavar="[MODEL|FILE]...")
@click.option("--self-test", is_flag=True, help="Run the shipped model (the default when nothing is named).")
@click.option(
    "--budget",
    type=Seconds(),
    default=120.0,
    show_default=True,
    metavar="SECONDS",
    help="For each FILE, and for all MODELs together.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the attestations as JSON.")
@common_options
def command(models: tuple[str, ...], self_test: bool, budget: float, as_json: bool) -> int:
    """Run MODELs of the inventory, or FILEs, through llama.cpp where the kernel forbids the network.

    The result is kept as an attestation; the next check and dossier use it.
    """
    if self_test and models:
        raise click.UsageError("--self-test runs the shipped model; name no other beside it")
    settings, edge = options().settings(), options().edge()
    edge.notify("running with no network")
    ran = attesting.attest_named(settings, models, edge, budget_s=budget)
    attestations = tuple(one.attestation for one in ran)
    finished_progress()
    if as_json:
        click.echo(json.dumps([_plain(attestation) for attestation in attestations], indent=2))
    else:
        for one in ran:
            _print(one.attestation, one.name)
        click.echo(f"database {shown_database(settings.database)}")
    return _exit(attestations)


def _exit(attestations: tuple[Attestation, ...]) -> int:
    if any(
        attestation.outcome in {Outcome.LEAKED, Outcome.CRASHED, Outcome.REFUSED}
        for attestation in attestations
    ):
        return exit_codes.FAILED
    return exit_codes.OK if all(attestation.passed for attestation in attestations) else exit_codes.INCOMPLETE


def _print(attestation: Attestation, name: str) -> None:
    click.echo(
        f"{visible(name)}: {attestation.outcome} · isolation {attestation.isolation} · {attestation.engine}"
    )
    click.echo(f"  {visible(attestation.reason)}")
    click.echo(f"  sha256 {attestation.artifact_sha256 or 'not known, the file was not read whole'}")
    if attestation.outcome is not Outcome.NOT_RUN:
        click.echo(f"  on {visible(str(attestation.machine))}")
    for probe in attestation.probes:
        outside = f", outside {probe.outside}" if probe.outside else ""
        click.echo(f"  {'ok  ' if probe.holds else 'FAIL'} {probe.name}: inside {probe.inside}{outside}")
    if attestation.generation:
        made = attestation.generation
        click.echo(
            f"  {made.n_generated_tokens} tokens, {made.tokens_per_s:.1f}/s, loaded in {made.load_s:.2f} s, "
            f"peak memory {made.peak_memory_bytes / 1e6:.0f} MB"
        )


def _plain(attestation: Attestation) -> dict[str, object]:
    from dataclasses import asdict

    return {**asdict(attestation), "performed_at": attestation.performed_at.isoformat()}
