"""``kind: hosting``: how deployments are hosted, by whom and where, and what is agreed about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from auditor.catalogue.hosts import load_hosts
from auditor.catalogue.operators import load_operators
from auditor.catalogue.reading import load
from auditor.catalogue.regions import RegionListing
from auditor.declarations.entry import Entry
from auditor.declarations.files import Files
from auditor.declarations.kinds.base import VALID_FROM, Words, registry_fields
from auditor.declarations.selector import read_selector
from auditor.domain.countries import COUNTRIES, COUNTRY_SLIPS
from auditor.domain.declaration import HostingDeclared, Provenance
from auditor.domain.serving import Region
from auditor.domain.values import FactValue
from auditor.domain.vocabulary import HOSTED, KEY_HOLDERS, SELF_HOSTED
from auditor.formats.yaml_node import quoted

_FIELDS: Final = registry_fields(
    "hosting",
    besides=frozenset(),
    words={
        "mode": Words((*SELF_HOSTED, *HOSTED)),
        "keys": Words(KEY_HOLDERS),
        "support_access": Words(tuple(sorted(COUNTRIES))),
    },
)
_OPERATOR: Final = "operator"
SEAT_KEY: Final = "operator_country"
PARENT_KEY: Final = "operator_parent_country"
_REGION: Final = "region"


@dataclass(frozen=True, slots=True)
class HostingReader:
    """Reads hosting entries."""

    name: str = "hosting"
    required: tuple[str, ...] = ("deployment",)
    optional: tuple[str, ...] = (
        _OPERATOR,
        SEAT_KEY,
        PARENT_KEY,
        _REGION,
        *(field.key for field in _FIELDS),
        VALID_FROM,
    )

    def read(self, entry: Entry, provenance: Provenance, files: Files) -> HostingDeclared:  # noqa: ARG002 - it names no file
        """See `Kind.read`."""
        operator = _operator(entry)
        country = _country(entry)
        return HostingDeclared(
            deployment=read_selector(entry.child("deployment", "the selector of deployment"), by_host=True),
            operator=operator,
            country=country,
            region=None if country or _REGION not in entry.fields else _region(entry, operator),
            fields=(*_seats(entry), *entry.values(_FIELDS)),
            provenance=provenance,
        )


def _operator(entry: Entry) -> str | None:
    """Return the entity of the catalogue that a name means, so that it is compared with what was seen."""
    if _OPERATOR not in entry.fields:
        return None
    written = entry.text(_OPERATOR)
    return written if written in load().entities else load_operators().called(written) or written


def _seats(entry: Entry) -> Iterator[tuple[str, FactValue | None]]:
    """Yield where the operator and its ultimate parent are established; ``null``: it has no parent."""
    if SEAT_KEY in entry.fields:
        yield SEAT_KEY, entry.country(SEAT_KEY)
    if PARENT_KEY in entry.fields:
        yield PARENT_KEY, None if entry.is_null(PARENT_KEY) else entry.country(PARENT_KEY)


def _country(entry: Entry) -> str | None:
    """Return a country, in capitals, if the region is one."""
    if _REGION not in entry.fields:
        return None
    code = entry.text(_REGION).upper()
    if code in COUNTRY_SLIPS:
        raise entry.error(_REGION, f"does not know {quoted(code)}", f"Did you mean {COUNTRY_SLIPS[code]}?")
    return code if code in COUNTRIES else None


def _region(entry: Entry, operator: str | None) -> Region:
    """Return the region of a provider; a code that several have needs to be told apart."""
    written = entry.text(_REGION)
    found = tuple(_meant(written, operator))
    if len(found) == 1:
        return found[0].region
    if not found:
        hint = "A country (DE), or a region of a provider in the catalogue: aws:eu-central-1."
        raise entry.error(_REGION, f"does not know {quoted(written)}", hint)
    whose = [f"{one.region.provider}:{one.region.code}" for one in found]
    hint = f"Say whose it is: {' or '.join(whose)}."
    raise entry.error(_REGION, f"{quoted(written)} is a region of several providers", hint)


def _meant(written: str, operator: str | None) -> Iterator[RegionListing]:
    """Yield the regions that a text may mean: ``PROVIDER:CODE``, a code of the operator's, else anybody's."""
    regions = load_hosts().regions
    provider, is_qualified, code = written.partition(":")
    if is_qualified:
        named = regions.find(provider, code)
    else:
        named = regions.of(operator, written) if operator else None
    if named is not None:
        yield named
    elif not is_qualified:
        listed = (regions.find(provider, written) for provider in sorted(regions.listed))
        yield from (listing for listing in listed if listing is not None)
