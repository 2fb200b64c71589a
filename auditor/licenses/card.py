"""The licence in a model card's front matter."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from auditor.catalogue import Catalogue
from auditor.domain.document import LicenseStatement, ModelCard
from auditor.domain.fact import Basis, Claim, Confidence, Fact
from auditor.domain.subject import Model
from auditor.licenses.spelling import all_of_licences, normalise


@dataclass(frozen=True, slots=True)
class CardDetector:
    """Reads ``license``, ``license_name`` and ``license_link``; those of one list apply together."""

    method: str = "model-card"

    def detect(
        self,
        model: Model,
        known: Mapping[str, Fact],  # noqa: ARG002 - protocol
        catalogue: Catalogue,  # noqa: ARG002 - protocol
    ) -> Iterator[Claim]:
        """Yield one claim per licence a card states, rivals too; low where it may mean another model."""
        for at in model.documents:
            if not isinstance(at.document, ModelCard):
                continue
            stated = (at.document.license_statement, *at.document.rival_licenses)
            said = ((n, stated_licence(statement)) for n, statement in enumerate(stated, start=1))
            for n, expression in said:
                if expression:
                    yield Claim(
                        fact="license.concluded",
                        value=expression,
                        basis=Basis.DECLARED,
                        confidence=Confidence.MEDIUM if at.n_sharing == 1 else Confidence.LOW,
                        method=self.method,
                        locator=f"{at.locator}@license{f'#{n}' if n > 1 else ''}",
                        citation=at.where or None,
                    )


def stated_licence(statement: LicenseStatement) -> str | None:
    """Return a licence as an SPDX expression, or ``None`` if the statement names none."""
    stated = statement.licenses or ("",)
    found = (normalise(word, statement.name, statement.link) for word in stated)
    return all_of_licences(expression for expression in found if expression)
