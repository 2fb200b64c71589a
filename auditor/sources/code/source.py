"""``code:DIR``: the models that programs below a folder call, load or are told to use."""

import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from auditor.domain.observation import Covered, Observation, Problem, Skipped
from auditor.errors import FormatError
from auditor.formats.text import printable_name
from auditor.sources.base import Target
from auditor.sources.code import braces, configured, dependencies, notebooks, python, settings, usage
from auditor.sources.code.attribution import Use
from auditor.sources.code.base import refuse_large
from auditor.sources.code.joining import Found, joined
from auditor.sources.code.observed import in_use
from auditor.sources.code.tokens import Dialect
from auditor.sources.credentials import looks_secret
from auditor.sources.path_source import PathSource
from auditor.sources.places import existing
from auditor.sources.reading import read_text, why

if TYPE_CHECKING:
    from auditor.catalogue.hosts import Hosts

# Written by people, a file is some hundred kilobytes at most; beyond it is generated or data.
MAX_BYTES: Final = 2_000_000
# ruamel reads some fifty kilobytes a second.
MAX_YAML_BYTES: Final = 500_000

# What others wrote and this program only carries, and what is built from it.
_VENDORED: Final = frozenset(
    {
        "node_modules", ".venv", "venv", "site-packages", "dist", "build", "target", "vendor",
        "bower_components",
        "__pycache__", ".git", ".hg", ".svn", ".tox", ".nox", ".mypy_cache", ".ruff_cache",
        ".pytest_cache", ".next",
        ".nuxt", ".gradle", ".idea", "obj", "third_party", ".terraform", ".yarn", ".pnpm-store", "virtualenv",
        ".eggs", ".cache", "out", ".ipynb_checkpoints",
    }
)  # fmt: skip
_DIALECTS: Final[Mapping[str, Dialect | None]] = {
    ".py": None, ".pyw": None,
    **dict.fromkeys((".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx"), Dialect.SCRIPT),
    ".java": Dialect.JAVA, ".kt": Dialect.KOTLIN, ".kts": Dialect.KOTLIN, ".go": Dialect.GO,
    ".cs": Dialect.C_SHARP,
}  # fmt: skip
_YAML: Final = (".yaml", ".yml")
_NOTEBOOK: Final = ".ipynb"
_MOST_BYTES: Final = {"YAML": MAX_YAML_BYTES, "notebooks": notebooks.MAX_BYTES}
_LOCKED: Final = frozenset({"pnpm-lock.yaml", "pubspec.lock"})
# .env, .env.production, prod.env; not what shows how to write one.
_ENVIRONMENT: Final = re.compile(r"(?:\.env(?:\.[\w-]+)*|[\w.-]+\.env)", re.IGNORECASE)
_EXAMPLE: Final = re.compile(r"\.(?:example|sample|template|dist|tpl|defaults?)\b", re.IGNORECASE)
# A YAML file without any of these says nothing of models; most have none.
_WORTH_READING: Final = re.compile(
    r"model|llm|openai|anthropic|mistral|bedrock|gemini|vertex|ollama|gpt|claude|_API_KEY|azure|inference",
    re.IGNORECASE,
)
_MINIFIED: Final = re.compile(r"\.(?:min|bundle)\.[cm]?js$|\.d\.ts$")


@dataclass(frozen=True, slots=True)
class CodeSource(PathSource):
    """Reads programs as text: nothing is run, imported or installed."""

    scheme: str = "code"
    summary: str = "hosted models that programs call, and models they load (code:/srv/app)"

    def observe(self, target: Target) -> Iterator[Observation]:
        """See `Source.observe`."""
        walk = _Walk(str(target), existing(target))
        yield from walk.observe()


