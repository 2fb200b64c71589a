"""What a pickle is made of: names that loading would import, and objects that it would make."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Global:
    """A name that loading would import.

    Attributes:
        module: Where from.
        name: What.
        at: Offset of the first instruction in the file that does; not part of what it is.
        is_called: Loading would also call it.
    """

    module: str
    name: str
    at: int = field(default=0, compare=False)
    is_called: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        return f"{self.module}.{self.name}"


@dataclass(slots=True, eq=False)
class Made:
    """An object that loading would make: a container, or what a call returns.

    Attributes:
        of: What is called; ``None`` for the language's own containers and for persistent ids.
        args: What it is called with.
        pairs: Keys and values put into it.
        items: Elements put into it.
        state: What its state is set to.
        is_persistent: It stands for something outside the pickle, which ``args`` name.
    """

    of: object = None
    args: tuple[object, ...] = ()
    pairs: list[tuple[object, object]] | None = None
    items: list[object] | None = None
    state: object = None
    is_persistent: bool = False

    def put(self, items: list[object]) -> None:
        """Add elements."""
        self.items = self.items or []
        self.items.extend(items)

    def put_pairs(self, flat: list[object]) -> None:
        """Add keys and values, which take turns."""
        self.pairs = self.pairs or []
        self.pairs.extend(zip(flat[::2], flat[1::2], strict=False))
