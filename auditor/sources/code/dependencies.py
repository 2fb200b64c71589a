"""Files that say which packages a program needs, one reader per file name."""

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from auditor.errors import FormatError
from auditor.sources.code.attribution import Use
from auditor.sources.code.binding import runtime_in
from auditor.sources.code.tokens import Dialect, Kind, tokens

if TYPE_CHECKING:
    from auditor.catalogue.hosts import Hosts

# PEP 508: a name, then extras, versions, an address or a marker.
_REQUIREMENT: Final = re.compile(r"\s*([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[|[<>=!~;@#(]|\s|$)")
_COORDINATES: Final = re.compile(r"([\w.-]+):([\w.-]+)(?::[^:]*)?(?:[:@].*)?")
_GO_MODULE: Final = re.compile(r"\s*(?:require\s+)?([\w.-]+\.[\w.-]+/\S+)\s+v\d\S*")
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_MAVEN: Final = re.compile(r"<dependency>(.*?)</dependency>", re.DOTALL)
_ELEMENT: Final = re.compile(r"<(groupId|artifactId)>\s*([^<\s]+)\s*</\1>")
_NUGET: Final = re.compile(
    r"<(?:PackageReference|PackageVersion|package)\s[^<>]*?(?:Include|id)\s*=\s*[\"']([^\"']+)[\"']",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Dependency:
    """A package that is needed.

    Attributes:
        ecosystem: Where it comes from, see :data:`auditor.catalogue.hosts.ECOSYSTEMS`.
        name: Its name there.
        line: Line, from 1.
    """

    ecosystem: str
    name: str
    line: int


def reader_of(name: str) -> Callable[[str], list[Dependency]] | None:
    """Return what reads a file of this name; ``None`` if it names no packages."""
    lowered = name.lower()
    if re.fullmatch(r"(?:requirements|constraints)[\w.-]*\.(?:txt|in)", lowered):
        return _requirements
    if lowered.endswith((".csproj", ".fsproj", ".vbproj")):
        return _nuget
    return _READERS.get(lowered)


def depended(found: Iterable[Dependency], hosts: "Hosts") -> list[Use]:
    """Return the packages among dependencies through which models are called, each once."""
    from auditor.catalogue.listing import Purpose

    uses: dict[str, Use] = {}
    for one in found:
        listing = hosts.package(one.ecosystem, one.name)
        if listing is None or listing.purpose is not Purpose.MODELS:
            continue
        operator = listing.entity.value if listing.decides else None
        runtime = runtime_in(one.name) if not listing.decides else ""
        uses.setdefault(one.name, Use(one.line, "depends on", one.name, operator=operator, runtime=runtime))
    return sorted(uses.values(), key=lambda use: use.line)


def _requirements(text: str) -> list[Dependency]:
    found: list[Dependency] = []
    for number, line in enumerate(text.splitlines(), 1):
        # Options and addresses alone name no package.
        if line.lstrip().startswith(("#", "-")) or not (match := _REQUIREMENT.match(line)):
            continue
        found.append(Dependency("pypi", match[1], number))
    return found


def _pyproject(text: str) -> list[Dependency]:
    document = _toml(text)
    project, tool = _table(document, "project"), _table(document, "tool")
    groups = [
        project.get("dependencies"),
        *_table(project, "optional-dependencies").values(),
        *_table(document, "dependency-groups").values(),
        _table(tool, "uv").get("dev-dependencies"),
    ]
    words = [word for group in groups if isinstance(group, list) for word in group if isinstance(word, str)]
    names = [match[1] for word in words if (match := _REQUIREMENT.match(word))]
    poetry = _table(tool, "poetry")
    names += [*_table(poetry, "dependencies"), *_table(poetry, "dev-dependencies")]
    for group in _table(poetry, "group").values():
        names += _table(group, "dependencies") if isinstance(group, dict) else ()
    return [Dependency("pypi", name, line) for name, line in _lines(text, names)]


def _cargo(text: str) -> list[Dependency]:
    document = _toml(text)
    names = [*_table(document, "dependencies"), *_table(document, "dev-dependencies")]
    names += _table(_table(document, "workspace"), "dependencies")
    return [Dependency("cargo", name, line) for name, line in _lines(text, names)]


def _npm(text: str) -> list[Dependency]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FormatError("not JSON") from error
    kinds = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")
    names = [name for kind in kinds for name in _table(document, kind)]
    return [Dependency("npm", name, line) for name, line in _lines(text, names)]


def _maven(text: str) -> list[Dependency]:
    found: list[Dependency] = []
    text = _without_comments(text)
    for match in _MAVEN.finditer(text):
        words = dict(_ELEMENT.findall(match[1]))
        if len(words) == 2:
            line = text.count("\n", 0, match.start()) + 1
            found.append(Dependency("maven", f"{words['groupId']}:{words['artifactId']}", line))
    return found


def _gradle(text: str) -> list[Dependency]:
    found: list[Dependency] = []
    for token in tokens(text, Dialect.SCRIPT):
        match = _COORDINATES.fullmatch(token.text) if token.kind is Kind.TEXT else None
        if match:
            found.append(Dependency("maven", f"{match[1]}:{match[2]}", token.line))
    return found


def _go(text: str) -> list[Dependency]:
    lines = enumerate(text.splitlines(), 1)
    matches = ((_GO_MODULE.match(line.partition("//")[0]), number) for number, line in lines)
    return [Dependency("go", match[1], number) for match, number in matches if match]


def _nuget(text: str) -> list[Dependency]:
    text = _without_comments(text)
    found = _NUGET.finditer(text)
    return [Dependency("nuget", match[1], text.count("\n", 0, match.start()) + 1) for match in found]


_READERS: Final[Mapping[str, Callable[[str], list[Dependency]]]] = {
    "pyproject.toml": _pyproject,
    "pipfile": lambda text: [
        Dependency("pypi", name, line)
        for name, line in _lines(
            text, [*_table(_toml(text), "packages"), *_table(_toml(text), "dev-packages")]
        )
    ],
    "package.json": _npm,
    "pom.xml": _maven,
    "build.gradle": _gradle,
    "build.gradle.kts": _gradle,
    "go.mod": _go,
    "packages.config": _nuget,
    "directory.packages.props": _nuget,
    "cargo.toml": _cargo,
}


def _toml(text: str) -> Mapping[str, object]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise FormatError("not TOML") from error


def _table(document: object, key: str) -> dict[str, object]:
    found = document.get(key) if isinstance(document, dict) else None
    return found if isinstance(found, dict) else {}


def _lines(text: str, names: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Yield names with the first line that has them as a word; 1 where none has."""
    lines = text.splitlines()
    for name in names:
        word = re.compile(rf"(?<![\w./@-]){re.escape(name)}(?![\w/-])")
        yield name, next((number for number, line in enumerate(lines, 1) if word.search(line)), 1)


def _without_comments(text: str) -> str:
    """Return XML without comments, the lines kept."""
    return _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
