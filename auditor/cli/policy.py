"""``auditor policy``: the rules in force, their tests, what is wrong with them, and who vouches for them."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import click

from auditor.cli.options import (
    Folder,
    common_options,
    finished_progress,
    options,
    policies_option,
    profile_option,
)
from auditor.cli.policy_explain import explain
from auditor.domain.policy_choice import Origin
from auditor.errors import PolicyError
from auditor.pipeline import bundling, exit_codes
from auditor.policy import Bundle, profiles, run_cases, signing
from auditor.policy.choosing import own_packs, pack_texts
from auditor.policy.linting import linted
from auditor.policy.testing import mutation, particulars, words
from auditor.reports.headline import adjusted

_LIST: Final = """\b
Examples:
  auditor policy list
  auditor policy list --policies policies
  auditor policy list --profile air-gapped
"""
_TEST: Final = """\b
Examples:
  auditor policy test
  auditor policy test --policies policies --mutate
"""
_LINT: Final = """\b
Examples:
  auditor policy lint
  auditor policy lint --policies policies
"""
_SIGN: Final = """\b
Examples:
  openssl genpkey -algorithm ed25519 -out house.key
  openssl pkey -in house.key -pubout -out house.pub
  auditor policy sign policies/house --key house.key
"""


@click.group()
@common_options
def command() -> None:
    """The rules in force: list, explain, test, lint or sign them."""


command.add_command(explain)


@command.command("list", epilog=_LIST)
@policies_option
@profile_option
@common_options
def list_(policies: tuple[Path, ...], profile: str | None) -> int:
    """The packs, whose they are, and the rules of each; what is set differently than they ship."""
    bundle = bundling.bundle_of(options().settings(), policies=policies, profile=profile or "")
    for line in _listed(bundle):
        click.echo(line)
    return exit_codes.OK


def _listed(bundle: Bundle) -> list[str]:
    lines = []
    for pack, applied in zip(bundle.packs, bundle.choice.packs, strict=True):
        key = f" {applied.source.key}" if applied.source.key else ""
        whose = "" if applied.source.origin is Origin.SHIPPED else f" ({applied.source.origin}{key})"
        lines.append(f"{pack.id} {pack.version}  {pack.title}{whose}")
        for one in (c for c in bundle.classifications if c.heading.pack == pack.id):
            lines.append(f"  {one.id:<38} {'classification':<15} {'':<9} {one.heading.legal.article}")
        for rule in (rule for rule in bundle.rules if rule.heading.pack == pack.id):
            kind, level = rule.kind.value, rule.severity.value
            lines.append(f"  {rule.id:<38} {kind:<15} {level:<9} {rule.heading.legal.article}")
    lines += [f"parameter {sentence}" for sentence in adjusted.defaults(bundle.choice)]
    lines += adjusted.sentences(bundle.choice)
    return [*lines, f"bundle sha256 {bundle.sha256}"]


@command.command("profiles")
@common_options
def profiles_() -> int:
    """The starter profiles: for whom they are, what each sets, what to declare first."""
    for one in profiles():
        click.echo(f"{one.id}  {one.title}")
        click.echo(f"  {one.description}")
        click.echo(f"  packs: {', '.join(one.packs)}")
        for rule, level in one.layer.severities.items():
            click.echo(f"  severity of {rule}: {level}")
        for pack, values in one.layer.parameters.items():
            for name, value in values.items():
                click.echo(f"  {pack}.{name}: {value}")
        for advice in one.declare:
            click.echo(f"  auditor declare {advice.kind}: {advice.why}")
    return exit_codes.OK


@command.command(epilog=_TEST)
@policies_option
@click.option("--mutate", is_flag=True, help="Also change everything in every rule; some case must notice.")
@common_options
def test(policies: tuple[Path, ...], mutate: bool) -> int:
    """Run every rule's cases; exit 10 if one comes out otherwise, a rule has none, or none notices a change.

    So are the particulars that a cases file states of its rule (kind, article, severity, days) and its words.
    Severities and parameters are those that packs come with. With --policies, the rules of those packs alone
    are tested.
    """
    bundle, packs = _under_test(policies)
    rules = bundle.judged
    cases, itself, worded = (
        tuple(one for one in found if rules[one.rule].heading.pack in packs)
        for found in (run_cases(bundle), particulars.run(bundle), words.run(bundle))
    )
    if not cases:
        raise PolicyError(
            "policy: no case matched", hint="A pack without cases proves nothing; write cases/RULE.yaml."
        )
    wrong = [result for result in (*cases, *itself, *worded) if not result.passed]
    for result in wrong:
        click.echo(
            f"FAIL {result.place}: {result.rule}, {result.case}: expected {result.expected}; got {result.got}"
        )
    proved = {one.rule for one in cases}
    bare = [id_ for id_, rule in rules.items() if rule.heading.pack in packs and id_ not in proved]
    for id_ in bare:
        click.echo(f"FAIL {rules[id_].heading.place}: {id_}: no case proves it")
    done = ((cases, "case"), (itself, "particular"), (worded, "wording"))
    click.echo(", ".join((*(_counted(len(some), noun) for some, noun in done), f"{len(wrong)} wrong")))
    if mutate and not wrong and not bare:
        return _mutate(bundle, packs)
    return exit_codes.FAILED if wrong or bare else exit_codes.OK


def _mutate(bundle: Bundle, packs: frozenset[str]) -> int:
    notify = options().edge().notify
    tried = []
    for one in mutation.check(bundle, packs):
        tried.append(one)
        notify(f"{_counted(len(tried), 'change')} tried: {one.rule}")
    finished_progress()
    survivors = [one for one in tried if one.survived]
    for one in survivors:
        click.echo(f"SURVIVED {one.place}: {one.rule}: {one.change}: no case notices")
    click.echo(f"{_counted(len(tried), 'change')}, {len(survivors)} unnoticed")
    return exit_codes.FAILED if survivors else exit_codes.OK


@command.command(epilog=_LINT)
@policies_option
@common_options
def lint(policies: tuple[Path, ...]) -> int:
    """What is wrong with rules that can be read: exit 10 where something is.

    What cannot be read is refused with 2, as everywhere. With --policies, those packs alone are looked at.
    """
    bundle, packs = _under_test(policies)
    found = tuple(one for one in linted(bundle) if one.pack in packs)
    for one in found:
        click.echo(f"{one.place}: {one.rule + ': ' if one.rule else ''}{one.what}")
        click.echo(f"  hint: {one.hint}")
    n = sum(one.heading.pack in packs for one in bundle.judged.values())
    click.echo(f"{_counted(n, 'rule')}, {_counted(len(found), 'remark')}")
    return exit_codes.FAILED if found else exit_codes.OK


def _counted(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def _under_test(policies: tuple[Path, ...]) -> tuple[Bundle, frozenset[str]]:
    """Return the rules as their packs come, signed or not yet, and the packs that are asked about."""
    settings = replace(
        options().settings(), severity={}, parameters={}, profile="", require_signed_packs=False
    )
    bundle = bundling.bundle_of(settings, policies=policies)
    named = {folder.name for path in policies for folder in own_packs(path)}
    packs = frozenset(named or {pack.id for pack in bundle.packs})
    # Cases of other packs take longer to read than everything else, and prove nothing about these.
    cases = {name: text for name, text in bundle.cases.items() if name.partition("/")[0] in packs}
    return replace(bundle, cases=cases), packs


@command.command(epilog=_SIGN)
@click.argument("folder", metavar="DIR", type=Folder(exists=True))
@click.option(
    "--key",
    required=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Ed25519 private key, PEM.",
)
@common_options
def sign(folder: Path, key: Path) -> int:
    """Sign the pack in DIR, or each pack directly below it: writes pack.sig beside its files.

    Whoever loads it is told whether it was altered since, and with the public key under pack_keys in
    auditor.toml that the signature is one they trust. With require_signed_packs there, no other pack of
    their own is judged by.
    """
    for pack in own_packs(folder):
        id_ = signing.sign(pack, pack_texts(pack), key)
        click.echo(f"{pack.name}: signed by key {id_}")
    return exit_codes.OK
