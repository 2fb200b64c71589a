"""The JSON files beside ``config.json`` that a loader reads: tokenizer, processors, generation."""

from typing import Final

from auditor.domain.document import LoaderConfig
from auditor.formats.chat_template import of_settings
from auditor.formats.imported_class import imported
from auditor.formats.json_object import parse_object

# A tokenizer's added words and its chat template can take some megabytes.
MAX_BYTES: Final = 16 * 1024 * 1024

# Source: transformers, models/auto/auto_factory.py (``auto_map``) and pipelines/__init__.py
# (``custom_pipelines``): keys under which a repository names Python code of its own.
_CODE_KEYS: Final = ("auto_map", "custom_pipelines")


def parse(raw: bytes, name: str) -> LoaderConfig:
    """Read one of them; all that is asked is what code it names, and what its chat templates reach for.

    Raises:
        FormatError: it is not a JSON object, or too large.
    """
    fields = parse_object(raw, name, max_bytes=MAX_BYTES)
    return LoaderConfig(names_code(fields), imported(fields), of_settings(fields, name))


def names_code(value: object) -> bool:
    """Say whether a JSON value names Python code of its own repository, at any depth."""
    pending = [value]
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            if any(node.get(key) for key in _CODE_KEYS):
                return True
            pending.extend(node.values())
        elif isinstance(node, list):
            pending.extend(node)
    return False
