"""The tensors of an ONNX model: as messages describe them, and the files in which their data lie.

Source:
    onnx/onnx.proto (TensorProto, SparseTensorProto, StringStringEntryProto).
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from math import prod
from typing import Final

from auditor.domain.header import Anomaly
from auditor.formats.base import StoredTensor
from auditor.formats.protobuf import Field, Wire
from auditor.formats.text import cleaned

_DIMS, _TYPE, _NAME, _EXTERNAL = 1, 2, 8, 13
_VALUES, _INDICES, _SPARSE_DIMS = 1, 2, 3

# Source: TensorProto.DataType, by number; named as safetensors does where it has the type.
_TYPES: Final = {
    1: "F32",
    2: "U8",
    3: "I8",
    4: "U16",
    5: "I16",
    6: "I32",
    7: "I64",
    9: "BOOL",
    10: "F16",
    11: "F64",
    12: "U32",
    13: "U64",
    14: "C64",
    15: "C128",
    16: "BF16",
    17: "F8_E4M3",
    18: "F8_E4M3FNUZ",
    19: "F8_E5M2",
    20: "F8_E5M2FNUZ",
    21: "U4",
    22: "I4",
    23: "F4",
    24: "F8_E8M0",
}

_STRING: Final = 8

_MAX_NAME_BYTES: Final = 4096
_MAX_NAMES_BYTES: Final = 16 * 1024 * 1024
_MAX_DIMS: Final = 64
_MAX_TENSORS: Final = 1_000_000
_MAX_ELEMENTS: Final = 2**63 - 1
_DRIVE: Final = re.compile(r"[A-Za-z]:")


@dataclass(slots=True)
class Files:
    """Names of the files in which data lie, each once."""

    names: dict[str, None] = field(default_factory=dict)
    n_bytes: int = 0

    def read(self, wire: Wire, entry: Field) -> None:
        """Read one entry of what a tensor says of its data; its place is one of them.

        Raises:
            FormatError: a name, or all of them, are longer than is read.
        """
        parts = {part.number: part for part in wire.fields(entry.begin, entry.end)}
        if 1 not in parts or 2 not in parts or wire.text(parts[1], 20) != "location":
            return
        # What stands behind a cut could lead out of the folder.
        if parts[2].value > _MAX_NAME_BYTES:
            raise wire.error(f"a file name of {parts[2].value:,} bytes, which is not read", entry.begin)
        name = wire.text(parts[2], _MAX_NAME_BYTES)
        if name not in self.names:
            self.names[name] = None
            self.n_bytes += len(name)
        if self.n_bytes > _MAX_NAMES_BYTES:
            raise wire.error(
                f"over {_MAX_NAMES_BYTES:,} bytes of file names, which are not read", entry.begin
            )


@dataclass(frozen=True, slots=True)
class _Described:
    """A tensor as its message describes it."""

    at: int
    name: str = ""
    kind: int = 0
    dims: tuple[int, ...] = ()


@dataclass(slots=True)
class Tensors:
    """The tensors that were read so far.

    Attributes:
        described: By name, those of one name told apart.
        files: Where their data lie, if not in the model.
        digest: Of their names, types and shapes.
    """

    described: dict[str, StoredTensor] = field(default_factory=dict)
    files: Files = field(default_factory=Files)
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def read(self, wire: Wire, tensor: Field, least_dims: int = 0) -> None:
        """Read a tensor; with fewer dimensions than asked for, only where its data lie.

        Raises:
            FormatError: its shape is impossible, or there are more tensors than are read.
        """
        self._keep(wire, self._message(wire, tensor), least_dims)

    def read_sparse(self, wire: Wire, sparse: Field, least_dims: int = 0) -> None:
        """Read a tensor of which only some values are stored; it counts as the one that it stands for.

        Raises:
            FormatError: as in `read`.
        """
        values, dims = _Described(sparse.begin), list[int]()
        for one in wire.fields(sparse.begin, sparse.end):
            if one.number == _VALUES and one.is_bytes:
                values = self._message(wire, one)
            elif one.number == _INDICES and one.is_bytes:
                self._message(wire, one)
            elif one.number == _SPARSE_DIMS:
                dims.extend(wire.numbers(one, _MAX_DIMS))
        self._keep(wire, replace(values, dims=tuple(dims) or values.dims), least_dims)

    def _message(self, wire: Wire, tensor: Field) -> _Described:
        dims: list[int] = []
        kind, name = 0, ""
        for one in wire.fields(tensor.begin, tensor.end):
            if one.number == _DIMS:
                dims.extend(wire.numbers(one, _MAX_DIMS))
            elif one.number == _TYPE:
                kind = one.value
            elif one.number == _NAME:
                name = wire.text(one, 400)
            elif one.number == _EXTERNAL and one.is_bytes:
                self.files.read(wire, one)
        return _Described(tensor.begin, name, kind, tuple(dims))

    def _keep(self, wire: Wire, tensor: _Described, least_dims: int) -> None:
        name, dims = tensor.name, tensor.dims
        if len(dims) > _MAX_DIMS or any(extent < 0 for extent in dims) or prod(dims) > _MAX_ELEMENTS:
            raise wire.error(f"initialiser {cleaned(name, 80)} has no possible shape", tensor.at)
        if len(self.described) >= _MAX_TENSORS:
            raise wire.error(f"over {_MAX_TENSORS:,} initialisers, which are not read", tensor.at)
        if len(dims) < least_dims or tensor.kind == _STRING:
            return
        dtype, n = _TYPES.get(tensor.kind, f"type {tensor.kind}"), len(self.described)
        self.digest.update(f"{name}\0{dtype}\0{list(dims)}\n".encode(errors="replace"))
        key = name if name and name not in self.described else f"{name}#{n}"
        self.described[key] = StoredTensor(dtype, dims, prod(dims), 0, 0)


def outside(files: Iterable[str]) -> Iterator[Anomaly]:
    """Report data that the model would have read from outside its own folder."""
    for name in files:
        parts = name.replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or parts[0].endswith(":") or _DRIVE.match(name):
            detail = f"its weights are said to lie in {cleaned(name, 80)}, outside its own folder"
            yield Anomaly("external-data-outside", 0, detail)
