"""PyTorch checkpoints: a pickle that rebuilds tensors, in a ZIP archive or with the data behind it.

The pickle is disassembled and never loaded: loading one runs whatever it says. What it would import beyond
what weights need is the anomaly ``imports-code``.

Source:
    PyTorch, torch/serialization.py (archives since 1.6, and the stream of five pickles before).
"""

import hashlib
import re
import tarfile
from collections import Counter
from dataclasses import dataclass
from typing import Final

from auditor.domain.header import Anomaly, FileRole, Header
from auditor.errors import FormatError
from auditor.formats import shard_name, zip_archive
from auditor.formats.base import RandomAccess, StoredTensor
from auditor.formats.compressed import compression_of
from auditor.formats.content import PICKLE_START, PLAIN_TEXT, looks_like
from auditor.formats.pickle_machine import Disassembly, PickleError, disassemble
from auditor.formats.pickle_suffix import PICKLES
from auditor.formats.pickled import foreign_to_weights, imports_code, judge, unfinished, unread_pickle
from auditor.formats.pytorch_archive import Checkpoint, is_root, read_checkpoint
from auditor.formats.safetensors_weights import count_weights
from auditor.formats.torch_tensors import TorchTensor, find_tensors, is_of_torch

# The first member of an archive, as torch writes it: known even where the end of the file is missing.
_FIRST_MEMBER: Final = re.compile(rb"PK\x03\x04.{26}[^/\0]{1,255}/data\.pkl", re.DOTALL)
# What is called so is unpickled if it is no archive, however it begins.
_CHECKPOINT_SUFFIXES: Final = (".bin", ".ckpt", ".joblib", ".model", ".pt", ".pth")
_OLD_PROTOCOLS: Final = (b"\x80\x00", b"\x80\x01")
_LEGACY_MAGIC: Final = 0x1950A86A20F9469CFC6C
_N_LEGACY_PICKLES: Final = 5
_MAX_VERSION: Final = 2**31
_ADAPTER_FILE: Final = "adapter_model.bin"
_JOBLIB: Final = "joblib writes arrays amid its pickle, which is never loaded"


@dataclass(frozen=True, slots=True)
class PytorchFormat:
    """Reads PyTorch checkpoints of both kinds, and TorchScript, by disassembly."""

    name: str = "pytorch"
    suffixes: tuple[str, ...] = (".pt", ".pth", ".pt2", ".ptl", ".torchscript")

    def recognises(self, file: RandomAccess) -> bool:
        """See ``WeightFormat.recognises``."""
        if _is_pickle(file) or _FIRST_MEMBER.match(file.head):
            return True
        return any(is_root(name) for name in zip_archive.members_of(file))

    def read_header(self, file: RandomAccess) -> Header:
        """Read which tensors would be rebuilt; ``safetensors_weights`` says what counts as a parameter.

        Raises:
            FormatError: truncated, encrypted, or any other breach of the format.
        """
        if _is_pickle(file):
            return _read_stream(file)
        if not file.head.startswith(zip_archive.MAGIC):
            begins = file.head[:8].hex(" ")
            raise FormatError(
                f"pytorch: neither a ZIP archive nor a pickle: it begins with {begins}", offset=0
            )
        return _header(file, read_checkpoint(file))


def _is_pickle(file: RandomAccess) -> bool:
    """Say whether a file is a pickle; the oldest protocols begin like anything, so its name counts."""
    if PICKLE_START.match(file.head):
        return True
    name = file.name.lower()
    is_named = name.endswith(PICKLES) and compression_of(file.head) is None
    if is_named and looks_like(file.head, file.size) in (None, PLAIN_TEXT):
        return True
    is_odd = name.endswith((*_CHECKPOINT_SUFFIXES, *PICKLES)) or file.head[:2] in _OLD_PROTOCOLS
    return is_odd and not file.head.startswith(zip_archive.MAGIC) and _does_something(file)


def _does_something(file: RandomAccess) -> bool:
    """Say whether loading would import something, be it before it breaks, or go on as a checkpoint of old."""
    try:
        found = disassemble(file)
    except PickleError as error:
        return bool(error.imports)
    return bool(found.imports) or found.value == _LEGACY_MAGIC


