"""``kind: same-as``: two names that the organisation knows to mean one model."""

from dataclasses import dataclass

from auditor.declarations.entry import Entry
from auditor.declarations.files import Files
from auditor.declarations.selector import read_selector
from auditor.domain.declaration import Provenance, SameDeclared


@dataclass(frozen=True, slots=True)
class SameReader:
    """Reads same-as entries."""

    name: str = "same-as"
    required: tuple[str, ...] = ("model", "same_as")
    optional: tuple[str, ...] = ()

    def read(self, entry: Entry, provenance: Provenance, files: Files) -> SameDeclared:  # noqa: ARG002 - it names no file
        """See `Kind.read`."""
        return SameDeclared(
            model=read_selector(entry.child("model", "the selector of model")),
            same_as=read_selector(entry.child("same_as", "the selector of same_as")),
            provenance=provenance,
        )
