"""A format whose module is imported when a file may be in it."""

from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from auditor.domain.header import Header
    from auditor.formats.base import RandomAccess, WeightFormat


@dataclass(slots=True, eq=False)
class Deferred:
    """See ``WeightFormat``; most files are in one of two formats, and a scan of them needs no other's reader.

    Attributes:
        name: Name of the format.
        suffixes: Endings of its files, in lower case.
        listed: Its module and class, ``package.module:Class``; a test holds name and endings to it.
    """

    name: str
    suffixes: tuple[str, ...]
    listed: str
    _imported: "WeightFormat | None" = field(default=None, repr=False)

    def recognises(self, file: "RandomAccess") -> bool:
        """See ``WeightFormat.recognises``."""
        return self.itself().recognises(file)

    def read_header(self, file: "RandomAccess") -> "Header":
        """See ``WeightFormat.read_header``."""
        return self.itself().read_header(file)

    def itself(self) -> "WeightFormat":
        """Return the format."""
        if self._imported is None:
            module, _, name = self.listed.partition(":")
            self._imported = cast("WeightFormat", getattr(import_module(module), name)())
        return self._imported
