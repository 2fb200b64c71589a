"""Layers whose weights are packed under a name of their own, as Marlin, ExLlama, AQLM and others do.

Everything else in such a layer but its bias is what unpacking takes, and is none of the network's weights.
Most of these layers tell how many weights they hold by the shapes of what lies in them; one that does not
(HQQ, VPTQ, SpQR) leaves that to the configuration, or to nobody.

Source:
    IST-DASLab/marlin, marlin/__init__.py; compressed-tensors, compressors/sparse_quantized/marlin_24.py;
    exllamav2, linear.py (q_weight, q_invperm); exllamav3, modules/quant/exl3.py (tiles of 16 by 16);
    AQLM, inference.py (codes, codebooks); QuIP#, lib/linear/quantized_linear.py (SU, SV); hqq,
    core/quantize.py; VPTQ, layers/vqlinear.py; SpQR, inference/modules.py.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import prod
from typing import Final

from auditor.formats.base import StoredTensor
from auditor.formats.safetensors_dtype import BITS

Tensors = Mapping[str, StoredTensor]

_INTEGERS: Final = frozenset({"I8", "U8", "I16", "U16", "I32", "U32"})
_WIDE_INTEGERS: Final = _INTEGERS | {"I64", "U64"}
# Marlin and EXL3 store tiles of this many rows and columns.
_TILE: Final = 16
# Two of four weights are zero and left out where Marlin packs a sparse network.
_SPARSE: Final = 2
# The fewest bits that any of these schemes takes for a weight is one; less than this is no packing.
_MOST_PER_BIT: Final = 4


@dataclass(frozen=True, slots=True)
class _Layer:
    """One layer: its packed tensor, and what lies beside it by name."""

    stem: str
    packed: StoredTensor
    tensors: Tensors

    def shape(self, name: str) -> tuple[int, ...]:
        """Return the shape of what lies beside; empty where nothing of that name does."""
        beside = self.tensors.get(f"{self.stem}.{name}")
        return beside.shape if beside else ()


def packed_layers(tensors: Tensors) -> frozenset[str]:
    """Return the names of the layers whose weights are packed so."""
    return frozenset(name.rpartition(".")[0] for name in tensors if is_packed(name, tensors))


def is_packed(name: str, tensors: Tensors) -> bool:
    """Say whether a tensor packs weights, by its name, its type and what lies beside it."""
    stem, _, last = name.rpartition(".")
    kind = _KINDS.get(last)
    tensor = tensors[name]
    if not stem or kind is None or len(tensor.shape) < kind.n_dimensions:
        return False
    if tensor.dtype not in (_WIDE_INTEGERS if kind.is_wide else _INTEGERS):
        return False
    return not kind.needs or any(f"{stem}.{beside}" in tensors for beside in kind.needs)


def is_for_unpacking(name: str, layers: frozenset[str]) -> bool:
    """Say whether a tensor that is not packed itself serves to unpack one of the layers."""
    stem, _, last = name.rpartition(".")
    outer, _, inner = stem.rpartition(".")
    return (stem in layers and last != "bias") or (outer in layers and inner.endswith("centroids"))


def n_weights(name: str, tensors: Tensors) -> int | None:
    """Return how many weights a packed tensor holds, ``None`` where its layer does not tell."""
    stem, _, last = name.rpartition(".")
    packed = tensors[name]
    count = _KINDS[last].count(_Layer(stem, packed, tensors))
    return count if 0 < count <= packed.n_elements * BITS[packed.dtype] * _MOST_PER_BIT else None


def _of_marlin(layer: _Layer) -> int:
    return prod(layer.packed.shape[:-1]) * _TILE * prod(layer.shape("s")[-1:] or (0,))


def _of_sparse_marlin(layer: _Layer) -> int:
    return _of_marlin(layer) * _SPARSE


def _of_compressed_sparse_marlin(layer: _Layer) -> int:
    columns = prod(layer.shape("scale_packed")[-1:] or (0,))
    return prod(layer.packed.shape[:-1]) * _TILE * _SPARSE * columns


def _of_exl2(layer: _Layer) -> int:
    """Layers mix widths; the order of their rows names each row once."""
    rows = prod(layer.shape("q_invperm") or layer.shape("q_perm") or (0,))
    return rows * layer.packed.shape[-1]


def _of_trellis(layer: _Layer) -> int:
    """EXL3 has three dimensions, the last of which is a tile; QTIP has two, and signs of rows and columns."""
    tiles = prod(layer.packed.shape[:-1]) if len(layer.packed.shape) > 2 else 0  # see above
    return tiles * _TILE * _TILE or _of_signs(layer)


def _of_signs(layer: _Layer) -> int:
    return prod(layer.shape("SU") or (0,)) * prod(layer.shape("SV") or (0,))


def _of_aqlm(layer: _Layer) -> int:
    """Each code stands for a group of weights, as large as an entry of a codebook."""
    return prod(layer.packed.shape[:-1]) * prod(layer.shape("codebooks")[2:] or (0,))


def _untold(_: _Layer) -> int:
    return 0


@dataclass(frozen=True, slots=True)
class _Kind:
    """How one scheme packs.

    Attributes:
        count: Returns how many weights a layer holds, 0 where it does not tell.
        needs: What lies beside, one of them, where the name alone may be that of anything.
        n_dimensions: Fewest dimensions of the packed tensor.
        is_wide: Whole numbers of 64 bits are packed weights too, and no table.
    """

    count: Callable[[_Layer], int]
    needs: tuple[str, ...] = ()
    n_dimensions: int = 2
    is_wide: bool = False


_KINDS: Final[Mapping[str, _Kind]] = {
    "B": _Kind(_of_marlin),
    "B_24": _Kind(_of_sparse_marlin),
    "weight_packed": _Kind(_of_compressed_sparse_marlin, ("scale_packed",)),
    "q_weight": _Kind(_of_exl2),
    "trellis": _Kind(_of_trellis),
    "codes": _Kind(_of_aqlm),
    "Qidxs": _Kind(_of_signs, is_wide=True),
    "W_q": _Kind(_untold),
    "indices": _Kind(_untold, ("centroids.weight", "res_centroids.weight"), is_wide=True),
    "dense_weights": _Kind(_untold, ("row_offsets",), 1, is_wide=True),
}
