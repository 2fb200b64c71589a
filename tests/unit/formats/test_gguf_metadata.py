import hashlib
import math
import struct
from pathlib import Path

import pytest

from auditor.domain.header import Anomaly, Header, MetadataValue
from auditor.errors import FormatError
from auditor.formats import read_header
from auditor.formats.gguf_metadata import shortest
from tests.builders.gguf import gguf_file, raw_gguf, raw_tensor, string


def _read(tmp_path: Path, *entries: bytes) -> Header:
    path = tmp_path / "m.gguf"
    raw = raw_gguf(entries=b"".join(entries), n_entries=len(entries), tensors=raw_tensor(), n_tensors=1)
    path.write_bytes(raw + b"\0" * (-len(raw) % 32) + b"\0" * 128)
    return read_header(path)


def _entry(kind: int, value: bytes, key: str | bytes = "k") -> bytes:
    return string(key) + struct.pack("<I", kind) + value


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (_entry(0, b"\xff"), 255),
        (_entry(1, b"\xff"), -1),
        (_entry(2, b"\xff\xff"), 65535),
        (_entry(3, b"\xff\xff"), -1),
        (_entry(4, struct.pack("<I", 2**32 - 1)), 2**32 - 1),
        (_entry(5, struct.pack("<i", -5)), -5),
        (_entry(6, struct.pack("<f", 1e-5)), 1e-05),
        (_entry(6, struct.pack("<f", math.nan)), "nan"),
        (_entry(6, struct.pack("<f", -math.inf)), "-inf"),
        (_entry(7, b"\0"), False),
        (_entry(7, b"\1"), True),
        (_entry(8, string("é\x1b")), "é\\x1b"),
        (_entry(8, string("x" * 5000)), "x" * 4096),
        (_entry(8, string("é" * 600_000)), "é" * 4096),
        (_entry(9, struct.pack("<IQ", 8, 2) + string("a") + string("b")), ("a", "b")),
        (_entry(9, struct.pack("<IQ", 8, 65) + string("a") * 65), "[array len 65]"),
        (_entry(9, struct.pack("<IQ", 8, 1) + string("a"), "tokenizer.ggml.tokens"), "[array len 1]"),
        (_entry(9, struct.pack("<IQ", 6, 3) + b"\0" * 12), "[array len 3]"),
        (_entry(9, struct.pack("<IQIQ", 9, 1, 0, 2) + b"\0\0"), "[array len 1]"),
        (_entry(10, struct.pack("<Q", 2**53 - 1)), 2**53 - 1),
        (_entry(10, struct.pack("<Q", 2**53)), "9007199254740992"),
        (_entry(11, struct.pack("<q", -(2**63))), "-9223372036854775808"),
        (_entry(12, struct.pack("<d", 0.1)), 0.1),
    ],
)
def test_every_type_of_value_is_read(tmp_path: Path, entry: bytes, expected: MetadataValue) -> None:
    header = _read(tmp_path, entry)
    value = header.metadata[0][1]
    assert (value, type(value)) == (expected, type(expected))
    assert header.anomalies == ()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (9.999999747378752e-06, 1e-05),
        (0.10000000149011612, 0.1),
        (999999.4375, 999999.4375),
        (3.4028234663852886e38, 3.4028235e38),
        (1.401298464324817e-45, 1.4013e-45),
        (1234567.875, 1234567.875),
        (0.30000001192092896, 0.3),
        (16777217.0, 16777217.0),
        (1e300 / 3, 1e300 / 3),
    ],
)
def test_a_rounded_number_is_the_one_somebody_wrote(value: float, expected: float) -> None:
    assert shortest(value) == expected


