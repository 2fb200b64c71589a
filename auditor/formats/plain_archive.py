"""Archives that somebody packed: told when models or pickles are in them, and nothing is unpacked to disk.

A model in an archive is not one that runs from there, so it is not inventoried; it is a gap that names the
member. Of an archive that models are loaded from, models are what one expects: there only what else is the
matter with a member is told. Members are looked at by their beginnings, however large they say they are. Of a
7z archive even the list of members is compressed: it is told, and not opened.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePosixPath
from typing import Final

from auditor.domain.header import FileRole, Header, OnLoad
from auditor.errors import FormatError
from auditor.formats import tar_archive, zip_archive
from auditor.formats.archive_name import COMPRESSED, OF_MODELS, SUFFIXES
from auditor.formats.base import NotReadError, OnLoadError, RandomAccess, WeightFormat, answering, on_load_of
from auditor.formats.compressed import Unpacked, compression_of
from auditor.formats.content import PLAIN_TEXT, looks_like
from auditor.formats.identified import identify
from auditor.formats.slice import Slice, bytes_as_file, slice_of
from auditor.formats.text import cleaned

_SEVEN_ZIP: Final = b"7z\xbc\xaf\x27\x1c"
MAX_MEMBERS: Final = 2_000
# Of these, members of some format, whose headers take longer to read than most members take to pass over.
MAX_LOOKED_AT: Final = 200
_MAX_NAMED: Final = 5
_MAX_BEGINNING_BYTES: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class _Entry:
    """A member of an archive.

    Attributes:
        name: Its path, as it is written.
        at: Offset of its header.
        file: Its bytes, or its beginning.
        leads_out: It would be written through a link to somewhere else.
    """

    name: str
    at: int
    file: Slice
    leads_out: bool = False


def look_into(file: RandomAccess, formats: Sequence[WeightFormat]) -> None:
    """Look whether an archive holds models; silent where it does not, or where a file is no archive.

    Raises:
        FormatError: it does, or a member leads out of where it is unpacked, is encrypted or broken.
        NotReadError: it has more members than are looked at, or is of a kind that is not opened.
    """
    name = file.name.lower()
    if not name.endswith((*SUFFIXES, *OF_MODELS)):
        return
    if file.head.startswith(_SEVEN_ZIP):
        raise NotReadError("7z archive, which is not opened")
    kind, entries = _opened(file)
    found: list[_Note] = []
    is_of_models = name.endswith(OF_MODELS)
    notes = (note for note in _notes(kind, entries, formats) if not (is_of_models and note[0]))
    try:
        for note in islice(notes, _MAX_NAMED):
            found.append(note)  # what was found before a gap counts
        is_whole = len(found) < _MAX_NAMED
    except NotReadError:
        if not found:
            raise
        is_whole = False
    if found:
        found.sort()
        named = "; ".join(text for _, _, text, _ in found)
        more = "" if is_whole else "; what follows was not looked at"
        hint = "Unpack it where a scan finds what is in it."
        on_load = OnLoad.worst(one for *_, one in found)
        raise OnLoadError(f"{kind}: it holds {named}{more}", on_load, offset=found[0][1], hint=hint)


# Whether it is no more than a model, the offset of the member, what there is to say, what loading it runs.
_Note = tuple[bool, int, str, OnLoad]


def _notes(kind: str, entries: Iterator[_Entry], formats: Sequence[WeightFormat]) -> Iterator[_Note]:
    """Yield what is of note; looking at a pickle takes time, so of many only some are looked at."""
    n_looked_at = 0
    for n, entry in enumerate(entries):
        if n >= MAX_MEMBERS or n_looked_at >= MAX_LOOKED_AT:
            raise NotReadError(f"{kind} archive of over {n:,} members, which are not all looked at")
        what, on_load = _of_note(entry, formats)
        n_looked_at += what is not None
        if what:
            # A format's name alone is that of a model; what is wrong with a member takes words.
            yield " " not in what, entry.at, f"{cleaned(entry.name, 80)}: {what}", on_load


def _opened(file: RandomAccess) -> tuple[str, Iterator[_Entry]]:
    if file.head.startswith(zip_archive.MAGIC):
        return "zip", _zip_entries(file)
    if tar_archive.is_tar(file.head):
        return "tar", _tar_entries(file, file.size)
    compression = compression_of(file.head) if file.name.lower().endswith((*COMPRESSED, *OF_MODELS)) else None
    if compression is not None:
        return "tar", _packed_tar_entries(file, compression)
    return "", iter(())


def _packed_tar_entries(file: RandomAccess, compression: str) -> Iterator[_Entry]:
    unpacked = Unpacked(file, compression)
    # Nobody knows its size before its end.
    if tar_archive.is_tar(unpacked.read(0, tar_archive.BLOCK)):
        yield from _tar_entries(unpacked, sys.maxsize)


def _of_note(entry: _Entry, formats: Sequence[WeightFormat]) -> tuple[str | None, OnLoad]:
    """Say what is the matter with a member, and what is known of the code that loading it runs.

    Empty if nothing is the matter, ``None`` if it is of no format at all.
    """
    path = PurePosixPath(entry.name.replace("\\", "/"))
    if entry.leads_out or ".." in path.parts or path.is_absolute() or path.name[1:2] == ":":
        return "a path that leads out of the folder it is unpacked to; do not unpack it", OnLoad.NOTHING_SEEN
    try:
        with answering():
            header = _header(entry.file, formats)
    except FormatError as error:
        return error.message, on_load_of(error)
    if header is None:
        return _misnamed(entry.file, formats), OnLoad.NOTHING_SEEN
    if header.role in (FileRole.PLAIN, FileRole.OTHER) and not header.anomalies:
        return "", OnLoad.NOTHING_SEEN
    what = "; ".join([header.format, *(anomaly.detail for anomaly in header.anomalies)])
    return what, OnLoad.worst(anomaly.on_load for anomaly in header.anomalies)


def _misnamed(file: Slice, formats: Sequence[WeightFormat]) -> str | None:
    """Say what a member is that is named as a model and is of no format; ``None`` if it is not so named.

    Other things are called .pth too, and are text. Of a packed archive in an archive the end is not at hand.
    """
    named = next((one.name for one in formats if file.name.lower().endswith(one.suffixes)), None)
    content = looks_like(file.head, file.size)
    if named is None or content == PLAIN_TEXT or file.head.startswith(zip_archive.MAGIC):
        return None
    found = f"it is {content.phrase}" if content else f"it begins with {file.head[:8].hex(' ')}"
    return f"not a {named} file: {found}"


def _header(file: Slice, formats: Sequence[WeightFormat]) -> Header | None:
    known = next((known for known in formats if known.recognises(file)), None)
    return known.read_header(file) if known else identify(file)


def _zip_entries(file: RandomAccess) -> Iterator[_Entry]:
    archive = zip_archive.read_archive(file)
    for member in archive.entries:
        if member.name.endswith("/"):
            continue
        name = member.name.rpartition("/")[2]
        if not member.method and not member.is_encrypted:
            part = slice_of(file, name, archive.data_offset(member), member.packed_size)
        else:
            part = bytes_as_file(archive.beginning(member, _MAX_BEGINNING_BYTES), name)
        yield _Entry(member.name, member.offset, part)


def _tar_entries(file: RandomAccess | Unpacked, size_bytes: int) -> Iterator[_Entry]:
    for member in tar_archive.members_of(file, size_bytes):
        name = member.name.rpartition("/")[2]
        part = _tar_member(file, name, member.begin, member.size)
        yield _Entry(member.name, member.at, part, leads_out=member.through_link)


def _tar_member(file: RandomAccess | Unpacked, name: str, begin: int, size: int) -> Slice:
    if isinstance(file, Unpacked):
        return bytes_as_file(file.read(begin, min(size, _MAX_BEGINNING_BYTES)), name)
    return slice_of(file, name, begin, size)
