"""The header of a file in a format that is told from others, and read no further."""

import hashlib
from typing import Final

from auditor.domain.header import Anomaly, FileRole, Header
from auditor.formats.base import RandomAccess

_WHY: Final = "files of this format are told by their bytes and read no further"


def unread_header(
    file: RandomAccess,
    format_name: str,
    *,
    why: str = _WHY,
    role: FileRole = FileRole.WEIGHTS,
    anomalies: tuple[Anomaly, ...] = (),
) -> Header:
    """Return what is known of a file without reading what it holds.

    Args:
        file: The file.
        format_name: Its format, as headers carry it.
        why: Why what it holds is not known.
        role: What it is for.
        anomalies: What was seen all the same.
    """
    return Header(
        format=format_name,
        version="",
        sha256=hashlib.sha256(file.head).hexdigest(),
        n_tensors=0,
        n_parameters=0,
        role=role,
        anomalies=anomalies,
        unread=why,
    )
