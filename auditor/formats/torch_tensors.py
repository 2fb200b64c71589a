"""The tensors that a disassembled PyTorch pickle would rebuild, and what else it would import.

Source:
    PyTorch, torch/_utils.py (the rebuild functions), torch/serialization.py (persistent ids of storages),
    torch/storage.py (names of typed storages), torch/_weights_only_unpickler.py (what weights need).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import prod
from typing import Final

from auditor.errors import FormatError
from auditor.formats.pickle_machine import Global, Made
from auditor.formats.safetensors_dtype import BITS
from auditor.formats.text import cleaned

_DTYPES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("DoubleStorage", "float64", "double"), "F64"),
    **dict.fromkeys(("FloatStorage", "float32", "float"), "F32"),
    **dict.fromkeys(("HalfStorage", "float16", "half"), "F16"),
    **dict.fromkeys(("BFloat16Storage", "bfloat16"), "BF16"),
    **dict.fromkeys(("LongStorage", "int64", "long"), "I64"),
    **dict.fromkeys(("IntStorage", "QInt32Storage", "int32", "int", "qint32"), "I32"),
    **dict.fromkeys(("ShortStorage", "int16", "short"), "I16"),
    **dict.fromkeys(("CharStorage", "QInt8Storage", "int8", "qint8"), "I8"),
    **dict.fromkeys(("ByteStorage", "QUInt8Storage", "uint8", "quint8", "UntypedStorage"), "U8"),
    **dict.fromkeys(("BoolStorage", "bool"), "BOOL"),
    **dict.fromkeys(("ComplexFloatStorage", "complex64", "cfloat"), "C64"),
    "uint16": "U16",
    "uint32": "U32",
    "uint64": "U64",
    "float8_e4m3fn": "F8_E4M3",
    "float8_e5m2": "F8_E5M2",
    "float8_e8m0fnu": "F8_E8M0",
    "float8_e4m3fnuz": "F8_E4M3FNUZ",
    "float8_e5m2fnuz": "F8_E5M2FNUZ",
}

# Where a rebuild function takes the shape, and the storage or the number type.
_FROM_STORAGE: Final = frozenset(
    {"_rebuild_tensor", "_rebuild_tensor_v2", "_rebuild_tensor_v3", "_rebuild_qtensor"}
)
_DTYPE_OF_V3: Final = 6

_NEEDED: Final = re.compile(
    r"torch\._utils\._rebuild_\w+|torch\._tensor\._rebuild_from_type_v2|torch\.(?:storage\.)?\w*Storage"
    r"|torch\.(?:Size|Tensor|device|strided|sparse_\w+|per_\w+_\w+|serialization\._get_layout)"
    r"|torch\.nn\.parameter\.(?:Parameter|Buffer)|torch\.jit\._pickle\.\w+"
    r"|collections\.(?:OrderedDict|defaultdict|Counter)|_codecs\.encode"
    r"|numpy\.(?:_?core\.multiarray\.(?:_reconstruct|scalar)|dtype|ndarray|dtypes\.\w+)"
    r"|(?:builtins|__builtin__)\.(?:set|frozenset|slice|complex|bytearray|int|float|dict|list|tuple|range)"
    r"|pathlib\.\w*Path|argparse\.Namespace|datetime\.\w+"
)
_TORCH_DTYPE: Final = re.compile(r"torch\.(\w+)")

# What training keeps to go on from there, at the top of a checkpoint; an average of the weights is a second
# copy of them.
_TRAINING: Final = re.compile(
    r"(?:\w+_)?(?:optim(?:izer)?s?|opt|lr_schedulers?|schedulers?|scaler|rng|callbacks|loops)(?:_\w+)?", re.I
)
_AVERAGE: Final = re.compile(r"(?:\w+_)?ema(?:_\w+)?", re.I)

_MAX_DEPTH: Final = 100
_MAX_KEY: Final = 200
_MAX_ELEMENTS: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Storage:
    """Where a tensor's numbers lie, as the pickle says.

    Attributes:
        key: Its name.
        dtype: Number type, as safetensors names it; torch's own name where that has none.
        n_elements: Numbers in it.
    """

    key: str
    dtype: str
    n_elements: int

    @property
    def size_bytes(self) -> int | None:
        """Its size; ``None`` for a number type whose width is not known."""
        bits = BITS.get(self.dtype)
        return None if bits is None else self.n_elements * bits // 8


@dataclass(frozen=True, slots=True)
class TorchTensor:
    """A tensor that would be rebuilt.

    Attributes:
        name: Keys that lead to it, joined by dots.
        group: The first of them, where there are more.
        dtype: Number type.
        shape: Row-major, slowest dimension first.
        n_elements: Numbers it holds; no more than its storage has.
        storage: Where they lie; ``None`` for one without.
        begin: Its first number in the storage.
    """

    name: str
    group: str
    dtype: str
    shape: tuple[int, ...]
    n_elements: int
    storage: Storage | None
    begin: int


@dataclass(frozen=True, slots=True)
class Found:
    """The tensors of one or more pickles.

    Attributes:
        weights: Those that are no training state; tied weights once.
        storages: Of all of them, by key.
        has_training_state: Others were left out.
    """

    weights: tuple[TorchTensor, ...]
    storages: Mapping[str, Storage]
    has_training_state: bool


def unneeded(imports: Iterable[Global]) -> tuple[Global, ...]:
    """Return what weights have no need to import: code of whoever wrote the file, or of a library."""
    return tuple(one for one in imports if not _is_needed(one))


def is_of_torch(imports: Iterable[Global]) -> bool:
    """Say whether a pickle with these imports holds something of PyTorch."""
    return any(one.module == "torch" or one.module.startswith("torch.") for one in imports)


def find_tensors(value: object) -> Found:
    """Find every tensor that loading would rebuild.

    Raises:
        FormatError: a shape or a storage is no such thing.
    """
    found = list(_tied_once(_walk(value)))
    storages = {one.storage.key: one.storage for one in found if one.storage is not None}
    is_training = [bool(_TRAINING.fullmatch(one.group)) for one in found]
    kept = [one for one, is_state in zip(found, is_training, strict=True) if not is_state]
    weights = [one for one in kept if not _AVERAGE.fullmatch(one.group)] or kept
    return Found(tuple(weights), storages, any(is_training))


def _is_needed(one: Global) -> bool:
    of_torch = _TORCH_DTYPE.fullmatch(str(one))
    return bool(_NEEDED.fullmatch(str(one))) or bool(of_torch and of_torch[1] in _DTYPES)


def _tied_once(tensors: Iterable[TorchTensor]) -> Iterator[TorchTensor]:
    seen = set()
    for one in tensors:
        place = (one.storage.key, one.begin, one.shape) if one.storage else (one.name, 0, one.shape)
        if place not in seen:
            seen.add(place)
            yield one


def _walk(value: object) -> Iterator[TorchTensor]:
    """Yield the tensors below a value, in the order in which they are written, every object once."""
    pending: list[tuple[object, tuple[str, ...]]] = [(value, ())]
    seen: set[int] = set()
    while pending:
        one, path = pending.pop()
        if not isinstance(one, Made | tuple) or id(one) in seen or len(path) > _MAX_DEPTH:
            continue
        seen.add(id(one))
        tensor = _tensor(one, path) if isinstance(one, Made) else None
        if tensor is not None:
            yield tensor
        else:
            pending.extend(reversed([(below, (*path, *key)) for key, below in _below(one)]))


def _below(one: "Made | tuple[object, ...]") -> Iterator[tuple[tuple[str, ...], object]]:
    if isinstance(one, tuple):
        yield from (((str(number),), item) for number, item in enumerate(one))
        return
    for key, value in one.pairs or ():
        yield (str(key)[:_MAX_KEY] if isinstance(key, str | int) else "?",), value
    yield from (((str(number),), item) for number, item in enumerate(one.items or ()))
    yield from (((), part) for part in (one.args, one.state))


def _tensor(made: Made, path: tuple[str, ...]) -> TorchTensor | None:
    function, args = made.of, made.args
    if not isinstance(function, Global) or not function.module.startswith("torch"):
        return None
    if function.name == "_rebuild_from_type_v2" and len(args) > 2 and isinstance(args[2], tuple):
        return _tensor(Made(args[0], args[2]), path)
    if function.name == "_rebuild_meta_tensor_no_storage" and len(args) > 1:
        return _described(path, (str(args[0]).rpartition(".")[2], _shape(args[1])), None, 0)
    if function.name not in _FROM_STORAGE or len(args) < 3:
        return None
    storage = _storage(args[0])
    if storage is None or not _is_count(args[1]):
        raise _malformed(path, "has no storage")
    dtype = storage.dtype
    if function.name == "_rebuild_tensor_v3" and len(args) > _DTYPE_OF_V3:
        dtype = str(args[_DTYPE_OF_V3]).rpartition(".")[2]
    return _described(path, (dtype, _shape(args[2])), storage, int(str(args[1])))


def _described(
    path: tuple[str, ...], kind: tuple[str, tuple[int, ...] | None], storage: Storage | None, begin: int
) -> TorchTensor:
    dtype, shape = _DTYPES.get(kind[0], kind[0]), kind[1]
    if shape is None or prod(shape) > _MAX_ELEMENTS:
        raise _malformed(path, "has a shape that is not made of whole numbers, or overflows 64 bits")
    group = path[0] if len(path) > 1 else ""
    n_elements = min(prod(shape), _room(storage, dtype, begin)) if storage else 0
    return TorchTensor(cleaned(".".join(path), 400), group, dtype, shape, n_elements, storage, begin)


def _room(storage: Storage, dtype: str, begin: int) -> int:
    """Return how many numbers a storage has from one on: a tensor may repeat them, which adds no weights."""
    bits, own = BITS.get(dtype), BITS.get(storage.dtype)
    held = storage.n_elements * own // bits if bits and own else storage.n_elements
    return max(0, held - begin)


def _storage(value: object) -> Storage | None:
    """Return the storage that a persistent id names: ('storage', type, key, place, numbers)."""
    if not isinstance(value, Made) or not value.is_persistent or len(value.args) != 1:
        return None
    fields = value.args[0]
    if not isinstance(fields, tuple) or len(fields) < 5 or fields[0] != "storage":
        return None
    kind, key, count = fields[1], fields[2], fields[4]
    if not isinstance(kind, Global) or not isinstance(count, int) or not _is_count(count):
        return None
    return Storage(str(key)[:_MAX_KEY], _DTYPES.get(kind.name, kind.name), count)


def _shape(value: object) -> tuple[int, ...] | None:
    if isinstance(value, Made) and value.args and isinstance(value.of, Global) and value.of.name == "Size":
        value = value.args[0]
    if not isinstance(value, tuple) or not all(map(_is_count, value)):
        return None
    return tuple(int(str(extent)) for extent in value)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MAX_ELEMENTS


def _malformed(path: tuple[str, ...], what: str) -> FormatError:
    return FormatError(f"pytorch: tensor {cleaned('.'.join(path), 80)} {what}")
