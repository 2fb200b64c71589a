"""The number types of ggml tensors and the file types of llama.cpp, as GGUF headers number them."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class GgmlType:
    """How one tensor type stores its elements: whole blocks of ``block_elements`` in ``block_bytes``.

    Attributes:
        id: Number in a tensor's header.
        name: Name without the ``GGML_TYPE_`` prefix.
        block_elements: Elements per block; a row is a multiple of it.
        block_bytes: Bytes per block, scales included.
    """

    id: int
    name: str
    block_elements: int
    block_bytes: int


# Source: ggml.h, enum ggml_type (43 numbers), block sizes from ggml's type_traits; GGUF specification,
# "ggml_type". 4 and 5 were removed before GGUF existed. 31-33 and 36-38 were removed in 2024, but files
# with them are still around: they interleave Q4_0 and IQ4_NL blocks and have the same sizes.
GGML_TYPES: Final[tuple[GgmlType, ...]] = (
    GgmlType(0, "F32", 1, 4),
    GgmlType(1, "F16", 1, 2),
    GgmlType(2, "Q4_0", 32, 18),
    GgmlType(3, "Q4_1", 32, 20),
    GgmlType(6, "Q5_0", 32, 22),
    GgmlType(7, "Q5_1", 32, 24),
    GgmlType(8, "Q8_0", 32, 34),
    GgmlType(9, "Q8_1", 32, 36),
    GgmlType(10, "Q2_K", 256, 84),
    GgmlType(11, "Q3_K", 256, 110),
    GgmlType(12, "Q4_K", 256, 144),
    GgmlType(13, "Q5_K", 256, 176),
    GgmlType(14, "Q6_K", 256, 210),
    GgmlType(15, "Q8_K", 256, 292),
    GgmlType(16, "IQ2_XXS", 256, 66),
    GgmlType(17, "IQ2_XS", 256, 74),
    GgmlType(18, "IQ3_XXS", 256, 98),
    GgmlType(19, "IQ1_S", 256, 50),
    GgmlType(20, "IQ4_NL", 32, 18),
    GgmlType(21, "IQ3_S", 256, 110),
    GgmlType(22, "IQ2_S", 256, 82),
    GgmlType(23, "IQ4_XS", 256, 136),
    GgmlType(24, "I8", 1, 1),
    GgmlType(25, "I16", 1, 2),
    GgmlType(26, "I32", 1, 4),
    GgmlType(27, "I64", 1, 8),
    GgmlType(28, "F64", 1, 8),
    GgmlType(29, "IQ1_M", 256, 56),
    GgmlType(30, "BF16", 1, 2),
    GgmlType(31, "Q4_0_4_4", 32, 18),
    GgmlType(32, "Q4_0_4_8", 32, 18),
    GgmlType(33, "Q4_0_8_8", 32, 18),
    GgmlType(34, "TQ1_0", 256, 54),
    GgmlType(35, "TQ2_0", 256, 66),
    GgmlType(36, "IQ4_NL_4_4", 32, 18),
    GgmlType(37, "IQ4_NL_4_8", 32, 18),
    GgmlType(38, "IQ4_NL_8_8", 32, 18),
    GgmlType(39, "MXFP4", 32, 17),
    GgmlType(40, "NVFP4", 64, 36),
    GgmlType(41, "Q1_0", 128, 18),
    GgmlType(42, "Q2_0", 64, 18),
)

TYPE_BY_ID: Final = {entry.id: entry for entry in GGML_TYPES}
TYPE_BY_NAME: Final = {entry.name: entry for entry in GGML_TYPES}

# Source: llama.h, enum llama_ftype, and llama_ftype_get_default_type in llama-quant.cpp: a file type's
# name and the tensor type most of its weights have. 4-6 and 33-35 were removed; their files are named
# after their tensors instead.
FILE_TYPES: Final[dict[int, tuple[str, str]]] = {
    0: ("F32", "F32"),
    1: ("F16", "F16"),
    2: ("Q4_0", "Q4_0"),
    3: ("Q4_1", "Q4_1"),
    7: ("Q8_0", "Q8_0"),
    8: ("Q5_0", "Q5_0"),
    9: ("Q5_1", "Q5_1"),
    10: ("Q2_K", "Q2_K"),
    11: ("Q3_K_S", "Q3_K"),
    12: ("Q3_K_M", "Q3_K"),
    13: ("Q3_K_L", "Q3_K"),
    14: ("Q4_K_S", "Q4_K"),
    15: ("Q4_K_M", "Q4_K"),
    16: ("Q5_K_S", "Q5_K"),
    17: ("Q5_K_M", "Q5_K"),
    18: ("Q6_K", "Q6_K"),
    19: ("IQ2_XXS", "IQ2_XXS"),
    20: ("IQ2_XS", "IQ2_XS"),
    21: ("Q2_K_S", "Q2_K"),
    22: ("IQ3_XS", "IQ3_S"),
    23: ("IQ3_XXS", "IQ3_XXS"),
    24: ("IQ1_S", "IQ1_S"),
    25: ("IQ4_NL", "IQ4_NL"),
    26: ("IQ3_S", "IQ3_S"),
    27: ("IQ3_M", "IQ3_S"),
    28: ("IQ2_S", "IQ2_XS"),
    29: ("IQ2_M", "IQ2_S"),
    30: ("IQ4_XS", "IQ4_XS"),
    31: ("IQ1_M", "IQ1_M"),
    32: ("BF16", "BF16"),
    36: ("TQ1_0", "TQ1_0"),
    37: ("TQ2_0", "TQ2_0"),
    38: ("MXFP4_MOE", "MXFP4"),
    39: ("NVFP4", "NVFP4"),
    40: ("Q1_0", "Q1_0"),
    41: ("Q2_0", "Q2_0"),
}

FILE_TYPE_GUESSED: Final = 1024
"""Flag on a file type that was not written by the converter but guessed (LLAMA_FTYPE_GUESSED)."""