class _Walk:
    def __init__(self, target: str, root: Path) -> None:
        # The catalogue is of no use to other sources, and costs its reading.
        from auditor.catalogue.hosts import load_hosts

        self._target, self._root = target, root
        self._hosts: Hosts = load_hosts()
        self._n_read: Counter[str] = Counter()
        self._found: list[Found] = []

    def observe(self) -> Iterator[Observation]:
        """Yield what is below the root, folder by folder, and how far it was looked at."""
        pending: list[tuple[Path, Mapping[str, str]]] = [(self._root, {})]
        if not self._root.is_dir():
            yield from self._file(self._root, {})
            pending = []
        while pending:
            folder, above = pending.pop()
            listed = self._listed(folder)
            if isinstance(listed, Problem):
                yield listed
                continue
            environment = {**above, **self._environment(listed)}
            below: list[tuple[Path, Mapping[str, str]]] = []
            for entry in listed:
                if entry.is_dir(follow_symlinks=False):
                    if self._is_vendored(entry):
                        yield self._skipped(entry)
                    else:
                        below.append((Path(entry.path), environment))
                elif entry.is_file(follow_symlinks=False):
                    yield from self._file(Path(entry.path), environment)
            pending.extend(reversed(below))
        for found in joined(self._found):
            yield in_use(self._target, found)
        yield Covered(self._target, sum(self._n_read.values()), self._how_far())

    def _listed(self, folder: Path) -> "list[os.DirEntry[str]] | Problem":
        try:
            with os.scandir(folder) as entries:
                return sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            return Problem(self._target, self._locator(folder), why(error))

    def _is_vendored(self, entry: "os.DirEntry[str]") -> bool:
        is_environment = (Path(entry.path) / "pyvenv.cfg").exists()
        return entry.name in _VENDORED or entry.name.endswith(".egg-info") or is_environment

    def _skipped(self, entry: "os.DirEntry[str]") -> Skipped:
        reason = "vendored or built, not read: models that only dependencies call are not seen"
        return Skipped(self._target, self._locator(Path(entry.path)), reason)

    def _locator(self, path: Path) -> str:
        relative = path.relative_to(self._root).as_posix()
        return printable_name(path.name if relative == "." else relative)

    def _environment(self, listed: "list[os.DirEntry[str]]") -> dict[str, str]:
        """Return what a folder's ``.env`` sets, for the programs in it and below."""
        path = next((entry.path for entry in listed if entry.name == ".env"), None)
        if path is None:
            return {}
        try:
            text = read_text(path, MAX_BYTES)
        except (OSError, FormatError):
            # It is a problem of its own when its turn comes.
            return {}
        found = settings.parse_environment(text)
        return {one.path[0]: one.text for one in found if one.text and not looks_secret(one.text)}

    def _file(self, path: Path, environment: Mapping[str, str]) -> Iterator[Observation]:
        kind = _kind(path.name)
        if not kind:
            return
        self._n_read[kind] += 1
        try:
            text = read_text(str(path), _MOST_BYTES.get(kind, MAX_BYTES))
            if kind == "notebooks":
                yield from self._notebook(path, notebooks.parse(text), environment)
                return
            found = self._uses(path.name, kind, text, environment)
        except FormatError as error:
            yield Problem(self._target, self._locator(path), error.message)
            return
        except OSError as error:
            yield Problem(self._target, self._locator(path), why(error))
            return
        self._found += [Found(self._locator(path), use) for use in found]

    def _notebook(
        self, path: Path, seen: notebooks.Notebook, environment: Mapping[str, str]
    ) -> Iterator[Problem | Skipped]:
        told = (*usage.uses(seen.program, None, self._hosts, environment), *seen.launched)
        locator = self._locator(path)
        self._found += [Found(locator, notebooks.in_file(use, seen.lines)) for use in usage.distinct(told)]
        yield from (Skipped(self._target, locator, reason) for reason in seen.not_read)
        yield from (Problem(self._target, locator, fault) for fault in seen.faults)

    def _uses(self, name: str, kind: str, text: str, environment: Mapping[str, str]) -> list[Use]:
        found: list[Use] = []
        if reader := dependencies.reader_of(name):
            found += dependencies.depended(reader(text), self._hosts)
        suffix = Path(name).suffix.lower()
        if kind == "code":
            refuse_large(text)
            dialect = _DIALECTS[suffix]
            program = python.parse(text) if dialect is None else braces.parse(text, dialect)
            found += usage.uses(program, dialect, self._hosts, environment)
        elif kind == "YAML" and _WORTH_READING.search(text):
            found += configured.configured(settings.parse_yaml(text), self._hosts, environment)
        elif kind == "settings":
            parse = settings.parse_properties if suffix == ".properties" else settings.parse_environment
            found += configured.configured(parse(text), self._hosts, environment)
        return found

    def _how_far(self) -> str:
        counted = ", ".join(f"{number} {kind}" for kind, number in sorted(self._n_read.items()))
        return (
            f"every folder below that is not vendored or built ({counted or 'nothing to read'}); "
            f"programs are "
            "read, not run: what they put together while they run is not known; examples of .env files and "
            "links are not read"
        )


def _kind(name: str) -> str:
    """Return what a file is read as, by its name; empty if it is not read."""
    lowered, suffix = name.lower(), Path(name).suffix.lower()
    if _MINIFIED.search(lowered) or lowered in _LOCKED:
        return ""
    if dependencies.reader_of(name) is not None:
        return "dependencies"
    if suffix in _DIALECTS:
        return "code"
    if suffix == _NOTEBOOK:
        return "notebooks"
    if suffix in _YAML:
        return "YAML"
    is_environment = _ENVIRONMENT.fullmatch(name) is not None and not _EXAMPLE.search(name)
    return "settings" if is_environment or suffix == ".properties" else ""
