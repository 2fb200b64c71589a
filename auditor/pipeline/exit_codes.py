"""The codes a process ends with; a published table."""

from typing import Final

OK: Final = 0
USAGE: Final = 2
INCOMPLETE: Final = 3
FAILED: Final = 10
UNKNOWN: Final = 11
INTEGRITY: Final = 12
