from pathlib import Path

import pytest

from auditor.domain.observation import Problem
from auditor.errors import FormatError
from auditor.sources.reading import is_document, read_bounded, read_document, shard_set, unread_format


@pytest.mark.parametrize(
    ("name", "speaks"),
    [
        ("README.md", True),
        ("readme.MD", True),
        ("LICENSE", True),
        ("License.txt", True),
        ("LICENSE-MODEL", True),
        ("USE_POLICY.md", True),
        ("COPYING", True),
        ("NOTICE", False),
        ("NOTICE.txt", False),
        ("LICENSE-THIRD-PARTY.txt", False),
        ("LICENSES.3rd_party.md", False),
        ("config.json", True),
        ("modeling_acme.py", True),
        ("train.py", False),
        ("license_check.log.gz.old", True),
        ("notes.md", False),
        ("tokenizer.json", False),
        ("model.safetensors.index.json", True),
    ],
)
def test_which_files_speak_about_the_weights_beside_them(name: str, speaks: bool) -> None:
    assert is_document(name) is speaks


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
    assert seen == Problem("dir:x", "README.md", "no such file or directory")


def test_a_format_is_told_by_its_suffix() -> None:
    assert unread_format("A.ONNX") == "ONNX"
    assert unread_format("a.txt") is None
