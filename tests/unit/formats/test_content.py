import io
import pickle
import tarfile
import zipfile

import pytest

from auditor.formats.content import is_mangled, looks_like
from tests.builders.gguf import raw_gguf


def _zip() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a", "b")
    return stream.getvalue()


def _tar() -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a"))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("head", "phrase"),
    [
        (b"", "an empty file"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "a Git LFS pointer"),
        (raw_gguf(), "a GGUF file"),
        (b"tjgg\x03\0\0\0", "a GGML file, older than GGUF"),
        (_zip(), "a ZIP archive"),
        (_tar(), "a tar archive"),
        (pickle.dumps({"a": 1}), "a pickle stream"),
        (b"cos\nsystem\n(S'id'\ntR.", "a pickle stream"),
        (b"\n  <!DOCTYPE html><html>", "an HTML page"),
        (b"\0" * 100, "nothing but zeros"),
        (b"Apache License\nVersion 2.0\n", "plain text"),
        ("typo \ufffd in a text".encode(), "plain text"),
        ("GG\0\x01\ufffd\ufffd\0".encode(), "binary data that were re-encoded as UTF-8 text"),
    ],
)
def test_foreign_content_is_named(head: bytes, phrase: str) -> None:
    content = looks_like(head, len(head))
    assert content is not None
    assert content.phrase.startswith(phrase)


def test_unknown_bytes_are_not_guessed_at() -> None:
    assert looks_like(b"\x01\x02\xff\xfe\x80", 5) is None


def test_a_character_cut_at_the_end_of_the_head_is_still_text() -> None:
    content = looks_like("Grüße".encode()[:3], 100)
    assert content is not None
    assert content.phrase == "plain text"


def test_real_binary_data_with_a_replacement_character_in_it_are_not_mangled() -> None:
    assert not is_mangled("\ufffd".encode() + b"\xac\xc5\x27\x37")
    assert is_mangled("\ufffd\ufffd'7".encode())
