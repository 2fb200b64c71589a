"""``auditor.toml`` and the ``AUDITOR_*`` environment, as one frozen value.

Keys of ``auditor.toml`` (all optional)::

    targets = ["dir:models", "ollama:"]     # paths, here and below, start from the folder of the file
    declarations = "declarations"
    profile = "eu-finance"                  # a starter profile: packs, severities, parameters
    packs = ["eu-ai-act", "licensing", "sovereignty", "security"]
    policies = ["policies"]                 # folders of own packs
    pack_keys = ["keys/house.pub"]          # public keys whose signatures of packs are trusted
    require_signed_packs = true             # own packs that none of them signed are refused
    database = "auditor.db"
    evidence_store = "auditor-evidence"     # copies of what proves something; default: beside the database
    host = "gpu-01"                         # what this machine is called, whatever name it has today
    [severity]                              # rules whose failures weigh differently here
    no-digest = "medium"
    [parameters.sovereignty]                # what a pack leaves to the organisation
    airgap_max_age_days = 90

``AUDITOR_DATABASE``, ``AUDITOR_CONFIG`` and ``AUDITOR_HOST`` override the file, and the command line both.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from auditor.errors import SettingsError

CONFIG_NAME: Final = "auditor.toml"
_LISTS: Final = frozenset({"targets", "packs", "policies", "pack_keys"})
_STRINGS: Final = frozenset({"declarations", "database", "evidence_store", "host", "profile"})
_SWITCHES: Final = frozenset({"require_signed_packs"})
_TABLES: Final = frozenset({"severity", "parameters"})
_KINDS: Final = (
    (_LISTS, "a list of strings"),
    (_STRINGS, "a string"),
    (_SWITCHES, "true or false"),
    (_TABLES, "a table"),
)

ParameterValue = bool | int | float | str | date | tuple[str, ...]
"""What a parameter of a pack can be set to."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user configured.

    Attributes:
        folder: Folder of ``auditor.toml``, or the current one.
        config: The file in use, if there is one.
        targets: What to look at when the command line names nothing, as written; paths start from ``folder``.
        declarations: Folder of the declarations.
        packs: Policy packs in force; empty for those of the profile, or all shipped ones.
        database: Database URL.
        host: What this machine is called; empty for the name it has.
        profile: Starter profile; empty for none.
        policies: Folders of the user's own packs.
        pack_keys: Files of public keys whose signatures of packs are trusted.
        severity: Severities by rule id, where they differ from those of the packs.
        parameters: Values of parameters by pack and name.
        evidence_store: Folder of the copies of evidence; ``None`` for the one beside the database.
        require_signed_packs: Whether own packs have to be signed by one of ``pack_keys``.
        names_declarations: Whether the folder of the declarations is named, and so has to be there.
    """

    folder: Path
    config: Path | None
    targets: tuple[str, ...]
    declarations: Path
    packs: tuple[str, ...]
    database: str
    host: str = ""
    profile: str = ""
    policies: tuple[Path, ...] = ()
    pack_keys: tuple[Path, ...] = ()
    severity: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Mapping[str, ParameterValue]] = field(default_factory=dict)
    evidence_store: Path | None = None
    require_signed_packs: bool = False
    names_declarations: bool = False

    def refuse_missing_declarations(self) -> None:
        """Refuse a declarations folder that is named and not there: its duties would silently be unknown.

        Asked by what reads declarations; what looks for models needs none, and what writes them makes it.

        Raises:
            SettingsError: it is not there.
        """
        if self.names_declarations and not self.declarations.is_dir():
            raise SettingsError(
                f"{self.config}: declarations: no such folder: {self.declarations}",
                hint="Correct it, or make the folder: auditor declare organisation --write.",
            )


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
        profile=str(raw.get("profile", "")),
        policies=tuple(home / name for name in raw.get("policies", ())),
        pack_keys=tuple(home / name for name in raw.get("pack_keys", ())),
        severity=_severity(raw.get("severity", {}), path),
        parameters=_parameters(raw.get("parameters", {}), path),
        evidence_store=home / str(raw["evidence_store"]) if "evidence_store" in raw else None,
        require_signed_packs=bool(raw.get("require_signed_packs", False)),
        names_declarations="declarations" in raw,
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
        kind = next((what for keys, what in _KINDS if key in keys), "")
        if not kind:
            known = ", ".join(sorted(frozenset().union(*(keys for keys, _ in _KINDS))))
            raise SettingsError(f"{path}: unknown key {key!r}", hint=f"Known keys: {known}.")
        if not _fits(key, value):
            raise SettingsError(f"{path}: {key} must be {kind}", hint="See docs/configuration.md.")
        if key in _LISTS | _STRINGS and "\0" in "".join(value):
            raise SettingsError(f"{path}: {key} holds a NUL character", hint="No path or name holds one.")
    return raw


def _fits(key: str, value: object) -> bool:
    if key in _LISTS:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    return isinstance(value, bool if key in _SWITCHES else dict if key in _TABLES else str)


def _severity(table: dict[str, Any], path: Path | None) -> dict[str, str]:
    for rule, level in table.items():
        if not isinstance(level, str):
            raise SettingsError(
                f"{path}: severity: {rule} must be a string", hint='Write it as: RULE = "high"'
            )
    return table


def _parameters(table: dict[str, Any], path: Path | None) -> dict[str, dict[str, ParameterValue]]:
    found: dict[str, dict[str, ParameterValue]] = {}
    for pack, values in table.items():
        if not isinstance(values, dict):
            raise SettingsError(
                f"{path}: parameters: {pack} must be a table", hint="Write it as [parameters.PACK]."
            )
        found[pack] = {name: _parameter(value, f"{path}: {pack}.{name}") for name, value in values.items()}
    return found


def _parameter(value: object, place: str) -> ParameterValue:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    # A time of day is a day for Python and none for a rule.
    if isinstance(value, bool | int | float | str | date) and not isinstance(value, datetime):
        return value
    raise SettingsError(
        f"{place}: neither a word, a number, a day, true or false, nor a list of words",
        hint="auditor policy list names the parameters and their types.",
    )


def _database_url(text: str, folder: Path) -> str:
    if "://" in text:
        return text
    return f"sqlite:///{(folder / text).resolve()}"
