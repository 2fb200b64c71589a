"""``role.auth_rep_gpai``: whether the organisation is the authorised representative of a model's provider.

Source:
    Regulation (EU) 2024/1689, Art. 54: a provider of general-purpose models outside the Union mandates a
    representative in the Union in writing. A mandate is a provider's, so the organisation names providers.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from auditor.declarations.attested import silence
from auditor.declarations.kinds.organisation import REPRESENTS
from auditor.declarations.listing import Listing
from auditor.declarations.register import said
from auditor.domain.declaration import Provenance
from auditor.domain.fact import Conflict, Fact, Known, Silence, Statement, weakest

ROLE: Final = "auth_rep_gpai"
_FACT: Final = f"role.{ROLE}"
_PROVIDER: Final = "provider.name"
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Representative:
    """Derives the role towards each model from the providers that the organisation names.

    Attributes:
        listing: What the organisation lists.
    """

    listing: Listing

    def auth_rep_gpai(self, known: Mapping[str, Fact]) -> Statement:
        """Return the role towards one model, or why it is not known."""
        named = self._represented()
        if named is None:
            if not self.listing.has(ROLE):
                return self.listing.leaves_it_out(ROLE)
            reason = (
                f"{ROLE} is listed by {self.listing.by}, and not which providers it is the representative of"
            )
            return self._open(reason)
        if not named:
            reason = f"representative of no provider, as {said(self._whose)} declared"
            return self.listing.says(ROLE, False, reason, self._whose)
        return self._of(known.get(_PROVIDER), named)

    def _of(self, provider: Fact | None, named: tuple[str, ...]) -> Statement:
        if provider is None or not isinstance(provider.state, Known | Conflict):
            return silence(
                _FACT, "the model's provider is not known, and so not whether it is one represented"
            )
        claims = provider.state.claims
        matches = [any(_means(name, claim.value) for name in named) for claim in claims]
        if any(matches) and not all(matches):
            return silence(_FACT, "sources disagree on whether the model's provider is one represented")
        is_or_not = "is" if matches[0] else "is not"
        reason = (
            f"the model's provider is {claims[0].value} ({claims[0].basis}), which {is_or_not} among those "
            f"that {said(self._whose)} declared to be represented"
        )
        stated = self.listing.says(ROLE, matches[0], reason, self._whose)
        if matches[0]:
            # Whom it represents is the organisation's to say, however weakly the provider is known elsewhere.
            return stated
        return replace(stated, confidence=weakest(stated.confidence, provider.state.confidence))

    @property
    def _whose(self) -> Provenance:
        return self.listing.declared.of(REPRESENTS)

    def _represented(self) -> tuple[str, ...] | None:
        """Return the providers that are named; ``None`` where that was left out."""
        given = dict(self.listing.declared.fields)
        if REPRESENTS not in given:
            return None
        value = given[REPRESENTS]
        return value if isinstance(value, tuple) else ()

    @staticmethod
    def _open(reason: str) -> Silence:
        told = silence(_FACT, reason).unknown
        return Silence(_FACT, replace(told, how=f"{told.how}  # {REPRESENTS}"))


def _means(name: str, legal: object) -> bool:
    """Say whether a name stands in a legal name, word for word and whatever the case."""
    if not isinstance(legal, str):
        return False
    wanted, words = (_WORD.findall(text.casefold()) for text in (name, legal))
    n = len(wanted)
    return n > 0 and any(words[start : start + n] == wanted for start in range(len(words) - n + 1))
