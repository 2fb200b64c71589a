"""Reads one entry through its kind, with a folder for its files."""

from pathlib import Path

from auditor.declarations.entry import Entry
from auditor.declarations.files import Files
from auditor.declarations.kinds.base import Kind
from auditor.domain.declared import Declaration
from auditor.errors import DeclarationError
from auditor.formats import yaml12
from tests.builders.declarations import a_provenance


def read_entry(kind: Kind, text: str, folder: Path = Path("/nowhere/declarations")) -> Declaration:
    entry = Entry.of(yaml12.read(text, "a.yaml", DeclarationError), what=kind.name)
    entry.check_keys(required=kind.required, optional=kind.optional)
    return kind.read(entry, a_provenance(), Files(folder, folder.parent))
