import ctypes
import io
import struct
from pathlib import Path

import pytest

from auditor.formats.writing import GgufValue, TensorSpec, write_gguf, write_safetensors

U32, I32, F32, BOOL, STRING, ARRAY, U64, I64 = 4, 5, 6, 7, 8, 9, 10, 11


def _text(text: str) -> bytes:
    return struct.pack("<Q", len(text)) + text.encode()


def test_a_gguf_file_is_byte_for_byte_what_the_specification_says() -> None:
    stream = io.BytesIO()
    write_gguf(
        stream,
        {"general.architecture": "llama", "n": 7},
        [TensorSpec("a", (2, 3), "F32", b"\x01" * 24), TensorSpec("b", (32,), "Q4_0")],
    )
    header = (
        b"GGUF"
        + struct.pack("<IQQ", 3, 2, 2)
        + _text("general.architecture") + struct.pack("<I", STRING) + _text("llama")
        + _text("n") + struct.pack("<II", U32, 7)
        # Two dimensions, fastest first; type 0 is F32; offset 0.
        + _text("a") + struct.pack("<IQQIQ", 2, 3, 2, 0, 0)
        # Type 2 is Q4_0, 18 bytes for 32 elements; 24 bytes are padded to 32.
        + _text("b") + struct.pack("<IQIQ", 1, 32, 2, 32)
    )  # fmt: skip
    header += b"\0" * (-len(header) % 32)
    assert stream.getvalue() == header + b"\x01" * 24 + b"\0" * 8 + b"\0" * 32


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, struct.pack("<I?", BOOL, True)),
        (2**32 - 1, struct.pack("<II", U32, 2**32 - 1)),
        (2**32, struct.pack("<IQ", U64, 2**32)),
        (-1, struct.pack("<Ii", I32, -1)),
        (-(2**31) - 1, struct.pack("<Iq", I64, -(2**31) - 1)),
        (0.5, struct.pack("<If", F32, 0.5)),
        ("é", struct.pack("<IQ", STRING, 2) + "é".encode()),
        ([], struct.pack("<IIQ", ARRAY, STRING, 0)),
        (["a"], struct.pack("<IIQ", ARRAY, STRING, 1) + _text("a")),
        ([1, -1], struct.pack("<IIQii", ARRAY, I32, 2, 1, -1)),
        ([1, 2**31], struct.pack("<IIQqq", ARRAY, I64, 2, 1, 2**31)),
        ([0.5, 1.0], struct.pack("<IIQff", ARRAY, F32, 2, 0.5, 1.0)),
        ([True, False], struct.pack("<IIQ??", ARRAY, BOOL, 2, True, False)),
    ],
)
def test_a_metadata_value_gets_the_narrowest_usual_type(value: GgufValue, expected: bytes) -> None:
    stream = io.BytesIO()
    write_gguf(stream, {"k": value}, [])
    assert stream.getvalue()[24:].rstrip(b"\0") == (_text("k") + expected).rstrip(b"\0")


def test_another_alignment_is_written_into_the_metadata() -> None:
    stream = io.BytesIO()
    write_gguf(stream, {}, [TensorSpec("a", (1,), "F32")], version=2, alignment=64)
    assert struct.unpack("<4sIQQ", stream.getvalue()[:24]) == (b"GGUF", 2, 1, 1)
    assert _text("general.alignment") + struct.pack("<II", U32, 64) in stream.getvalue()
    assert len(stream.getvalue()) == 192


def test_a_safetensors_file_is_byte_for_byte_what_the_format_says() -> None:
    stream = io.BytesIO()
    write_safetensors(stream, [TensorSpec("a", (1, 2), "F16", b"\x01\x02\x03\x04")], {"format": "pt"})
    header = b'{"__metadata__":{"format":"pt"},"a":{"dtype":"F16","shape":[1,2],"data_offsets":[0,4]}}'
    header += b" " * (-len(header) % 8)
    assert stream.getvalue() == struct.pack("<Q", len(header)) + header + b"\x01\x02\x03\x04"


def test_files_are_written_at_the_position_of_the_stream() -> None:
    stream = io.BytesIO(b"before")
    stream.seek(6)
    write_safetensors(stream, [TensorSpec("a", (4,), "U8")])
    assert stream.getvalue()[:6] == b"before"
    assert struct.unpack("<Q", stream.getvalue()[6:14])[0] + 8 + 4 == len(stream.getvalue()) - 6


@pytest.mark.llama_cpp
def test_the_reader_of_llama_cpp_reads_what_is_written(tmp_path: Path) -> None:
    import llama_cpp

    class Parameters(ctypes.Structure):
        _fields_ = (("no_alloc", ctypes.c_bool), ("context", ctypes.c_void_p))

    library = ctypes.CDLL(str(Path(llama_cpp.__file__).parent / "lib" / "libggml-base.so"))
    library.gguf_init_from_file.argtypes = (ctypes.c_char_p, Parameters)
    library.gguf_init_from_file.restype = ctypes.c_void_p
    library.gguf_free.argtypes = library.gguf_get_n_tensors.argtypes = (ctypes.c_void_p,)
    library.gguf_get_tensor_offset.argtypes = (ctypes.c_void_p, ctypes.c_int64)
    path = tmp_path / "m.gguf"
    tensors = [TensorSpec(f"t.{name}", (3, 256), name) for name in ("F16", "Q4_K", "MXFP4", "NVFP4", "Q2_0")]
    with path.open("wb") as stream:
        write_gguf(
            stream, {"general.architecture": "llama", "a": [1], "b": ["x"], "c": True}, tensors, alignment=64
        )
    context = library.gguf_init_from_file(str(path).encode(), Parameters(no_alloc=True))
    assert context is not None
    try:
        assert library.gguf_get_n_tensors(context) == 5
        assert [library.gguf_get_tensor_offset(context, i) for i in range(3)] == [0, 1536, 1984]
    finally:
        library.gguf_free(context)


def test_tensors_without_data_take_no_room_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "large.gguf"
    with path.open("wb") as stream:
        write_gguf(stream, {}, [TensorSpec("w", (2**19, 2**20), "Q4_0")])
    assert path.stat().st_size == 96 + 2**39 // 32 * 18
    assert path.stat().st_blocks * 512 < 1_000_000


@pytest.mark.parametrize(
    ("tensor", "message"),
    [
        (TensorSpec("w", (2, 33), "Q4_0"), "w: rows of 33 do not fill blocks of 32"),
        (TensorSpec("w", (2,), "F32", b"1234"), "w: 4 bytes of data for a tensor of 8"),
    ],
)
def test_gguf_tensors_that_do_not_fit_are_refused(tensor: TensorSpec, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        write_gguf(io.BytesIO(), {}, [tensor])


@pytest.mark.parametrize(
    ("tensor", "message"),
    [
        (TensorSpec("w", (3,), "F4"), "w: 12 bits do not fill whole bytes"),
        (TensorSpec("w", (), "F32", b"12345"), "w: 5 bytes of data for a tensor of 4"),
    ],
)
def test_safetensors_tensors_that_do_not_fit_are_refused(tensor: TensorSpec, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        write_safetensors(io.BytesIO(), [tensor])


def test_a_scalar_takes_one_element_in_both_formats() -> None:
    scalar = TensorSpec("w", (), "F32", b"1234")
    gguf, safetensors = io.BytesIO(), io.BytesIO()
    write_gguf(gguf, {}, [scalar])
    write_safetensors(safetensors, [scalar])
    assert gguf.getvalue()[-32:] == b"1234" + b"\0" * 28
    assert safetensors.getvalue()[-4:] == b"1234"
