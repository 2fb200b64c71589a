"""``adapter_config.json``: what the PEFT library is told about an adapter beside it."""

from typing import Final

from auditor.domain.document import AdapterConfig
from auditor.formats.json_object import parse_object, text_in

# A list of target modules can name every layer; nothing makes it longer than that.
MAX_BYTES: Final = 4 * 1024 * 1024


def parse(raw: bytes) -> AdapterConfig:
    """Read an ``adapter_config.json``; fields that are missing or of another type stay unknown.

    Raises:
        FormatError: it is not a JSON object, or too large.
    """
    fields = parse_object(raw, "adapter_config.json", max_bytes=MAX_BYTES)
    return AdapterConfig(base_model=text_in(fields, "base_model_name_or_path"))
