"""Pickles that were compressed as a whole, as joblib does: looked into by their beginnings, never loaded.

Source:
    joblib, numpy_pickle.py and compressor.py (zlib, gzip, bz2, xz, lz4 by their first bytes).
"""

from dataclasses import dataclass
from typing import Final

from auditor.domain.header import FileRole, Header
from auditor.formats.base import RandomAccess
from auditor.formats.compressed import Unpacked, compression_of
from auditor.formats.pickle_machine import PickleError, disassemble
from auditor.formats.pickle_suffix import MAY_BE_COMPRESSED
from auditor.formats.pickled import judge, unread_pickle
from auditor.formats.slice import bytes_as_file

# What a model imports comes before its first array.
MAX_BEGINNING_BYTES: Final = 4 * 1024 * 1024
_WHY: Final = "a compressed pickle is never loaded, and may hold anything"


@dataclass(frozen=True, slots=True)
class CompressedPickleFormat:
    """Tells compressed pickles by what their beginnings would import."""

    name: str = "joblib"
    suffixes: tuple[str, ...] = ()

    def recognises(self, file: RandomAccess) -> bool:
        """See ``WeightFormat.recognises``; other compressed files are told by nobody."""
        return file.name.lower().endswith(MAY_BE_COMPRESSED) and compression_of(file.head) is not None

    def read_header(self, file: RandomAccess) -> Header:
        """Read what the pickle would import, as far as its beginning says; offsets are of what is in it.

        Raises:
            FormatError: it is broken, or would import what is known to act.
            NotReadError: it is compressed in a way that is not opened.
        """
        beginning = Unpacked(file, compression_of(file.head) or "").read(0, MAX_BEGINNING_BYTES)
        return _header(file, bytes_as_file(beginning, file.name))


def _header(file: RandomAccess, pickled: RandomAccess) -> Header:
    try:
        imports, is_whole, kind = disassemble(pickled).imports, True, "pickle"
    except PickleError as error:
        is_of_joblib = any(one.module.startswith("joblib.") for one in error.imports)
        if not is_of_joblib and pickled.size < MAX_BEGINNING_BYTES:
            raise
        imports, is_whole, kind = error.imports, False, "joblib" if is_of_joblib else "pickle"
    header = judge(file, kind, _WHY, imports)
    # Arrays alone so far: what follows them is not known.
    is_open = header.role is FileRole.PLAIN and not is_whole
    return unread_pickle(file, kind, _WHY, imports) if is_open else header
