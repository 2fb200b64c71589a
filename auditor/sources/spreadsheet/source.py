"""The sheet, row by row."""

import csv
import io
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from auditor.domain.observation import Covered, Observation, Problem, SkipKind, Skipped
from auditor.domain.phrasing import counted, plain_spaces
from auditor.domain.serving import (
    DeploymentState,
    InUse,
    ModelReference,
    ReferenceKind,
    Runtime,
    Stated,
)
from auditor.errors import FormatError, SourceError
from auditor.formats.address import parse_address
from auditor.formats.text import printable_name
from auditor.sources.asides import asides, split
from auditor.sources.base import PlaceKind, Target
from auditor.sources.cleaning import clean, settings_of
from auditor.sources.credentials import without_credentials
from auditor.sources.places import absolute, existing, named_folder
from auditor.sources.reading import read_bounded, why
from auditor.sources.references import reference
from auditor.sources.routing.upstream import Upstream
from auditor.sources.spreadsheet.columns import Field, cells_of, columns_of, plain, with_machines
from auditor.sources.spreadsheet.serving import names_service, region_of, served

if TYPE_CHECKING:
    from auditor.catalogue.hosts import Hosts

_MOST_BYTES: Final = 20_000_000
_MOST_ROWS: Final = 100_000
# Columns that are not read are named, those of a sheet that has hundreds in part.
_MOST_NAMED: Final = 20
_DELIMITERS: Final = ",;\t|"
_SHA256: Final = re.compile(r"(?:sha256[:-])?([0-9a-f]{64})", re.IGNORECASE)
_TOLD: Final = re.compile(r"sep=(.)\s*")

# What a cell says and nothing follows from, and why not.
_UNRESOLVED: Final = {
    Field.OPERATOR: "nobody whom the catalogue knows to serve models",
    Field.REGION: "it is not known whose it is",
}
_NAME_IT: Final = "csv:FILE?FIELD=COLUMN says what one holds"


@dataclass(frozen=True, slots=True)
class SpreadsheetSource:
    """Reads a list of models that somebody keeps by hand."""

    scheme: str = "csv"
    summary: str = (
        "models that a spreadsheet lists (csv:inventory.csv, csv:inventory.csv?model=Name&host=Where)"
    )
    needs_place: bool = True
    place_kind: PlaceKind = PlaceKind.PATH

    def resolve(self, target: Target) -> Target:
        """See `Source.resolve`."""
        file, query = split(target)
        return Target(self.scheme, absolute(named_folder(file)) + query)

    def observe(self, target: Target) -> Iterator[Observation]:
        """See `Source.observe`."""
        place, query = split(target)
        mapped = _columns_named(target, query)
        file = existing(place)
        if file.is_dir():
            raise SourceError(f"{target.called}: a folder, not a file", hint="Name one exported sheet.")
        sheet = _Sheet(str(target), file.name, _read(target, file))
        yield from sheet.observe(mapped)


def _columns_named(target: Target, query: str) -> Mapping[Field, str]:
    found = asides(target, query, tuple(Field))
    return {Field(word): columns[-1] for word, columns in found.items()}


def _read(target: Target, file: Path) -> str:
    try:
        return _decoded(read_bounded(os.fspath(file), _MOST_BYTES)).replace("\r\n", "\n")
    except OSError as error:
        raise SourceError(f"{target.called}: {why(error)}", hint="Check the path.") from error
    except FormatError as error:
        raise SourceError(f"{target.called}: {error.message}", hint="Export the sheet as CSV.") from error


def _decoded(raw: bytes) -> str:
    """Return the text of a sheet.

    Raises:
        FormatError: it is a workbook, or no text at all.
    """
    is_wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    if raw.startswith((b"PK\3\4", b"\xd0\xcf\x11\xe0")):
        raise FormatError("a workbook, not CSV")
    if b"\0" in raw and not is_wide:
        raise FormatError("no text, and so not CSV")
    if is_wide:
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What spreadsheets write on Windows in western Europe.
        return raw.decode("cp1252", "replace")


