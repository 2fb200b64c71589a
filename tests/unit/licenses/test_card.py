import pytest

from auditor.domain.document import CodeFile, Document, LicenseStatement, ModelCard
from auditor.domain.fact import Basis, Claim, Confidence
from auditor.licenses.card import CardDetector, stated_licence
from tests.unit.catalogue.building import PLACE, a_catalogue, a_model


@pytest.mark.parametrize(("n_sharing", "level"), [(1, Confidence.MEDIUM), (2, Confidence.LOW)])
def test_a_card_is_weak_where_it_may_mean_another_model(n_sharing: int, level: Confidence) -> None:
    documents: list[Document] = [CodeFile("x.py"), ModelCard(licenses=("mit",)), ModelCard()]

    assert list(
        CardDetector().detect(a_model(documents=documents, n_sharing=n_sharing), {}, a_catalogue())
    ) == [Claim("license.concluded", "MIT", Basis.DECLARED, level, "model-card", f"{PLACE}.doc1@license")]


@pytest.mark.parametrize(
    ("card", "expression"),
    [
        (ModelCard(licenses=("apache-2.0", "mit")), "Apache-2.0 AND MIT"),
        (ModelCard(licenses=("other",), license_name="mrl"), "LicenseRef-MRL-0.1"),
        (ModelCard(license_name="gemma"), "LicenseRef-scancode-gemma-tou-2025-03-24"),
        (ModelCard(licenses=("other",)), None),
        (ModelCard(), None),
    ],
)
def test_a_card_names_one_expression_or_none(card: ModelCard, expression: str | None) -> None:
    assert stated_licence(card.license_statement) == expression


def test_every_licence_that_a_card_states_is_a_claim_of_its_own() -> None:
    rivals = (LicenseStatement(("other",)), LicenseStatement(("apache-2.0",)))
    card = ModelCard(licenses=("mit",), rival_licenses=rivals)
    claims = CardDetector().detect(a_model(documents=[card]), {}, a_catalogue())
    assert [(claim.value, claim.locator) for claim in claims] == [
        ("MIT", f"{PLACE}.doc0@license"),
        ("Apache-2.0", f"{PLACE}.doc0@license#3"),
    ]
