"""NumPy arrays, and archives of them: shapes and types. Arrays of objects are pickles, and never loaded.

Source:
    NumPy, numpy/lib/_format_impl.py (versions 1 to 3 of .npy) and numpy.savez (.npz).
"""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from math import prod
from typing import Final

from auditor.domain.header import FileRole, Header
from auditor.errors import FormatError
from auditor.formats import zip_archive
from auditor.formats.base import RandomAccess, StoredTensor
from auditor.formats.pickle_machine import PickleError, disassemble
from auditor.formats.safetensors_weights import count_weights
from auditor.formats.slice import bytes_as_file
from auditor.formats.text import cleaned
from auditor.formats.torch_tensors import unneeded
from auditor.formats.zip_archive import Archive, Member

_MAGIC: Final = b"\x93NUMPY"
_MAX_HEADER_BYTES: Final = 64 * 1024
_MAX_MEMBERS: Final = 100_000
_MAX_RANK: Final = 64
_MAX_ELEMENTS: Final = 2**63 - 1

# The header is a dictionary of Python; it is matched, not evaluated.
_TYPE: Final = re.compile(rb"'descr':\s*'([<>|=]?)([a-zA-Z])(\d{0,4})'")
_SHAPE: Final = re.compile(rb"'shape':\s*\(([\dL,\s]{0,2000})\)")
_DTYPES: Final = {
    b"f2": "F16",
    b"f4": "F32",
    b"f8": "F64",
    b"b1": "BOOL",
    b"c8": "C64",
    # What libraries with a bfloat16 of their own have NumPy write: two bytes without a type.
    b"V2": "BF16",
    **{f"{kind}{size}".encode(): f"{kind.upper()}{8 * size}" for kind in "iu" for size in (1, 2, 4, 8)},
}


@dataclass(frozen=True, slots=True)
class NumpyFormat:
    """Reads arrays and archives of them; one array alone need not be a model, and counts as none."""

    name: str = "numpy"
    suffixes: tuple[str, ...] = (".npz",)

    def recognises(self, file: RandomAccess) -> bool:
        """See ``WeightFormat.recognises``."""
        if file.head.startswith(_MAGIC):
            return True
        members = zip_archive.members_of(file)
        return bool(members) and all(name.endswith(".npy") for name in members)

    def read_header(self, file: RandomAccess) -> Header:
        """Read types and shapes.

        Raises:
            FormatError: it holds pickled objects, is truncated, or any other breach of the format.
        """
        if file.head.startswith(_MAGIC):
            one = _array(file.head, file.size, cleaned(file.name, 80), 0)
            return _header({} if one is None else {"array": one}, FileRole.OTHER)
        if not file.head.startswith(zip_archive.MAGIC):
            raise FormatError("numpy: neither an array nor an archive of arrays", offset=0)
        archive = zip_archive.read_archive(file)
        members = [one for one in archive.members.values() if one.name.endswith(".npy")]
        if len(members) > _MAX_MEMBERS:
            raise FormatError(f"numpy: over {_MAX_MEMBERS:,} arrays, which are not read", offset=0)
        arrays = {member.name.removesuffix(".npy"): _member(archive, member) for member in members}
        return _header({name: one for name, one in arrays.items() if one is not None}, FileRole.WEIGHTS)


def _member(archive: Archive, member: Member) -> StoredTensor | None:
    beginning = archive.beginning(member, _MAX_HEADER_BYTES)
    return _array(beginning, member.size, cleaned(member.name, 80), member.offset)


def _array(beginning: bytes, size: int, name: str, at: int) -> StoredTensor | None:
    """Return an array by its header; ``None`` for texts, dates and records, which are no weights."""
    header, begin = _described(beginning, name, at)
    shape = _shape(header, name, at)
    found = _TYPE.search(header)
    if found is None:
        return None
    if found[2] == b"O":
        raise FormatError(f"numpy: {name} holds {_objects(beginning[begin:], name)}", offset=at)
    width = int(found[3] or b"0")
    n_elements = prod(shape)
    if max(n_elements, *shape, 0) > _MAX_ELEMENTS:
        raise FormatError(f"numpy: {name} has more elements than 63 bits count", offset=at)
    if begin + n_elements * width > size and found[2] not in b"US":
        what = f"{name} would end at byte {begin + n_elements * width:,} of {size:,}: truncated"
        raise FormatError(f"numpy: {what}", offset=at)
    dtype = _DTYPES.get(found[2] + found[3])
    return None if dtype is None else StoredTensor(dtype, shape, n_elements, 0, 0)


def _described(beginning: bytes, name: str, at: int) -> tuple[bytes, int]:
    """Return the text of a header, and where the data begin."""
    if not beginning.startswith(_MAGIC) or len(beginning) < 12:
        raise FormatError(f"numpy: {name} does not begin as arrays do", offset=at)
    width = 2 if beginning[6] == 1 else 4
    begin = 8 + width
    length = int.from_bytes(beginning[8:begin], "little")
    if length > min(_MAX_HEADER_BYTES, len(beginning)) - begin:
        raise FormatError(
            f"numpy: {name} has a header of {length:,} bytes: too long, or truncated", offset=at
        )
    return beginning[begin : begin + length], begin + length


def _shape(header: bytes, name: str, at: int) -> tuple[int, ...]:
    found = _SHAPE.search(header)
    parts = [part.strip().rstrip(b"L") for part in found[1].split(b",") if part.strip()] if found else []
    if found is None or len(parts) > _MAX_RANK or not all(re.fullmatch(rb"\d{1,20}", one) for one in parts):
        raise FormatError(f"numpy: the header of {name} has no shape", offset=at)
    return tuple(map(int, parts))


def _objects(raw: bytes, name: str) -> str:
    """Say what loading an array of objects would import, as far as its beginning shows."""
    try:
        imports = disassemble(bytes_as_file(raw, name)).imports
    except PickleError as error:
        imports = error.imports
    foreign = ", ".join(cleaned(str(one), 80) for one in unneeded(imports)[:5])
    what = "pickled objects, which run code when they are loaded"
    return f"{what}: it imports {foreign}" if foreign else what


def _header(arrays: dict[str, StoredTensor], role: FileRole) -> Header:
    weights = count_weights(arrays)
    described = repr([(name, one.dtype, one.shape) for name, one in arrays.items()])
    return Header(
        format="numpy",
        version="",
        sha256=hashlib.sha256(described.encode(errors="replace")).hexdigest(),
        n_tensors=len(arrays),
        n_parameters=weights.n_parameters,
        n_expert_parameters=weights.n_expert_parameters,
        packed_bits=weights.packed_bits,
        may_have_experts=weights.may_have_experts,
        dtypes=tuple(sorted(Counter(one.dtype for one in arrays.values()).items())),
        quantization=weights.scheme,
        role=role if arrays else FileRole.OTHER,
    )
