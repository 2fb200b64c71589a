"""Files of variables: ``.env`` of compose, ``EnvironmentFile=`` of systemd."""

import re
from typing import Final

from auditor.sources.variables import expand

_ASSIGNMENT: Final = re.compile(r"\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=\s*(.*?)\s*", re.DOTALL)
_QUOTED: Final = re.compile(
    r"""(?:'(?P<single>[^']*)'|"(?P<double>(?:[^"\\]|\\.)*)")\s*(?:#.*)?""", re.DOTALL
)
_COMMENT: Final = re.compile(r"(?:^|\s)#.*")


def parse(text: str) -> dict[str, str | None]:
    """Return the variables that a file sets, one a line; those it names before are put in."""
    found: dict[str, str | None] = {}
    for line in text.split("\n"):
        assigned = None if line.lstrip().startswith(("#", ";")) else _ASSIGNMENT.fullmatch(line)
        if assigned is None:
            continue
        quoted = _QUOTED.fullmatch(assigned[2])
        if quoted and quoted["single"] is not None:
            found[assigned[1]] = quoted["single"]
            continue
        value = quoted["double"] if quoted else _COMMENT.sub("", assigned[2])
        found[assigned[1]] = expand(re.sub(r"\\([\"\\$])", r"\1", value), found)
    return found
