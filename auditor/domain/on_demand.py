"""A sequence that is made when somebody looks at it."""

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar, overload

T = TypeVar("T")


class OnDemand(Sequence[T], Generic[T]):
    """A sequence that is made when it is first looked at, and then kept.

    It equals every sequence of the same items, a tuple among them, and is pickled as a tuple.
    """

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], tuple[T, ...]]) -> None:
        self._make: Callable[[], tuple[T, ...]] | None = make
        self._made: tuple[T, ...] = ()

    def _items(self) -> tuple[T, ...]:
        if self._make is not None:
            # What made it is let go of: it may hold all there is to look at.
            self._made, self._make = self._make(), None
        return self._made

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[T, ...]: ...
    def __getitem__(self, index: int | slice) -> T | tuple[T, ...]:
        """Return an item, or several as a tuple."""
        return self._items()[index]

    def __iter__(self) -> Iterator[T]:
        """Yield the items."""
        return iter(self._items())

    def __len__(self) -> int:
        """Return how many items there are."""
        return len(self._items())

    def __eq__(self, other: object) -> bool:
        """Say whether the items are the same."""
        return tuple(other) == self._items() if isinstance(other, tuple | OnDemand) else NotImplemented

    def __hash__(self) -> int:
        """Return what a tuple of the items would."""
        return hash(self._items())

    def __repr__(self) -> str:
        """Return the tuple of the items, in words."""
        return repr(self._items())

    def __reduce__(self) -> tuple[type[tuple[T, ...]], tuple[tuple[T, ...]]]:
        """Be pickled as a tuple."""
        return tuple, (self._items(),)
