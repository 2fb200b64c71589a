import pickle
import zipfile
from pathlib import Path

import pytest

from auditor.domain.header import FileRole
from auditor.errors import FormatError
from auditor.formats import numpy, read_header
from tests.builders.arrays import npy, zipped

CALL = b"cos\nsystem\n(S'true'\ntR."


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_arrays_of_an_archive_are_counted_and_texts_are_not(tmp_path: Path, method: int) -> None:
    members = {
        "w.npy": npy("<f4", (4, 8), bytes(128)),
        "b.npy": npy(">f2", (8,), bytes(16), version=2),
        "n.npy": npy("<i8", (), bytes(8)),
        "brain.npy": npy("|V2", (3,), bytes(6)),
        "names.npy": npy("<U5", (2,), bytes(40)),
    }
    (tmp_path / "m.npz").write_bytes(zipped(members, method))
    header = read_header(tmp_path / "m.npz")
    assert (header.format, header.role, header.n_tensors, header.n_parameters) == (
        "numpy",
        FileRole.WEIGHTS,
        4,
        43,
    )
    assert header.dtypes == (("BF16", 1), ("F16", 1), ("F32", 1), ("I64", 1))


def test_one_array_alone_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "m.npy").write_bytes(npy("<f8", (2, 2), bytes(32)))
    assert read_header(tmp_path / "m.npy").role is FileRole.OTHER


def test_arrays_of_objects_are_pickles_and_say_what_they_import(tmp_path: Path) -> None:
    (tmp_path / "m.npy").write_bytes(npy("|O", (1,), CALL))
    what = "m.npy holds pickled objects, which run code when they are loaded: it imports os.system"
    with pytest.raises(FormatError, match=f"numpy: {what}"):
        read_header(tmp_path / "m.npy")
    for raw in (pickle.dumps([1]), b"\x80\x04\xff"):
        (tmp_path / "m.npz").write_bytes(zipped({"a.npy": npy("|O", (1,), raw)}, zipfile.ZIP_DEFLATED))
        with pytest.raises(FormatError, match=r"a\.npy holds pickled objects, .* loaded$"):
            read_header(tmp_path / "m.npz")


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (npy("<f4", (4, 8), bytes(127)), "would end at byte .* truncated"),
        (npy("<f4", (2**40, 2**40)), "more elements than 63 bits count"),
        (npy("<f4", (1,) * 65, bytes(4)), "has no shape"),
        (b"\x93NUMPY\1\0\xff\xff{}", "too long, or truncated"),
        (b"\x93NUMPY\1\0", "does not begin as arrays do"),
        (b"\x93NUMPY\1\0\2\0{}", "has no shape"),
    ],
)
def test_what_is_broken_is_named(tmp_path: Path, raw: bytes, message: str) -> None:
    (tmp_path / "m.npy").write_bytes(raw)
    with pytest.raises(FormatError, match=message):
        read_header(tmp_path / "m.npy")


def test_what_is_called_an_archive_and_is_none_and_too_many_members_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "m.npz").write_bytes(b"\x00\xff\x80")
    with pytest.raises(FormatError, match="neither an array nor an archive"):
        read_header(tmp_path / "m.npz")
    monkeypatch.setattr(numpy, "_MAX_MEMBERS", 1)
    (tmp_path / "m.npz").write_bytes(zipped({"a.npy": npy("<f4", ()), "b.npy": npy("<f4", ())}))
    with pytest.raises(FormatError, match="over 1 arrays"):
        read_header(tmp_path / "m.npz")
