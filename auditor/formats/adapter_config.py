"""``adapter_config.json``: what the PEFT library is told about an adapter beside it.

Source:
    peft, auto.py (``auto_mapping``) and tuners/lora/tp_layer.py (``megatron_core``): modules that it imports.
"""

from collections.abc import Iterator
from typing import Final

from auditor.domain.document import AdapterConfig
from auditor.formats.imported_class import whose
from auditor.formats.json_object import JsonObject, object_in, parse_object, text_in

# A list of target modules can name every layer; nothing makes it longer than that.
MAX_BYTES: Final = 4 * 1024 * 1024


def parse(raw: bytes) -> AdapterConfig:
    """Read an ``adapter_config.json``; fields that are missing or of another type stay unknown.

    Raises:
        FormatError: it is not a JSON object, or too large.
    """
    fields = parse_object(raw, "adapter_config.json", max_bytes=MAX_BYTES)
    base_model = text_in(fields, "base_model_name_or_path")
    return AdapterConfig(base_model, whose(_modules(fields)))


def _modules(fields: JsonObject) -> Iterator[str]:
    yield from filter(None, [text_in(object_in(fields, "auto_mapping"), "parent_library")])
    # It is there always, and looked at only with these settings.
    if fields.get("megatron_config"):
        yield from filter(None, [text_in(fields, "megatron_core")])
