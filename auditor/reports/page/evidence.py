"""Where a statement can be checked: each source once, numbered in the order in which it is printed."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from auditor.domain.fact import Basis, Claim
from auditor.domain.facts import FACTS
from auditor.reports import wording


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one source says.

    Attributes:
        basis: Where it comes from: measured, attested, declared, catalogued or inferred.
        value: What it says, as it says it.
        text: How it was obtained, and the confidence in it.
        source: Where it can be seen again; empty where the text says so itself.
    """

    basis: str
    value: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class SourceIndex:
    """The sources a page refers to; a template asks for a number where it prints one."""

    _numbers: dict[str, int] = field(default_factory=dict)

    def number(self, source: str) -> int:
        """Return the number of a source, which is the next free one when it is first referred to."""
        return self._numbers.setdefault(source, len(self._numbers) + 1)

    @property
    def listed(self) -> tuple[str, ...]:
        """The sources, in the order of their numbers."""
        return tuple(self._numbers)


def evidence_of(claim: Claim) -> Evidence:
    """Return a claim as evidence."""
    method = claim.method.removeprefix("catalogue, ") if claim.basis is Basis.CATALOGUED else claim.method
    return Evidence(
        claim.basis.value,
        wording.raw_value(claim.value, FACTS.get(claim.fact)),
        f"{method}, {claim.confidence.value}",
        source_of(claim),
    )


def source_of(claim: Claim) -> str:
    """Return where a claim can be seen again; of a declaration the entry, which names its fields itself."""
    locator = claim.locator.partition("#")[0] if claim.basis is Basis.ATTESTED else claim.locator
    return locator + (f"; {claim.citation}" if claim.citation else "")


def cited(text: str, claims: Iterable[Claim]) -> Evidence:
    """Return the evidence an explanation names in words as the claim it means, where it means one."""
    for claim in claims:
        parts = (claim.basis.value, claim.method, claim.citation or claim.locator)
        if all(part in text for part in parts):
            return evidence_of(claim)
    return Evidence("", "", text, "")
