"""Which import of a file what is called comes from: its own name, or that of an object made through it.

::

    import xgboost as xgb
    booster = xgb.Booster()
    booster.load_model("m.json")   # of xgboost, whatever else the file imports
"""

from dataclasses import dataclass
from typing import Final

from auditor.sources.code.base import Call, Import, Program

# Follows objects to what made them; longer is a loop.
_MAX_STEPS: Final = 8


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the first word of a call comes from.

    Attributes:
        imported: The import.
        member: What the word stands for in its module; empty for the module itself.
        is_direct: The word is the import's own, not that of an object made through it.
    """

    imported: Import
    member: str
    is_direct: bool

    def full(self, path: tuple[str, ...]) -> tuple[str, ...]:
        """Return a path with the words of the module in front, as far as they are known."""
        if not self.is_direct:
            return path
        first = (self.member,) if self.member else ()
        return (*self.imported.module.split("."), *first, *path[1:])


class Origins:
    """The origins of one program."""

    def __init__(self, program: Program) -> None:
        self._imported = {
            local: Origin(one, member, is_direct=True)
            for one in program.imports
            for local, member in one.names
        }
        self._made: dict[str, Call] = {call.assigned_to: call for call in program.calls if call.assigned_to}

    def of(self, path: tuple[str, ...]) -> Origin | None:
        """Return where what is called comes from; ``None`` where the file does not show it."""
        is_direct = True
        for _ in range(_MAX_STEPS):
            if not path:
                return None
            if found := self._imported.get(path[0]):
                return found if is_direct else Origin(found.imported, found.member, is_direct=False)
            lengths = range(len(path), 0, -1)
            made = next(
                (self._made[name] for n in lengths if (name := ".".join(path[:n])) in self._made), None
            )
            if made is None or made.path == path:
                return None
            path, is_direct = made.path, False
        return None
