import pytest

from auditor.catalogue.operators import load_operators


@pytest.mark.parametrize(
    ("written", "entity"),
    [
        ("IONOS", "ionos"),
        ("IONOS SE", "ionos"),
        ("ionos AI Model Hub", "ionos"),
        ("T-Systems", "t-systems"),
        ("Amazon Web Services", "amazon-aws"),
        ("AWS", "amazon-aws"),
        ("Microsoft Foundry", "microsoft"),
        ("GitHub Copilot", "github"),
        ("", None),
        # Somebody's product beside models, and words that are anybody's.
        ("SAP S/4HANA", None),
        ("Model Serving", None),
        ("AI Studio", None),
        ("Spark", None),
        # It rents out machines and serves no models.
        ("Hetzner", None),
    ],
)
def test_whom_words_name(written: str, entity: str | None) -> None:
    assert load_operators().called(written) == entity


def test_every_entity_that_serves_models_is_called_by_its_id() -> None:
    operators = load_operators()
    assert {operators.called(entity) for entity in operators.services} == set(operators.services)
