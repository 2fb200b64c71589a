"""What is set differently than it ships, and packs that did not ship, one sentence each."""

from collections.abc import Iterable
from datetime import date

from auditor.domain.policy_choice import AppliedPack, AppliedParameter, Origin, PolicyChoice, SeverityOverride
from auditor.domain.values import FactValue, NoDay, Range
from auditor.reports import wording


def sentences(choice: PolicyChoice) -> tuple[str, ...]:
    """Return everything that a reader who knows the shipped rules has to be told; none where nothing is."""
    return (
        *((f"chosen by the profile {choice.profile}",) if choice.profile else ()),
        *(_pack(pack) for pack in choice.packs if pack.source.origin is not Origin.SHIPPED),
        *_grouped("severities", ((one.set_by, _severity(one)) for one in choice.severities)),
        *_grouped("parameters", ((one.set_by, _parameter(one)) for one in choice.parameters if one.set_by)),
    )


def defaults(choice: PolicyChoice) -> tuple[str, ...]:
    """Return what the packs leave to the organisation and nobody set."""
    return tuple(
        f"{one.pack}.{one.name} is {_value(one.value)}: {one.meaning}"
        for one in choice.parameters
        if not one.set_by
    )


def _grouped(what: str, said: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return one sentence for everybody who set something, with all that it is."""
    by: dict[str, list[str]] = {}
    for set_by, sentence in said:
        by.setdefault(set_by, []).append(sentence)
    return tuple(f"{what} set by {set_by}: {', '.join(all_)}" for set_by, all_ in by.items())


def _parameter(one: AppliedParameter) -> str:
    return f"{one.pack}.{one.name} {_value(one.value)} instead of {_value(one.default)} ({one.meaning})"


def _pack(pack: AppliedPack) -> str:
    key = f" {pack.source.key}" if pack.source.key else ""
    return (
        f"the pack {pack.id} {pack.version} did not come with auditor and is {pack.source.origin.value}{key}"
    )


def _severity(one: SeverityOverride) -> str:
    was = "as in its pack" if one.severity is one.shipped else f"instead of {one.shipped.value}"
    return f"{one.rule} {one.severity.value} {was}"


def _value(value: FactValue) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value) or "none"
    if isinstance(value, date):
        return wording.day(value)
    assert not isinstance(value, Range | NoDay), "no parameter is one"
    return value if isinstance(value, str) else wording.number(value)
