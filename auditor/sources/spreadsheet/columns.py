"""Which column says what of a model: by the names that a target gives, else by those that are usual."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from auditor.errors import SourceError
from auditor.formats.address import parse_address
from auditor.formats.text import printable_name

_LONGEST: Final = 1024
_MOST_SHOWN: Final = 500


class Field(StrEnum):
    """What a column says of a model; a mapping in the target uses these words."""

    MODEL = "model"
    REVISION = "revision"
    SHA256 = "sha256"
    RUNTIME = "runtime"
    HOST = "host"
    ADDRESS = "address"
    REGION = "region"
    WORKLOAD = "workload"
    LICENSE = "license"
    PUBLISHER = "publisher"
    PROVIDER = "provider"
    OPERATOR = "operator"
    PLATFORM = "platform"
    SERVICE = "service"
    OWNER = "owner"
    TASK = "task"
    DEPLOYMENT_TYPE = "deployment_type"


_USUAL: Final[Mapping[str, Field]] = MappingProxyType(
    {
        name: field
        for field, names in {
            Field.MODEL: "model|modelname|modelid|aimodel|repository|modell|modellname|modellbezeichnung"
            "|kimodell|modèle",
            Field.REVISION: "revision|version|modelversion|commit|tag",
            Field.SHA256: "sha256|digest|checksum|hash|prüfsumme",
            Field.RUNTIME: "runtime|engine|inferenceserver|servingengine|laufzeit",
            Field.HOST: "host|hostname|machine|node|rechner|servername|hôte",
            Field.ADDRESS: "address|endpoint|url|baseurl|apiurl|adresse|endpunkt",
            Field.REGION: "region|cloudregion|région",
            Field.WORKLOAD: "workload|system|application|usecase|anwendung",
            Field.LICENSE: "license|licence|lizenz",
            Field.PUBLISHER: "publisher|vendor|maker|supplier|hersteller|éditeur|fabricant",
            Field.PROVIDER: "provider|anbieter|fournisseur",
            Field.OPERATOR: "operator|operatedby|hostedby|betreiber|hoster|exploitant|opérateur|hébergeur",
            Field.PLATFORM: "platform|cloud|cloudprovider|cloudservice|hosting|plattform|cloudanbieter"
            "|clouddienst|plateforme|fournisseurcloud|servicecloud|hébergement",
            Field.SERVICE: "service|servicename|dienst|dienstname",
            Field.OWNER: "owner|contact|responsible|team|verantwortlich|verantwortliche"
            "|verantwortlicher|responsable",
            Field.TASK: "task|purpose|zweck|verwendungszweck|einsatzzweck|tâche",
            Field.DEPLOYMENT_TYPE: "deploymenttype|sku|skuname|bereitstellungstyp|typededéploiement",
        }.items()
        for name in names.split("|")
    }
)
"""Names of columns in English, German and French, in lower case, letters and digits only."""

_PLACES: Final = frozenset(
    {"location", "site", "standort", "einsatzort", "ort", "emplacement", "lieu", "localisation"}
)
"""Names of columns that hold machines or addresses in one list, and towns in the next."""

SERVED_BY: Final = (Field.OPERATOR, Field.PLATFORM, Field.SERVICE)
"""Columns that may say who serves a model; of two that are called alike the first counts."""


def columns_of(target: str, names: Sequence[str], named: Mapping[Field, str]) -> Mapping[Field, int]:
    """Return where each field stands, by the first line of a sheet.

    Args:
        target: The target, as printed.
        names: What the columns are called.
        named: Names of columns that the target gives.

    Raises:
        SourceError: a column that is named is not there, two may be the same field, or none is the model.
    """
    places: dict[Field, list[int]] = {}
    for place, name in enumerate(names):
        field = next((one for one, column in named.items() if _same(column, name)), None)
        usual = _USUAL.get(plain(name))
        if field is None and usual not in named:
            field = usual
        if field is not None:
            places.setdefault(field, []).append(place)
    _refuse(target, names, named, places)
    return {field: found[0] for field, found in places.items()}


def with_machines(
    columns: Mapping[Field, int], names: Sequence[str], rows: Callable[[], Iterable[Sequence[str]]]
) -> Mapping[Field, int]:
    """Return the columns, with one that is called a place as the host if all that it holds are addresses.

    Args:
        columns: Those that their names tell.
        names: What the columns are called.
        rows: The rows, which are read only where such a column is there.
    """
    places = [
        place for place, name in enumerate(names) if plain(name) in _PLACES and place not in columns.values()
    ]
    if len(places) != 1 or Field.HOST in columns or Field.ADDRESS in columns:
        return columns
    (place,) = places
    held = [cells[place].strip() for cells in rows() if place < len(cells) and cells[place].strip()]
    is_told = any(map(_is_address, held)) and all(_is_address(one) or _is_machine(one) for one in held)
    return {**columns, Field.HOST: place} if is_told else columns


def _is_address(written: str) -> bool:
    """Say whether it is an address and can be nothing else: it has a scheme, a port, or a host with dots."""
    found = parse_address(written)
    return found is not None and (bool(found.scheme) or found.port is not None or "." in found.host)


def _is_machine(written: str) -> bool:
    """Say whether it is spelled as machines are named, with a number, and as towns are not."""
    return parse_address(written) is not None and any(map(str.isdigit, written))


def _refuse(
    target: str, names: Sequence[str], named: Mapping[Field, str], places: Mapping[Field, list[int]]
) -> None:
    for field, column in named.items():
        if field not in places:
            raise SourceError(
                f"{target}: no column {column!r}",
                hint=f"Its columns are: {_shown(names)}.",
            )
    for field, found in places.items():
        if len(found) > 1 and (field not in SERVED_BY or field in named):
            several = _shown([names[place] for place in found])
            raise SourceError(
                f"{target}: several columns may be the {field}: {several}",
                hint=f"Name one: csv:FILE?{field}={_shown([names[found[0]]])}",
            )
    if Field.MODEL not in places:
        raise SourceError(
            f"{target}: no column names the model",
            hint=f"Name it: csv:FILE?model=COLUMN, one of {_shown(names)}.",
        )


def cells_of(cells: Sequence[str], columns: Mapping[Field, int]) -> Mapping[Field, str]:
    """Return what a row says of each field; nothing where it is too short."""
    # A line break within a cell is how it was laid out.
    return {
        field: " ".join(cells[place].split())[:_LONGEST] if place < len(cells) else ""
        for field, place in columns.items()
    }


def _shown(names: Sequence[str]) -> str:
    """Return names of columns as an error prints them: what is no sheet has any, and any number."""
    return printable_name(", ".join(name.strip() for name in names)[:_MOST_SHOWN])


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def plain(name: str) -> str:
    """Return the letters and digits of a name, by which names are compared."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())
