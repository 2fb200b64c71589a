from pathlib import Path

import pytest

from auditor.domain.header import Header
from auditor.errors import FormatError
from auditor.formats import read_header, tflite
from auditor.formats.tflite import TfliteFormat
from tests.builders.bytes_file import BytesFile
from tests.builders.tflite import I8, I32, STRING, WEIGHT, LiteSpec, tflite_bytes, tflite_file


def _read(raw: bytes) -> Header:
    return TfliteFormat().read_header(BytesFile(raw))


@pytest.mark.parametrize("name", ["m.tflite", "m.lite", "m.bin"])
def test_a_model_is_told_by_its_content_and_its_tensors_with_data_count(tmp_path: Path, name: str) -> None:
    header = read_header(tflite_file(tmp_path / name))
    assert (header.format, header.version, header.n_tensors, header.n_parameters) == ("tflite", "3", 1, 32)
    assert (header.dtypes, header.metadata) == ((("F32", 1),), (("description", "converted"),))


def test_what_is_computed_shared_or_no_number_adds_no_weights() -> None:
    specs = [
        WEIGHT,
        LiteSpec("activation", (1, 1000), has_data=False),
        LiteSpec("labels", (7,), STRING),
        LiteSpec("again", (4, 8), buffer=1),
        LiteSpec("shape", (4,), I32),
        LiteSpec("dense/kernel", (3, 3), I8),
    ]
    header = _read(tflite_bytes(specs))
    assert (header.n_parameters, header.dtypes) == (32 + 9, (("F32", 1), ("I32", 1), ("I8", 1)))


@pytest.mark.parametrize("shape", [(-1, 4), (2**31 - 1,) * 3, (1,) * 65])
def test_a_shape_that_is_none_is_an_error(shape: tuple[int, ...]) -> None:
    with pytest.raises(FormatError, match="no possible shape"):
        _read(tflite_bytes([LiteSpec("w", shape)]))


def test_other_bytes_are_refused() -> None:
    with pytest.raises(FormatError, match="not 'TFL3'"):
        _read(b"\x08\0\0\0TFL2")


def test_too_many_fields_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tflite, "_MAX_TABLES", 5)
    with pytest.raises(FormatError, match="over 5 fields"):
        _read(tflite_bytes())
