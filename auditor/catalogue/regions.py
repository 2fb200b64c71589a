"""Regions of providers: a code is a place only together with whose it is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from auditor.catalogue.cells import text
from auditor.catalogue.entry import Cell
from auditor.catalogue.listing import cell, document, malformed, section
from auditor.domain.serving import Region

BEDROCK_PROFILES: Final = "aws-bedrock"
"""Provider of the inference profiles: ``eu.`` before a model id says where Bedrock may compute."""


@dataclass(frozen=True, slots=True)
class RegionListing:
    """What is known of one region, profile, deployment type or regional host.

    Attributes:
        region: Whose it is, and the code.
        kind: ``region``, ``geo_profile``, ``deployment_sku``, ``endpoint_region``, ``sovereign_cloud`` ...
        location: Where it is, in words.
        country: ISO 3166-1 alpha-2, with what backs it; ``EU*``, ``ANY`` where that is no country, ``REGION``
            where it is the region that is called.
        in_eu: ``yes`` or ``no`` by membership; another word where neither holds.
        gdpr_zone: ``EU``, ``EEA``, ``adequate``, ``US-DPF-only``, ``third``, ``any`` or ``depends``.
        note: A remark; empty without one.
    """

    region: Region
    kind: str
    location: str
    country: Cell[str | None]
    in_eu: str
    gdpr_zone: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Regions:
    """Every region the catalogue knows.

    Attributes:
        listed: By provider, then by code in lower case.
        of_entity: Providers of regions among which those of an entity are looked for, by entity.
        deployment_types: Providers whose regions say where a resource is, not where it computes: the
            provider under which the types of deployments are listed that say that.
    """

    listed: Mapping[str, Mapping[str, RegionListing]]
    of_entity: Mapping[str, tuple[str, ...]]
    deployment_types: Mapping[str, str]

    def find(self, provider: str, code: str) -> RegionListing | None:
        """Return a provider's region by its code, in whatever case."""
        return self.listed.get(provider, {}).get(code.lower())

    def of(self, entity: str, code: str) -> RegionListing | None:
        """Return the region that a code is at an entity."""
        found = (self.find(provider, code) for provider in self.of_entity.get(entity, ()))
        return next((listing for listing in found if listing is not None), None)

    def within(self, entity: str, host: str) -> RegionListing | None:
        """Return the region that a host of an entity names: as a whole, or in one of its labels."""
        for code in _codes(host):
            if found := self.of(entity, code):
                return found
        return None

    @property
    def profiles(self) -> Mapping[str, RegionListing]:
        """Bedrock's inference profiles, by prefix: ``eu.``."""
        rows = self.listed.get(BEDROCK_PROFILES, {})
        return {code: row for code, row in rows.items() if code.endswith(".")}


def read_regions(path: Path) -> Regions:
    """Read the regions.

    Raises:
        CatalogueError: the file is missing or malformed.
    """
    found = document(path)
    providers = section(found, "providers", path.name)
    listed: dict[str, dict[str, RegionListing]] = {}
    for provider in providers:
        rows = section(providers, provider, path.name)
        listed[provider] = {
            code.lower(): _listing(Region(provider, code), row, path.name) for code, row in rows.items()
        }
    of_entity = section(found, "of_entity", path.name)
    types = section(found, "deployment_types", path.name)
    return Regions(
        listed,
        {entity: _words(names, entity, path.name) for entity, names in of_entity.items()},
        {provider: str(listed_under) for provider, listed_under in types.items()},
    )


def _listing(region: Region, row: object, file: str) -> RegionListing:
    try:
        if not isinstance(row, dict):
            raise TypeError("expected a mapping")
        return RegionListing(
            region=region,
            kind=text(row["kind"]),
            location=text(row["location"]),
            country=cell(row, text(row["country"])),
            in_eu=text(row["eu"]),
            gdpr_zone=text(row["gdpr_zone"]),
            note=text(row["note"]) if "note" in row else "",
        )
    except (KeyError, TypeError, ValueError) as error:
        raise malformed(file, f"{region.provider}.{region.code}", str(error)) from error


def _words(value: object, place: str, file: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise malformed(file, place, "it is not a list")
    return tuple(str(word) for word in value)


def _codes(host: str) -> Iterator[str]:
    yield host
    # The nearest to the provider first: what is further left may be a name that somebody chose.
    for label in reversed(host.split(".")):
        yield label
        # us-central1-aiplatform.googleapis.com, de-txl for the code de/txl.
        yield label.rpartition("-")[0]
        yield label.replace("-", "/", 1)
