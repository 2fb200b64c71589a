from pathlib import Path

import pytest

from auditor.domain.document import CodeFile
from auditor.domain.observation import DocumentSeen, Problem
from auditor.errors import FormatError
from auditor.sources.reading import read_bounded, read_document, shard_set


@pytest.mark.parametrize(
    ("locator", "key"),
    [
        ("a/model-00001-of-00003.safetensors", "a/model-of-00003.safetensors"),
        ("m-00002-of-00002.gguf", "m-of-00002.gguf"),
        ("model.safetensors", None),
        ("model-1-of-3.gguf", "model-of-3.gguf"),
        ("b/model-00001-of-000163.safetensors", "b/model-of-000163.safetensors"),
    ],
)
def test_the_set_a_name_puts_a_file_in(locator: str, key: str | None) -> None:
    assert shard_set(locator) == key


def test_a_document_larger_than_it_can_be_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    path.write_bytes(b"x" * 11)
    with pytest.raises(FormatError, match="too large"):
        read_bounded(str(path), limit=10)


def test_a_folder_named_like_a_document_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "LICENSE").mkdir()
    seen = read_document("dir:x", "LICENSE", str(tmp_path / "LICENSE"), bundle=".")
    assert isinstance(seen, Problem)


def test_a_document_that_cannot_be_opened_is_a_problem(tmp_path: Path) -> None:
    seen = read_document("dir:x", "README.md", str(tmp_path / "README.md"), bundle=".")
    assert seen == Problem("dir:x", "README.md", "no such file or directory", bundle=".")


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"x")
    (tmp_path / "LICENSE").symlink_to("real")
    with pytest.raises(OSError, match="symbolic"):
        read_bounded(str(tmp_path / "LICENSE"))


def test_code_is_named_and_not_opened(tmp_path: Path) -> None:
    seen = read_document("dir:x", "sub/modeling_x.py", str(tmp_path / "nowhere"), bundle="sub")
    assert seen == DocumentSeen("dir:x", "sub/modeling_x.py", "sub", CodeFile("modeling_x.py"))
