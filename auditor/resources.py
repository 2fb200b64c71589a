"""Where the shipped folders live: ``migrations/``, ``templates/``, ``policies/``.

In a checkout (and an editable install) they sit beside the package; in a wheel
the build copies them under ``auditor/_data``. Nothing else may know this.
"""

from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).parent
_ROOT: Final = _PACKAGE / "_data" if (_PACKAGE / "_data").is_dir() else _PACKAGE.parent

MIGRATIONS: Final = _ROOT / "migrations"
TEMPLATES: Final = _ROOT / "templates"
POLICIES: Final = _ROOT / "policies"
