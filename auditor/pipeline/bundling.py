"""The rules that configuration and command line ask for together."""

from pathlib import Path

from auditor import policy
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
        PolicyError: what is asked for is not there, or does not hold together.
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
        )
    )
