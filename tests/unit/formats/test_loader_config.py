import json

import pytest

from auditor.domain.document import ImportedCode, LoaderConfig
from auditor.errors import FormatError
from auditor.formats.loader_config import MAX_BYTES, names_code, parse

NAME = "tokenizer_config.json"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"auto_map": {"AutoTokenizer": ["tokenization_x.X", None]}}, True),
        ({"image_processor": {"auto_map": {"AutoImageProcessor": "x.X"}}}, True),
        ({"list": [{"custom_pipelines": {"x": {}}}]}, True),
        ({"auto_map": None, "a": [1, "auto_map"]}, False),
        ({}, False),
    ],
)
def test_code_is_found_at_any_depth(fields: dict[str, object], expected: bool) -> None:
    assert parse(json.dumps(fields).encode(), NAME) == LoaderConfig(has_auto_map=expected)


def test_a_python_path_in_its_settings_is_told() -> None:
    code = ImportedCode(unknown=("evil.act",))
    assert parse(b'{"activation_fn": "evil.act"}', NAME) == LoaderConfig(code=code)


def test_depth_has_no_end() -> None:
    nested: object = {"auto_map": {"AutoModel": "x"}}
    for _ in range(100_000):
        nested = [nested]
    assert names_code(nested) is True


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"{", "tokenizer_config.json: not JSON"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "a number without end"),
        (b" " * (MAX_BYTES + 1), "at most 16,777,216 are read"),
    ],
)
def test_what_is_no_configuration_is_an_error(raw: bytes, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        parse(raw, NAME)
