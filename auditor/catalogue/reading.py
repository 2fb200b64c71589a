"""From the data files to a catalogue: everything is checked, nothing is guessed."""

import hashlib
import json
import math
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final, TypeVar

from auditor.catalogue.accelerator import Accelerator, Accelerators
from auditor.catalogue.catalogue import Catalogue
from auditor.catalogue.cells import CORRECT, flag, text
from auditor.catalogue.entry import MODALITIES, Cell, Entity, Entry
from auditor.domain.european_union import CODE_CHAPTERS
from auditor.domain.fact import Confidence
from auditor.errors import CatalogueError

T = TypeVar("T")
Json = Mapping[str, object]

DATA: Final = Path(__file__).parent / "data"
_BACKING: Final = frozenset({"source", "confidence", "checked_on", "stale_after"})


@cache
def load() -> Catalogue:
    """Return the catalogue that ships with auditor; read once per process.

    Raises:
        CatalogueError: a data file is missing or malformed.
    """
    return read(DATA)


def read(folder: Path) -> Catalogue:
    """Read a catalogue from a folder.

    Raises:
        CatalogueError: a file is missing or malformed; the message names it and the place in it.
    """
    organisations = _document(folder / "organisations.json")
    entities = _document(folder / "entities.json")
    accelerators = _document(folder / "accelerators.json")
    signed = _signed(_document(folder / "signatories.json"))
    entries: dict[str, Entry] = {}
    for path in sorted((folder / "models").glob("*.json")):
        for entry in _entries(_document(path), path.name):
            if entry.id in entries:
                raise _bad(path.name, entry.id, "is there twice")
            entries[entry.id] = entry
    return Catalogue(
        entries=entries,
        entities={
            key: _entity(key, record, signed.get(key))
            for key, record in _records(entities, "entities", "entities.json").items()
        },
        publishers={org.lower(): str(entity) for org, entity in _publishers(organisations).items()},
        repackagers=frozenset(
            org.lower() for org in _words("organisations.json", organisations, "repackagers")
        ),
        sha256=_digest(folder),
        accelerators=_accelerators(accelerators),
    )


def _digest(folder: Path) -> str:
    """Return the digest of all data, that which only sources read included, in the order of its paths."""
    digest = hashlib.sha256()
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*.json"))
    for name in sorted(names, key=str.encode):
        data = (folder / name).read_bytes()
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def _document(path: Path) -> Json:
    try:
        document = json.loads(path.read_bytes())
    except OSError as error:
        raise CatalogueError(
            f"{path.name}: cannot be read", hint="Reinstall auditor: its catalogue is incomplete."
        ) from error
    except ValueError as error:
        raise _bad(path.name, "file", f"is not JSON ({error})") from error
    if not isinstance(document, dict):
        raise _bad(path.name, "file", "is not a mapping")
    return document


def _bad(file: str, place: str, what: str) -> CatalogueError:
    return CatalogueError(f"{file}: {place} {what}", hint=CORRECT)


def _records(document: Json, key: str, file: str) -> Mapping[str, Json]:
    records = document.get(key)
    if not isinstance(records, dict) or not all(isinstance(record, dict) for record in records.values()):
        raise _bad(file, key, "is not a mapping of mappings")
    return records


def _publishers(document: Json) -> Json:
    publishers = document.get("publishers")
    if not isinstance(publishers, dict):
        raise _bad("organisations.json", "publishers", "is not a mapping")
    return publishers


def _words(file: str, document: Json, key: str) -> tuple[str, ...]:
    words = document.get(key)
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise _bad(file, key, "is not a list of words")
    return tuple(words)


_Signed = tuple[Cell[tuple[str, ...]], date]
"""The chapters that somebody has signed, and the day of the list that says so."""


def _signed(document: Json) -> Mapping[str, _Signed]:
    """Return which chapters of the code each provider has signed; a list of its own, for it moves faster.

    A list that states no day speaks of the day on which the file was drawn up.
    """
    file, signed = "signatories.json", {}
    try:
        drawn_up = _day(document.get("drawn_up"))
    except (TypeError, ValueError) as error:
        raise _bad(file, "drawn_up", f"is malformed ({error})") from error
    for key, record in _records(document, "signatories", file).items():
        cells = _Cells(file, key, record)
        chapters = cells.take("chapters", _chapters)
        cells.done()
        if chapters is None:
            raise _bad(file, f"{key}.chapters", "is missing")
        signed[key] = (chapters, chapters.checked_on or drawn_up)
    return signed


def _entity(key: str, record: Json, signed: _Signed | None) -> Entity:
    chapters, listed_on = signed or (None, None)
    cells = _Cells("entities.json", key, record)
    entity = Entity(
        id=key,
        name=cells.take("name", text),
        country=cells.take("country", text),
        parent=cells.take("parent", text),
        parent_country=cells.take("parent_country", text),
        code_chapters=chapters,
        listed_on=listed_on,
    )
    cells.done()
    return entity


