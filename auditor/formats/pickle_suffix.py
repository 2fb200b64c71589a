"""Which files are pickles by their names; what is in one :mod:`auditor.formats.pickled` says.

Source:
    scikit-learn, "Model persistence"; joblib, ``dump`` (endings by which it compresses); pandas,
    ``to_pickle``.
"""

from typing import Final

PICKLES: Final = (".pkl", ".pickle", ".dill", ".cloudpickle")
"""Endings of pickles."""

_JOBLIB: Final = ".joblib"
_COMPRESSED: Final = (".gz", ".bz2", ".xz", ".lzma", ".z", ".lz4", ".zst")

COMPRESSED_PICKLES: Final = tuple(f"{name}{end}" for name in PICKLES for end in _COMPRESSED)
"""Endings of pickles that were compressed as a whole."""

COMPRESSED_JOBLIB: Final = tuple(f"{_JOBLIB}{end}" for end in _COMPRESSED)
"""Those of joblib's."""

MAY_BE_COMPRESSED: Final = (_JOBLIB, *PICKLES, ".z", *COMPRESSED_PICKLES, *COMPRESSED_JOBLIB)
"""Endings under which either may be compressed, whether they say so or not."""

ALSO: Final = (".sav", ".p", ".pk", ".dat")
"""Endings that people give to pickles, and to much else."""
