import bz2
import gzip
import lzma
import pickle
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.domain.header import FileRole
from auditor.errors import FormatError
from auditor.formats import compressed_pickle, read_header
from auditor.formats.base import NotReadError
from tests.builders.torch import op_global, whole

ARRAYS = b"\x80\x03cjoblib.numpy_pickle\nNumpyArrayWrapper\n)\x81\xff"
FOREST = b"\x80\x03csklearn.ensemble._forest\nRandomForestClassifier\n)\x81" + ARRAYS[2:]


def _packed(path: Path, raw: bytes, pack: Callable[[bytes], bytes] = zlib.compress) -> Path:
    path.write_bytes(pack(raw))
    return path


@pytest.mark.parametrize("pack", [zlib.compress, gzip.compress, bz2.compress, lzma.compress])
def test_a_compressed_model_is_told_by_what_it_imports_first(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    header = read_header(_packed(tmp_path / "m.joblib", FOREST, pack))
    assert (header.format, header.role, header.anomalies) == ("joblib", FileRole.WEIGHTS, ())
    assert header.unread


def test_arrays_alone_may_be_followed_by_a_model(tmp_path: Path) -> None:
    header = read_header(_packed(tmp_path / "m.joblib", ARRAYS))
    assert (header.format, header.role) == ("joblib", FileRole.WEIGHTS)


def test_compressed_data_are_data(tmp_path: Path) -> None:
    header = read_header(_packed(tmp_path / "m.pkl", pickle.dumps({"a": [1, 2]}, 4)))
    assert (header.format, header.role) == ("pickle", FileRole.PLAIN)


@pytest.mark.parametrize("rest", [b".", b"\xff" + ARRAYS])
def test_what_runs_code_is_refused(tmp_path: Path, rest: bytes) -> None:
    raw = whole(op_global("os", "system"))[:-1] + b"cjoblib.numpy_pickle\nNumpyArrayWrapper\n" + rest
    with pytest.raises(FormatError, match=r"imports os\.system, which weights"):
        read_header(_packed(tmp_path / "m.joblib", raw))


def test_a_pickle_larger_than_is_looked_at_is_what_its_beginning_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compressed_pickle, "MAX_BEGINNING_BYTES", 100)
    raw = pickle.dumps([float(n) for n in range(99)], 4)
    header = read_header(_packed(tmp_path / "m.pkl", raw))
    assert (header.format, header.role) == ("pickle", FileRole.WEIGHTS)


def test_what_is_no_pickle_inside_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="pickle: it is broken"):
        read_header(_packed(tmp_path / "m.joblib", b"\xff\xff"))


def test_what_is_compressed_otherwise_is_a_gap(tmp_path: Path) -> None:
    with pytest.raises(NotReadError, match="compressed with LZ4, which is not opened"):
        read_header(_packed(tmp_path / "m.joblib", b"\x04\x22\x4d\x18" + bytes(9), bytes))
