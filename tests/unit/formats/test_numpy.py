import pickle
import zipfile
from pathlib import Path

import pytest

from auditor.domain.header import FileRole
from auditor.errors import FormatError
from auditor.formats import numpy, read_header
from tests.builders.arrays import described, npy, zipped

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
        (b"\x93NUMPY\1\0\2\0{}", "has a header without descr, fortran_order, shape"),
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


RECORD = "{'descr': [('a', '<f4'), ('b', [('c', '|O', (2,))])], 'fortran_order': False, 'shape': (1,)}"


def test_an_object_anywhere_in_a_record_is_an_object(tmp_path: Path) -> None:
    (tmp_path / "m.npz").write_bytes(
        zipped({"a.npy": npy("<f4", (), bytes(4)), "b.npy": described(RECORD, CALL)})
    )
    with pytest.raises(FormatError, match=r"b\.npy holds pickled objects, .*: it imports os\.system"):
        read_header(tmp_path / "m.npz")
    numbers = described(RECORD.replace("|O", "<i4"), bytes(12))
    (tmp_path / "n.npz").write_bytes(zipped({"a.npy": npy("<f4", (), bytes(4)), "b.npy": numbers}))
    assert read_header(tmp_path / "n.npz").n_parameters == 1


def test_a_member_is_an_array_by_how_it_begins_as_numpy_has_it(tmp_path: Path) -> None:
    whole = {"a.npy": npy("<f4", (), bytes(4)), "note": b"text", "b": npy("<f4", (2,), bytes(8))}
    (tmp_path / "m.npz").write_bytes(zipped(whole))
    assert read_header(tmp_path / "m.npz").n_parameters == 3
    (tmp_path / "m.npz").write_bytes(zipped({**whole, "b": npy("|O", (1,), CALL)}))
    with pytest.raises(FormatError, match=r"b holds pickled objects"):
        read_header(tmp_path / "m.npz")


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_arrays_of_one_name_every_one_is_looked_at(tmp_path: Path, order: tuple[int, int]) -> None:
    arrays = npy("<f4", (), bytes(4)), npy("|O", (1,), CALL)
    with (
        pytest.warns(UserWarning, match="Duplicate name"),
        zipfile.ZipFile(tmp_path / "m.npz", "w") as archive,
    ):
        for number in order:
            archive.writestr("a.npy", arrays[number])
    with pytest.raises(FormatError, match=r"a\.npy holds pickled objects"):
        read_header(tmp_path / "m.npz")


def test_arrays_of_one_name_are_told(tmp_path: Path) -> None:
    with (
        pytest.warns(UserWarning, match="Duplicate name"),
        zipfile.ZipFile(tmp_path / "m.npz", "w") as archive,
    ):
        for n in (2, 3):
            archive.writestr("a.npy", npy("<f4", (n,), bytes(4 * n)))
    header = read_header(tmp_path / "m.npz")
    assert (header.n_parameters, [one.code for one in header.anomalies]) == (3, ["repeated-member"])
