"""The list of sources; the module of one is imported when somebody asks for it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import cast

from auditor.domain.serving import Shows
from auditor.sources.base import Sign, Source


@dataclass(frozen=True, slots=True)
class Listed:
    """A source, with what others need to know of it before anybody asks for it.

    Attributes:
        scheme: What its targets begin with.
        at: Its module and its class: ``module:Class``, below ``auditor.sources``.
        shows: What it sees where it looks.
        starts: What starts the servers that it sees, ``compose kubernetes process unit``, if one thing does.
        sign: What tells a walk over a folder that it reads a file; none where nothing does.
    """

    scheme: str
    at: str
    shows: Shows = Shows.MODELS
    starts: str | None = None
    sign: Sign | None = None


class Sources:
    """Sources by the scheme of their targets, in a fixed order.

    To look at a folder need not import what reads clusters: a third of the start-up of a scan.

    Attributes:
        schemes: What targets begin with, in order.
        shows: What a source sees where it looks, by its scheme.
        starts: What starts the servers that a source sees, by its scheme, where that is one thing.
        signs: What tells the files that a source reads, by its scheme, where something does.
    """

    def __init__(self, listed: Iterable[Listed]) -> None:
        sources = tuple(listed)
        self._at = {one.scheme: one.at for one in sources}
        self.schemes = tuple(self._at)
        self.shows = {one.scheme: one.shows for one in sources}
        self.starts = {one.scheme: one.starts for one in sources if one.starts is not None}
        self.signs = {one.scheme: one.sign for one in sources if one.sign is not None}

    def named(self, scheme: str) -> Source | None:
        """Return the source of a scheme, ``None`` if there is none."""
        at = self._at.get(scheme)
        return None if at is None else _imported(at)

    def __iter__(self) -> Iterator[Source]:
        """Yield every source, which imports them all."""
        return map(_imported, self._at.values())


@cache
def _imported(at: str) -> Source:
    module, _, name = at.partition(":")
    # What is listed is a source: a test goes through the list.
    return cast("Source", getattr(import_module(f"auditor.sources.{module}"), name)())
