"""Where claims can be seen again: each source once, so that a number in print is found in the JSON."""

from collections.abc import Mapping

from auditor.domain.fact import Basis, Claim
from auditor.reports.document.fact_blocks import FactsOf, claims_of


def source_of(claim: Claim) -> str:
    """Return where a claim can be seen again; of a declaration the entry, which names its fields itself."""
    locator = claim.locator.partition("#")[0] if claim.basis is Basis.ATTESTED else claim.locator
    return locator + (f"; {claim.citation}" if claim.citation else "")


def sources_of(facts: Mapping[str, FactsOf]) -> list[str]:
    """Return the sources of all claims about all subjects, sorted; ``[n]`` in print is the n-th."""
    return sorted(
        {source_of(claim) for known in facts.values() for name in known for claim in claims_of(known, name)}
    )
