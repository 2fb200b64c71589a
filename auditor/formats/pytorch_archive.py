"""ZIP archives of PyTorch: the pickle in the folder that PyTorch reads, and whatever else is made to look so.

PyTorch takes the folder of the first entry, readers in Python the last of equal names, and others what they
find. So every pickle that one of them may take is disassembled, and what makes them differ is an anomaly.

Source:
    PyTorch, caffe2/serialize/inline_container.cc (PyTorchStreamReader; names are looked up by miniz, which
    does not tell capitals from other letters); torch/csrc/jit/docs/serialization.md for TorchScript.
"""

import hashlib
from dataclasses import dataclass
from typing import Final

from auditor.domain.header import Anomaly
from auditor.errors import FormatError
from auditor.formats import zip_archive
from auditor.formats.base import RandomAccess
from auditor.formats.pickle_machine import Disassembly, disassemble
from auditor.formats.pickle_stream import MAX_BYTES
from auditor.formats.pickle_values import Global
from auditor.formats.text import cleaned
from auditor.formats.torch_tensors import Found, find_tensors
from auditor.formats.zip_archive import Archive, Member

_ROOT: Final = "data.pkl"
_CONSTANTS: Final = "constants.pkl"
_MAX_PICKLES: Final = 8
_MAX_VERSION_BYTES: Final = 64


@dataclass(frozen=True, slots=True)
class Checkpoint:
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


def is_root(name: str) -> bool:
    """Say whether a member may be taken for the pickle of a checkpoint, at the root of its one folder."""
    return _is_called(name, _ROOT)


def read_checkpoint(file: RandomAccess) -> Checkpoint:
    """Read the pickles of an archive, and compare them with its other members.

    Raises:
        FormatError: it is no checkpoint, broken, or holds more than a checkpoint does.
    """
    archive = zip_archive.read_archive(file)
    folder = _folder(archive)
    pickles = _pickles(file, archive)
    parts = [archive.members[name] for name in _parts(folder) if name in archive.members]
    values = tuple(pickles[one].value for one in parts)
    found = find_tensors(values if len(values) > 1 else values[0], archive.data_offset(parts[0]))
    notes = (*_check_members(archive, folder, found), *archive.anomalies, *_strangers(archive, folder))
    return Checkpoint(
        kind="torchscript" if any(one.startswith(f"{folder}code/") for one in archive.members) else "pytorch",
        version=_version(archive, folder),
        sha256=hashlib.sha256(b"".join(file.read(*_place(archive, one)) for one in parts)).hexdigest(),
        found=found,
        imports=tuple(dict.fromkeys(one for pickle in pickles.values() for one in pickle.imports)),
        notes=notes,
    )


def _is_called(name: str, called: str) -> bool:
    return name.rpartition("/")[2].lower() == called and name.count("/") <= 1


def _parts(folder: str) -> tuple[str, str]:
    return f"{folder}{_ROOT}", f"{folder}{_CONSTANTS}"


def _folder(archive: Archive) -> str:
    """Return the folder that PyTorch reads; where there is no checkpoint in it, the first that has one."""
    before, slash, _ = archive.entries[0].name.partition("/") if archive.entries else ("", "", "")
    first = before + slash if slash else ""
    roots = [one.name.removesuffix(_ROOT) for one in archive.entries if is_root(one.name)]
    folder = first if first in roots else next(iter(roots), None)
    if folder is None or f"{folder}{_ROOT}" not in archive.members:
        raise FormatError("pytorch: a ZIP archive without data.pkl, which every checkpoint has", offset=0)
    return folder


def _pickles(file: RandomAccess, archive: Archive) -> dict[Member, Disassembly]:
    """Disassemble every pickle that some reader may take for the checkpoint's."""
    members = [one for one in archive.entries if is_root(one.name) or _is_called(one.name, _CONSTANTS)]
    if len(members) > _MAX_PICKLES:
        what = f"it holds {len(members):,} pickles, where a checkpoint has one or two"
        raise FormatError(f"pytorch: {what}", offset=members[0].offset)
    return {one: disassemble(file, *_place(archive, one)) for one in members}


def _place(archive: Archive, member: Member) -> tuple[int, int]:
    """Return where a pickle begins and its size: it is stored as it is, for readers that map it."""
    begin, name = archive.data_offset(member), cleaned(member.name, 80)
    if member.is_encrypted or member.method or member.size != member.packed_size:
        state = "encrypted" if member.is_encrypted else "compressed, which PyTorch never does"
        raise FormatError(f"pytorch: {name} is {state}", offset=begin)
    if member.size > MAX_BYTES:
        raise FormatError(f"pytorch: {name} is {member.size:,} bytes", offset=begin)
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


def _strangers(archive: Archive, folder: str) -> tuple[Anomaly, ...]:
    """Report what lies outside the one folder of a checkpoint, or is another pickle of that kind in it."""
    own = _parts(folder)
    strangers = [
        one
        for one in archive.entries
        if not one.name.startswith(folder)
        or (one.name not in own and (is_root(one.name) or _is_called(one.name, _CONSTANTS)))
    ]
    if not strangers:
        return ()
    where = cleaned(folder.removesuffix("/"), 80) or "its root"
    detail = f"it holds {cleaned(strangers[0].name, 80)} beside the checkpoint in {where}"
    return (Anomaly("several-folders", strangers[0].offset, detail),)
