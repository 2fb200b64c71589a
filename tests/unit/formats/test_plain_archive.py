import bz2
import gzip
import io
import lzma
import random
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.domain.header import OnLoad
from auditor.errors import FormatError
from auditor.formats import WEIGHT_FORMATS, plain_archive
from auditor.formats.base import NotReadError, on_load_of
from auditor.formats.plain_archive import look_into
from tests.builders.arrays import zipped
from tests.builders.bytes_file import BytesFile
from tests.builders.gguf import gguf_file

CALL = b"cos\nsystem\n(S'true'\ntR."
IMPORTS = "pickle: loading it calls os.system, which weights do not need"


def _tarred(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def _of_kind(kind: bytes, name: str, content: bytes = b"", link: str = "") -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, link, len(content)
    return info, content


def _tarred_of_kinds(*members: tuple[tarfile.TarInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for info, content in members:
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def _told(name: str, raw: bytes) -> FormatError | None:
    try:
        look_into(BytesFile(raw, name), WEIGHT_FORMATS)
    except FormatError as error:
        return error
    return None


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_pickle_in_a_zip_is_named_with_what_it_imports(method: int) -> None:
    raw = zipped({"notes.txt": b"words", "model/m.pkl": CALL}, method)
    told = _told("m.zip", raw)
    assert told is not None and told.message == f"zip: it holds model/m.pkl: {IMPORTS}"
    assert told.offset is not None and raw[told.offset :].startswith(b"PK\3\4")


def test_a_pickle_in_a_tar_is_named_however_long_its_path() -> None:
    name = "long/" * 40 + "m.pkl"
    told = _told("m.tar", _tarred(("a.txt", b"words" * 200), (name, CALL)))
    assert told is not None and told.message == f"tar: it holds {name[:80]}: {IMPORTS}"


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("m.tar.gz", gzip.compress),
        ("m.tgz", gzip.compress),
        ("m.tar.xz", lzma.compress),
        ("m.tbz2", bz2.compress),
    ],
)
def test_an_archive_that_is_compressed_as_a_whole_is_looked_into(
    tmp_path: Path, name: str, pack: Callable[[bytes], bytes]
) -> None:
    weights = gguf_file(tmp_path / "m.gguf").read_bytes()
    long_name = "long/" * 40 + "m.pkl"
    members = (("a.txt", bytes(600_000)), (long_name, CALL), ("b/m.gguf", weights), ("c.pkl", b"\x80\x04N."))
    told = _told(name, pack(_tarred(*members)))
    assert told is not None
    assert told.message == f"tar: it holds {long_name[:80]}: {IMPORTS}; b/m.gguf: gguf"
    assert _told(name, pack(_tarred(("a.txt", b"words")))) is None
    assert _told(name, pack(b"words")) is None


def test_a_compressed_archive_that_is_cut_off_or_not_opened_is_told() -> None:
    raw = gzip.compress(_tarred(("a.txt", random.Random(1).randbytes(2_000))))
    assert (told := _told("m.tar.gz", raw[:-900])) is not None and told.message == "gzip: it is broken"
    assert (told := _told("m.tar.gz", gzip.compress(_tarred(("a.txt", b"x"))[:1_100]))) is None
    cut = gzip.compress(_tarred(("a.txt", b"x"), ("b.txt", b"y"))[:1_224])
    assert (told := _told("m.tar.gz", cut)) is not None and told.message == "tar: it is cut off"
    assert isinstance(told := _told("m.tar.zst", b"\x28\xb5\x2f\xfd" + bytes(99)), NotReadError)


def test_what_was_found_before_a_gap_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_archive, "MAX_MEMBERS", 1)
    told = _told("m.zip", zipped({"b.pkl": CALL, "c.txt": b""}))
    assert told is not None
    assert told.message == f"zip: it holds b.pkl: {IMPORTS}; what follows was not looked at"


