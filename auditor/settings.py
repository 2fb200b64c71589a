"""``auditor.toml`` and the ``AUDITOR_*`` environment, as one frozen value.

Keys of ``auditor.toml`` (all optional)::

    targets = ["dir:models", "ollama:"]     # paths, here and below, start from the folder of the file
    declarations = "declarations"
    packs = ["eu-ai-act", "licensing", "sovereignty", "security"]
    database = "auditor.db"
    evidence_store = "auditor-evidence"     # copies of what proves something; default: beside the database
    host = "gpu-01"                         # what this machine is called, whatever name it has today

``AUDITOR_DATABASE``, ``AUDITOR_CONFIG`` and ``AUDITOR_HOST`` override the file, and the command line both.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from auditor.errors import SettingsError

CONFIG_NAME: Final = "auditor.toml"
_LISTS: Final = frozenset({"targets", "packs"})
_STRINGS: Final = frozenset({"declarations", "database", "evidence_store", "host"})


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user configured.

    Attributes:
        folder: Folder of ``auditor.toml``, or the current one.
        config: The file in use, if there is one.
        targets: What to look at when the command line names nothing, as written; paths start from ``folder``.
        declarations: Folder of the declarations.
        packs: Policy packs in force; empty for all shipped ones.
        database: Database URL.
        host: What this machine is called; empty for the name it has.
        evidence_store: Folder of the copies of evidence; ``None`` for the one beside the database.
    """

    folder: Path
    config: Path | None
    targets: tuple[str, ...]
    declarations: Path
    packs: tuple[str, ...]
    database: str
    host: str = ""
    evidence_store: Path | None = None


def load(
    config: Path | None = None,
    *,
    database: str | None = None,
    environment: Mapping[str, str] = os.environ,
    folder: Path | None = None,
) -> Settings:
    """Read the settings in force.

    Args:
        config: A file named by the user; otherwise ``AUDITOR_CONFIG``, then ``auditor.toml`` in ``folder``.
        database: A database named by the user: a path or a URL.
        environment: Environment variables.
        folder: The current folder.

    Returns:
        The settings, with every path absolute.

    Raises:
        SettingsError: the file is missing, malformed, or has an unknown key.
    """
    here = (folder or Path.cwd()).resolve()
    path = _config_path(config, environment, here)
    raw = _read(path) if path else {}
    home = path.parent.resolve() if path else here
    _must_exist(home, raw, path)
    chosen = database or environment.get("AUDITOR_DATABASE")
    return Settings(
        folder=home,
        config=path,
        targets=tuple(raw.get("targets", ())),
        declarations=home / str(raw.get("declarations", "declarations")),
        packs=tuple(raw.get("packs", ())),
        database=_database_url(chosen, here)
        if chosen
        else _database_url(str(raw.get("database", "auditor.db")), home),
        host=environment.get("AUDITOR_HOST") or str(raw.get("host", "")),
        evidence_store=home / str(raw["evidence_store"]) if "evidence_store" in raw else None,
    )


def _config_path(config: Path | None, environment: Mapping[str, str], here: Path) -> Path | None:
    named = config or (Path(environment["AUDITOR_CONFIG"]) if "AUDITOR_CONFIG" in environment else None)
    if named:
        if not named.is_file():
            raise SettingsError(
                f"{named}: no such file", hint="Name an existing auditor.toml, or leave --config out."
            )
        return named.resolve()
    default = here / CONFIG_NAME
    if default.exists() and not default.is_file():
        # Whoever made it means something by it: to go on without would be to audit something else.
        raise SettingsError(f"{default}: not a file", hint="Move it away, or put the configuration there.")
    return default if default.is_file() else None


def _read(path: Path) -> dict[str, Any]:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: {error}", hint="It must be TOML; see docs/configuration.md.") from error
    for key, value in raw.items():
        if key in _LISTS:
            fits = isinstance(value, list) and all(isinstance(item, str) for item in value)
        elif key in _STRINGS:
            fits = isinstance(value, str)
        else:
            known = ", ".join(sorted(_LISTS | _STRINGS))
            raise SettingsError(f"{path}: unknown key {key!r}", hint=f"Known keys: {known}.")
        if fits and "\0" in "".join(value):
            raise SettingsError(f"{path}: {key} holds a NUL character", hint="No path or name holds one.")
        if not fits:
            kind = "a list of strings" if key in _LISTS else "a string"
            raise SettingsError(f"{path}: {key} must be {kind}", hint="See docs/configuration.md.")
    return raw


def _must_exist(home: Path, raw: dict[str, Any], path: Path | None) -> None:
    """Refuse a declarations folder that is named and not there: its duties would silently be unknown."""
    named = raw.get("declarations")
    if named is not None and not (home / named).is_dir():
        raise SettingsError(
            f"{path}: declarations: no such folder: {home / named}", hint="Create it, or correct it."
        )


def _database_url(text: str, folder: Path) -> str:
    if "://" in text:
        return text
    return f"sqlite:///{(folder / text).resolve()}"
