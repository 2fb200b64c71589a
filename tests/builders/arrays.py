"""Arrays as NumPy saves them, and archives of anything."""

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence


def npy(descr: str, shape: Sequence[int], data: bytes = b"", *, version: int = 1) -> bytes:
    """An array as NumPy saves it."""
    inner = "".join(f"{n}, " for n in shape)
    return described(f"{{'descr': '{descr}', 'fortran_order': False, 'shape': ({inner}), }}\n", data, version)


def described(header: str, data: bytes = b"", version: int = 1) -> bytes:
    """An array under any header."""
    text = header.encode()
    return (
        b"\x93NUMPY"
        + bytes([version, 0])
        + struct.pack("<H" if version == 1 else "<I", len(text))
        + text
        + data
    )


def zipped(members: Mapping[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    """An archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()