def _read_stream(file: RandomAccess) -> Header:
    if _is_tar(file.head):
        what = "it begins as a pickle, and is a tar archive, which PyTorch would load instead"
        raise FormatError(f"pytorch: {what}", offset=0, hint="Do not load it.")
    try:
        first = disassemble(file)
    except PickleError as error:
        # joblib writes arrays between the instructions, where disassembly cannot follow.
        if any(one.module.startswith("joblib.") for one in error.imports):
            return unread_pickle(file, "joblib", _JOBLIB, error.imports)
        if not error.is_large or is_of_torch(error.imports):
            raise
        return unfinished(file, error.imports)
    if first.value == _LEGACY_MAGIC:
        return _read_legacy(file, first)
    # What torch pickled without its own serialisation has its data within.
    what = "of PyTorch objects " if is_of_torch(first.imports) else ""
    return judge(file, "pickle", f"a pickle {what}is never loaded, and may hold anything", first.imports)


def _is_tar(head: bytes) -> bool:
    """Say whether a file is an archive as the first PyTorch wrote, which every later one looks for first."""
    try:
        tarfile.TarInfo.frombuf(head[: tarfile.BLOCKSIZE], "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return False
    return True


def _read_legacy(file: RandomAccess, first: Disassembly) -> Header:
    """Read the stream that PyTorch wrote before 1.6: magic, version, machine, object, storages."""
    pickles = [first]
    while len(pickles) < _N_LEGACY_PICKLES:
        pickles.append(disassemble(file, pickles[-1].end))
    found = find_tensors(pickles[3].value, pickles[2].end)
    imports = tuple(dict.fromkeys(one for pickle in pickles for one in pickle.imports))
    end = pickles[-1].end
    # Before each storage stands the number of its elements.
    needed = end + sum(8 + (storage.size_bytes or 0) for storage in found.storages.values())
    if needed > file.size:
        raise FormatError(
            f"pytorch: its tensors would end at byte {needed:,} of {file.size:,}: truncated", offset=file.size
        )
    digest = hashlib.sha256(file.read(0, end)).hexdigest()
    said = pickles[1].value
    version = str(said) if isinstance(said, int) and 0 <= said <= _MAX_VERSION else ""
    return _header(file, Checkpoint("pytorch", version, digest, found, imports))


def _header(file: RandomAccess, checkpoint: Checkpoint) -> Header:
    tensors = checkpoint.found.weights
    if not tensors and not checkpoint.found.has_training_state:
        why = "an archive in which no tensor was found"
        make = unread_pickle if checkpoint.kind == "torchscript" else judge
        return make(file, checkpoint.kind, why, checkpoint.imports)
    # Long names are cut, and may be alike then.
    named = {one.name: _stored(one) for one in tensors}
    weights = count_weights(
        named if len(named) == len(tensors) else {str(n): _stored(one) for n, one in enumerate(tensors)}
    )
    return Header(
        format=checkpoint.kind,
        version=checkpoint.version,
        sha256=checkpoint.sha256,
        n_tensors=len(tensors),
        n_parameters=weights.n_parameters,
        n_expert_parameters=weights.n_expert_parameters,
        packed_bits=weights.packed_bits,
        packed_expert_bits=weights.packed_expert_bits,
        may_have_experts=weights.may_have_experts,
        dtypes=tuple(sorted(Counter(one.dtype for one in tensors).items())),
        quantization=weights.scheme,
        role=_role(file.name, tensors),
        shard=shard_name.shard_of(file.name),
        anomalies=(*checkpoint.notes, *_code(file, checkpoint)),
    )


def _stored(tensor: TorchTensor) -> StoredTensor:
    return StoredTensor(tensor.dtype, tensor.shape, tensor.n_elements, tensor.begin, tensor.begin)


def _role(name: str, tensors: tuple[TorchTensor, ...]) -> FileRole:
    if not tensors:
        return FileRole.OTHER
    is_adapter = name == _ADAPTER_FILE or all("lora_" in one.name for one in tensors)
    return FileRole.ADAPTER if is_adapter else FileRole.WEIGHTS


def _code(file: RandomAccess, checkpoint: Checkpoint) -> tuple[Anomaly, ...]:
    """Report what loading would import beyond what weights need; the classes of a script are its own."""
    foreign = foreign_to_weights(file, checkpoint.imports)
    if checkpoint.kind == "torchscript":
        foreign = tuple(one for one in foreign if not one.module.startswith("__torch__"))
    return imports_code(foreign)
