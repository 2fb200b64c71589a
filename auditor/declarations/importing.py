"""A register of systems kept as a table: which column is which field, and what its rows say."""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from auditor.declarations.answering import answerable, typed
from auditor.declarations.nobody import UNKNOWN, refuse_no_name
from auditor.errors import DeclarationError
from auditor.formats.csv_table import Row, Table
from auditor.formats.yaml_node import did_you_mean, quoted
from auditor.formats.yaml_writing import Value

SYSTEM: Final = "system"
FILE: Final = "columns.json"
"""Beside the declarations: the columns of registers, once they are mapped."""

_SCHEMA: Final = "auditor/columns/1"
# Said by the import itself.
_OWN: Final = frozenset({"on", "source"})
FIELDS: Final = (*(key for key in answerable(SYSTEM) if key not in _OWN), "by")
"""What a column of a register can hold."""

# What columns are called without anybody having to say so.
_USUAL: Final[Mapping[str, str]] = {
    **{key.replace("_", ""): key for key in FIELDS},
    **dict.fromkeys(("systemid", "number", "nr", "no", "nummer", "kennung", "identifiant"), "id"),
    **dict.fromkeys(("system", "systemname", "application", "anwendung", "bezeichnung", "nom"), "name"),
    **dict.fromkeys(("intendedpurpose", "usecase", "zweck", "verwendungszweck", "finalité"), "purpose"),
    **dict.fromkeys(("responsible", "contact", "verantwortlich", "verantwortlicher", "responsable"), "owner"),
    **dict.fromkeys(("vendor", "supplier", "anbieter", "hersteller", "fournisseur"), "provider"),
    **dict.fromkeys(("model", "models", "modell", "modelle", "modèle"), "uses"),
    **dict.fromkeys(("annexiii", "annex3", "anhangiii", "highriskuse", "annexeiii"), "annex_iii"),
    **dict.fromkeys(("modelsused", "verwendetemodelle", "eingesetztemodelle", "modèlesutilisés"), "uses"),
    **dict.fromkeys(("inservicesince", "golive", "inbetriebnahme", "inbetriebseit"), "put_into_service_on"),
    **dict.fromkeys(("inbetriebnahmeam", "inbetriebnahmedatum", "putintoservice"), "put_into_service_on"),
    **dict.fromkeys(("imeinsatzseit", "miseenservice", "enservicedepuis"), "put_into_service_on"),
    **dict.fromkeys(("placedonthemarket", "inverkehrbringen", "miseenmarché"), "union_placed_on"),
    **dict.fromkeys(("inverkehrgebracht", "misesurlemarché"), "union_placed_on"),
    **dict.fromkeys(("underownname", "eigenername", "unterdemeigenennamen", "nompropre"), "own_name"),
    **dict.fromkeys(("untereigenemnamen", "soussonproprenom"), "own_name"),
    **dict.fromkeys(("vendorcountry", "countryofprovider", "paysdufournisseur"), "provider_country"),
    **dict.fromkeys(("landdesherstellers", "landdesanbieters", "herstellerland"), "provider_country"),
    **dict.fromkeys(("sitzdesherstellers", "sitzdesanbieters", "providerseat"), "provider_country"),
    **dict.fromkeys(("aisystem", "kisystem", "systèmedia"), "name"),
    **dict.fromkeys(("interagiertmitpersonen", "interagitavecdespersonnes"), "interacts_with_persons"),
    **dict.fromkeys(("art5", "article5", "artikel5", "prohibitedpractices"), "practices_art_5"),
    **dict.fromkeys(("verbotenepraktiken", "pratiquesinterdites"), "practices_art_5"),
    **dict.fromkeys(("annexi", "anhangi", "annexei"), "annex_i"),
    **dict.fromkeys(("sectionofannexi", "abschnittanhangi", "sectionannexei"), "annex_i_section"),
    **dict.fromkeys(("lastdesignchange", "letzteänderung"), "changed_design_on"),
    **dict.fromkeys(("hochrisikoseit", "àhautrisquedepuis", "hautrisquedepuis"), "high_risk_since"),
    **dict.fromkeys(("outofservicesince", "retired", "retiredon", "decommissioned"), "out_of_service"),
    **dict.fromkeys(("ausserbetrieb", "ausserbetriebseit", "horsservicedepuis"), "out_of_service"),
}
_ID_PART: Final = re.compile(r"[^A-Za-z0-9._]+")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of a register is which field.

    Attributes:
        fields: The field by column name.
        unused: Columns that are no field, in the order of the table.
        decided: What somebody said of a column: its field, or an empty text for none.
    """

    fields: Mapping[str, str]
    unused: tuple[str, ...]
    decided: Mapping[str, str] = field(default_factory=dict)

    @property
    def undecided(self) -> tuple[str, ...]:
        """The columns that are no field and of which nobody said so."""
        return tuple(column for column in self.unused if column not in self.decided)


@dataclass(frozen=True, slots=True)
class Imported:
    """What a register says.

    Attributes:
        entries: The values of each row by field.
        lines: The line each begins in, by id.
        problems: What is wrong, one line each; with any, the entries are not to be used.
    """

    entries: tuple[Mapping[str, Value], ...]
    lines: Mapping[str, int]
    problems: tuple[str, ...]


def guessed(column: str) -> str:
    """Return the field that a column of that name usually is; empty for none."""
    return _USUAL.get(_plain(column), "")


def columns_of(table: Table, named: Mapping[str, str]) -> Columns:
    """Return which column is which field.

    Args:
        table: The register.
        named: Fields by column, as somebody mapped them; an empty field leaves the column out.

    Raises:
        DeclarationError: a column or field is unknown, a field has two columns, or none has the names.
    """
    there = {column.casefold(): column for column in table.columns}
    fields: dict[str, str] = {}
    for column, key in named.items():
        if column.casefold() not in there:
            hint = did_you_mean(column, table.columns)
            raise DeclarationError(f"there is no column {quoted(column)}", hint=hint)
        if key and key not in FIELDS:
            raise DeclarationError(f"{column}: unknown field {quoted(key)}", hint=did_you_mean(key, FIELDS))
        fields[there[column.casefold()]] = key
    decided = dict(fields)
    for column in table.columns:
        key = guessed(column)
        if column not in fields and key and key not in fields.values():
            fields[column] = key
    used = {column: key for column, key in fields.items() if key}
    _refuse_twins(used)
    if "name" not in used.values():
        hint = f"Say which it is: --map COLUMN=name; columns: {', '.join(table.columns)}."
        raise DeclarationError("no column has the systems' names", hint=hint)
    return Columns(used, tuple(column for column in table.columns if column not in used), decided)


def _refuse_twins(fields: Mapping[str, str]) -> None:
    keys = list(fields.values())
    for column, key in fields.items():
        if keys.count(key) > 1:
            first = next(one for one, other in fields.items() if other == key)
            if first != column:
                raise DeclarationError(
                    f"{first} and {column} are both {key}", hint="Leave one out: --map COLUMN="
                )


def read_rows(table: Table, columns: Columns) -> Imported:
    """Return what the rows say; an empty cell says nothing."""
    entries: list[Mapping[str, Value]] = []
    lines: dict[str, int] = {}
    problems: list[str] = []
    for row in table.rows:
        reading = _Reading(row, table.columns, columns.fields)
        entry = reading.entry()
        id_ = str(entry.get("id", ""))
        if id_ in lines:
            reading.problems.append(f"line {row.line}: id {id_} is that of line {lines[id_]} too")
        elif id_:
            lines[id_] = row.line
        problems += reading.problems
        entries.append(entry)
    if not table.rows:
        problems.append("no row is below the column names")
    return Imported(tuple(entries), lines, tuple(problems))


@dataclass(slots=True)
class _Reading:
    row: Row
    names: tuple[str, ...]
    fields: Mapping[str, str]
    problems: list[str] = field(default_factory=list)

    def entry(self) -> Mapping[str, Value]:
        found = dict(self._values())
        name = found.get("name")
        if isinstance(name, str) and "id" not in found and "id" not in self.fields.values():
            found = {"id": _id_of(name), **found}
        for key in ("id", "name"):
            if key not in found and not self._is_told(key):
                self.problems.append(f"line {self.row.line}: {self._column(key)}: is empty")
        return found

    def _values(self) -> Iterator[tuple[str, Value]]:
        for column, cell in zip(self.names, self.row.cells, strict=True):
            key = self.fields.get(column, "")
            if not key or not cell or cell.strip().casefold() in UNKNOWN:
                continue
            try:
                yield key, _signer(cell) if key == "by" else typed(SYSTEM, key, cell)
            except DeclarationError as error:
                self.problems.append(f"line {self.row.line}: {column}: {error.message} ({error.hint})")

    def _column(self, key: str) -> str:
        return next((column for column, of in self.fields.items() if of == key), key)

    def _is_told(self, key: str) -> bool:
        """Say whether a problem has been told about a field already."""
        return any(said.startswith(f"line {self.row.line}: {self._column(key)}: ") for said in self.problems)


def _signer(cell: str) -> str:
    refuse_no_name("by", cell)
    return cell


def _id_of(name: str) -> str:
    """Return an id made from a name: its letters and digits, the others dashes."""
    ascii_ = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return _ID_PART.sub("-", ascii_).strip("-._").lower()[:64].rstrip("-._")


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def saved_columns(folder: Path, columns: Sequence[str]) -> Mapping[str, str]:
    """Return the fields by column that were saved for a register with these columns; empty for none.

    Raises:
        DeclarationError: the file was changed into something else.
    """
    for one in _saved(folder):
        if one["columns"] == list(columns):
            return {str(column): str(key) for column, key in one["fields"].items()}
    return {}


def with_saved(folder: Path, columns: Sequence[str], decided: Mapping[str, str]) -> str:
    """Return the text of the file with what was said of the columns of one register.

    A column of which nobody said anything is not in it: it is asked for where there is somebody to ask.
    """
    others = [one for one in _saved(folder) if one["columns"] != list(columns)]
    mine = {
        "columns": list(columns),
        "fields": {column: decided[column] for column in columns if column in decided},
    }
    registers = sorted([*others, mine], key=lambda one: json.dumps(one["columns"]))
    return json.dumps({"schema": _SCHEMA, "registers": registers}, indent=2, ensure_ascii=False) + "\n"


def _saved(folder: Path) -> list[dict[str, Any]]:
    path = folder / FILE
    if not path.exists():
        return []
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        registers = found["registers"]
        ok = found["schema"] == _SCHEMA and all(
            isinstance(one["columns"], list) and isinstance(one["fields"], dict) for one in registers
        )
    except (OSError, ValueError, KeyError, TypeError):
        ok, registers = False, []
    if not ok:
        raise DeclarationError(
            f"{path}: no columns of registers", hint="Remove it; they are asked for again."
        )
    return list(registers)
