"""Which column says what of a model: by the names that a target gives, else by those that are usual."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from auditor.errors import SourceError
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
            Field.MODEL: "model|modelname|modelid|aimodel|repository|modell|modellname|modèle",
            Field.REVISION: "revision|version|modelversion|commit|tag",
            Field.SHA256: "sha256|digest|checksum|hash|prüfsumme",
            Field.RUNTIME: "runtime|engine|inferenceserver|servingengine|laufzeit",
            Field.HOST: "host|hostname|machine|node|rechner|hôte",
            Field.ADDRESS: "address|endpoint|url|baseurl|apiurl|adresse",
            Field.REGION: "region|cloudregion|région",
            Field.WORKLOAD: "workload|system|application|usecase|anwendung",
            Field.LICENSE: "license|licence|lizenz",
            Field.PUBLISHER: "publisher|vendor|maker|supplier|hersteller|éditeur|fabricant",
            Field.PROVIDER: "provider|anbieter|fournisseur",
            Field.OPERATOR: "operator|operatedby|hostedby|betreiber|hoster|exploitant|opérateur|hébergeur",
            Field.PLATFORM: "platform|cloud|cloudprovider|cloudservice|hosting|plattform|cloudanbieter"
            "|clouddienst|plateforme|fournisseurcloud|servicecloud|hébergement",
            Field.SERVICE: "service|servicename|dienst|dienstname",
            Field.OWNER: "owner|contact|responsible|team|verantwortlich|responsable",
            Field.TASK: "task|purpose|zweck|tâche",
            Field.DEPLOYMENT_TYPE: "deploymenttype|sku|skuname|bereitstellungstyp|typededéploiement",
        }.items()
        for name in names.split("|")
    }
)
"""Names of columns in English, German and French, in lower case, letters and digits only."""

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