@pytest.mark.parametrize(
    ("members", "known"),
    [
        ({"a.pkl": CALL, "b.pkl": b"cacme\nNet\n."}, OnLoad.RUNS),
        ({"a.pkl": b"cacme\nNet\n."}, OnLoad.MAY_RUN),
        ({"a.pkl": b"\x80\x02csklearn.svm\nSVC\n."}, OnLoad.NOTHING_SEEN),
        ({"../a.txt": b""}, OnLoad.NOTHING_SEEN),
    ],
)
def test_an_archive_runs_the_worst_of_what_is_in_it(members: dict[str, bytes], known: OnLoad) -> None:
    told = _told("m.zip", zipped(members))
    assert told is not None and on_load_of(told) is known


def test_models_are_named_after_what_runs_code(tmp_path: Path) -> None:
    weights = gguf_file(tmp_path / "m.gguf").read_bytes()
    told = _told("m.zip", zipped({"a/m.gguf": weights, "b.pkl": CALL}))
    assert told is not None and told.message == f"zip: it holds b.pkl: {IMPORTS}; a/m.gguf: gguf"
    told = _told("m.zip", zipped({f"{n}.pkl": b"\x80\x02csklearn.svm\nSVC\n." for n in range(7)}))
    assert told is not None and told.message.endswith("; 4.pkl: pickle; what follows was not looked at")


@pytest.mark.parametrize("pack", [lambda members: zipped(dict(members)), lambda members: _tarred(*members)])
@pytest.mark.parametrize("name", ["m.mar", "m.nemo"])
def test_of_an_archive_of_models_only_what_else_is_the_matter_is_told(
    tmp_path: Path, name: str, pack: Callable[[list[tuple[str, bytes]]], bytes]
) -> None:
    weights = gguf_file(tmp_path / "a.gguf").read_bytes()
    models = [(f"{n}.gguf", weights) for n in range(9)]
    assert _told(name, pack(models)) is None
    assert _told(name, gzip.compress(pack(models))) is None
    for raw in (pack([*models, ("weights.ckpt", CALL)]), pack([*models, ("../evil", b"")])):
        told = _told(name, raw)
        assert told is not None and ("os.system" in told.message or "leads out" in told.message)


def test_pickles_of_data_are_nothing_and_not_endlessly_many_are_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    raw = zipped({f"{n}.pkl": b"\x80\x04N." for n in range(7)})
    assert _told("m.zip", raw) is None
    monkeypatch.setattr(plain_archive, "MAX_LOOKED_AT", 6)
    told = _told("m.zip", raw)
    assert told is not None and told.message == "zip archive of over 6 members, which are not all looked at"


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("model.gguf", bytes(99), "not a gguf file: it is nothing but zeros"),
        ("m.safetensors", b"<html>", "not a safetensors file: it is an HTML page"),
        ("M.PT", b"\xfe\1\2\3\4\5\6\7\x08", "not a pytorch file: it begins with fe 01 02 03 04 05 06 07"),
    ],
)
def test_a_member_that_is_named_as_a_model_and_is_none_is_told(
    name: str, content: bytes, what: str, method: int
) -> None:
    told = _told("m.zip", zipped({f"a/{name}": content}, method))
    assert told is not None and told.message.startswith(f"zip: it holds a/{name}: {what}")


def test_a_member_of_a_tar_is_what_whoever_unpacks_it_would_see() -> None:
    told = _told("m.tar", _tarred_of_kinds(_of_kind(b"7", "m.pkl", CALL)))
    assert told is not None and told.message == f"tar: it holds m.pkl: {IMPORTS}"
    hidden = _of_kind(tarfile.REGTYPE, "notes.txt", b"words")
    hidden[0].pax_headers = {"path": "../../evil"}
    link = _of_kind(tarfile.SYMTYPE, "data", link="/etc")
    for raw in (
        _tarred_of_kinds(hidden),
        _tarred_of_kinds(link, _of_kind(tarfile.REGTYPE, "data/passwd", b"words")),
    ):
        told = _told("m.tar", raw)
        assert told is not None and "a path that leads out" in told.message
    assert _told("m.tar", _tarred_of_kinds(link, _of_kind(tarfile.REGTYPE, "notes.txt", b"words"))) is None


