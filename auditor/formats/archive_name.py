"""Which files are archives by their names; what is in one :mod:`auditor.formats.plain_archive` says."""

from typing import Final

COMPRESSED: Final = (".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".tbz2", ".tar.zst", ".tar.lz4")
"""Endings of archives that are compressed as a whole."""

OF_MODELS: Final = (".mar", ".nemo")
"""Endings of archives that a server or a toolkit loads models from as they are, plain or compressed."""

SUFFIXES: Final = (".zip", ".tar", ".7z", *COMPRESSED)
"""Endings of archives, in lower case."""
