"""NumPy arrays, and archives of them: shapes and types. Arrays of objects are pickles, and never loaded.

Source:
    NumPy, numpy/lib/_npyio_impl.py (.npz: a member is an array if it begins as one).
"""

import hashlib
from collections import Counter
from dataclasses import dataclass
from math import prod
from typing import Final

from auditor.domain.header import Anomaly, FileRole, Header
from auditor.errors import FormatError
from auditor.formats import zip_archive
from auditor.formats.base import RandomAccess, StoredTensor
from auditor.formats.numpy_header import MAGIC, parse
from auditor.formats.pickle_machine import PickleError, disassemble
from auditor.formats.safetensors_weights import count_weights
from auditor.formats.slice import bytes_as_file
from auditor.formats.text import cleaned
from auditor.formats.torch_tensors import unneeded
from auditor.formats.zip_archive import Archive, Member

_SUFFIX: Final = ".npy"
_BEGINNING_BYTES: Final = 64 * 1024
_MAX_MEMBERS: Final = 100_000
_MAX_ELEMENTS: Final = 2**63 - 1

_DTYPES: Final = {
    "f2": "F16",
    "f4": "F32",
    "f8": "F64",
    "b1": "BOOL",
    "c8": "C64",
    # What libraries with a bfloat16 of their own have NumPy write: two bytes without a type.
    "V2": "BF16",
    **{f"{kind}{size}": f"{kind.upper()}{8 * size}" for kind in "iu" for size in (1, 2, 4, 8)},
}


@dataclass(frozen=True, slots=True)
class NumpyFormat:
    """Reads arrays and archives of them; one array alone need not be a model, and counts as none."""

    name: str = "numpy"
    suffixes: tuple[str, ...] = (".npz",)

    def recognises(self, file: RandomAccess) -> bool:
        """See ``WeightFormat.recognises``."""
        if file.head.startswith(MAGIC):
            return True
        are_arrays = [name.endswith(_SUFFIX) for name in zip_archive.members_of(file)]
        # What is called one may hold other things beside.
        is_called = file.name.lower().endswith(self.suffixes)
        return any(are_arrays) and (is_called or all(are_arrays))

    def read_header(self, file: RandomAccess) -> Header:
        """Read types and shapes.

        Raises:
            FormatError: it holds pickled objects, is truncated, or any other breach of the format.
        """
        if file.head.startswith(MAGIC):
            one = _array(file.head, file.size, cleaned(file.name, 80), 0)
            return _header({} if one is None else {"array": one}, FileRole.OTHER)
        if not file.head.startswith(zip_archive.MAGIC):
            raise FormatError("numpy: neither an array nor an archive of arrays", offset=0)
        archive = zip_archive.read_archive(file)
        if len(archive.entries) > _MAX_MEMBERS:
            raise FormatError(f"numpy: over {_MAX_MEMBERS:,} arrays, which are not read", offset=0)
        # Of equal names too every one is looked at; the last is what counts.
        arrays = {one.name.removesuffix(_SUFFIX): _member(archive, one) for one in archive.entries}
        found = {name: one for name, one in arrays.items() if one is not None}
        return _header(found, FileRole.WEIGHTS, archive.anomalies)


def _member(archive: Archive, member: Member) -> StoredTensor | None:
    beginning = archive.beginning(member, _BEGINNING_BYTES)
    if not member.name.endswith(_SUFFIX) and not beginning.startswith(MAGIC):
        return None
    return _array(beginning, member.size, cleaned(member.name, 80), member.offset)


def _array(beginning: bytes, size: int, name: str, at: int) -> StoredTensor | None:
    """Return an array by its header; ``None`` for texts, dates and records, which are no weights."""
    header = parse(beginning, name, at)
    if header.has_objects:
        raise FormatError(f"numpy: {name} holds {_objects(beginning[header.begin :], name)}", offset=at)
    if header.kind is None:
        return None
    n_elements = prod(header.shape)
    if max(n_elements, *header.shape, 0) > _MAX_ELEMENTS:
        raise FormatError(f"numpy: {name} has more elements than 63 bits count", offset=at)
    end = header.begin + n_elements * header.width_bytes
    if end > size:
        raise FormatError(f"numpy: {name} would end at byte {end:,} of {size:,}: truncated", offset=at)
    dtype = _DTYPES.get(header.kind)
    return None if dtype is None else StoredTensor(dtype, header.shape, n_elements, 0, 0)


def _objects(raw: bytes, name: str) -> str:
    """Say what loading an array of objects would import, as far as its beginning shows."""
    try:
        imports = disassemble(bytes_as_file(raw, name)).imports
    except PickleError as error:
        imports = error.imports
    foreign = ", ".join(cleaned(str(one), 80) for one in unneeded(imports)[:5])
    what = "pickled objects, which run code when they are loaded"
    return f"{what}: it imports {foreign}" if foreign else what


def _header(arrays: dict[str, StoredTensor], role: FileRole, anomalies: tuple[Anomaly, ...] = ()) -> Header:
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
        anomalies=anomalies,
    )
