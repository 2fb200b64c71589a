"""``python -m auditor``, and the ``auditor`` command."""

import gc
import sys
from typing import Final

# What a scan makes lives until it is written, and has no cycles: looking for these after every 700 objects,
# as Python does unless told, costs a tenth of a large scan and finds nothing.
_OBJECTS_BETWEEN_COLLECTIONS: Final = 1_000_000


def collect_seldom() -> None:
    """Have Python look for cycles less often, as suits a process that makes many objects and then ends."""
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, 50, 50)


def leave_the_rest_alone() -> None:
    """Have Python not look for cycles among all there is when it ends: the system takes it back at once.

    That search costs a third of a small scan. What is no part of a cycle is still let go of in order.
    """
    gc.freeze()


def main() -> None:
    """Run the command line and exit with its code."""
    collect_seldom()
    from auditor.cli.main import run

    code = run()
    leave_the_rest_alone()
    sys.exit(code)


if __name__ == "__main__":
    main()
