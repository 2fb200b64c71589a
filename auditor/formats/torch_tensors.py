"""The tensors that a disassembled PyTorch pickle would rebuild, and what else it would import.

Source:
    PyTorch, torch/_utils.py (the rebuild functions), torch/serialization.py (persistent ids of storages),
    torch/storage.py (names of typed storages).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from math import prod
from typing import Final

from auditor.errors import FormatError
from auditor.formats.pickle_names import is_of_weights
from auditor.formats.pickle_values import Global, Made
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
_OF_SUBCLASS: Final = Global("torch._tensor", "_rebuild_from_type_v2")

# What training keeps to go on from there, at the top of a checkpoint; an average of the weights is a second
# copy of them.
_TRAINING: Final = re.compile(
    r"(?:\w+_)?(?:optim(?:izer)?s?|opt|lr_schedulers?|schedulers?|scaler|rng|callbacks|loops)(?:_\w+)?", re.I
)
_AVERAGE: Final = re.compile(r"(?:\w+_)?ema(?:_\w+)?", re.I)

_MAX_DEPTH: Final = 100
_MAX_KEY: Final = 200
_MAX_LEVELS: Final = 10_000
_MAX_ELEMENTS: Final = 2**63 - 1
# Source: PyTorch, c10/core/TensorImpl and ATen: no tensor has more dimensions.
_MAX_RANK: Final = 64

_Below = Iterator[tuple[tuple[str, ...], object]]
_NO_MORE: Final = ((), object())


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
    return tuple(one for one in imports if not is_of_weights(one))


def is_of_torch(imports: Iterable[Global]) -> bool:
    """Say whether a pickle with these imports holds something of PyTorch."""
    return any(one.module == "torch" or one.module.startswith("torch.") for one in imports)


def find_tensors(value: object, at: int = 0) -> Found:
    """Find every tensor that loading would rebuild.

    Args:
        value: What loading would return.
        at: Offset of its pickle.

    Raises:
        FormatError: a shape or a storage is no such thing.
    """
    try:
        found = list(_tied_once(_walk(value)))
    except FormatError as error:
        raise FormatError(error.message, offset=at) from error
    storages = {one.storage.key: one.storage for one in found if one.storage is not None}
    is_training = [bool(_TRAINING.fullmatch(one.group)) for one in found]
    kept = [one for one, is_state in zip(found, is_training, strict=True) if not is_state]
    weights = [one for one in kept if not _AVERAGE.fullmatch(one.group)] or kept
    return Found(tuple(weights), storages, any(is_training))


def _tied_once(tensors: Iterable[TorchTensor]) -> Iterator[TorchTensor]:
    seen = set()
    for one in tensors:
        place = (one.storage.key, one.begin, one.shape) if one.storage else (one.name, 0, one.shape)
        if place not in seen:
            seen.add(place)
            yield one


def _walk(value: object) -> Iterator[TorchTensor]:
    """Yield the tensors below a value, in the order in which they are written, every object once."""
    # What is below is looked at one by one: a long list deep down has a long path for each element.
    pending: list[tuple[tuple[str, ...], _Below]] = [((), iter([((), value)]))]
    seen: set[int] = set()
    while pending:
        above, below = pending[-1]
        key, one = next(below, _NO_MORE)
        if one is _NO_MORE[1]:
            pending.pop()
            continue
        path = (*above, *key)
        if not isinstance(one, Made | tuple) or id(one) in seen or len(path) > _MAX_DEPTH:
            continue
        seen.add(id(one))
        tensor = _tensor(one, path) if isinstance(one, Made) else None
        if tensor is not None:
            yield tensor
        elif len(pending) < _MAX_LEVELS:
            pending.append((path, _below(one)))
        else:
            raise FormatError("pytorch: its pickle is nested more deeply than checkpoints are")


def _below(one: "Made | tuple[object, ...]") -> _Below:
    if isinstance(one, tuple):
        return (((str(number),), item) for number, item in enumerate(one))
    return chain(
        (((_step(key),), value) for key, value in one.pairs or ()),
        (((str(number),), item) for number, item in enumerate(one.items or ())),
        (((), part) for part in (one.args, one.state)),
    )


def _step(key: object) -> str:
    """Return a key of a dictionary as it stands in a tensor's name; others than texts and numbers do not."""
    if isinstance(key, str):
        return key[:_MAX_KEY]
    return str(key) if isinstance(key, int) and abs(key) <= _MAX_ELEMENTS else "?"


def _tensor(made: Made, path: tuple[str, ...]) -> TorchTensor | None:
    function, args = _innermost(made)
    if not isinstance(function, Global) or not function.module.startswith("torch"):
        return None
    if function.name == "_rebuild_meta_tensor_no_storage" and len(args) > 1:
        return _described(path, (_dtype(args[0], path), _shape(args[1])), None, 0)
    if function.name not in _FROM_STORAGE or len(args) < 3:
        return None
    storage, begin = _storage(args[0]), _count(args[1])
    if storage is None or begin is None:
        raise _malformed(path, "has no storage")
    dtype = storage.dtype
    if function.name == "_rebuild_tensor_v3" and len(args) > _DTYPE_OF_V3:
        dtype = _dtype(args[_DTYPE_OF_V3], path)
    return _described(path, (dtype, _shape(args[2])), storage, begin)


def _innermost(made: Made) -> tuple[object, tuple[object, ...]]:
    """Return the call that rebuilds a tensor itself: that of a subclass is made of it."""
    function, args = made.of, made.args
    while function == _OF_SUBCLASS and len(args) > 2 and isinstance(args[2], tuple):
        function, args = args[0], args[2]
    return function, args


def _dtype(value: object, path: tuple[str, ...]) -> str:
    if not isinstance(value, Global):
        raise _malformed(path, "has no number type")
    return _number_type(value)


def _number_type(one: Global) -> str:
    return _DTYPES.get(one.name) or cleaned(one.name, 80)


def _described(
    path: tuple[str, ...], kind: tuple[str, tuple[int, ...] | None], storage: Storage | None, begin: int
) -> TorchTensor:
    dtype, shape = kind
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
    kind, key, count = fields[1], fields[2], _count(fields[4])
    if not isinstance(kind, Global) or not isinstance(key, str) or count is None:
        return None
    return Storage(key[:_MAX_KEY], _number_type(kind), count)


def _shape(value: object) -> tuple[int, ...] | None:
    if isinstance(value, Made) and value.args and isinstance(value.of, Global) and value.of.name == "Size":
        value = value.args[0]
    if not isinstance(value, tuple) or len(value) > _MAX_RANK:
        return None
    extents = tuple(extent for one in value if (extent := _count(one)) is not None)
    return extents if len(extents) == len(value) else None


def _count(value: object) -> int | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 <= value <= _MAX_ELEMENTS else None


def _malformed(path: tuple[str, ...], what: str) -> FormatError:
    return FormatError(f"pytorch: tensor {cleaned('.'.join(path), 80)} {what}")
