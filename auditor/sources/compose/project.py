"""A compose file with all that it draws in: overrides, included files, services it extends, variables.

Source:
    compose-spec/compose-spec: 13-merge.md, with ``!reset`` and ``!override``. Of 05-services.md
    (``extends``), 12-interpolation.md and 14-include.md: general knowledge.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from auditor.domain.observation import Problem, Skipped
from auditor.errors import FormatError
from auditor.formats.yaml_stream import Value, documents, read
from auditor.sources.launching.env_files import parse
from auditor.sources.setting_files import Place, SettingFile
from auditor.sources.variables import Environment, expand

_MOST_FILES: Final = 50
_DEEPEST: Final = 10
# A variable within the default of a variable within the default ...
_MOST_PASSES: Final = 4
_OVERRIDE: Final = re.compile(r"((?:docker-)?compose)\.override(\.ya?ml)")
# What the later file says in place of the earlier, though it is a list.
_REPLACED: Final = frozenset({"command", "entrypoint"})
_ASSIGNED: Final = frozenset({"environment", "labels"})
_ESCAPED: Final = "\ue000"
# Tags of the later file: what is left out again, and what counts in place of the earlier.
_RESET: Final = "!reset"
_OVERRIDE_TAG: Final = "!override"
_NOTHING: Final = Value(None, 1)
_DEFAULT: Final = re.compile(r"\$\{(\w+):?[-?+][^}]*\}")


@dataclass(frozen=True, slots=True)
class Service:
    """A service, with what it extends put in.

    Attributes:
        name: Its name.
        value: What it says, variables filled in.
        written: What it says as it is written.
        locator: File it stands in.
        folder: Folder that its paths start from.
    """

    name: str
    value: Value
    written: Value
    locator: str
    folder: Path


@dataclass(slots=True)
class Project:
    """What one compose file starts.

    Attributes:
        services: Its services by name.
        models: Models that Docker Model Runner serves for them, by name, and where each stands.
        problems: File and reason of what could not be read.
        skipped: Files that it names and that lie elsewhere.
    """

    services: dict[str, Service] = field(default_factory=dict)
    models: dict[str, tuple[Value, str]] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def is_override(path: Path) -> bool:
    """Say whether a file is read with the one beside it that it overrides."""
    found = _OVERRIDE.fullmatch(path.name)
    return found is not None and (path.parent / f"{found[1]}{found[2]}").is_file()


def project_of(place: Place, file: SettingFile) -> Project:
    """Return what a compose file starts, with what it draws in from its place."""
    reader = _Reader(place)
    reader.add(file, 0)
    stem, suffix = file.path.stem, file.path.suffix
    override = file.path.with_name(f"{stem}.override{suffix}")
    if override.is_file() and is_override(override):
        reader.add_path(override, file.locator, 0)
    return reader.project


def interpolated(value: Value, environment: Environment | None) -> Value:
    """Return a value whose texts have the variables that are known put in; ``$$`` is a dollar sign.

    Without an environment nothing is known of what is set, and whether a default counts neither.
    """
    content = value.content
    if isinstance(content, str):
        return Value(_filled(content, environment), value.line) if "$" in content else value
    if isinstance(content, tuple):
        return Value(tuple(interpolated(item, environment) for item in content), value.line)
    entries = {name: interpolated(inner, environment) for name, inner in value.entries.items()}
    return Value(entries, value.line) if isinstance(content, Mapping) else value


def merged(base: Value, own: Value, name: str = "") -> Value:
    """Return what two files say together: mappings grow, lists too, of anything else the later counts."""
    if own.tag == _OVERRIDE_TAG:
        base = _NOTHING
    if name in _ASSIGNED:
        base, own = assigned(base), assigned(own)
    if own.entries:
        both = {key: value for key, value in base.entries.items() if key not in own.entries}
        kept = {key: value for key, value in own.entries.items() if value.tag != _RESET}
        both |= {key: merged(base.at(key), value, key) for key, value in kept.items()}
        return Value(both, own.line)
    if base.items and own.items and name not in _REPLACED:
        return Value(base.items + own.items, own.line)
    return base if own.content is None else own


def assigned(value: Value) -> Value:
    """Return ``NAME=value`` in a list as a mapping; a name alone has no value here."""
    if not value.items:
        return value
    found: dict[str, Value] = {}
    for item in value.items:
        name, has_value, text = (item.text or "").partition("=")
        if name:
            found[name] = Value(text if has_value else None, item.line)
    return Value(found, value.line)


class _Reader:
    """Reads the files of one project."""

    def __init__(self, place: Place) -> None:
        self.project = Project()
        self._place = place
        self._n_files = 0
        self._variables: dict[Path, Environment | None] = {}

    def add_path(self, path: Path, of: str, depth: int) -> None:
        """Add a file that another names; one that cannot be read is a problem of that."""
        found = self._place.read(path)
        if isinstance(found, SettingFile):
            self.add(found, depth)
        else:
            self.project.problems.append((of, f"{found.locator}: {found.reason}"))

    def add(self, file: SettingFile, depth: int) -> None:
        """Add the services of a file, over those that are there."""
        self._n_files += 1
        if self._n_files > _MOST_FILES or depth > _DEEPEST:
            self.project.problems.append((file.locator, "draws in too many files, the rest is not read"))
            return
        root = self._root(file)
        variables = self._variables_of(file.path.parent, file.locator)
        for entry in root.at("include").items:
            for path in entry.texts or entry.at("path").texts:
                self.add_path(file.path.parent / path, file.locator, depth + 1)
        for name, written in root.at("services").entries.items():
            if written.tag == _RESET:
                self.project.services.pop(name, None)
                continue
            known = self.project.services.get(name)
            whole = merged(known.written if known else _NOTHING, self._extended(written, file, root, 0))
            self.project.services[name] = Service(
                name, interpolated(whole, variables), whole, file.locator, file.path.parent
            )
        for name, written in root.at("models").entries.items():
            self.project.models[name] = (interpolated(written, variables), file.locator)

    def _extended(self, written: Value, file: SettingFile, root: Value, depth: int) -> Value:
        """Return a service over the one that it extends."""
        extends = written.at("extends")
        name = extends.text or extends.at("service").text
        if name is None or depth > _DEEPEST:
            return written
        other = extends.at("file").text
        if other is not None:
            found = self._place.read(file.path.parent / other)
            if not isinstance(found, SettingFile):
                self.project.problems.append((file.locator, f"{found.locator}: {found.reason}"))
                return written
            file, root = found, self._root(found)
        base = root.at("services", name)
        return merged(self._extended(base, file, root, depth + 1), written)

    def _root(self, file: SettingFile) -> Value:
        for document, before in documents(file.text):
            try:
                return read(document, before)
            except FormatError as error:
                self.project.problems.append((file.locator, error.message))
                break
        return Value(None, 1)

    def _variables_of(self, folder: Path, of: str) -> Environment | None:
        """Return what is set beside a file; ``None`` where that cannot be read, and may be anything."""
        if folder not in self._variables:
            found = self._place.read(folder / ".env")
            is_there = os.path.lexists(folder / ".env")
            if is_there and not isinstance(found, SettingFile):
                self._refuse(found, of)
            known = parse(found.text) if isinstance(found, SettingFile) else {}
            self._variables[folder] = None if is_there and not isinstance(found, SettingFile) else known
        return self._variables[folder]

    def _refuse(self, found: Problem | Skipped, of: str) -> None:
        if isinstance(found, Skipped):
            self.project.skipped.append(found)
        else:
            self.project.problems.append((of, f"{found.locator}: {found.reason}"))


def _filled(text: str, environment: Environment | None) -> str:
    if environment is None:
        return _DEFAULT.sub(r"${\1}", text)
    text = text.replace("$$", _ESCAPED)
    for _ in range(_MOST_PASSES):
        filled = expand(text, environment)
        if filled == text:
            break
        text = filled
    return text.replace(_ESCAPED, "$")
