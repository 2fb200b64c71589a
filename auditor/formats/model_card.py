"""Model cards: the YAML front matter of a ``README.md`` on model hubs.

Source:
    Hugging Face Hub documentation, "Model Cards", metadata specification (modelcard.md).
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from auditor.domain.document import LicenseStatement, ModelCard
from auditor.errors import FormatError
from auditor.formats.text import cleaned

# Front matter with every benchmark of an embedding model in it takes about 100 KB.
MAX_FRONT_MATTER: Final = 256 * 1024

# The fields that are read take a few kilobytes and a handful of brackets; the reader takes a second for
# this much.
MAX_FIELDS: Final = 64 * 1024
MAX_BRACKETS: Final = 256

# Merges name a dozen bases, the longest a hundred or two.
_MAX_ITEMS: Final = 512

_FRONT_MATTER: Final = re.compile(r"\A\ufeff?\s*^---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_TOP_LEVEL: Final = re.compile(r"""(["']?)([A-Za-z_][\w-]*)\1[ \t]*:(?:\s|$)""")
_RESULTS: Final = re.compile(r"\s+results:")

_WANTED: Final = frozenset(
    {
        "license",
        "license_name",
        "license_link",
        "base_model",
        "base_model_relation",
        "model_name",
        "model-index",
        "pipeline_tag",
    }
)

_OF_LICENCE: Final = frozenset({"license", "license_name", "license_link"})
_LICENCE_NAMES: Final = ("id", "spdx", "spdx_id", "name")
_LICENCE_LINKS: Final = ("link", "url")


def parse(text: str) -> ModelCard:
    """Read the front matter of a model card; a card without one says nothing.

    Only the fields of ``ModelCard`` are parsed, so that a mistake elsewhere does not lose them. Of a
    field that is given twice the first is taken; readers differ on it, so a licence that the others
    state is a rival, and bases that the others name are bases too.

    Raises:
        FormatError: the front matter is too long, or one of those fields is not YAML.
    """
    match = _FRONT_MATTER.match(text)
    if match is None:
        return ModelCard()
    if len(match[1]) > MAX_FRONT_MATTER:
        raise FormatError(f"model card: {len(match[1]):,} characters of front matter; too many to read")
    first_line = text.count("\n", 0, match.start(1)) + 1
    fields = "".join(_wanted_lines(match[1]))
    if len(fields) - fields.count("\n") > MAX_FIELDS or fields.count("[") + fields.count("{") > MAX_BRACKETS:
        raise FormatError("model card: the front matter has far more in it than a card says; not read")
    first, later = _load(fields, first_line)
    return _card(first, later)


def _card(fields: dict[Any, Any], later: list[tuple[Any, Any]]) -> ModelCard:
    stated = _statement(fields)
    rivals = [_statement({**fields, name: value}) for name, value in later if name in _OF_LICENCE]
    bases = [fields.get("base_model"), *(value for name, value in later if name == "base_model")]
    return ModelCard(
        licenses=stated.licenses,
        license_name=stated.name,
        license_link=stated.link,
        base_models=tuple(dict.fromkeys(text for value in bases for text in _texts(value))),
        base_relation=_text(fields.get("base_model_relation")),
        model_name=_text(fields.get("model_name")) or _index_name(fields.get("model-index")),
        rival_licenses=tuple(dict.fromkeys(rival for rival in rivals if rival != stated)),
        task=_text(fields.get("pipeline_tag")),
    )


def _statement(fields: dict[Any, Any]) -> LicenseStatement:
    return LicenseStatement(
        licenses=_licences(fields.get("license")),
        name=_text(fields.get("license_name")),
        link=_text(fields.get("license_link")) or _licence_link(fields.get("license")),
    )


def _licences(value: object) -> tuple[str, ...]:
    """Return the licences of the field; some write it as a mapping with an id or a name in it."""
    items = value if isinstance(value, list) else [value]
    return _texts([_first(item, _LICENCE_NAMES) if isinstance(item, dict) else item for item in items])


def _licence_link(value: object) -> str | None:
    return _text(_first(value, _LICENCE_LINKS)) if isinstance(value, dict) else None


def _first(fields: dict[Any, Any], names: tuple[str, ...]) -> object:
    return next((fields[name] for name in names if _text(fields.get(name))), None)


def _wanted_lines(front_matter: str) -> Iterator[str]:
    """Yield the lines of wanted fields and empty ones for the rest, so that line numbers stay right.

    A field's lines are indented, or list items, until the next one begins in the first column.
    """
    is_wanted = True
    for line in front_matter.splitlines(keepends=True):
        field = _TOP_LEVEL.match(line)
        if field:
            is_wanted = field[2] in _WANTED
        elif _RESULTS.match(line):
            # The benchmark results of model-index follow its name; they can be thousands of lines.
            is_wanted = False
        yield line if is_wanted else "\n"


def _load(front_matter: str, first_line: int) -> tuple[dict[Any, Any], list[tuple[Any, Any]]]:
    """Return the fields, and name and value of those that are given again."""
    # Heavy, and most targets have no cards: imported when the first one is read.
    from ruamel.yaml import YAML

    from auditor.formats import yaml_events

    reader = YAML(typ="base", pure=True)
    reader.Scanner = yaml_events.QuickScanner
    reader.Constructor = yaml_events.RepeatKeepingConstructor
    reader.allow_duplicate_keys = True
    # A stranger's card must not be able to write to standard error.
    reader.composer.warn_double_anchors = False
    try:
        value = reader.load(front_matter)
    except yaml_events.NOT_YAML as error:
        line, what = yaml_events.problem(error, front_matter)
        where = f"in line {first_line + line - 1}"
        raise FormatError(f"model card: the front matter is not YAML {where}: {what}") from error
    except (ValueError, TypeError, RecursionError) as error:
        raise FormatError("model card: the front matter is not YAML") from error
    return (value, reader.constructor.repeated) if isinstance(value, dict) else ({}, [])


def _index_name(value: object) -> str | None:
    first = value[0] if isinstance(value, list) and value else None
    return _text(first.get("name")) if isinstance(first, dict) else None


def _texts(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    return tuple(text for item in items[:_MAX_ITEMS] if (text := _text(item)) is not None)


def _text(value: object) -> str | None:
    """Return a scalar as text; nothing, lists and mappings are no text."""
    return cleaned(value).strip() or None if isinstance(value, str) else None
