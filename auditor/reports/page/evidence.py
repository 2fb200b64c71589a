"""Where a statement can be checked: each source once, by the number it has in every report."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from auditor.domain.fact import Basis, Claim
from auditor.domain.facts import FACTS
from auditor.domain.phrasing import prose_day
from auditor.reports import wording
from auditor.reports.document.fact_blocks import FactsOf
from auditor.reports.document.sources import source_of, sources_of


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one source says.

    Attributes:
        basis: Where it comes from: measured, attested, declared, catalogued or inferred.
        value: What it says, as it says it.
        text: How it was obtained, and the confidence in it.
        source: Where it can be seen again; empty where the text says so itself.
        is_overruled: A resolution settled the fact against it.
    """

    basis: str
    value: str
    text: str
    source: str
    is_overruled: bool = False


@dataclass(frozen=True, slots=True)
class SourceIndex:
    """The sources a page refers to, by their numbers in ``result.sources``, which every report shares."""

    _numbers: Mapping[str, int]
    _referred: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, facts: Mapping[str, FactsOf]) -> "SourceIndex":
        """Return the index of everything that is claimed."""
        return cls({source: number for number, source in enumerate(sources_of(facts), start=1)})

    def number(self, source: str) -> int:
        """Return the number of a source; a template asks for it where it prints one."""
        self._referred.add(source)
        return self._numbers[source]

    @property
    def listed(self) -> tuple[tuple[int, str], ...]:
        """The sources that were referred to, with their numbers."""
        return tuple(sorted((self._numbers[source], source) for source in self._referred))


def evidence_of(claim: Claim, *, is_overruled: bool = False) -> Evidence:
    """Return a claim as evidence."""
    return Evidence(
        claim.basis.value,
        wording.raw_value(claim.value, FACTS.get(claim.fact)),
        f"{_obtained(claim)}, {claim.confidence.value}",
        source_of(claim),
        is_overruled,
    )


def _obtained(claim: Claim) -> str:
    """Return how a claim was obtained; of somebody's word whose it is, of when, and in which file."""
    if claim.basis is Basis.ATTESTED and claim.attested_by and claim.attested_on:
        file = claim.locator.partition("#")[0].rpartition("/")[2]
        return f"by {claim.attested_by} on {prose_day(claim.attested_on)} in {file}"
    return claim.method.removeprefix("catalogue, ") if claim.basis is Basis.CATALOGUED else claim.method


def cited(text: str, claims: Iterable[Claim]) -> Evidence:
    """Return the evidence an explanation names in words as the claim it means, where it means one."""
    for claim in claims:
        parts = (claim.basis.value, claim.method, claim.citation or claim.locator)
        if all(part in text for part in parts):
            return evidence_of(claim)
    return Evidence("", "", text, "")
