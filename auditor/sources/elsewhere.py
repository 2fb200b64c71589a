"""What lies in a walked folder and another source reads, told by names that the walk sees anyway.

A name that says little (``app.yaml``, ``main.py``) is told by the beginning of the file, of a few files of
each kind. One file of each source is named: it is a hint, and what no sign tells may be there all the same.

Signs stand beside the sources, in ``SOURCES``.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from auditor.domain.observation import Skipped, read_elsewhere
from auditor.sources import SOURCES
from auditor.sources.base import Sign, Target
from auditor.sources.places import NOT_OURS

if TYPE_CHECKING:
    import os

PEEKED_BYTES: Final = 8192
"""So much of a file is looked at for a sign."""
_MOST_PEEKED: Final = 50


@dataclass(frozen=True, slots=True)
class _Told:
    """How the files of one source are told.

    Attributes:
        scheme: The source.
        sign: Its sign.
        name: What their names, in lower case, have in them.
        within: What their beginnings have in them, where the name does not settle it.
    """

    scheme: str
    sign: Sign
    name: re.Pattern[str]
    within: re.Pattern[bytes] | None

    @classmethod
    def by(cls, scheme: str, sign: Sign) -> "_Told":
        """Compile a sign, which a scan that walks no folder does without."""
        within = None if sign.within is None else re.compile(sign.within.encode())
        return cls(scheme, sign, re.compile(sign.name), within)


_TOLD: Final = tuple(_Told.by(*listed) for listed in SOURCES.signs.items())
_BY_SUFFIX: Final = {
    suffix: tuple(one for one in _TOLD if suffix in one.sign.suffixes)
    for suffix in {suffix for one in _TOLD for suffix in one.sign.suffixes}
}
_PROGRAM: Final = next(one for one in _TOLD if one.scheme == "code")
PROGRAMS: Final = _PROGRAM.sign.suffixes
"""What follows the last dot in the name of a program."""


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
            for told in _BY_SUFFIX.get(suffix.lower() if dot else "", ()):
                is_new = told.scheme not in self.found and not (has_weights and told.sign.is_of_model)
                if is_new and self._tells(told, entry):
                    self.found[told.scheme] = locator(entry.name)

    def _tells(self, told: _Told, entry: "os.DirEntry[str]") -> bool:
        if not told.name.search(entry.name.lower()) or not entry.is_file(follow_symlinks=False):
            return False
        if told.within is None:
            return True
        if self.n_peeked.get(told.scheme, 0) >= _MOST_PEEKED:
            return False
        self.n_peeked[told.scheme] = self.n_peeked.get(told.scheme, 0) + 1
        return told.within.search(_beginning(entry.path)) is not None

    def skipped(self) -> Iterator[Skipped]:
        """Yield the first file of each source, with the target that reads it."""
        for scheme, locator in sorted(self.found.items()):
            other = Target(scheme, self.place)
            yield read_elsewhere(self.target, locator, str(other))


def seems_to_call_models(program: bytes) -> bool:
    """Say whether the beginning of a program has words of one that calls or loads models."""
    return _PROGRAM.within is not None and _PROGRAM.within.search(program[:PEEKED_BYTES]) is not None


def _beginning(path: str) -> bytes:
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - an entry of a walk, no path of ours
            return file.read(PEEKED_BYTES)
    except OSError:
        # A hint is not worth a problem: whoever reads the file will tell it.
        return b""
