"""The rules that configuration and command line ask for together, and those that a waiver may name."""

from collections.abc import Mapping
from pathlib import Path

from auditor import policy
from auditor.declarations import Declarations
from auditor.domain.authority import RuleTerms
from auditor.domain.waiver import WaiverDeclared
from auditor.policy.adjustments import Layer
from auditor.settings import CONFIG_NAME, Settings


def bundle_of(
    settings: Settings, packs: tuple[str, ...] = (), policies: tuple[Path, ...] = (), profile: str = ""
) -> policy.Bundle:
    """Load the rules in force.

    Args:
        settings: What is configured.
        packs: Shipped packs named on the command line, instead of those configured.
        policies: Folders of own packs named there, beside those configured.
        profile: A profile named there, instead of the one configured; its packs, unless some are named too.

    Raises:
        PolicyError: what is asked for is not there, does not hold together, or is not signed as it has to be.
        IntegrityError: a pack was altered after it was signed.
    """
    configured = () if profile else settings.packs
    by = settings.config.name if settings.config else CONFIG_NAME
    return policy.select(
        policy.Selection(
            packs=packs or configured,
            profile=profile or settings.profile,
            folders=tuple(dict.fromkeys(path.resolve() for path in (*settings.policies, *policies))),
            own=Layer(by, settings.severity, settings.parameters),
            keys=settings.pack_keys,
            only_trusted=settings.require_signed_packs,
        )
    )


def rules_for(bundle: policy.Bundle, declared: Declarations) -> Mapping[str, RuleTerms]:
    """Return the rules in force, by id, and where a waiver names another one, all that ship as well.

    A rule whose pack is not chosen this time is not gone.
    """
    terms = policy.terms_of(bundle)
    named = {entry.rule for entry in declared.entries if isinstance(entry, WaiverDeclared)}
    return terms if named <= terms.keys() else {**policy.terms_of(policy.load()), **terms}