def _accelerators(document: Json) -> Accelerators:
    file = "accelerators.json"
    share = _Cells(file, "file", document).take("utilisation", _shares)
    if share is None:
        raise _bad(file, "utilisation", "is missing")
    records = _records(document, "accelerators", file)
    return Accelerators({key: _accelerator(file, key, record) for key, record in records.items()}, share)


def _accelerator(file: str, key: str, record: Json) -> Accelerator:
    cells = _Cells(file, key, record, plain=frozenset({"vendor", "aliases"}))
    accelerator = Accelerator(
        id=key,
        vendor=str(record.get("vendor", "")),
        aliases=_words(file, record, "aliases"),
        fp64=cells.take("fp64", _number),
        fp32=cells.take("fp32", _number),
        tf32=cells.take("tf32", _number),
        half=cells.take("half", _number),
        fp8=cells.take("fp8", _number),
        fp4=cells.take("fp4", _number),
    )
    cells.done()
    return accelerator


def _entries(document: Json, file: str) -> list[Entry]:
    provider = document.get("provider")
    if provider is not None and not isinstance(provider, str):
        raise _bad(file, "provider", "is not a word")
    return [_entry(file, provider, key, record) for key, record in _records(document, "models", file).items()]


def _entry(file: str, provider: str | None, key: str, record: Json) -> Entry:
    cells = _Cells(file, key, record, plain=frozenset({"repository"}))
    repository = record.get("repository")
    entry = Entry(
        id=key,
        provider=provider,
        repository=repository if isinstance(repository, str) else None,
        family=cells.take("family", text),
        n_parameters=cells.take("n_parameters", _count),
        n_active_parameters=cells.take("n_active_parameters", _count),
        training_tokens=cells.take("training_tokens", _count),
        context_length=cells.take("context_length", _count),
        release_date=cells.take("release_date", _day),
        api_ids=cells.take("api_ids", _names),
        modalities=cells.take("modalities", _modalities),
        license=cells.take("license", text),
        base_models=cells.take("base_models", _names),
        weights_public=cells.take("weights_public", flag),
        designated_systemic=cells.take("designated_systemic", flag),
        disclosed_flop=cells.take("disclosed_flop", _number),
        estimated_flop=cells.take("estimated_flop", _number),
    )
    cells.done()
    return entry


class _Cells:
    """The cells of one record: what stands there directly has the record's own backing."""

    def __init__(self, file: str, key: str, record: Json, plain: frozenset[str] = frozenset()) -> None:
        self._place = (file, key)
        self._record = record
        self._left = set(record) - _BACKING - plain

    def take(self, name: str, convert: Callable[[object], T]) -> Cell[T] | None:
        """Return a cell, or ``None`` where the record has none.

        Raises:
            CatalogueError: it is not of its type, or nothing backs it.
        """
        if name not in self._record:
            return None
        self._left.discard(name)
        raw = self._record[name]
        own: Json = raw if isinstance(raw, dict) else {**self._record, "value": raw}
        try:
            return Cell(
                value=convert(own["value"]),
                source=text(own["source"]),
                confidence=Confidence(text(own["confidence"])),
                checked_on=None if own["checked_on"] is None else _day(own["checked_on"]),
                stale_after=_day(own["stale_after"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            file, key = self._place
            raise _bad(file, f"{key}.{name}", f"is malformed ({error})") from error

    def done(self) -> None:
        """Refuse a record with something in it that nobody read.

        Raises:
            CatalogueError: it has.
        """
        if self._left:
            file, key = self._place
            raise _bad(file, f"{key}.{min(self._left)}", "is not a column of the catalogue")


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
        raise TypeError("expected a positive count")
    return value


def _number(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value < math.inf:
        raise TypeError("expected a positive number")
    return float(value)


def _shares(value: object) -> tuple[float, float, float]:
    if not isinstance(value, list) or len(value) != 3:
        raise TypeError("expected the least, the middle and the most")
    low, central, high = map(_number, value)
    if not low <= central <= high <= 1:
        raise ValueError("expected shares in ascending order")
    return low, central, high


def _day(value: object) -> date:
    return date.fromisoformat(text(value))


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise TypeError("expected a list of names")
    return tuple(text(name) for name in value)


def _chapters(value: object) -> tuple[str, ...]:
    words = () if value == [] else _names(value)
    if others := set(words).difference(CODE_CHAPTERS):
        raise ValueError(f"not a chapter: {min(others)}")
    return tuple(sorted(words))


def _modalities(value: object) -> tuple[str, ...]:
    words = _names(value)
    if not MODALITIES.issuperset(words):
        raise ValueError(f"not a modality: {min(set(words) - MODALITIES)}")
    return tuple(sorted(words))
