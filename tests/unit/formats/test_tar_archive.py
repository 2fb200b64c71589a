import io
import tarfile

import pytest

from auditor.errors import FormatError
from auditor.formats import tar_archive
from auditor.formats.base import NotReadError
from auditor.formats.tar_archive import is_tar, members_of
from tests.builders.bytes_file import BytesFile


def _info(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


def _tar(
    *infos: tarfile.TarInfo, style: int = tarfile.PAX_FORMAT, words: dict[str, str] | None = None
) -> bytes:
    """An archive whose files hold their own names."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=style, pax_headers=words) as archive:
        for info in infos:
            data = info.name.encode()
            if info.isreg() or info.type not in tarfile.SUPPORTED_TYPES:
                info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def _seen(raw: bytes) -> list[tuple[str, bytes, bool]]:
    file = BytesFile(raw, "m.tar")
    found = members_of(file, file.size)
    return [(one.name, raw[one.begin : one.begin + one.size], one.through_link) for one in found]


@pytest.mark.parametrize("style", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
@pytest.mark.parametrize("name", ["a", "a/b", "f/" * 70 + "x", "../../evil"])
def test_every_writer_s_names_are_read(style: int, name: str) -> None:
    raw = _tar(_info("before"), _info(name), _info("after"), style=style)
    assert is_tar(raw)
    assert _seen(raw) == [(one, one.encode(), False) for one in ("before", name, "after")]


def test_a_name_beside_the_header_counts_and_not_the_one_in_it() -> None:
    info = _info("harmless.txt")
    info.pax_headers = {"path": "../../evil.pkl"}
    assert [name for name, *_ in _seen(_tar(info, _info("b")))] == ["../../evil.pkl", "b"]
    assert [name for name, *_ in _seen(_tar(_info("b"), words={"path": "../x"}))] == ["../x"]


def test_a_size_beside_the_header_counts() -> None:
    raw = bytearray(_tar(_info("abc"), _info("d"), style=tarfile.USTAR_FORMAT))
    words = b"9 size=3\n"
    about = _info("words", b"x")
    about.size = len(words)
    raw[124:136] = b"00000000000\0"
    raw = bytearray(about.tobuf(tarfile.USTAR_FORMAT) + words.ljust(512, b"\0")) + raw
    assert _seen(bytes(raw)) == [("abc", b"abc", False), ("d", b"d", False)]


@pytest.mark.parametrize("kind", [b"7", b"Z", b"\0"])
def test_what_is_of_no_known_kind_is_unpacked_as_a_file(kind: bytes) -> None:
    assert _seen(_tar(_info("m.pkl", kind), style=tarfile.USTAR_FORMAT)) == [("m.pkl", b"m.pkl", False)]


@pytest.mark.parametrize(
    ("link", "written", "through"),
    [
        (_info("out", tarfile.SYMTYPE, "/etc"), "out/passwd", True),
        (_info("a/out", tarfile.SYMTYPE, "../.."), "a/./out/b/x", True),
        (_info("out", tarfile.LNKTYPE, "/etc/passwd"), "out", True),
        (_info("out", tarfile.SYMTYPE, "p/" * 60 + "../" * 61), "out/x", True),
        (_info("a/in", tarfile.SYMTYPE, "../b"), "a/in/x", False),
        (_info("out", tarfile.SYMTYPE, "/etc"), "outside/x", False),
    ],
)
def test_what_is_written_through_a_link_that_leads_out_is_told(
    link: tarfile.TarInfo, written: str, through: bool
) -> None:
    assert [one[2] for one in _seen(_tar(link, _info(written), style=tarfile.GNU_FORMAT))] == [through]


def _data_of_a_folder() -> bytes:
    raw = bytearray(_tar(_info("folder", tarfile.DIRTYPE), _info("m.pkl"), style=tarfile.USTAR_FORMAT))
    raw[124:136] = b"00000002000\0"
    return bytes(raw)


def test_the_oldest_folders_are_known_by_their_names() -> None:
    raw = bytearray(_tar(_info("folder/", tarfile.AREGTYPE), _info("a"), style=tarfile.USTAR_FORMAT))
    raw[124:136] = b"00000000000\0"
    del raw[512:1024]
    assert _seen(bytes(raw)) == [("a", b"a", False)]
    info = _info("m.pkl")
    info.pax_headers = {"path": "m.pkl/"}
    assert [name for name, *_ in _seen(_tar(info))] == ["m.pkl"]


def _words(words: bytes) -> bytes:
    info = _info("words", b"x")
    info.size = len(words)
    return info.tobuf(tarfile.USTAR_FORMAT) + words.ljust(512, b"\0") + _tar(_info("a"))


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (_data_of_a_folder(), "a member that can have no data says that it has some"),
        (_words(b"path=a\n"), "what is said about a member is malformed"),
        (_words(b"99 path=a\n"), "what is said about a member is malformed"),
        (_words(b"3 path=a\n"), "what is said about a member is malformed"),
        (_words(b"11 size=-1\n"), "the size of a member is no number"),
        (_info("x", b"x").tobuf().replace(b"00000000000\0", b"00010000000\0", 1), "bytes about a member"),
    ],
)
def test_what_two_readers_would_see_differently_is_refused(raw: bytes, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        _seen(raw)


def test_holes_and_headers_without_end_are_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotReadError, match="a file with holes"):
        _seen(_tar(_info("m", b"S"), style=tarfile.USTAR_FORMAT))
    with pytest.raises(NotReadError, match="a file with holes"):
        _seen(_words(b"22 GNU.sparse.major=1\n"))
    monkeypatch.setattr(tar_archive, "MAX_HEADERS", 2)
    with pytest.raises(NotReadError, match="over 2 headers"):
        _seen(_tar(*(_info(f"{n}", tarfile.DIRTYPE) for n in range(3))))
