"""YAML 1.2 text to values that know their line.

The subset a declaration needs: mappings with text keys, sequences, and the scalars of the core
schema plus dates. Anchors, aliases, merge keys, tags of other types, repeated keys, several
documents and older YAML versions are refused: each makes a file say something other than what a
reader sees in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from auditor.errors import DeclarationError

if TYPE_CHECKING:
    from ruamel.yaml import YAML

# Far beyond a register of thousands of systems; keeps a mistaken path from being read for minutes.
MAX_BYTES: Final = 4_000_000

ScalarValue = bool | int | float | str | date | None
"""What a scalar can be; a ``datetime`` is a ``date`` and is told apart where a day is asked for."""

_TAG: Final = "tag:yaml.org,2002:"
# No number or day is longer; Python itself refuses to print integers beyond 4300 digits.
_MAX_NUMBER_CHARS: Final = 100
_SCALARS: Final = frozenset(f"{_TAG}{name}" for name in ("bool", "int", "float", "str", "timestamp", "null"))
_RIGHT_FORM: Final = "A declaration file is one YAML list of mappings; see docs/declarations.md."


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value and the line it stands on, counted from 1."""

    value: ScalarValue
    line: int


@dataclass(frozen=True, slots=True)
class Items:
    """A sequence and the line it begins on."""

    items: tuple["Node", ...]
    line: int


@dataclass(frozen=True, slots=True)
class Pairs:
    """A mapping, in the order of the file, and the line it begins on; no key occurs twice."""

    pairs: tuple[tuple[str, "Node"], ...]
    line: int


Node = Scalar | Items | Pairs


def read(path: Path, shown: str) -> Node | None:
    """Read one document.

    Args:
        path: The file.
        shown: How errors name it.

    Returns:
        Its value, or ``None`` for a file with nothing but comments.

    Raises:
        DeclarationError: ``shown:line`` and what is wrong there.
    """
    return parse(_text(path, shown), shown)


def parse(text: str, shown: str) -> Node | None:
    """Read one document from text; see :func:`read`.

    Raises:
        DeclarationError: ``shown:line`` and what is wrong there.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    yaml = YAML(typ="safe", pure=True)
    try:
        root: Any = yaml.compose(text)
        if yaml.version not in {None, (1, 2)}:
            raise _error(shown, 1, "is not YAML 1.2", "Remove the %YAML line.")
        return None if root is None else _Converter(shown, yaml).node(root)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise _error(shown, line, f"not YAML: {error.problem or error.context}") from error
    except YAMLError as error:
        what = str(error).splitlines()[0]
        raise _error(shown, 1, f"not YAML: {what}") from error
    except RecursionError as error:
        raise _error(shown, 1, "nested too deeply") from error


def _text(path: Path, shown: str) -> str:
    try:
        if not path.is_file():
            raise DeclarationError(f"{shown}: not a file", hint="Declarations are plain files.")
        if path.stat().st_size > MAX_BYTES:
            raise DeclarationError(
                f"{shown}: larger than {MAX_BYTES} bytes", hint="Split it into several files."
            )
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise DeclarationError(
            f"{shown}: cannot be read: {error.strerror}", hint="Check its permissions."
        ) from error
    except UnicodeDecodeError as error:
        raise DeclarationError(
            f"{shown}: not UTF-8 at byte {error.start}", hint="Save it as UTF-8."
        ) from error


def _error(shown: str, line: int, what: str, hint: str = _RIGHT_FORM) -> DeclarationError:
    return DeclarationError(f"{shown}:{line}: {what}", hint=hint)


@dataclass(frozen=True, slots=True)
class _Converter:
    """Turns composed nodes, which are untyped, into ours."""

    shown: str
    yaml: "YAML"

    def node(self, node: Any) -> Node:
        line = node.start_mark.line + 1
        if node.anchor is not None:
            raise _error(self.shown, line, f"anchor &{node.anchor}", "Write the value out where it is used.")
        if node.id == "scalar" and node.tag in _SCALARS:
            return Scalar(self._scalar(node, line), line)
        if node.tag == f"{_TAG}seq":
            return Items(tuple(self.node(item) for item in node.value), line)
        if node.tag == f"{_TAG}map":
            return Pairs(tuple(self._pairs(node)), line)
        raise _error(self.shown, line, f"tag {node.tag}", "Write the value without a tag.")

    def _pairs(self, node: Any) -> Iterator[tuple[str, Node]]:
        seen: set[str] = set()
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.id != "scalar" or key.tag != f"{_TAG}str":
                raise _error(
                    self.shown, line, "a key that is not a plain word", "Keys are words; no merge keys."
                )
            if key.value in seen:
                raise _error(self.shown, line, f"{key.value} is given twice", "Keep one of the two.")
            seen.add(key.value)
            yield key.value, self.node(value)

    def _scalar(self, node: Any, line: int) -> ScalarValue:
        if node.tag != f"{_TAG}str" and len(node.value) > _MAX_NUMBER_CHARS:
            raise _error(self.shown, line, "a number too long to be one", "Quote it if it is meant as text.")
        try:
            value: ScalarValue = self.yaml.constructor.construct_object(node)
        except (ValueError, LookupError) as error:
            kind = node.tag.removeprefix(_TAG)
            what = f"{str(node.value)[:40]!r} is not a {kind}"
            raise _error(self.shown, line, what, "Quote it if it is meant as text.") from error
        return value
