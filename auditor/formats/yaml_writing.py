"""Lists of entries written as YAML 1.2, and changed without losing what else stands there.

What is written reads back as the same values through `yaml12`; that is checked before a text is handed out.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from auditor.errors import AuditorError
from auditor.formats import yaml12
from auditor.formats.yaml_node import Content, Node

if TYPE_CHECKING:
    from ruamel.yaml import YAML

Value = bool | int | float | str | date | Sequence["Value"] | Mapping[str, "Value"] | None
"""What a field of an entry can hold."""

# Long enough that no value is folded, and a person still sees one field as one line.
_WIDTH: Final = 10_000


def listed(entries: Sequence[Mapping[str, Value]], error: type[AuditorError]) -> str:
    """Return entries as a YAML list, one field per line, lists of mappings one item per line.

    Raises:
        AuditorError: of the family given: a value cannot be written so that it reads back.
    """
    text = _dumped([_entry(one) for one in entries])
    _refuse_other(yaml12.read(text, "entry", error), [dict(one) for one in entries], error)
    return text


def amended(text: str, file: str, n: int, changes: Mapping[str, Value], error: type[AuditorError]) -> str:
    """Return a list of entries with fields of one set; comments and the other entries stay.

    Args:
        text: The list as it stands.
        file: How messages name the file.
        n: Which entry, from 0.
        changes: Values by field; those the entry lacks are put before its last.
        error: What is raised.

    Raises:
        AuditorError: of the family given: it is no list, or a value cannot be written.
    """
    wanted = _plain(yaml12.read(text, file, error))
    if not isinstance(wanted, list) or n >= len(wanted):
        raise error(f"{file}: has no entry {n + 1}")
    wanted[n] |= dict(changes)
    there = _yaml().load(text)
    entry = there[n]
    for key, value in changes.items():
        if key in entry:
            entry[key] = _flowing(value)
        else:
            # Comments below an entry hang on its last field, and belong to what follows.
            entry.insert(max(len(entry) - 1, 0), key, _flowing(value))
    changed = _dumped(there)
    _refuse_other(yaml12.read(changed, file, error), wanted, error)
    return changed


def _yaml() -> "YAML":
    # Heavy: imported when the first file is written.
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.width = _WIDTH
    yaml.preserve_quotes = True
    # A field left empty reads as null as well, and looks forgotten.
    yaml.representer.add_representer(type(None), _null)
    # Anchors are refused where this is read.
    yaml.representer.ignore_aliases = _never
    return yaml


def _null(representer: Any, _: None) -> Any:
    return representer.represent_scalar("tag:yaml.org,2002:null", "null")


def _never(_: object) -> bool:
    return True


def _dumped(entries: Any) -> str:
    out = io.StringIO()
    _yaml().dump(entries, out)
    return out.getvalue()


def _entry(fields: Mapping[str, Value]) -> dict[str, Any]:
    return {key: _flowing(value) for key, value in fields.items()}


def _flowing(value: Value) -> Any:
    """Return a value as ruamel writes it: words in one line, mappings of a list one per line."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    if isinstance(value, Mapping):
        flow = CommentedMap((key, _flowing(below)) for key, below in value.items())
        flow.fa.set_flow_style()
        return flow
    if isinstance(value, Sequence) and not isinstance(value, str):
        items = CommentedSeq(_flowing(item) for item in value)
        if not any(isinstance(item, Mapping) for item in value):
            items.fa.set_flow_style()
        return items
    return value


def _refuse_other(found: Node, wanted: Sequence[object], error: type[AuditorError]) -> None:
    """Refuse a text that does not say what was to be written."""
    if _plain(found) != _as_plain(wanted):
        raise error("entry: a value cannot be written as YAML", hint="Write it with other characters.")


def _plain(node: Node) -> Any:
    return _of_content(node.content)


def _of_content(content: Content) -> Any:
    if isinstance(content, tuple):
        return [_plain(item) for item in content]
    if isinstance(content, Mapping):
        return {key: _plain(below) for key, below in content.items()}
    return content


def _as_plain(value: object) -> Any:
    if isinstance(value, Mapping):
        return {key: _as_plain(below) for key, below in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_as_plain(item) for item in value]
    return value
