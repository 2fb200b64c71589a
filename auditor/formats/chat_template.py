"""Chat templates: programs in Jinja that turn a conversation into a prompt, wherever they stand.

They are looked at and never rendered, nor kept: each is a program, and may be a hostile one. Some loaders
render them in a sandbox, others in none.

Source:
    transformers, utils/chat_template_utils.py and tokenization_utils_base.py: ``chat_template`` in
    tokenizer_config.json, one or several with names; chat_template.jinja, chat_template.json.
"""

from collections.abc import Iterator
from typing import Final

from auditor.domain.document import ChatTemplate
from auditor.domain.header import Anomaly
from auditor.errors import FormatError
from auditor.formats.json_object import parse_object
from auditor.formats.text import code_in, template_escape_in

# Real ones take some ten kilobytes.
MAX_BYTES: Final = 4_000_000
_KEY: Final = "chat_template"


def anomalies_in(text: str, called: str, offset: int = 0) -> tuple[Anomaly, ...]:
    """Return what is odd about a template: that it reaches outside, or reads as a call to run code.

    Args:
        text: The template.
        called: What it is called in a sentence.
        offset: Where it begins in its file, in bytes.
    """
    if found := template_escape_in(text):
        # Loaders that render it without a sandbox run what it reaches for (CVE-2024-34359).
        detail = f"{called} reaches outside its sandbox: {found[:80]}"
        return (Anomaly("escaping-template", offset, detail),)
    if found := code_in(text):
        return (Anomaly("suspicious-template", offset, f"{called} contains {found[:80]}"),)
    return ()


def parse(raw: bytes, name: str) -> ChatTemplate:
    """Read a file that is a template, or a JSON file that holds some.

    Raises:
        FormatError: it is too large, no text, or no JSON object where it should be one.
    """
    if name.lower().endswith(".json"):
        return of_settings(parse_object(raw, name, max_bytes=MAX_BYTES), name) or ChatTemplate(0)
    try:
        return ChatTemplate(1, anomalies_in(raw.decode("utf-8"), name))
    except UnicodeDecodeError as error:
        raise FormatError(f"{name}: not UTF-8", offset=error.start) from error


def of_settings(fields: dict[str, object], name: str) -> ChatTemplate | None:
    """Return the templates that a configuration of a tokenizer holds; ``None`` where it holds none."""
    found = tuple(_templates(fields.get(_KEY)))
    if not found:
        return None
    called = f"{_KEY} in {name}"
    return ChatTemplate(len(found), tuple(one for text in found for one in anomalies_in(text, called)))


def _templates(value: object) -> Iterator[str]:
    """Yield the template, or those of a list with names, or of a mapping from name to template."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from (
            one["template"] for one in value if isinstance(one, dict) and isinstance(one.get("template"), str)
        )
    elif isinstance(value, dict):
        yield from (one for one in value.values() if isinstance(one, str))
