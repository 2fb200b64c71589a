"""From the data files to the runtimes: everything is checked, nothing is guessed."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from auditor.catalogue.cells import CORRECT, flag, text
from auditor.catalogue.runtimes import (
    Command,
    Defaults,
    Image,
    ModelSetting,
    Purpose,
    RuntimeEntry,
    Runtimes,
    Setting,
    Takes,
)
from auditor.domain.fact import Confidence
from auditor.domain.serving import Activity, ReferenceKind
from auditor.domain.tri import Tri
from auditor.errors import CatalogueError

DATA: Final = Path(__file__).parent / "data" / "runtimes"

# fmt: off
_COLUMNS: Final = frozenset({
    "title", "source", "confidence", "commands", "titles", "images", "models", "settings", "switches",
    "native", "image", "needs_credentials", "remote_code",
})
# fmt: on


@cache
def known_runtimes() -> Runtimes:
    """Return the runtimes that ship with auditor; read once per process.

    Raises:
        CatalogueError: a data file is missing or malformed.
    """
    return read_runtimes(DATA)


def read_runtimes(folder: Path) -> Runtimes:
    """Read the runtimes of a folder, one per file.

    Raises:
        CatalogueError: there are none, or one is malformed; the message names the file.
    """
    entries: dict[str, RuntimeEntry] = {}
    for path in sorted(folder.glob("*.json")):
        try:
            entries[path.stem] = entry_of(path.stem, json.loads(path.read_bytes()))
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise CatalogueError(f"runtimes/{path.name}: {error}", hint=CORRECT) from error
    if not entries:
        raise CatalogueError("no runtimes", hint="Reinstall auditor: its catalogue is incomplete.")
    return Runtimes(entries)


def entry_of(name: str, record: object) -> RuntimeEntry:
    """Return the runtime that a record describes.

    Raises:
        KeyError: a column is missing.
        TypeError: a column is of another type.
        ValueError: a word is none of those that are allowed, or a column is not known.
    """
    columns = _mapping(record, _COLUMNS)
    return RuntimeEntry(
        id=name,
        title=text(columns["title"]),
        source=text(columns["source"]),
        confidence=Confidence(text(columns["confidence"])),
        commands=tuple(_command(command) for command in _list(columns.get("commands", []))),
        titles=_words(columns.get("titles", [])),
        images=tuple(_image(image) for image in _list(columns.get("images", []))),
        models=tuple(_model(model) for model in _list(columns.get("models", []))),
        settings={
            Purpose(purpose): _setting(setting)
            for purpose, setting in _mapping(columns.get("settings", {})).items()
        },
        switches=_words(columns.get("switches", [])),
        native=_defaults(columns.get("native", {})),
        in_image=_defaults(columns.get("image", columns.get("native", {}))),
        needs_credentials=Tri(text(columns["needs_credentials"])),
        remote_code=Tri(text(columns["remote_code"])),
    )


def _command(record: object) -> Command:
    columns = _mapping(record, frozenset({"words", "activity", "models", "kind", "program_is_model", "host"}))
    return Command(
        words=_split(columns["words"]),
        activity=Activity(text(columns.get("activity", "serves"))),
        models=Takes(text(columns.get("models", "nothing"))),
        kind=ReferenceKind(text(columns.get("kind", "repository"))),
        program_is_model=flag(columns.get("program_is_model", False)),
        host=None if columns.get("host") is None else text(columns["host"]),
    )


def _image(record: object) -> Image:
    columns = _mapping(record, frozenset({"repositories", "entrypoint", "arguments", "names_model"}))
    return Image(
        repositories=_words(columns["repositories"]),
        entrypoint=_split(columns.get("entrypoint")),
        arguments=_split(columns.get("arguments")),
        names_model=flag(columns.get("names_model", False)),
    )


def _model(record: object) -> ModelSetting:
    columns = dict(_mapping(record))
    kind = ReferenceKind(text(columns.pop("kind")))
    is_further = flag(columns.pop("is_further", False))
    return ModelSetting(_setting(columns), kind, is_further)


def _setting(record: object) -> Setting:
    columns = _mapping(record, frozenset({"flags", "environment", "takes"}))
    flags = _words(columns.get("flags", []))
    if not all(flag.startswith("-") and "_" not in flag for flag in flags):
        raise ValueError(f"flags are written with dashes: {flags}")
    return Setting(
        flags=flags,
        environment=_words(columns.get("environment", [])),
        takes=Takes(text(columns.get("takes", "one"))),
    )


def _defaults(record: object) -> Defaults:
    columns = _mapping(record, frozenset({"host", "port"}))
    port = columns.get("port")
    if port is not None and not isinstance(port, int):
        raise TypeError("a port is a number")
    return Defaults(None if columns.get("host") is None else text(columns["host"]), port)


def _mapping(record: object, columns: frozenset[str] | None = None) -> Mapping[str, object]:
    if not isinstance(record, dict):
        raise TypeError("expected a mapping")
    unknown = set(record) - columns if columns is not None else set()
    if unknown:
        raise ValueError(f"{min(unknown)} is not a column of the catalogue")
    return record


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError("expected a list")
    return value


def _words(value: object) -> tuple[str, ...]:
    return tuple(text(word) for word in _list(value))


def _split(value: object) -> tuple[str, ...]:
    return () if value is None else tuple(text(value).split())
