import io
import zipfile
from pathlib import Path

import pytest

from auditor.domain.header import Header
from auditor.errors import FormatError
from auditor.formats import read_header
from auditor.formats.pytorch_archive import is_root, read_checkpoint
from tests.builders.bytes_file import BytesFile
from tests.builders.torch import WEIGHT, TorchSpec, op_dict, op_global, op_state, op_tensor, op_text, whole

GOOD = whole(op_state([WEIGHT]))
CALL = op_global("posix", "system") + op_text("true") + b"\x85R"
EVIL = whole(op_dict({"w": op_tensor(WEIGHT, "0"), "x": CALL}))
DATA = bytes(64)


def _archive(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def _header(path: Path, *members: tuple[str, bytes]) -> Header:
    path.write_bytes(_archive(*members))
    return read_header(path)


def _codes(header: Header) -> list[str]:
    return [one.code for one in header.anomalies]


@pytest.mark.parametrize("name", ["data.pkl", "archive/data.pkl", "archive/Data.PKL"])
def test_what_may_be_taken_for_a_checkpoint_s_pickle(name: str) -> None:
    assert is_root(name)
    assert not is_root(f"a/b/{name}")


@pytest.mark.parametrize("folders", [("zz", "aa"), ("aa", "zz")])
def test_the_folder_of_the_first_entry_is_read_and_the_pickles_of_every_one(
    tmp_path: Path, folders: tuple[str, str]
) -> None:
    first, second = folders
    small = whole(op_state([TorchSpec("b", (8,))]))
    members = (f"{first}/data.pkl", EVIL), (f"{first}/data/0", DATA), (f"{second}/data.pkl", small)
    header = _header(tmp_path / "m.bin", *members)
    assert header.n_parameters == 32
    assert _codes(header) == ["several-folders", "imports-code"]
    assert header.anomalies[0].detail == f"it holds {second}/data.pkl beside the checkpoint in {first}"
    assert "calls posix.system" in header.anomalies[1].detail
    turned = _header(
        tmp_path / "n.bin", (f"{first}/data.pkl", GOOD), *members[1:2], (f"{second}/data.pkl", EVIL)
    )
    assert _codes(turned) == ["several-folders", "imports-code"]


@pytest.mark.parametrize("pickles", [(EVIL, GOOD), (GOOD, EVIL)])
def test_of_equal_names_every_one_is_disassembled(tmp_path: Path, pickles: tuple[bytes, bytes]) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        header = _header(tmp_path / "m.bin", *(("a/data.pkl", one) for one in pickles), ("a/data/0", DATA))
    assert _codes(header) == ["repeated-member", "imports-code"]
    assert header.anomalies[0].detail.startswith("a/data.pkl is in the archive more than once")


@pytest.mark.parametrize("name", ["a/DATA.pkl", "a/Constants.PKL", "data.pkl"])
def test_a_pickle_that_another_reader_takes_is_disassembled(tmp_path: Path, name: str) -> None:
    header = _header(tmp_path / "m.bin", ("a/data.pkl", GOOD), ("a/data/0", DATA), (name, EVIL))
    assert _codes(header) == ["several-folders", "imports-code"]


def test_a_first_entry_outside_of_every_checkpoint_does_not_hide_one(tmp_path: Path) -> None:
    header = _header(tmp_path / "m.bin", ("note", b""), ("a/data.pkl", EVIL), ("a/data/0", DATA))
    assert _codes(header) == ["several-folders", "imports-code"]
    assert _codes(_header(tmp_path / "n.bin", ("data.pkl", GOOD), ("data/0", DATA))) == []


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ([("a/DATA.pkl", GOOD)], "without data.pkl"),
        ([("a/b", b"")], "without data.pkl"),
        (
            [(f"{n}/data.pkl", GOOD) for n in range(9)],
            "it holds 9 pickles, where a checkpoint has one or two",
        ),
        ([("a/data.pkl", GOOD)], "the data of storage 0 are missing"),
    ],
)
def test_what_is_no_checkpoint_says_why(members: list[tuple[str, bytes]], message: str) -> None:
    with pytest.raises(FormatError, match=message):
        read_checkpoint(BytesFile(_archive(*members)))


def test_a_pickle_that_is_packed_or_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/data.pkl", GOOD)
    (tmp_path / "m.pt").write_bytes(out.getvalue())
    with pytest.raises(FormatError, match=r"a/data\.pkl is compressed"):
        read_header(tmp_path / "m.pt")
    monkeypatch.setattr("auditor.formats.pytorch_archive.MAX_BYTES", 10)
    with pytest.raises(FormatError, match=rf"a/data\.pkl is {len(GOOD)} bytes"):
        _header(tmp_path / "n.pt", ("a/data.pkl", GOOD))


def test_a_tensor_that_is_none_has_the_offset_of_its_pickle(tmp_path: Path) -> None:
    broken = whole(op_global("torch._utils", "_rebuild_tensor_v2") + b"(NNNtR")
    (tmp_path / "m.pt").write_bytes(_archive(("a/data.pkl", broken)))
    with pytest.raises(FormatError, match="has no storage") as caught:
        read_header(tmp_path / "m.pt")
    assert caught.value.offset == (tmp_path / "m.pt").read_bytes().index(broken)
