"""Adapters as runtimes are told of them: ``NAME=PATH``, a path, a path with its weight, or JSON."""

import json
import re
from collections.abc import Iterable
from typing import Final

from auditor.domain.serving import ModelReference, ReferenceKind
from auditor.sources.references import reference

_NAMED: Final = re.compile(r"[\w.:-]+=(.+)", re.DOTALL)
# llama.cpp: FILE:SCALE
_SCALE: Final = re.compile(r":\d+(?:\.\d+)?$")


def adapter(text: str, secrets: Iterable[str] = ()) -> ModelReference | None:
    """Return the adapter that a value names; ``None`` where it names none."""
    text = text.strip()
    if text.startswith("{"):
        text = _path_in(text)
    named = _NAMED.fullmatch(text)
    return reference(_SCALE.sub("", named[1] if named else text), ReferenceKind.REPOSITORY, secrets=secrets)


def _path_in(text: str) -> str:
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    path = record.get("path", record.get("lora_path")) if isinstance(record, dict) else None
    return path if isinstance(path, str) else ""