@dataclass(frozen=True, slots=True)
class _Sheet:
    target: str
    name: str
    text: str

    def observe(self, mapped: Mapping[Field, str]) -> Iterator[Observation]:
        from auditor.catalogue.hosts import load_hosts

        n_read, hosts = 0, load_hosts()
        as_written: Counter[Field] = Counter()
        columns: Mapping[Field, int] = {}
        names: list[str] = []
        try:
            for line, cells in self._rows():
                if not columns:
                    told = columns_of(self.target, cells, mapped)
                    columns, names = with_machines(told, cells, self._below), cells
                    continue
                seen = self._row(line, cells_of(cells, columns), hosts)
                if isinstance(seen, InUse):
                    n_read += 1
                    as_written.update(_unresolved(seen))
                yield seen
                if n_read == _MOST_ROWS:
                    yield Skipped(self.target, f"{self.name}:{line + 1}", f"more than {_MOST_ROWS} rows")
                    break
        except csv.Error as error:
            yield Problem(self.target, self.name, f"not CSV: {error}")
        if not columns:
            raise SourceError(
                f"{without_credentials(self.target)}: an empty sheet", hint="Export it with its column names."
            )
        if left := _left(columns, names):
            reason = f"{_unread(left)} ({_NAME_IT})"
            yield Skipped(self.target, self.name, reason, SkipKind.COLUMN)
        yield Covered(self.target, n_read, f"every row; {self._covered(columns, names, as_written)}")

    def _below(self) -> Iterator[Sequence[str]]:
        """Yield what the rows below the names hold, as far as it is CSV."""
        with suppress(csv.Error):
            yield from (cells for _, cells in islice(self._rows(), 1, _MOST_ROWS + 1))

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield every row with something in it, and the line it begins in."""
        first, _, rest = self.text.partition("\n")
        told = _TOLD.fullmatch(first)
        text = rest if told else self.text
        delimiter = told[1] if told else max(_DELIMITERS, key=text.partition("\n")[0].count)
        # A quotation that is never closed would swallow every row below it.
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        line = 2 if told else 1
        offset = line
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + offset

    def _row(self, line: int, said: Mapping[Field, str], hosts: "Hosts") -> InUse | Problem:
        locator = f"{self.name}:{line}"
        told = served(said, hosts)
        found = told.upstream
        model = _model(said, found)
        if model is None:
            return Problem(self.target, locator, "a row without a model")
        digest = said.get(Field.SHA256, "")
        if digest and model.sha256 is None:
            return Problem(self.target, locator, "its digest is no SHA-256 in hexadecimal")
        owner = f", kept by {said[Field.OWNER]}" if said.get(Field.OWNER) else ""
        return clean(
            InUse(
                target=self.target,
                locator=locator,
                state=DeploymentState.DECLARED,
                evidence=f"a spreadsheet lists the model {said[Field.MODEL]}{owner}",
                model=model,
                runtime=_runtime(told.runtime) or found.runtime,
                endpoint=found.endpoint,
                workload=told.workload or None,
                host=_host(said.get(Field.HOST, "")) or found.host,
                operator=found.operator,
                region=region_of(said, found, hosts),
                # Whose region it is, nobody says.
                region_written="" if found.operator else said.get(Field.REGION, ""),
                deployment_type=said.get(Field.DEPLOYMENT_TYPE, ""),
                stated=Stated(
                    said.get(Field.LICENSE, ""),
                    told.maker,
                    said.get(Field.TASK, ""),
                    is_own_machine=told.is_own,
                ),
                settings=settings_of(
                    {
                        Field.OWNER.value: said.get(Field.OWNER),
                        Field.SERVICE.value: told.offered_as,
                        Field.OPERATOR.value: told.stated,
                    }
                ),
            )
        )

    def _covered(
        self, columns: Mapping[Field, int], names: Sequence[str], as_written: Mapping[Field, int]
    ) -> str:
        said = sorted((field.value, names[place].strip()) for field, place in columns.items())
        # A claim names its column by the field; the sheet may call it otherwise.
        called = (
            field if plain(name) == field else f"{field} ({printable_name(name)})" for field, name in said
        )
        read = f"columns read: {', '.join(called)}"
        left = _left(columns, names)
        kept = [
            f"{field} of {plain_spaces(counted(as_written[field], 'row'))} kept as written: {why_not}"
            for field, why_not in _UNRESOLVED.items()
            if as_written[field]
        ]
        return "; ".join((read, *([_unread(left)] if left else ()), *kept))


def _unresolved(seen: InUse) -> Iterator[Field]:
    """Yield what a row says and nothing follows from."""
    if Field.OPERATOR in dict(seen.settings):
        yield Field.OPERATOR
    if seen.region_written:
        yield Field.REGION


def _left(columns: Mapping[Field, int], names: Sequence[str]) -> list[str]:
    """Return the names of the columns that are not read."""
    return [
        printable_name(name.strip())
        for place, name in enumerate(names)
        if place not in columns.values() and name.strip()
    ]


def _unread(left: Sequence[str]) -> str:
    more = [f"{len(left) - _MOST_NAMED} more"] if len(left) > _MOST_NAMED else []
    return f"columns not read: {', '.join((*left[:_MOST_NAMED], *more))}"


def _model(said: Mapping[Field, str], found: Upstream) -> ModelReference | None:
    written = said[Field.MODEL]
    kind = ReferenceKind.REPOSITORY if written.count("/") == 1 else ReferenceKind.STORE
    model = found.model if found.operator else reference(written, kind)
    if model is None:
        return None
    digest = _SHA256.fullmatch(said.get(Field.SHA256, ""))
    revision = said.get(Field.REVISION) or model.revision
    return replace(model, revision=revision, sha256=digest[1].lower() if digest else None)


def _runtime(written: str) -> Runtime | None:
    """Return the runtime by its id or title in the catalogue, else as it is called; a service is none."""
    from auditor.catalogue.runtime_reading import known_runtimes

    if not written:
        return None
    for entry in known_runtimes().entries.values():
        if plain(written) in (plain(entry.id), plain(entry.title)):
            return Runtime(entry.id)
    return None if names_service(written) else Runtime(written)


def _host(written: str) -> str:
    """Return the machine that a cell names, by its address too."""
    address = parse_address(written) if "://" in written else None
    return address.host if address else written
