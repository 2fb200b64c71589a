"""Resolutions: what the organisation says holds where sources disagree, or a rule concludes otherwise."""

from dataclasses import dataclass

from auditor.domain.declaration import Provenance, Selector
from auditor.domain.evidence import EvidenceDeclared
from auditor.domain.values import FactValue


@dataclass(frozen=True, slots=True)
class ResolveDeclared:
    """A fact that the organisation settles, with what proves it.

    Attributes:
        fact: Name of the fact.
        value: What holds.
        subject: Whose fact it is; ``None`` for the organisation's.
        proof: The file or address that proves it.
        provenance: Who says so.
    """

    fact: str
    value: FactValue
    subject: Selector | None
    proof: EvidenceDeclared
    provenance: Provenance
