"""llamafile: llama.cpp as one executable for every system, with the weights in a ZIP archive at its end.

Source:
    llamafile, README ("How llamafile works") and zipalign: the GGUF file is stored uncompressed.
"""

from dataclasses import dataclass, replace
from typing import Final

from auditor.domain.header import FileRole, Header
from auditor.errors import FormatError
from auditor.formats import zip_archive
from auditor.formats.base import RandomAccess
from auditor.formats.gguf import GgufFormat
from auditor.formats.slice import slice_of
from auditor.formats.text import cleaned
from auditor.formats.unread import unread_header

# Source: Cosmopolitan Libc, APE specification: what its portable executables begin with.
_APE: Final = (b"MZqFpD=", b"jartsr=")
_EXECUTABLE: Final = (*_APE, b"\x7fELF", b"MZ", b"\xcf\xfa\xed\xfe")


@dataclass(frozen=True, slots=True)
class LlamafileFormat:
    """Reads the GGUF header within; nothing of the executable is run."""

    name: str = "llamafile"
    suffixes: tuple[str, ...] = (".llamafile",)

    def recognises(self, file: RandomAccess) -> bool:
        """See ``WeightFormat.recognises``: any executable that is called one, or a portable one."""
        is_called = file.name.lower().endswith(self.suffixes)
        return file.head.startswith(_EXECUTABLE if is_called else _APE)

    def read_header(self, file: RandomAccess) -> Header:
        """Read the header of the one model within.

        Raises:
            FormatError: the archive or the header in it is broken, or it holds several models.
        """
        if not file.head.startswith(_EXECUTABLE):
            raise FormatError("llamafile: it is no executable", offset=0)
        archive = zip_archive.read_archive(file)
        models = [one for one in archive.members.values() if one.name.lower().endswith(".gguf")]
        if not models:
            return unread_header(file, self.name, why="no weights lie in it", role=FileRole.OTHER)
        # The model comes first, then what goes with it, such as a projector.
        member = min(models, key=lambda one: one.offset)
        begin = archive.data_offset(member)
        if member.is_encrypted or member.method or member.size != member.packed_size:
            what = f"{cleaned(member.name, 80)} is not stored as it is, so it cannot run"
            raise FormatError(f"llamafile: {what}", offset=begin)
        part = slice_of(file, member.name.rpartition("/")[2], begin, member.size)
        try:
            header = GgufFormat().read_header(part)
        except FormatError as error:
            offset = begin if error.offset is None else begin + error.offset
            raise FormatError(f"llamafile: {error.message}", offset=offset, hint=error.hint) from error
        return replace(header, format=self.name)
