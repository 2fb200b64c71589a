"""Every row of the tables that the catalogue of hosts was made from, where a machine has them."""

import csv
import os
from pathlib import Path
from typing import Any

import pytest

from auditor.catalogue.hosts import ECOSYSTEMS, load_hosts
from auditor.catalogue.listing import Listing

REFERENCE = os.environ.get("AUDITOR_REFERENCE", "")
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not REFERENCE, reason="AUDITOR_REFERENCE names no folder"),
]
HOSTS = load_hosts()
# Entities of the table that are none: what runs on one's own machine.
LOCAL = "local-runtime"


def _rows(table: str, *kinds: str) -> list[Any]:
    if not REFERENCE:
        return []
    with (Path(REFERENCE) / "entities" / table).open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row.get("type", "") in kinds or not kinds]
    return [pytest.param(row, id=" ".join(list(row.values())[:3])) for row in rows]


def _says(listing: Listing | None, row: dict[str, str]) -> bool:
    entity = row["entity_id"]
    if entity == LOCAL or entity.startswith("("):
        # It says nothing about anybody: it is not there, or decides nothing.
        return listing is None or not listing.decides
    return listing is not None and listing.entity.value == entity


@pytest.mark.parametrize("row", _rows("api_hosts.csv", "host"))
def test_a_host_is_its_entitys_and_what_only_looks_like_it_is_not(row: dict[str, str]) -> None:
    host = row["key"].replace("*", "eu-west-1")
    bare = host.partition("/")[0]
    match = HOSTS.of_host(host)
    assert _says(match.listing if match else None, row)
    if row["entity_id"] == LOCAL:
        return
    for other in (f"evil.example/{bare}", f"{bare}.evil.example", f"http://evil.example/?u={bare}"):
        assert HOSTS.of_host(other) is None
    if "*" not in row["key"]:
        glued = HOSTS.of_host(f"not{bare}")
        assert glued is None or glued.listing.key != row["key"]


@pytest.mark.parametrize("row", _rows("api_hosts.csv", "env"))
def test_a_variable_is_its_entitys(row: dict[str, str]) -> None:
    assert _says(HOSTS.variable(row["key"]), row)


@pytest.mark.parametrize("row", _rows("api_hosts.csv", *(f"sdk-{name}" for name in ECOSYSTEMS)))
def test_a_package_is_its_entitys(row: dict[str, str]) -> None:
    assert _says(HOSTS.package(row["type"].removeprefix("sdk-"), row["key"]), row)


@pytest.mark.parametrize("row", _rows("api_hosts.csv", "model-prefix"))
def test_a_model_is_its_makers(row: dict[str, str]) -> None:
    # A prefix that ends in a slash stands before a name.
    written = f"{row['key']}x" if row["key"].endswith("/") else row["key"]
    assert _says(HOSTS.of_model(written).maker, row)


@pytest.mark.parametrize("row", _rows("api_hosts.csv", "hub-org"))
def test_an_organisation_is_its_entitys(row: dict[str, str]) -> None:
    listing = next(
        (
            one
            for name, one in HOSTS.organisations.items()
            if name.rstrip("/") == row["key"].rstrip("/").lower()
        ),
        None,
    )
    assert _says(listing, row)


@pytest.mark.parametrize("row", _rows("regions.csv"))
def test_a_region_is_found_with_its_provider_alone(row: dict[str, str]) -> None:
    found = HOSTS.regions.find(row["provider"], row["code"])
    assert found is not None
    assert (found.region.provider, found.region.code) == (row["provider"], row["code"])
