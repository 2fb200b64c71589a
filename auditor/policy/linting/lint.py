"""Every check on every pack. To add one: write it beside these, then add one line to CHECKS."""

import re
from collections.abc import Callable, Iterable
from typing import Final

from auditor.policy.asking.screens import screens
from auditor.policy.bundle import Bundle
from auditor.policy.linting.asked import unregistered
from auditor.policy.linting.base import Remark
from auditor.policy.linting.bounds import unmeetable
from auditor.policy.linting.completeness import unproved, unread, unstated, unworded, unwritten
from auditor.policy.linting.gaps import accusing
from auditor.policy.linting.literals import figures, units
from auditor.policy.linting.parameters import unused
from auditor.policy.linting.reach import unreachable
from auditor.policy.linting.versions import undated
from auditor.policy.linting.words import unheard_of

CHECKS: Final[tuple[Callable[[Bundle], Iterable[Remark]], ...]] = (
    figures,
    units,
    unmeetable,
    unused,
    undated,
    unheard_of,
    unreachable,
    unwritten,
    unproved,
    unread,
    unstated,
    unworded,
    accusing,
    unregistered,
)

_LINE: Final = re.compile(r"(.*):(\d+)")


def linted(bundle: Bundle) -> tuple[Remark, ...]:
    """Return what is wrong with the rules of a bundle, by file and line.

    Raises:
        PolicyError: a cases file is malformed or belongs to no rule, or a screen is malformed.
    """
    # Whatever cannot be read could never be asked.
    screens(bundle)
    return tuple(sorted({remark for check in CHECKS for remark in check(bundle)}, key=_order))


def _order(remark: Remark) -> tuple[str, int, str]:
    found = _LINE.fullmatch(remark.place)
    return (found[1], int(found[2]), remark.what) if found else (remark.place, 0, remark.what)
