import hashlib

import pytest

from auditor.domain.document import LicenseText
from auditor.errors import FormatError
from auditor.formats.license_text import parse


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"MIT License\r\n\x0cCopyright", "MIT License\r\n\x0cCopyright"),
        ("\ufeffLizenz für alle".encode(), "Lizenz für alle"),
        ("Lizenz für alle".encode("utf-16"), "Lizenz für alle"),
        ("\u201eLizenz f\u00fcr alle\u201c".encode("cp1252"), "„Lizenz für alle“"),
        ("a stray \ufffd".encode(), "a stray \ufffd"),
        (b"\x01 no text of ours \x90", "\x01 no text of ours \ufffd"),
    ],
)
def test_text_is_read_in_the_encodings_licences_come_in(raw: bytes, text: str) -> None:
    assert parse(raw) == LicenseText(text=text, sha256=hashlib.sha256(raw).hexdigest())


def test_a_long_text_is_cut_and_its_digest_is_of_the_whole() -> None:
    raw = b"x" * 100_001
    assert parse(raw) == LicenseText(text="x" * 100_000, sha256=hashlib.sha256(raw).hexdigest())


@pytest.mark.parametrize(
    ("raw", "message", "offset"),
    [
        (b"", "licence text: it is an empty file", 0),
        (b"PK\x03\x04", "licence text: it is a ZIP archive, as PyTorch checkpoints are", 0),
        (b"abc\xff\0def", "licence text: it is binary", 4),
        (b"\xff\xfea", "licence text: broken UTF-16", 2),
    ],
)
def test_what_is_no_text_is_an_error(raw: bytes, message: str, offset: int) -> None:
    with pytest.raises(FormatError) as caught:
        parse(raw)
    assert (caught.value.message, caught.value.offset) == (message, offset)
