"""An entry as it is written: what somebody signs for is what they wrote, not what was made of it."""

from collections.abc import Mapping
from typing import Final

from auditor.declarations.entry import Entry
from auditor.declarations.kinds.base import COMMON_OPTIONAL, COMMON_REQUIRED, VALID_FROM
from auditor.domain.declaration import DeclaredAsGiven, Provenance
from auditor.formats.yaml_node import Content

# Stand in the provenance.
_ELSEWHERE: Final = frozenset({*COMMON_REQUIRED, *COMMON_OPTIONAL, VALID_FROM})


def as_given(entry: Entry, provenance: Provenance) -> DeclaredAsGiven:
    """Return an entry with its values as text, in the order of the file."""
    said = ((key, text_of(node.content)) for key, node in entry.fields.items() if key not in _ELSEWHERE)
    return DeclaredAsGiven(entry.text("kind"), tuple(said), provenance)


def text_of(content: Content) -> str:
    """Return a value as YAML has it, lists and mappings in one line."""
    match content:
        case None:
            return "null"
        case bool():
            return "true" if content else "false"
        case tuple():
            return f"[{', '.join(text_of(item.content) for item in content)}]"
        case Mapping():
            said = (f"{key}: {text_of(value.content)}" for key, value in content.items())
            return f"{{{', '.join(said)}}}"
        case _:
            return str(content)
