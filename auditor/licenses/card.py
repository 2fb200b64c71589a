"""The licence in a model card's front matter."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from auditor.catalogue import Catalogue
from auditor.domain.document import ModelCard
from auditor.domain.fact import Basis, Claim, Confidence, Fact
from auditor.domain.subject import Model
from auditor.licenses.spelling import all_of_licences, normalise


@dataclass(frozen=True, slots=True)
class CardDetector:
    """Reads ``license``, ``license_name`` and ``license_link``; several licences apply together."""

    method: str = "model-card"

    def detect(
        self,
        model: Model,
        known: Mapping[str, Fact],  # noqa: ARG002 - protocol
        catalogue: Catalogue,  # noqa: ARG002 - protocol
    ) -> Iterator[Claim]:
        """Yield one claim per card that names a licence; low where the card may mean another model."""
        for at in model.documents:
            if not isinstance(at.document, ModelCard):
                continue
            expression = card_licence(at.document)
            if expression:
                yield Claim(
                    fact="license.concluded",
                    value=expression,
                    basis=Basis.DECLARED,
                    confidence=Confidence.MEDIUM if at.n_sharing == 1 else Confidence.LOW,
                    method=self.method,
                    locator=f"{at.locator}@license",
                )


def card_licence(card: ModelCard) -> str | None:
    """Return the licence of a card as an SPDX expression, or ``None`` if it names none."""
    stated = card.licenses or ("",)
    found = (normalise(word, card.license_name, card.license_link) for word in stated)
    return all_of_licences(expression for expression in found if expression)
