"""What the organisation did to a model: trained it from its first weights, or another's model further.

Whether further training is enough to bear a provider's duties is a rule's to say: it compares compute.
"""

from dataclasses import dataclass
from typing import Final

from auditor.declarations.attested import attest, silence
from auditor.declarations.listing import Listing
from auditor.declarations.placement import Placement, base_left_out, may_mean_it
from auditor.declarations.register import said
from auditor.domain.declaration import TrainingDeclared
from auditor.domain.fact import Basis, Claim, Statement

TRAINED_HERE: Final = "model.trained_here"
PLACED: Final = "modifier.placed"
_ROLE: Final = "gpai_modifier"


@dataclass(frozen=True, slots=True)
class Handiwork:
    """What is declared about the training of one model.

    Attributes:
        listing: What the organisation lists.
        entries: The training entries that name it.
        placement: Whether it is on the Union market; ``None`` without an entry.
        is_own: It was trained by the organisation from its first weights on.
        may_mean_it: Training entries whose model could not be told.
        n_trainings: Training entries that hold.
    """

    listing: Listing
    entries: tuple[TrainingDeclared, ...]
    placement: Placement | None
    is_own: bool
    may_mean_it: tuple[TrainingDeclared, ...]
    n_trainings: int

    def trained_here(self) -> Statement:
        """Return whether the organisation trained it from its first weights on."""
        if self.is_own:
            entry = self.entries[0]
            reason = f"trained by the organisation, as {said(entry.provenance)} declared"
            return self._attested(TRAINED_HERE, True, reason, entry)
        if any(not entry.says_base for entry in self.entries):
            return silence(TRAINED_HERE, base_left_out(self.entries[0]))
        if any(entry.base is None for entry in self.may_mean_it):
            return silence(TRAINED_HERE, may_mean_it(self.may_mean_it[0]))
        return self._none(
            TRAINED_HERE, "no training declaration says that the organisation trained it from scratch"
        )

    def placed(self) -> Statement:
        """Return whether the organisation trained another's model further and placed the result."""
        if self.is_own:
            entry = self.entries[0]
            reason = (
                f"no modification: the organisation trained it itself, as {said(entry.provenance)} declared"
            )
            return self._attested(PLACED, False, reason, entry)
        if self.entries:
            return self._further()
        if self.may_mean_it:
            return silence(PLACED, may_mean_it(self.may_mean_it[0]))
        if self.listing.has(_ROLE) and not self.n_trainings:
            return silence(
                PLACED, f"{_ROLE} is listed by {self.listing.by}, and no training declaration names a model"
            )
        return self._none(PLACED, "no training declaration says that the organisation trained it further")

    def _further(self) -> Statement:
        assert self.placement is not None
        entry = self.entries[0]
        if not entry.says_base:
            return silence(PLACED, base_left_out(self.entries[0]))
        if self.placement.is_placed is None:
            return silence(PLACED, self.placement.words)
        reason = f"trained further from {entry.base} and {self.placement.words}"
        return attest(
            PLACED,
            self.placement.is_placed,
            self.placement.provenance,
            self.listing.backed,
            key="kind",
            citation=reason,
        )

    def _attested(self, fact: str, value: bool, reason: str, entry: TrainingDeclared) -> Claim:
        return attest(fact, value, entry.provenance, self.listing.backed, key="kind", citation=reason)

    def _none(self, fact: str, reason: str) -> Claim:
        """Return that nothing of the kind is declared: a conclusion of ours, from what it does declare."""
        provenance = self.listing.declared.provenance
        declared = attest(fact, False, provenance, self.listing.backed, key="kind", citation=reason)
        return Claim(
            declared.fact,
            declared.value,
            Basis.INFERRED,
            declared.confidence,
            "not declared",
            declared.locator,
            declared.citation,
        )
