"""How the rules were chosen, as JSON."""

from datetime import date
from typing import TypedDict

from auditor.domain.policy_choice import PolicyChoice
from auditor.domain.values import FactValue, NoDay, Range

Setting = bool | int | float | str | list[str]


class AppliedPackBlock(TypedDict):
    """A pack in force: ``key`` is the id of the key that signed it, or empty."""

    id: str
    title: str
    version: str
    origin: str
    key: str


class ParameterBlock(TypedDict):
    """A value that a pack leaves to the organisation; ``set_by`` is empty where it is the pack's own."""

    pack: str
    name: str
    meaning: str
    value: Setting
    default: Setting
    set_by: str


class SeverityBlock(TypedDict):
    """A rule whose failures weigh differently than its pack says."""

    rule: str
    severity: str
    shipped: str
    set_by: str


class PolicyBlock(TypedDict):
    """How the rules were chosen, and what is set differently than they ship."""

    profile: str
    packs: list[AppliedPackBlock]
    parameters: list[ParameterBlock]
    severities: list[SeverityBlock]


def policy_block(choice: PolicyChoice) -> PolicyBlock:
    """Return how the rules were chosen."""
    return {
        "profile": choice.profile,
        "packs": [
            {
                "id": pack.id,
                "title": pack.title,
                "version": pack.version,
                "origin": pack.source.origin.value,
                "key": pack.source.key,
            }
            for pack in choice.packs
        ],
        "parameters": [
            {
                "pack": one.pack,
                "name": one.name,
                "meaning": one.meaning,
                "value": _setting(one.value),
                "default": _setting(one.default),
                "set_by": one.set_by,
            }
            for one in choice.parameters
        ],
        "severities": [
            {
                "rule": one.rule,
                "severity": one.severity.value,
                "shipped": one.shipped.value,
                "set_by": one.set_by,
            }
            for one in choice.severities
        ],
    }


def _setting(value: FactValue) -> Setting:
    assert not isinstance(value, Range | NoDay), "no parameter is one"
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, date) else value
