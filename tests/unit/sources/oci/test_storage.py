from pathlib import Path

import pytest

from auditor.errors import FormatError
from auditor.sources.oci.storage import Blob, Folder, plain, read_archive
from tests.builders.images import layer


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("./a//b/", "a/b"),
        ("/a", "a"),
        ("a/../b", "b"),
        ("../a", None),
        ("a/../../b", None),
        ("..", None),
        (".", None),
        ("..a", "..a"),
    ],
)
def test_a_path_stays_in_its_archive(path: str, found: str | None) -> None:
    assert plain(path) == found


def test_members_are_found_where_they_lie(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    path.write_bytes(
        layer({"x/layer.tar": b"one", "y": b"two"}, links={"z/layer.tar": "../x/layer.tar", "o": "../.."})
    )
    archive = read_archive(str(path))
    found = [archive.find(name) for name in ("x/layer.tar", "z/layer.tar", "y")]
    assert [blob.whole(10) if blob else None for blob in found] == [b"one", b"one", b"two"]
    assert archive.find("o") is archive.find("gone") is None
    assert archive.failure == ""


def test_links_in_a_circle_lead_nowhere(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    path.write_bytes(layer({}, links={"a": "b", "b": "a"}))
    assert read_archive(str(path)).find("a") is None


def test_of_an_archive_that_is_cut_off_the_beginning_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    path.write_bytes(layer({"a": b"a" * 600, "b": b"b" * 6000})[:4000])
    archive = read_archive(str(path))
    assert archive.failure.startswith("tar: ")
    first = archive.find("a")
    assert first is not None
    assert first.whole(1000) == b"a" * 600


def test_a_blob_is_read_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(b"abc")
    with pytest.raises(FormatError, match="too large"):
        Blob(str(tmp_path / "b"), 0, 3).whole(2)
    with pytest.raises(FormatError, match="cut off"):
        Blob(str(tmp_path / "b"), 1, 3).whole(9)
    with pytest.raises(FormatError, match="no such file"):
        Blob(str(tmp_path / "c"), 0, 3).whole(9)


def test_a_folder_gives_only_what_lies_in_it(tmp_path: Path) -> None:
    (tmp_path / "l").mkdir()
    (tmp_path / "out").write_bytes(b"x")
    (tmp_path / "l" / "a").symlink_to("../out")
    folder = Folder(tmp_path / "l")
    assert folder.find("gone") is None
    with pytest.raises(FormatError, match="link out of its place"):
        folder.find("a")
