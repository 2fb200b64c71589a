"""The header of one file with tensors: the same words for every format.

A format's reader fills it in; what it does not say stays open, and nothing in it is read from tensor data.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MetadataValue = str | int | float | bool | tuple[str, ...]
"""A header entry; long arrays are kept as ``[array len N]``."""


class FileRole(StrEnum):
    """What a file with tensors is for; only weights make a model of their own."""

    WEIGHTS = "weights"
    ADAPTER = "adapter"
    PROJECTOR = "projector"
    VOCABULARY = "vocabulary only"
    DATA = "data of a model beside it"
    PLAIN = "data, not a model"
    OTHER = "not a model"


OF_A_MODEL: Final = frozenset({FileRole.WEIGHTS, FileRole.ADAPTER})
"""The roles of files that make a model of their own."""


@dataclass(frozen=True, slots=True)
class Shard:
    """Place of a file in a split set: ``index`` of ``count``, counted from 1."""

    index: int
    count: int


TEMPLATE_KEY: Final = "tokenizer.chat_template"
"""Key of a GGUF's chat template; those with a name of their own continue it after a dot."""
EXECUTING: Final = frozenset({"escaping-template", "imports-code", "runs-code"})
"""Codes of the anomalies that mean that loading the file runs code, in a loader that does not refuse."""
TEMPLATE_ANOMALIES: Final = frozenset({"escaping-template", "oversized-template", "suspicious-template"})
"""Codes of the anomalies of a chat template."""

UNKNOWN_FUNCTION: Final = "unknown-function"
"""Code of the anomaly that loading the file may call something of which it is not known what it does."""


class OnLoad(StrEnum):
    """What is known of the code that loading a file runs."""

    NOTHING_SEEN = "nothing seen"
    """Nothing that was read of it runs code; what could not be read may."""
    MAY_RUN = "may run code"
    """It calls what is known neither to act nor to be harmless."""
    RUNS = "runs code"
    """It runs code, whatever else it may call."""

    @classmethod
    def worst(cls, each: Iterable["OnLoad"]) -> "OnLoad":
        """Return what is known of several together: one that runs code is enough."""
        return max(each, key=tuple(cls).index, default=cls.NOTHING_SEEN)


@dataclass(frozen=True, slots=True)
class Anomaly:
    """Something in a readable header that a well-made file does not have.

    Attributes:
        code: Short name, e.g. ``duplicate-key``, ``trailing-data``.
        offset: Byte offset in the file.
        detail: One sentence.
    """

    code: str
    offset: int
    detail: str

    @property
    def on_load(self) -> OnLoad:
        """What it means for whoever loads the file."""
        if self.code in EXECUTING:
            return OnLoad.RUNS
        return OnLoad.MAY_RUN if self.code == UNKNOWN_FUNCTION else OnLoad.NOTHING_SEEN


@dataclass(frozen=True, slots=True)
class Header:
    """The header of one file with tensors, the same shape for every format.

    Attributes:
        format: ``gguf``, ``safetensors``, ``pytorch`` or another that is read or told from others.
        version: Version of the format, as the file says.
        sha256: Digest of the header's bytes, everything before the tensor data; of its first 64 KiB where it
            is not read.
        n_tensors: Tensors described.
        n_parameters: Weights in all tensors; scales and whatever else a quantisation adds are none.
        n_expert_parameters: Those in the per-expert tensors of a mixture of experts.
        n_experts: Experts per layer, as it says.
        n_experts_used: Experts used per token, as it says.
        dtypes: Tensors by number type, sorted.
        architecture: Architecture family, if the header says.
        name: Name, if the header says.
        context_length: Longest context, in tokens.
        quantization: Quantisation scheme, if the header says or its types show.
        role: What the file is for.
        shard: Place in a split set.
        metadata: Other entries, sorted by key.
        anomalies: What a well-made file does not have.
        packed_bits: Bits of further tensors, which pack weights of a width the header does not tell.
        packed_expert_bits: Those of the per-expert tensors among them.
        may_have_experts: Names of its tensors speak of experts, and none is like those that are known.
        stacked_experts: Numbers of experts that tensors of stacked experts hold, each once, sorted.
        unread: Why what it holds is not known, for a format that is only told from others; else empty. The
            counts mean nothing then, and that no anomaly was found does not mean that there is none.
    """

    format: str
    version: str
    sha256: str
    n_tensors: int
    n_parameters: int
    n_expert_parameters: int = 0
    n_experts: int | None = None
    n_experts_used: int | None = None
    dtypes: tuple[tuple[str, int], ...] = ()
    architecture: str | None = None
    name: str | None = None
    context_length: int | None = None
    quantization: str | None = None
    role: FileRole = FileRole.WEIGHTS
    shard: Shard | None = None
    metadata: tuple[tuple[str, MetadataValue], ...] = ()
    anomalies: tuple[Anomaly, ...] = ()
    packed_bits: int = 0
    packed_expert_bits: int = 0
    may_have_experts: bool = False
    stacked_experts: tuple[int, ...] = ()
    unread: str = ""

    @property
    def is_of_gguf(self) -> bool:
        """Whether it is what llama.cpp reads, on its own or within an executable."""
        return self.format in ("gguf", "llamafile")

    @property
    def miscounted_experts(self) -> Anomaly | None:
        """How its word on the number of experts, and what its tensors hold, contradict each other."""
        held = " and ".join(map(str, self.stacked_experts))
        if len(self.stacked_experts) > 1:
            return Anomaly("expert-count-mismatch", 0, f"its tensors hold {held} experts")
        if not held or self.n_experts is None or self.n_experts in self.stacked_experts:
            return None
        detail = f"it says {self.n_experts} experts, and its tensors hold {held}"
        return Anomaly("expert-count-mismatch", 0, detail)

    def entry(self, key: str) -> MetadataValue | None:
        """Return a metadata entry by key."""
        return next((value for name, value in self.metadata if name == key), None)
