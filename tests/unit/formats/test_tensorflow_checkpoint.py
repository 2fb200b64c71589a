from pathlib import Path

import pytest

from auditor.domain.header import FileRole
from auditor.errors import FormatError
from auditor.formats import read_header, tensorflow_checkpoint
from tests.builders.tensorflow import index

TENSORS = {
    "_CHECKPOINTABLE_OBJECT_GRAPH": (7, ()),
    "layer/kernel/.ATTRIBUTES/VARIABLE_VALUE": (1, (4, 8)),
    "layer/kernel/.OPTIMIZER_SLOT/optimizer/m/.ATTRIBUTES/VARIABLE_VALUE": (1, (4, 8)),
    "layer/bias/.ATTRIBUTES/VARIABLE_VALUE": (19, (8,)),
    "save_counter/.ATTRIBUTES/VARIABLE_VALUE": (9, ()),
}


def test_the_index_of_a_checkpoint_says_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "model.ckpt.index").write_bytes(index(TENSORS))
    header = read_header(tmp_path / "model.ckpt.index")
    assert (header.format, header.role) == ("tensorflow-checkpoint", FileRole.WEIGHTS)
    assert (header.n_tensors, header.n_parameters, header.dtypes) == (2, 40, (("F16", 1), ("F32", 1)))


def test_that_of_a_saved_model_goes_with_it(tmp_path: Path) -> None:
    (tmp_path / "variables.index").write_bytes(index(TENSORS))
    assert read_header(tmp_path / "variables.index").role is FileRole.DATA


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (index(TENSORS)[:-1], "does not end as tables do: truncated"),
        (b"", "empty file"),
        (index(TENSORS, kind=1), "compressed by method 1"),
        (index({"w": (1, (-1,))}), "unknown shape"),
        (index({"w" * 2000: (1, (1,))}), "a key of over 1,024 bytes"),
        (index({"w": (1, (2**40, 2**40))}), "more than 63 bits count"),
        (bytes(40) + index(TENSORS)[-8:], "too short|truncated"),
        (b"\xff" * 40 + index(TENSORS)[-8:], "a number that does not end"),
        (b"\0\0\0\xff\xff\xff\x7f" + bytes(33) + index(TENSORS)[-8:], "over 16,777,216 are not read"),
    ],
)
def test_what_is_broken_is_named(tmp_path: Path, raw: bytes, message: str) -> None:
    (tmp_path / "m.ckpt.index").write_bytes(raw)
    with pytest.raises(FormatError, match=message):
        read_header(tmp_path / "m.ckpt.index")


@pytest.mark.parametrize(
    ("bound", "value", "message"),
    [("_MAX_ENTRIES", 2, "over 2 entries"), ("_MAX_TABLE_BYTES", 30, "a table of over 30 bytes")],
)
def test_what_a_table_costs_is_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str, value: int, message: str
) -> None:
    monkeypatch.setattr(tensorflow_checkpoint, bound, value)
    (tmp_path / "m.ckpt.index").write_bytes(index(TENSORS))
    with pytest.raises(FormatError, match=message):
        read_header(tmp_path / "m.ckpt.index")
