"""``auditor policy``: the rules in force, and their tests."""

import click

from auditor import policy
from auditor.cli.options import common_options, options
from auditor.errors import PolicyError
from auditor.pipeline import exit_codes


@click.group()
@common_options
def command() -> None:
    """List the rules in force, or run their cases."""


@command.command("list")
@common_options
def list_() -> int:
    """The packs, and the rules of each: id, kind, severity, where it comes from."""
    bundle = policy.load(options().settings().packs)
    for pack in bundle.packs:
        click.echo(f"{pack.id} {pack.version}  {pack.title}")
        for classification in (c for c in bundle.classifications if c.heading.pack == pack.id):
            article = classification.heading.legal.article
            click.echo(f"  {classification.id:<38} {'classification':<15} {'':<9} {article}")
        for rule in (rule for rule in bundle.rules if rule.heading.pack == pack.id):
            click.echo(
                f"  {rule.id:<38} {rule.kind.value:<15} {rule.severity.value:<9} {rule.heading.legal.article}"
            )
    click.echo(f"bundle sha256 {bundle.sha256}")
    return 0


@command.command()
@common_options
def test() -> int:
    """Run every rule's cases; exit 10 if one comes out otherwise."""
    results = policy.run_cases(policy.load(options().settings().packs))
    if not results:
        raise PolicyError(
            "policy: no case matched", hint="A pack without cases proves nothing; write cases/RULE.yaml."
        )
    wrong = [result for result in results if not result.passed]
    for result in wrong:
        click.echo(
            f"FAIL {result.place}: {result.rule}, {result.case}: expected {result.expected}; got {result.got}"
        )
    click.echo(f"{len(results)} cases, {len(wrong)} wrong")
    return exit_codes.FAILED if wrong else exit_codes.OK
