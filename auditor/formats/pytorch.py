"""PyTorch checkpoints: a pickle that rebuilds tensors, in a ZIP archive or with the data behind it.

The pickle is disassembled and never loaded: loading one runs whatever it says. What it would import beyond
what weights need is the anomaly ``imports-code``.

Source:
    PyTorch, torch/serialization.py (archives since 1.6, and the stream of five pickles before) and
    caffe2/serialize/inline_container.h; torch/csrc/jit/docs/serialization.md for TorchScript.
"""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

from auditor.domain.header import Anomaly, FileRole, Header, Shard
from auditor.errors import FormatError
from auditor.formats import shard_name, zip_archive
from auditor.formats.base import RandomAccess, StoredTensor
from auditor.formats.compressed import compression_of
from auditor.formats.content import PLAIN_TEXT, looks_like
from auditor.formats.pickle_machine import Disassembly, Global, PickleError, disassemble
from auditor.formats.pickle_stream import MAX_BYTES
from auditor.formats.pickled import foreign_to_weights, imports_code, judge, unfinished, unread_pickle
from auditor.formats.safetensors_weights import count_weights
from auditor.formats.text import cleaned
from auditor.formats.torch_tensors import Found, TorchTensor, find_tensors, is_of_torch
from auditor.formats.zip_archive import Archive

# Protocols 2 to 5 begin with their number; older ones by importing something.
_PICKLE: Final = re.compile(rb"\x80[\x02-\x05]|\(?c[A-Za-z_][\w.]{0,80}\n[A-Za-z_]\w{0,80}\n")
# The first member of an archive, as torch writes it: known even where the end of the file is missing.
_FIRST_MEMBER: Final = re.compile(rb"PK\x03\x04.{26}[^/\0]{1,255}/data\.pkl", re.DOTALL)
_PICKLE_SUFFIXES: Final = (".pkl", ".pickle", ".dill", ".cloudpickle")
_LEGACY_MAGIC: Final = 0x1950A86A20F9469CFC6C
_N_LEGACY_PICKLES: Final = 5
_MAX_VERSION_BYTES: Final = 64
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
        return any(_is_root(name) for name in zip_archive.members_of(file))

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
        return _read_archive(file)


@dataclass(frozen=True, slots=True)
class _Checkpoint:
    """What the pickles of one file say.

    Attributes:
        kind: ``pytorch`` or ``torchscript``.
        version: Version of its layout.
        sha256: Digest of its pickles.
        found: Their tensors.
        imports: What they would import.
        notes: What a well-made file does not have.
    """

    kind: str
    version: str
    sha256: str
    found: Found
    imports: tuple[Global, ...]
    notes: tuple[Anomaly, ...] = ()


def _is_pickle(file: RandomAccess) -> bool:
    """Say whether a file is a pickle; the oldest protocols begin like anything, so its name counts."""
    if _PICKLE.match(file.head):
        return True
    is_named = file.name.lower().endswith(_PICKLE_SUFFIXES) and compression_of(file.head) is None
    return is_named and looks_like(file.head, file.size) in (None, PLAIN_TEXT)


def _is_root(name: str) -> bool:
    """Say whether a member is the pickle of a checkpoint, at the root of the one folder that it has."""
    return name.rpartition("/")[2] == "data.pkl" and name.count("/") <= 1


def _read_archive(file: RandomAccess) -> Header:
    archive = zip_archive.read_archive(file)
    root = next((name for name in sorted(archive.members) if _is_root(name)), None)
    if root is None:
        raise FormatError("pytorch: a ZIP archive without data.pkl, which every checkpoint has", offset=0)
    folder = root.removesuffix("data.pkl")
    names = [root, f"{folder}constants.pkl"]
    parts = [_member(archive, name) for name in names if name in archive.members]
    digest = hashlib.sha256(b"".join(file.read(*part) for part in parts)).hexdigest()
    pickles = [disassemble(file, *part) for part in parts]
    is_script = any(name.startswith(f"{folder}code/") for name in archive.members)
    imports = tuple(dict.fromkeys(one for pickle in pickles for one in pickle.imports))
    found = find_tensors(tuple(pickle.value for pickle in pickles) if len(pickles) > 1 else pickles[0].value)
    notes = _check_members(archive, folder, found)
    kind = "torchscript" if is_script else "pytorch"
    return _header(file, _Checkpoint(kind, _version(archive, folder), digest, found, imports, notes))


