"""YAML 1.2 as plain data that remembers its lines.

The data flow, one direction::

    path --text_of-->     text    bounded, UTF-8
         --yaml_events--> events  as ruamel.yaml finds them, one by one
                     -->  Node    content, file, line; asked by rules and declarations

``NO`` is a word, ``1e25`` a number, ``2026-12-02`` a day. Whatever makes a file read differently than
it looks is refused: keys written twice, anchors, aliases, merge keys, tags, several documents, older
versions of YAML, characters that cannot be printed. So is what nobody means: bytes and nests without end.

Source:
    YAML Ain't Markup Language, version 1.2.2, section 10.3 (core schema), with the days of YAML 1.1.
"""

from pathlib import Path
from typing import Final

from auditor.errors import AuditorError
from auditor.formats.yaml_node import Node

MAX_BYTES: Final = 4_000_000
"""Far beyond a register of thousands of systems; keeps a mistaken path from being read for minutes."""

_LOOK_AROUND: Final = "Look at the indentation, quotes and brackets there and in the line before."


def text_of(path: Path, error: type[AuditorError]) -> str:
    """Return the text of a YAML file, without a byte order mark and with line feeds alone.

    Raises:
        AuditorError: of the family given: it is no plain file or unreadable; ``FILE:LINE`` where it is
            too large or not UTF-8.
    """
    try:
        if not path.is_file():
            raise error(f"{path}: not a file", hint="Name a plain file.")
        if path.stat().st_size > MAX_BYTES:
            raise error(f"{path}:1: larger than {MAX_BYTES} bytes", hint="Split it into several files.")
        return path.read_text(encoding="utf-8-sig")
    except OSError as cause:
        raise error(f"{path}: cannot be read: {cause.strerror}", hint="Check its permissions.") from cause
    except UnicodeDecodeError as cause:
        line = cause.object.count(b"\n", 0, cause.start) + 1
        raise error(f"{path}:{line}: not UTF-8 at byte {cause.start}", hint="Save it as UTF-8.") from cause


def read(text: str, file: str, error: type[AuditorError]) -> Node:
    """Read one YAML document.

    Args:
        text: The document.
        file: How messages name the file.
        error: What is raised, here and by the nodes.

    Returns:
        Its root; one without content for a text that has nothing but comments.

    Raises:
        AuditorError: of the family given: ``FILE:LINE`` and what is wrong there.
    """
    # Heavy: imported when the first file is read.
    from auditor.formats import yaml_events

    if len(text) > MAX_BYTES:
        raise error(f"{file}:1: longer than {MAX_BYTES} characters", hint="Split it into several files.")
    reader = yaml_events.Reader(text, file, error)
    try:
        return reader.document()
    except yaml_events.NOT_YAML as cause:
        line, what = yaml_events.problem(cause, text)
        raise error(f"{file}:{line}: not YAML: {what}", hint=_LOOK_AROUND) from cause
    except (ValueError, OverflowError) as cause:
        # Escapes beyond Unicode and version numbers without end; ruamel does not look before it converts.
        raise error(f"{reader.place}: not YAML: a number too large", hint=_LOOK_AROUND) from cause
