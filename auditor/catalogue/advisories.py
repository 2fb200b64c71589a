"""Which versions of the programs that serve models have published weaknesses.

::

    data/advisories.json --load_advisories--> Advisories
    runtime, version --checked--> Checked: advisories that affect it, those of which nobody knows, or why not

What is not listed was not published by the day of the copies, which is all that silence says: past
``stale_after`` it says nothing any more. An advisory that states no range affects nobody knows whom.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from operator import eq, ge, gt, le, lt
from pathlib import Path
from typing import Any, Final

from packaging.version import InvalidVersion, Version

from auditor.catalogue.cells import CORRECT
from auditor.catalogue.reading import DATA
from auditor.domain.fact import Confidence
from auditor.errors import CatalogueError

SEVERITIES: Final = ("critical", "high", "medium", "low", "")
"""How bad an advisory says that it is, the worst first; empty where it does not say."""
FILE: Final = "advisories.json"
_SIGNS: Final[Mapping[str, Callable[[Version, Version], bool]]] = {
    ">=": ge,
    "<=": le,
    "==": eq,
    ">": gt,
    "<": lt,
}
_BOUND: Final = re.compile(r"(>=|<=|==|>|<)(.+)")
# llama.cpp numbers its builds: b4719, and b4719-1a2b3c4 where it says itself.
_BUILD: Final = re.compile(r"b(\d+)(?:-[0-9a-f]+)?")


@dataclass(frozen=True, slots=True)
class Advisory:
    """A published weakness of a program.

    Attributes:
        id: Its CVE, or the id that its publisher gave it.
        title: What it is, in short; empty where only its id is kept.
        severity: One of :data:`SEVERITIES`.
        affected: Ranges of versions, bounds with commas between (``>=0.5.5,<=0.5.12``); none where no source
            says which.
        fixed: First versions without it.
        is_exploited: It is known to be used in attacks.
        source: Where it was read.
        confidence: What that source is worth.
        checked_on: Day of the copy.
    """

    id: str
    title: str
    severity: str
    affected: tuple[str, ...]
    fixed: tuple[str, ...]
    is_exploited: bool
    source: str
    confidence: Confidence
    checked_on: date

    def affects(self, version: Version) -> bool:
        """Say whether a version lies in one of its ranges; never for one that states none."""
        return any(all(_holds(bound, version) for bound in one.split(",")) for one in self.affected)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a version was found to have.

    Attributes:
        affecting: Advisories one of whose ranges it lies in.
        open: Advisories that state no range: whether it has them is not known.
        reason: Why it was not compared at all; empty where it was.
    """

    affecting: tuple[Advisory, ...] = ()
    open: tuple[Advisory, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Advisories:
    """All advisories of the catalogue.

    Attributes:
        by_runtime: Those about each runtime, by its id in the catalogue.
        numbering: What a version has to look like to be compared, of runtimes with several numberings.
        checked_on: Day of the oldest of the copies.
        stale_after: Last day on which that nothing is listed says anything.
    """

    by_runtime: Mapping[str, tuple[Advisory, ...]]
    numbering: Mapping[str, str]
    checked_on: date
    stale_after: date

    def checked(self, runtime: str, version: str) -> Checked:
        """Return what is known of a version of a runtime."""
        listed = self.by_runtime.get(runtime)
        if listed is None:
            return Checked(reason=f"the catalogue has no advisories about {runtime}")
        read = read_version(version)
        form = self.numbering.get(runtime)
        if read is None or (form and not re.fullmatch(form, version.partition("-")[0])):
            return Checked(reason=f"its version, {version}, is not numbered as advisories about it are")
        return Checked(
            tuple(one for one in listed if one.affects(read)),
            tuple(one for one in listed if not one.affected),
        )


def read_version(written: str) -> Version | None:
    """Return a version that can be ordered; what a build adds to it (``+cu124``) tells nothing."""
    build = _BUILD.fullmatch(written.strip())
    try:
        return Version(Version(build[1] if build else written).public)
    except InvalidVersion:
        return None


def _holds(bound: str, version: Version) -> bool:
    found = _BOUND.fullmatch(bound)
    other = read_version(found[2]) if found else None
    # Reading the file refused any other.
    assert found is not None
    assert other is not None
    return _SIGNS[found[1]](version, other)


@cache
def load_advisories() -> Advisories:
    """Return the advisories that ship with auditor; read once per process.

    Raises:
        CatalogueError: the data file is missing or malformed.
    """
    return read_advisories(DATA / FILE)


def read_advisories(path: Path) -> Advisories:
    """Read advisories from a file.

    Raises:
        CatalogueError: it is missing or malformed; the message names it.
    """
    try:
        document = json.loads(path.read_bytes())
        return Advisories(
            {
                runtime: tuple(_advisory(id_, record) for id_, record in records.items())
                for runtime, records in document["advisories"].items()
            },
            dict(document["numbering"]),
            date.fromisoformat(document["checked_on"]),
            date.fromisoformat(document["stale_after"]),
        )
    except (OSError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise CatalogueError(f"{path.name}: {error}", hint=CORRECT) from error


def _advisory(id_: str, record: Mapping[str, Any]) -> Advisory:
    for bound in (bound for one in record["affected"] for bound in one.split(",")):
        found = _BOUND.fullmatch(bound)
        if found is None or read_version(found[2]) is None:
            raise ValueError(f"{id_}: {bound} is no bound of versions")
    if record["severity"] not in SEVERITIES:
        raise ValueError(f"{id_}: {record['severity']} is no severity")
    return Advisory(
        id=id_,
        title=record["title"],
        severity=record["severity"],
        affected=tuple(record["affected"]),
        fixed=tuple(record["fixed"]),
        is_exploited=record["is_exploited"],
        source=record["source"],
        confidence=Confidence(record["confidence"]),
        checked_on=date.fromisoformat(record["checked_on"]),
    )
