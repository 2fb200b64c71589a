"""What lies in a walked folder and another source reads, told by names that the walk sees anyway.

A name that says little (``app.yaml``, ``main.py``) is told by the beginning of the file, of a few files of
each kind. One file of each source is named: it is a hint, and what no sign tells may be there all the same.

To have a source hinted at: add its signs to ``_SIGNS``.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from auditor.domain.observation import Skipped, read_elsewhere
from auditor.sources.base import Target
from auditor.sources.places import NOT_OURS

if TYPE_CHECKING:
    import os

PEEKED_BYTES: Final = 8192
"""So much of a file is looked at for a sign."""
_MOST_PEEKED: Final = 50
_ANY: Final = re.compile("")


@dataclass(frozen=True, slots=True)
class _Sign:
    """What tells that a source reads a file.

    Attributes:
        scheme: The source.
        suffixes: What follows the last dot of its name, in lower case; empty for a name without one.
        name: What its name, in lower case, has in it.
        within: What its beginning has in it, where the name does not settle it.
    """

    scheme: str
    suffixes: tuple[str, ...]
    name: re.Pattern[str] = _ANY
    within: re.Pattern[bytes] | None = None


_YAML: Final = ("yaml", "yml")
PROGRAMS: Final = ("py", "ipynb", "js", "mjs", "ts", "tsx", "java", "kt", "go", "cs")
"""What follows the last dot in the name of a program."""
_CALLS: Final = re.compile(
    rb"openai|anthropic|mistralai|bedrock|vertexai|gemini|ollama|litellm|langchain|from_pretrained",
    re.IGNORECASE,
)
_SIGNS: Final = (
    _Sign("compose", _YAML, re.compile("compose")),
    _Sign("helm", _YAML, re.compile(r"^(?:chart|values[\w.-]*)\.ya?ml$")),
    _Sign("kubernetes", _YAML, within=re.compile(rb"^apiVersion:\s", re.MULTILINE)),
    _Sign("litellm", _YAML, within=re.compile(rb"^model_list:", re.MULTILINE)),
    _Sign(
        "systemd",
        ("service", "container"),
        within=re.compile(
            rb"ollama|vllm|llama|sglang|tritonserver|text-generation|localai|\.gguf", re.IGNORECASE
        ),
    ),
    _Sign("triton", ("pbtxt",), re.compile(r"^config\.pbtxt$")),
    _Sign("modelfile", ("", "modelfile"), re.compile(r"^modelfile$|\.modelfile$")),
    _Sign("mlflow", ("",), re.compile("^mlmodel$")),
    _Sign("cyclonedx", ("json",), re.compile(r"^s?bom\.json$|\.cdx\.json$")),
    _Sign("code", PROGRAMS, within=_CALLS),
)
_BY_SUFFIX: Final = {
    suffix: tuple(sign for sign in _SIGNS if suffix in sign.suffixes)
    for suffix in {suffix for sign in _SIGNS for suffix in sign.suffixes}
}
# Beside weights they are the model's own: how it is built, what it is called in a store.
_OF_A_MODEL: Final = frozenset({"code"})


@dataclass(slots=True)
class Elsewhere:
    """What was seen of other sources' files below a folder.

    Attributes:
        target: The target, as printed.
        place: Its place, which the other targets share.
        found: The first file of each source.
        n_peeked: How many files were opened for a sign.
    """

    target: str
    place: str
    found: dict[str, str] = field(default_factory=dict)
    n_peeked: dict[str, int] = field(default_factory=dict)

    def note(
        self, entries: Iterable["os.DirEntry[str]"], locator: Callable[[str], str], *, has_weights: bool
    ) -> None:
        """Take the files of one folder that are nothing to the walk itself."""
        if not NOT_OURS.isdisjoint(locator("").split("/")):
            return
        for entry in entries:
            _, dot, suffix = entry.name.rpartition(".")
            for sign in _BY_SUFFIX.get(suffix.lower() if dot else "", ()):
                is_new = sign.scheme not in self.found and not (has_weights and sign.scheme in _OF_A_MODEL)
                if is_new and self._tells(sign, entry):
                    self.found[sign.scheme] = locator(entry.name)

    def _tells(self, sign: _Sign, entry: "os.DirEntry[str]") -> bool:
        if not sign.name.search(entry.name.lower()) or not entry.is_file(follow_symlinks=False):
            return False
        if sign.within is None:
            return True
        if self.n_peeked.get(sign.scheme, 0) >= _MOST_PEEKED:
            return False
        self.n_peeked[sign.scheme] = self.n_peeked.get(sign.scheme, 0) + 1
        return sign.within.search(_beginning(entry.path)) is not None

    def skipped(self) -> Iterator[Skipped]:
        """Yield the first file of each source, with the target that reads it."""
        for scheme, locator in sorted(self.found.items()):
            other = Target(scheme, self.place)
            yield read_elsewhere(self.target, locator, str(other))


def seems_to_call_models(program: bytes) -> bool:
    """Say whether the beginning of a program has words of one that calls or loads models."""
    return _CALLS.search(program[:PEEKED_BYTES]) is not None


def _beginning(path: str) -> bytes:
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - an entry of a walk, no path of ours
            return file.read(PEEKED_BYTES)
    except OSError:
        # A hint is not worth a problem: whoever reads the file will tell it.
        return b""
