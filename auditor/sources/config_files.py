"""Files of settings at a place, one by one: the file that a target names, or those below a folder.

A file below a folder counts only if it reads like one of its kind, since others lie there too; of one that
is named, that it does not is a problem.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from auditor.domain.observation import Covered, Observation, Problem, Skipped
from auditor.domain.serving import InUse
from auditor.errors import FormatError, SourceError
from auditor.formats.text import cleaned, printable_name
from auditor.formats.yaml_stream import Value
from auditor.sources.base import Target
from auditor.sources.credentials import is_secret_name, without_credentials
from auditor.sources.places import named_folder, walk
from auditor.sources.reading import read_bounded, why

MAX_BYTES: Final = 1_000_000
"""Written by people, such a file is some hundred kilobytes at most."""

_NOT_OURS: Final = frozenset({".git", "node_modules", ".venv", "__pycache__"})


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """One file of settings.

    Attributes:
        target: The target it was found under, as printed.
        locator: Place within the target.
        path: Where it is, links resolved.
        root: The folder that the target is, or that the file lies in, links resolved.
        text: What it says, without a byte order mark.
        is_named: The target is this very file.
    """

    target: str
    locator: str
    path: Path
    root: Path
    text: str
    is_named: bool

    def at(self, line: int) -> str:
        """Return a place in it."""
        return f"{self.locator}:{line}"

    def problem(self, line: int, reason: str) -> Problem:
        """Return the problem with a place in it."""
        return Problem(self.target, self.at(line), reason)

    def paths(self, written: str) -> tuple[str, ...]:
        """Return the path that a file's name stands for: absolute, or beside this file and below the root."""
        if not written or "\0" in written:
            return ()
        if os.path.isabs(written):  # noqa: PTH117 - a stranger's text, no path of ours
            return (os.path.normpath(written),)
        found = os.path.normpath(self.path.parent / written)
        return (found,) if Path(found).is_relative_to(self.root) else ()


@dataclass(frozen=True, slots=True)
class ConfigKind:
    """A kind of files of settings.

    Attributes:
        what: What one is called, in the singular: ``LiteLLM configuration``.
        is_candidate: Whether a file below a folder may be one, by its name.
        read: What it says; ``None`` if it is none. May raise `FormatError` if it is broken.
        max_bytes: The largest that is read.
    """

    what: str
    is_candidate: Callable[[str], bool]
    read: Callable[[ConfigFile], Iterable[Observation] | None]
    max_bytes: int = MAX_BYTES


def observe(target: Target, kind: ConfigKind) -> Iterator[Observation]:
    """Yield what the files of a kind at a place say, in the order of their names, and one ``Covered``.

    Raises:
        SourceError: there is nothing, or it cannot be looked at.
    """
    root, name, n_read = existing(target), str(target), 0
    if not root.is_dir():
        yield from _one(_Place(name, root, root.parent, is_named=True), kind)
        yield Covered(name, 1, f"one file, read as {kind.what}")
        return
    for found in _below(name, root, kind):
        if isinstance(found, _Place):
            said = list(_one(found, kind))
            n_read += any(not isinstance(one, Problem) for one in said)
            yield from said
        else:
            yield found
    yield Covered(name, n_read, f"every {kind.what} below, told by name and content; links not followed")


def existing(target: Target) -> Path:
    """Return the place that a target names, links resolved.

    Raises:
        SourceError: nothing is there.
    """
    try:
        return named_folder(target).resolve(strict=True)
    except (OSError, RuntimeError) as error:
        reason = why(error) if isinstance(error, OSError) else "a link that leads in a circle"
        reason = "no such file or folder" if isinstance(error, FileNotFoundError) else reason
        raise SourceError(f"{target.called}: {reason}", hint="Check the path.") from error


def stated(seen: InUse, secrets: Iterable[str] = ()) -> InUse:
    """Return what was seen without credentials, in characters that can be printed."""
    secrets = tuple(secrets)

    def kept(text: str) -> str:
        return cleaned(without_credentials(text, secrets))

    model = seen.model
    if model is not None:
        revision = kept(model.revision) if model.revision else None
        model = replace(model, written=kept(model.written), revision=revision)
    endpoint = replace(seen.endpoint, address=kept(seen.endpoint.address)) if seen.endpoint else None
    return replace(
        seen,
        model=model,
        endpoint=endpoint,
        evidence=kept(seen.evidence),
        served_as=kept(seen.served_as) if seen.served_as else None,
        adapters=tuple(replace(one, written=kept(one.written)) for one in seen.adapters),
        # A path that is not what was written leads nowhere.
        paths=tuple(path for path in seen.paths if without_credentials(path, secrets) == path),
        settings=tuple(sorted((name, kept(value)) for name, value in seen.settings if value)),
    )


def secrets_in(*values: Value) -> frozenset[str]:
    """Return the words below values whose names say that they are secret."""
    return frozenset(
        word
        for value in values
        for inner in value.walk()
        for name, named in inner.entries.items()
        if is_secret_name(name)
        for word in named.words
    )


def settings_of(told: Mapping[str, str | None]) -> tuple[tuple[str, str], ...]:
    """Return settings as `InUse` keeps them: those that are told, sorted."""
    return tuple(sorted((name, value) for name, value in told.items() if value))


@dataclass(frozen=True, slots=True)
class _Place:
    target: str
    path: Path
    root: Path
    is_named: bool = False

    @property
    def locator(self) -> str:
        return printable_name(self.path.relative_to(self.root).as_posix())


def _below(target: str, root: Path, kind: ConfigKind) -> Iterator["_Place | Problem | Skipped"]:
    failed: list[OSError] = []
    for path, is_linked_folder in walk(root, failed.append):
        inner = path.relative_to(root).parts
        if not _NOT_OURS.isdisjoint(inner[:-1]) or is_linked_folder or not kind.is_candidate(path.name):
            continue
        if path.is_symlink():
            yield Skipped(target, printable_name("/".join(inner)), "link, not followed")
        else:
            yield _Place(target, path, root)
    for error in failed:
        place = Path(error.filename).relative_to(root).as_posix()
        yield Problem(target, printable_name(place), why(error))


def _one(place: _Place, kind: ConfigKind) -> Iterator[Observation]:
    try:
        text = _decoded(read_bounded(str(place.path), kind.max_bytes))
        file = ConfigFile(place.target, place.locator, place.path, place.root, text, place.is_named)
        said = kind.read(file)
        if said is not None:
            yield from said
        elif place.is_named:
            yield Problem(place.target, place.locator, f"not a {kind.what}")
    except FormatError as error:
        yield Problem(place.target, place.locator, error.message, error.offset)
    except OSError as error:
        yield Problem(place.target, place.locator, why(error))


def _decoded(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    text = raw.decode("utf-8-sig", "replace")
    if "\0" in text:
        raise FormatError("not text: it has null bytes")
    return text
