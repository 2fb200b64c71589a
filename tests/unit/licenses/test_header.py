from auditor.domain.fact import Basis, Claim, Confidence
from auditor.licenses.header import HeaderDetector
from tests.unit.catalogue.building import PLACE, a_catalogue, a_model


def _found(**metadata: str | int) -> list[tuple[object, str]]:
    entries = {key.replace("__", "."): value for key, value in metadata.items()}
    return [
        (c.value, c.locator) for c in HeaderDetector().detect(a_model(metadata=entries), {}, a_catalogue())
    ]


def test_a_header_states_its_licence_under_its_key() -> None:
    model = a_model(metadata={"general.license": "apache-2.0"})

    assert list(HeaderDetector().detect(model, {}, a_catalogue())) == [
        Claim(
            "license.concluded",
            "Apache-2.0",
            Basis.DECLARED,
            Confidence.MEDIUM,
            "header",
            f"{PLACE}@general.license",
        )
    ]


def test_the_name_speaks_where_the_licence_is_another_one() -> None:
    assert _found(general__license="other", general__license__name="mrl") == [
        ("LicenseRef-MRL-0.1", f"{PLACE}@general.license")
    ]


def test_a_safetensors_header_may_name_one_too() -> None:
    assert _found(license="mit", modelspec__license="mit") == [
        ("MIT", f"{PLACE}@modelspec.license"),
        ("MIT", f"{PLACE}@license"),
    ]


def test_a_header_that_names_none_claims_nothing() -> None:
    assert _found() == []
    assert _found(general__license=7) == []
