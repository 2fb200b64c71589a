import json
from pathlib import Path

import pytest

from auditor.catalogue.hosts import load_hosts
from auditor.catalogue.regions import read_regions
from auditor.domain.fact import Confidence
from auditor.domain.serving import Region
from auditor.errors import CatalogueError

REGIONS = load_hosts().regions


def test_a_code_is_another_place_at_another_provider() -> None:
    here, there = REGIONS.find("aws", "eu-west-1"), REGIONS.find("alibaba-cloud", "eu-west-1")
    assert here is not None
    assert there is not None
    assert (here.country.value, here.in_eu) == ("IE", "yes")
    assert (there.country.value, there.in_eu) == ("GB", "no")


def test_an_entitys_region_is_looked_for_among_its_own() -> None:
    found = REGIONS.of("oracle", "eu-frankfurt-2")
    assert found is not None
    assert found.region == Region("oci-eu-sovereign", "eu-frankfurt-2")
    assert REGIONS.of("mistral", "eu-west-1") is None
    assert REGIONS.of("microsoft", "SwedenCentral") == REGIONS.find("azure", "swedencentral")


def test_the_profiles_of_bedrock_and_the_deployment_types_of_azure_are_listed() -> None:
    assert set(REGIONS.profiles) == {"us.", "eu.", "apac.", "jp.", "au.", "in.", "us-gov.", "global."}
    sku = REGIONS.find("azure-openai", "GlobalStandard")
    assert sku is not None
    assert (sku.kind, sku.in_eu) == ("deployment_sku", "depends")
    assert REGIONS.deployment_types == {"azure": "azure-openai"}


def test_anywhere_is_not_outside_the_union() -> None:
    rows = [row for listed in REGIONS.listed.values() for row in listed.values()]
    nowhere = [row for row in rows if row.country.value in {"ANY", "DEPENDS"}]
    assert len(nowhere) > 5
    assert {row.in_eu for row in nowhere} == {"depends"}


def test_a_place_that_nobody_states_lies_neither_inside_the_union_nor_outside() -> None:
    """The seat of whoever one contracts with is not where it computes."""
    rows = [row for listed in REGIONS.listed.values() for row in listed.values()]
    unstated = {
        row.region.code: (row.in_eu, row.gdpr_zone, row.country.value)
        for row in rows
        if any(
            words in f"{row.location}; {row.note}"
            for words in ("not stated", "not in the terms", "not public")
        )
    }
    assert set(unstated) == {"api.moonshot.ai", "eu-isoe-west-1"}
    assert set(unstated.values()) == {("depends", "depends", "DEPENDS")}


def test_a_row_that_is_partly_from_memory_is_low() -> None:
    rows = [row for listed in REGIONS.listed.values() for row in listed.values()]
    remembered = [row for row in rows if "memory" in row.country.source]
    assert len(remembered) > 90
    assert {row.country.confidence for row in remembered} == {Confidence.LOW}


def test_every_row_of_the_table_is_there() -> None:
    assert sum(map(len, REGIONS.listed.values())) == 417


ROW = {"kind": "region", "location": "x", "country": "DE", "eu": "yes", "gdpr_zone": "EU", "source": "s",
       "confidence": "high", "checked_on": None, "stale_after": "2027-01-01"}  # fmt: skip


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({}, "providers is malformed"),
        ({"providers": {"a": []}, "of_entity": {}}, "a is malformed"),
        ({"providers": {"a": {"b": 7}}, "of_entity": {}}, "a.b is malformed (expected a mapping)"),
        (
            {"providers": {"a": {"b": {**ROW, "country": 7}}}, "of_entity": {}},
            "a.b is malformed (expected text)",
        ),
        ({"providers": {"a": {"b": {**ROW, "confidence": "sure"}}}, "of_entity": {}}, "a.b is malformed"),
        ({"providers": {}, "of_entity": {}}, "deployment_types is malformed"),
        (
            {"providers": {"a": {"b": ROW}}, "of_entity": {"x": "a"}, "deployment_types": {}},
            "x is malformed (it is not a list)",
        ),
    ],
)
def test_a_malformed_file_is_refused(tmp_path: Path, document: object, message: str) -> None:
    path = tmp_path / "regions.json"
    path.write_text(json.dumps(document))
    with pytest.raises(CatalogueError) as caught:
        read_regions(path)
    assert message in caught.value.message
