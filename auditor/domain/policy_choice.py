"""How the rules of an audit were chosen: packs, whose they are, what was set differently than they ship."""

from dataclasses import dataclass
from enum import StrEnum

from auditor.domain.finding import Severity
from auditor.domain.values import FactValue


class Origin(StrEnum):
    """Whose a pack is, and who vouches for it."""

    SHIPPED = "shipped"
    """It came with auditor."""
    UNSIGNED = "unsigned"
    """A pack of the user's own that nobody signed."""
    UNKNOWN_KEY = "signed by an unknown key"
    """Its signature holds; whose key that is nobody configured."""
    TRUSTED_KEY = "signed by a trusted key"
    """Its signature holds, and the key is one of those configured."""
    UNSTATED = "unstated"
    """Put together from texts, as a dossier embeds them; where they lay is not known."""


@dataclass(frozen=True, slots=True)
class PackOrigin:
    """Where a pack comes from.

    Attributes:
        origin: Whose it is.
        key: Id of the key that signed it; empty for none.
    """

    origin: Origin = Origin.UNSTATED
    key: str = ""


@dataclass(frozen=True, slots=True)
class AskedOfRole:
    """What the law of a pack asks of whoever has a role towards a high-risk system, judged or not.

    Attributes:
        fact: The fact that says whether the organisation has the role.
        provisions: Articles, and paragraphs of those that ask several things: ``16``, ``26(1)``; in order.
    """

    fact: str
    provisions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AppliedPack:
    """A pack in force.

    Attributes:
        id: Its id.
        title: Its title.
        version: Its version.
        source: Where it comes from.
        high_risk_asks: What its law asks of each role towards a high-risk system.
    """

    id: str
    title: str
    version: str
    source: PackOrigin
    high_risk_asks: tuple[AskedOfRole, ...] = ()


@dataclass(frozen=True, slots=True)
class AppliedParameter:
    """A value that a pack leaves to the organisation, as it is in force.

    Attributes:
        pack: The pack.
        name: What the pack calls it.
        meaning: What it sets.
        value: The value in force.
        default: The pack's own.
        set_by: Who set it: a profile or a configuration; empty for the pack itself.
    """

    pack: str
    name: str
    meaning: str
    value: FactValue
    default: FactValue
    set_by: str


@dataclass(frozen=True, slots=True)
class SeverityOverride:
    """A rule whose failures weigh differently than its pack says.

    Attributes:
        rule: The rule.
        severity: The severity in force.
        shipped: The pack's own.
        set_by: Who set it: a profile or a configuration.
    """

    rule: str
    severity: Severity
    shipped: Severity
    set_by: str


@dataclass(frozen=True, slots=True)
class PolicyChoice:
    """How the rules of an audit were chosen.

    Attributes:
        profile: The starter pack they were chosen by; empty for none.
        packs: The packs in force.
        parameters: Every parameter of theirs.
        severities: The rules whose severity was overridden.
    """

    profile: str = ""
    packs: tuple[AppliedPack, ...] = ()
    parameters: tuple[AppliedParameter, ...] = ()
    severities: tuple[SeverityOverride, ...] = ()