@pytest.mark.parametrize(
    ("entry", "message", "offset"),
    [
        (_entry(13, b""), "k has the unknown value type 13", 33),
        (_entry(7, b"\2"), "k is neither true nor false: 2", 37),
        (_entry(9, struct.pack("<IQ", 13, 0)), "k has the unknown element type 13", 37),
        (_entry(9, struct.pack("<IQ", 9, 1) * 5), "k nests arrays deeper than 4", 85),
        (_entry(9, struct.pack("<IQ", 9, 2**63)), "no vocabulary needs that many", 49),
        (_entry(9, struct.pack("<IQ", 10, 2**61)), "are left in the file: truncated header", 49),
        (_entry(8, struct.pack("<Q", 2**40)), "are left in the file: truncated header", 45),
        (_entry(8, b"", b"\xff"), "a key is not UTF-8", 32),
        (_entry(8, b"", b"k" * 65_536), "a key of 65,536 bytes; at most 65,535 are allowed", 24),
    ],
)
def test_a_broken_entry_is_an_error_with_its_place(
    tmp_path: Path, entry: bytes, message: str, offset: int
) -> None:
    with pytest.raises(FormatError) as caught:
        _read(tmp_path, entry)
    assert caught.value.message.startswith("gguf: ")
    assert message in caught.value.message
    assert caught.value.offset == offset


def test_more_entries_than_any_model_has_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "m.gguf"
    path.write_bytes(raw_gguf(n_entries=2**64 - 1))
    with pytest.raises(FormatError) as caught:
        read_header(path)
    expected = "gguf: 18,446,744,073,709,551,615 metadata entries; at most 65,536 are read"
    assert (caught.value.message, caught.value.offset) == (expected, 16)


def test_of_a_repeated_key_the_first_value_stays_and_both_are_reported(tmp_path: Path) -> None:
    license_, other = (
        _entry(8, string("mit"), "general.license"),
        _entry(8, string("other"), "general.license"),
    )
    header = _read(tmp_path, license_, other)
    detail = "general.license is given more than once: first mit, then other"
    assert header.metadata == (("general.license", "mit"),)
    assert header.anomalies == (Anomaly("duplicate-key", 24 + len(license_), detail),)


def test_text_that_is_not_utf8_is_kept_and_reported(tmp_path: Path) -> None:
    header = _read(tmp_path, _entry(8, string(b"ab\xff")))
    assert header.metadata == (("k", "ab\\xff"),)
    assert header.anomalies == (Anomaly("bad-utf8", 47, "k is not UTF-8"),)


def test_metadata_that_read_as_code_are_reported(tmp_path: Path) -> None:
    header = _read(tmp_path, _entry(8, string("import os")))
    assert header.anomalies == (Anomaly("suspicious-metadata", 37, "k contains import os"),)


def test_a_chat_template_is_kept_as_its_digest_alone(tmp_path: Path) -> None:
    template = "{% for m in messages %}{{ m['content'] }}ü{% endfor %}"
    header = read_header(gguf_file(tmp_path / "m.gguf", metadata={"tokenizer.chat_template": template}))
    digest = hashlib.sha256(template.encode()).hexdigest()
    assert header.entry("tokenizer.chat_template") == f"[template {len(template)} characters sha256 {digest}]"
    assert header.anomalies == ()


@pytest.mark.parametrize("key", ["tokenizer.chat_template", "tokenizer.chat_template.tool_use"])
def test_a_template_that_leaves_its_sandbox_is_reported_and_not_repeated(tmp_path: Path, key: str) -> None:
    template = "{{ self.__init__.__globals__['os'].popen('id') }}"
    header = read_header(gguf_file(tmp_path / "m.gguf", metadata={key: template}))
    assert [(found.code, found.detail) for found in header.anomalies] == [
        ("escaping-template", "the chat template reaches outside its sandbox: __init__")
    ]
    assert template not in repr(header)


def test_a_template_that_only_mentions_code_does_not_leave_its_sandbox(tmp_path: Path) -> None:
    template = "Answer in Python, for example: import os"
    header = read_header(gguf_file(tmp_path / "m.gguf", metadata={"tokenizer.chat_template": template}))
    assert [(found.code, found.detail) for found in header.anomalies] == [
        ("suspicious-template", "the chat template contains import os")
    ]


def test_a_template_of_more_than_a_mebibyte_is_not_read(tmp_path: Path) -> None:
    template = "a" * (1024 * 1024 + 1)
    header = read_header(gguf_file(tmp_path / "m.gguf", metadata={"tokenizer.chat_template": template}))
    assert header.entry("tokenizer.chat_template") == "[template 1048577 bytes]"
    assert [found.code for found in header.anomalies] == ["oversized-template"]
