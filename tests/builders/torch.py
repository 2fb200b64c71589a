"""PyTorch checkpoints put together by hand: pickles out of opcodes, in archives and in the older stream."""

import io
import pickle
import struct
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path

_WIDTHS = {"FloatStorage": 4, "HalfStorage": 2, "BFloat16Storage": 2, "LongStorage": 8, "CharStorage": 1}


@dataclass(frozen=True)
class TorchSpec:
    """A tensor to write; ``key`` names its storage, ``n_stored`` how many numbers that holds."""

    name: str
    shape: tuple[int, ...]
    storage: str = "FloatStorage"
    key: str = ""
    n_stored: int | None = None

    @property
    def stored(self) -> int:
        return prod(self.shape) if self.n_stored is None else self.n_stored


WEIGHT = TorchSpec("layers.0.q_proj.weight", (4, 8), "HalfStorage")


def op_global(module: str, name: str) -> bytes:
    return f"c{module}\n{name}\n".encode()


def op_text(text: str) -> bytes:
    raw = text.encode()
    return b"X" + struct.pack("<I", len(raw)) + raw


def op_int(number: int) -> bytes:
    raw = number.to_bytes(number.bit_length() // 8 + 1, "little", signed=True)
    return b"\x8a" + bytes([len(raw)]) + raw


def op_tuple(*parts: bytes) -> bytes:
    return b"(" + b"".join(parts) + b"t"


def op_dict(entries: Mapping[str, bytes]) -> bytes:
    return b"}(" + b"".join(op_text(key) + value for key, value in entries.items()) + b"u"


def op_tensor(spec: TorchSpec, key: str) -> bytes:
    """The call that rebuilds a tensor from its storage."""
    storage = op_tuple(
        op_text("storage"),
        op_global("torch", spec.storage),
        op_text(key),
        op_text("cpu"),
        op_int(spec.stored),
    )
    shape = op_tuple(*map(op_int, spec.shape))
    hooks = op_global("collections", "OrderedDict") + b")R"
    args = op_tuple(storage + b"Q", op_int(0), shape, shape, b"\x89", hooks)
    return op_global("torch._utils", "_rebuild_tensor_v2") + args + b"R"


def op_state(tensors: Sequence[TorchSpec]) -> bytes:
    """A state dictionary, without the marks at the ends of a pickle."""
    return op_dict({spec.name: op_tensor(spec, spec.key or str(n)) for n, spec in enumerate(tensors)})


def whole(body: bytes) -> bytes:
    """A pickle of protocol 2."""
    return b"\x80\x02" + body + b"."


def torch_zip(
    path: Path,
    *,
    tensors: Sequence[TorchSpec] = (WEIGHT,),
    body: bytes | None = None,
    members: Mapping[str, bytes] | None = None,
    folder: str = "archive/",
) -> Path:
    """Write a checkpoint as PyTorch has since 1.6; ``body`` stands for another pickle of the same tensors."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{folder}data.pkl", whole(op_state(tensors) if body is None else body))
        for number, spec in enumerate(tensors):
            name = f"{folder}data/{spec.key or number}"
            if name not in archive.namelist():
                archive.writestr(name, bytes(spec.stored * _WIDTHS[spec.storage]))
        archive.writestr(f"{folder}version", b"3\n")
        for name, content in (members or {}).items():
            archive.writestr(folder + name, content)
    return path


def torch_legacy(path: Path, *, tensors: Sequence[TorchSpec] = (WEIGHT,)) -> Path:
    """Write a checkpoint as PyTorch did before 1.6."""
    out = io.BytesIO()
    for plain in (0x1950A86A20F9469CFC6C, 1001, {"little_endian": True}):
        out.write(pickle.dumps(plain, 2))
    out.write(whole(op_state(tensors)))
    out.write(pickle.dumps([str(n) for n in range(len(tensors))], 2))
    for spec in tensors:
        out.write(struct.pack("<Q", spec.stored) + bytes(spec.stored * _WIDTHS[spec.storage]))
    path.write_bytes(out.getvalue())
    return path
