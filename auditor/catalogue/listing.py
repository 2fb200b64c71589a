"""Rows of the catalogue's lists of hosts and regions, and how they are read."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from auditor.catalogue.cells import CORRECT, text
from auditor.catalogue.entry import Cell
from auditor.domain.fact import Confidence
from auditor.errors import CatalogueError

Json = Mapping[str, object]


class Purpose(StrEnum):
    """What is behind a host, a package or a variable."""

    MODELS = "models"
    """Models that somebody serves."""
    GENERAL = "general"
    """All that a provider sells: that it is models, something else must show."""
    WEIGHTS = "weights"
    """Weights, to be downloaded."""
    VECTORS = "vectors"
    TRACING = "tracing"
    """Copies of prompts and answers."""
    SIGN_IN = "sign-in"


@dataclass(frozen=True, slots=True)
class Listing:
    """What is known of one host, variable, package, prefix of model ids, or organisation.

    Attributes:
        key: The key, as the catalogue writes it.
        entity: Id of the entity behind it, with what backs that; its value is ``None`` where none is named.
        decided_by: What decides instead, where the key alone does not: ``base URL``, ``repackager``.
        service: What it is.
        note: A remark; empty without one.
        purpose: What is behind it.
        names_region: Whether a region that its host names is where it is, not a name that somebody chose.
        customers_name: The names that its customers make up there, for deployments and endpoints of theirs;
            ``None`` where whoever operates it names everything.
        computes_in_region: Whether that is also where it computes, though others of its provider's services
            compute where the type of a deployment says.
    """

    key: str
    entity: Cell[str | None]
    service: str
    note: str = ""
    decided_by: str | None = None
    purpose: Purpose = Purpose.MODELS
    names_region: bool = True
    computes_in_region: bool = False
    customers_name: re.Pattern[str] | None = None

    @property
    def decides(self) -> bool:
        """Whether the key alone says who is behind it."""
        return self.entity.value is not None and self.decided_by is None


def listings(document: Json, key: str, file: str) -> Mapping[str, Listing]:
    """Return the rows of one section.

    Raises:
        CatalogueError: one of them is malformed.
    """
    return {name: _listing(name, row, file) for name, row in section(document, key, file).items()}


def _listing(key: str, row: object, file: str) -> Listing:
    if not isinstance(row, dict):
        raise malformed(file, key, "it is not a mapping")
    entity, decided_by = row.get("entity"), row.get("decided_by")
    try:
        return Listing(
            key=key,
            entity=cell(row, None if entity is None else text(entity)),
            service=text(row["service"]),
            note=text(row["note"]) if "note" in row else "",
            decided_by=None if decided_by is None else text(decided_by),
            purpose=Purpose(row.get("purpose", Purpose.MODELS)),
            names_region=row.get("names_region", True) is True,
            computes_in_region=row.get("computes_in_region") is True,
            customers_name=re.compile(text(row["customers_name"])) if "customers_name" in row else None,
        )
    except (KeyError, TypeError, ValueError, re.error) as error:
        raise malformed(file, key, str(error)) from error


def cell(row: Json, value: str | None) -> Cell[str | None]:
    """Return a value with what backs its row.

    Raises:
        KeyError: nothing does.
        TypeError: not as text.
        ValueError: a confidence or a day is none.
    """
    on = row["checked_on"]
    return Cell(
        value=value,
        source=text(row["source"]),
        confidence=Confidence(text(row["confidence"])),
        checked_on=None if on is None else date.fromisoformat(text(on)),
        stale_after=date.fromisoformat(text(row["stale_after"])),
    )


def section(document: Json, key: str, file: str) -> Json:
    """Return a mapping by its name.

    Raises:
        CatalogueError: it is none.
    """
    rows = document.get(key)
    if not isinstance(rows, dict):
        raise malformed(file, key, "it is not a mapping")
    return rows


def document(path: Path) -> Json:
    """Read a data file.

    Raises:
        CatalogueError: it is missing, or no JSON mapping.
    """
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise malformed(path.name, "file", str(error)) from error
    if not isinstance(found, dict):
        raise malformed(path.name, "file", "it is not a mapping")
    return found


def malformed(file: str, place: str, what: str) -> CatalogueError:
    """Return the error for a place in a data file."""
    return CatalogueError(f"{file}: {place} is malformed ({what})", hint=CORRECT)