@pytest.mark.parametrize("name", ["../../evil.py", "/etc/evil", "a/../../evil", "..\\evil", "C:evil"])
def test_a_path_that_leads_out_is_named(name: str) -> None:
    told = _told("m.tar", _tarred((name, b"x")))
    assert told is not None and "a path that leads out of the folder it is unpacked to" in told.message


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("m.zip", zipped({"notes.txt": b"words", "folder/": b""})),
        ("m.tar", _tarred(("notes.txt", b"words"))),
        ("m.whl.zip", zipped({"easy-install.pth": b"import os\n"})),
        ("m.zip", zipped({"arrays.npz": zipped({"notes.txt": b"words"})})),
        ("m.zip", b"no archive"),
        ("m.docx", zipped({"m.pkl": CALL})),
    ],
)
def test_other_archives_are_nothing_to_an_audit(name: str, raw: bytes) -> None:
    assert _told(name, raw) is None


def test_a_bomb_costs_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = zipped({"bomb.txt": bytes(64 * 1024 * 1024)}, zipfile.ZIP_DEFLATED)
    read = []
    monkeypatch.setattr(plain_archive, "identify", lambda file: read.append(file.size))
    assert _told("m.zip", raw) is None
    assert read == [plain_archive._MAX_BEGINNING_BYTES]


def test_what_is_not_opened_is_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(told := _told("m.7z", b"7z\xbc\xaf\x27\x1c\0\4"), NotReadError)
    assert told.message == "7z archive, which is not opened"
    monkeypatch.setattr(plain_archive, "MAX_MEMBERS", 1)
    assert isinstance(_told("m.zip", zipped({"a": b"", "b": b""})), NotReadError)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (zipped({"m.pkl": CALL})[:-5], "zip: its end, which lists what it holds, is missing"),
        (_tarred(("a.txt", b"words" * 400))[:1024], "truncated"),
        (
            _tarred(("a.txt", b"w")).replace(b"00000000001", b"0000000000x"),
            "tar: the size of a member is no number",
        ),
    ],
)
def test_what_is_broken_is_named(raw: bytes, message: str) -> None:
    told = _told("m.zip" if raw.startswith(b"PK") else "m.tar", raw)
    assert told is not None and message in told.message


def test_sizes_over_8_gib_are_read() -> None:
    raw = bytearray(_tarred(("a.txt", b"")))
    raw[124:136] = b"\x80" + (2**40).to_bytes(11, "big")
    assert (told := _told("m.tar", bytes(raw))) is not None and "truncated" in told.message


def test_of_members_of_one_name_every_one_is_looked_at(tmp_path: Path) -> None:
    with (
        pytest.warns(UserWarning, match="Duplicate name"),
        zipfile.ZipFile(tmp_path / "m.zip", "w") as archive,
    ):
        archive.writestr("m.pkl", b"cos\nsystem\n.")
        archive.writestr("m.pkl", b"N.")
    told = _told("m.zip", (tmp_path / "m.zip").read_bytes())
    assert told is not None
    assert "imports os.system" in told.message


def test_a_member_whose_reader_stumbles_leaves_the_others_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumbling(file: object) -> None:
        raise RecursionError

    monkeypatch.setattr(plain_archive, "identify", stumbling)
    told = _told("m.zip", zipped({"a.bin": b"\xff\xff", "b.pkl": b"cos\nsystem\n."}))
    assert told is not None
    assert "a.bin: file: its header cannot be read: it is nested too deeply" in told.message
    assert "b.pkl: pickle: loading it imports os.system" in told.message
