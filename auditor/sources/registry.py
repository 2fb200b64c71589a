"""The list of sources; the module of one is imported when somebody asks for it."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import cast

from auditor.sources.base import Source


class Sources:
    """Sources by the scheme of their targets, in a fixed order.

    To look at a folder need not import what reads clusters: a third of the start-up of a scan.

    Attributes:
        schemes: What targets begin with, in order.
    """

    def __init__(self, listed: Mapping[str, str]) -> None:
        """Take the module and the class of each source, ``package.module:Class``, by its scheme."""
        self._listed = dict(listed)
        self.schemes = tuple(self._listed)

    def named(self, scheme: str) -> Source | None:
        """Return the source of a scheme, ``None`` if there is none."""
        listed = self._listed.get(scheme)
        return None if listed is None else _imported(listed)

    def __iter__(self) -> Iterator[Source]:
        """Yield every source, which imports them all."""
        return map(_imported, self._listed.values())


@cache
def _imported(listed: str) -> Source:
    module, _, name = listed.partition(":")
    # What is listed is a source: a test goes through the list.
    return cast("Source", getattr(import_module(module), name)())
