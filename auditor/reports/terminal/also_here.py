"""What lies where somebody looked and other targets read: nothing of it is in the inventory."""

import shlex
from collections.abc import Iterable, Set

from auditor.domain.observation import Skipped


def also_here(skipped: Iterable[Skipped], named: Set[str], command: str) -> str:
    """Return what lies there that other targets read, and how to look; empty if there is nothing.

    Args:
        skipped: What was not looked at.
        named: Targets that are looked at too.
        command: The command that would look: ``scan``.
    """
    found = [
        (one.locator, target)
        for one in skipped
        if (target := one.elsewhere) is not None and target not in named
    ]
    files = ", ".join(dict.fromkeys(locator for locator, _ in found))
    line = shlex.join(("auditor", command, *dict.fromkeys(target for _, target in found)))
    return f"{files}: look with {line}" if found else ""