def _member(archive: Archive, name: str) -> tuple[int, int]:
    """Return where a pickle begins and its size: it is stored as it is, for readers that map it."""
    member = archive.members[name]
    begin = archive.data_offset(member)
    if member.is_encrypted or member.method or member.size != member.packed_size:
        state = "encrypted" if member.is_encrypted else "compressed, which PyTorch never does"
        raise FormatError(f"pytorch: {cleaned(name, 80)} is {state}", offset=begin)
    if member.size > MAX_BYTES:
        raise FormatError(f"pytorch: {cleaned(name, 80)} is {member.size:,} bytes", offset=begin)
    return begin, member.size


def _version(archive: Archive, folder: str) -> str:
    for name in (f"{folder}version", f"{folder}.data/version"):
        if member := archive.members.get(name):
            return cleaned(archive.read(member, _MAX_VERSION_BYTES).decode("ascii", "replace").strip())
    return ""


def _check_members(archive: Archive, folder: str, found: Found) -> tuple[Anomaly, ...]:
    """Compare what the pickle says of each storage with the member that holds it."""
    notes = []
    for key, storage in found.storages.items():
        members = (f"{folder}data/{key}", f"{folder}constants/{key}", f"{folder}tensors/{key}")
        member = next((archive.members[name] for name in members if name in archive.members), None)
        if member is None:
            raise FormatError(f"pytorch: the data of storage {cleaned(key, 80)} are missing", offset=0)
        archive.data_offset(member)
        if storage.size_bytes not in (None, member.size):
            detail = (
                f"storage {cleaned(key, 80)} should take {storage.size_bytes:,} bytes, not {member.size:,}"
            )
            notes.append(Anomaly("storage-size-mismatch", member.offset, detail))
    return tuple(notes)


def _read_stream(file: RandomAccess) -> Header:
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


def _read_legacy(file: RandomAccess, first: Disassembly) -> Header:
    """Read the stream that PyTorch wrote before 1.6: magic, version, machine, object, storages."""
    pickles = [first]
    while len(pickles) < _N_LEGACY_PICKLES:
        pickles.append(disassemble(file, pickles[-1].end))
    found = find_tensors(pickles[3].value)
    imports = tuple(dict.fromkeys(one for pickle in pickles for one in pickle.imports))
    end = pickles[-1].end
    # Before each storage stands the number of its elements.
    needed = end + sum(8 + (storage.size_bytes or 0) for storage in found.storages.values())
    if needed > file.size:
        raise FormatError(
            f"pytorch: its tensors would end at byte {needed:,} of {file.size:,}: truncated", offset=file.size
        )
    digest = hashlib.sha256(file.read(0, end)).hexdigest()
    version = str(pickles[1].value) if isinstance(pickles[1].value, int) else ""
    return _header(file, _Checkpoint("pytorch", version[:20], digest, found, imports))


def _header(file: RandomAccess, checkpoint: _Checkpoint) -> Header:
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
        shard=_shard(file.name),
        anomalies=(*checkpoint.notes, *_code(file, checkpoint)),
    )


def _stored(tensor: TorchTensor) -> StoredTensor:
    return StoredTensor(tensor.dtype, tensor.shape, tensor.n_elements, tensor.begin, tensor.begin)


def _role(name: str, tensors: tuple[TorchTensor, ...]) -> FileRole:
    if not tensors:
        return FileRole.OTHER
    is_adapter = name == _ADAPTER_FILE or all("lora_" in one.name for one in tensors)
    return FileRole.ADAPTER if is_adapter else FileRole.WEIGHTS


def _shard(name: str) -> Shard | None:
    found = shard_name.parse(name)
    is_place = found is not None and 1 <= found.index <= found.count and found.count > 1
    return Shard(found.index, found.count) if found and is_place else None


def _code(file: RandomAccess, checkpoint: _Checkpoint) -> tuple[Anomaly, ...]:
    """Report what loading would import beyond what weights need; the classes of a script are its own."""
    foreign = foreign_to_weights(file, checkpoint.imports)
    if checkpoint.kind == "torchscript":
        foreign = tuple(one for one in foreign if not one.module.startswith("__torch__"))
    return imports_code(foreign)
