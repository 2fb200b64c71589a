import json

import pytest

from auditor.errors import FormatError
from auditor.formats.safetensors_index import parse


def _parse(*names: object) -> tuple[str, ...]:
    return parse(json.dumps({"weight_map": {f"t{index}": name for index, name in enumerate(names)}}).encode())


def test_files_are_named_once_and_sorted() -> None:
    first, second = "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"
    assert _parse(second, first, second, "sub/x.safetensors") == (first, second, "sub/x.safetensors")


@pytest.mark.parametrize(
    "name", ["../x", "a/../../x", "/etc/passwd", "..\\x", "C:x", "a\0b", "a\nb", "", "."]
)
def test_files_outside_the_folder_are_refused(name: str) -> None:
    with pytest.raises(FormatError, match="is not a file below the index's folder"):
        _parse("model.safetensors", name)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"{}", "safetensors index: weight_map names no files"),
        (b'{"weight_map": []}', "safetensors index: weight_map names no files"),
        (
            b'{"weight_map": {"a": 1}}',
            "safetensors index: weight_map maps a tensor to something that is no file name",
        ),
        (b"[]", "safetensors index: not a JSON object"),
    ],
)
def test_what_is_no_index_is_an_error(raw: bytes, message: str) -> None:
    with pytest.raises(FormatError) as caught:
        parse(raw)
    assert caught.value.message == message
