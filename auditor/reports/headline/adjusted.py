"""What is set differently than it ships, and packs that did not ship, one sentence each."""

from datetime import date

from auditor.domain.policy_choice import AppliedPack, AppliedParameter, Origin, PolicyChoice, SeverityOverride
from auditor.domain.values import FactValue, Range
from auditor.reports import wording


def sentences(choice: PolicyChoice) -> tuple[str, ...]:
    """Return everything that a reader who knows the shipped rules has to be told; none where nothing is."""
    return (
        *((f"chosen by the profile {choice.profile}",) if choice.profile else ()),
        *(_pack(pack) for pack in choice.packs if pack.source.origin is not Origin.SHIPPED),
        *(_severity(one) for one in choice.severities),
        *(parameter(one) for one in choice.parameters if one.set_by),
    )


def parameter(one: AppliedParameter) -> str:
    """Return what a parameter is, and what it would be."""
    by = f", {_value(one.default)} by default (set by {one.set_by})" if one.set_by else ""
    return f"{one.pack}.{one.name} is {_value(one.value)}{by}: {one.meaning}"


def _pack(pack: AppliedPack) -> str:
    key = f" {pack.source.key}" if pack.source.key else ""
    return (
        f"the pack {pack.id} {pack.version} did not come with auditor and is {pack.source.origin.value}{key}"
    )


def _severity(one: SeverityOverride) -> str:
    same = " as well" if one.severity is one.shipped else ""
    was = f"{one.shipped.value}{same} in its pack"
    return f"severity of {one.rule} is {one.severity.value}, {was} (set by {one.set_by})"


def _value(value: FactValue) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value) or "none"
    if isinstance(value, date):
        return wording.day(value)
    assert not isinstance(value, Range), "no parameter is one"
    return value if isinstance(value, str) else wording.number(value)
