"""What a weight format is."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Protocol

from auditor.domain.header import Header, OnLoad
from auditor.errors import FormatError


class NotReadError(FormatError):
    """A container that is told by its bytes and not looked into: a model may be in it.

    The message is the format, as a report names it.

    Attributes:
        on_load: What is known of the code that loading it runs.
    """

    def __init__(
        self, message: str, *, offset: int | None = None, on_load: OnLoad = OnLoad.NOTHING_SEEN
    ) -> None:
        super().__init__(message, offset=offset)
        self.on_load = on_load


class OnLoadError(FormatError):
    """A file that is not read as a model, and of which it is known what code loading it runs.

    Attributes:
        on_load: What is known of the code that loading it, or what is in it, runs.
    """

    def __init__(self, message: str, on_load: OnLoad, *, offset: int | None = None, hint: str = "") -> None:
        super().__init__(message, offset=offset, hint=hint)
        self.on_load = on_load


def on_load_of(error: FormatError) -> OnLoad:
    """Return what is known of the code that loading a file runs that could not be read."""
    return error.on_load if isinstance(error, NotReadError | OnLoadError) else OnLoad.NOTHING_SEEN


class UnknownFormatError(FormatError):
    """A file of which neither the bytes nor the name say what it is.

    Attributes:
        is_spoiled: Its bytes show what went wrong: a page or a pointer instead of the file, nothing at all.
    """

    def __init__(self, message: str, *, hint: str = "", is_spoiled: bool = False) -> None:
        super().__init__(message, offset=0, hint=hint)
        self.is_spoiled = is_spoiled


class UnforeseenError(FormatError):
    """A file that its format's reader has no answer to: a fault of the reader, and no end of a scan."""


# What reading bytes that nobody thought of ends in.
_UNFORESEEN: Final = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    RuntimeError,
    TypeError,
    ValueError,
    struct.error,
)
_WHAT: Final[dict[type[Exception], str]] = {
    RecursionError: "it is nested too deeply",
    MemoryError: "it takes more memory than there is",
}


@contextmanager
def answering() -> Iterator[None]:
    """Turn whatever a reader has no answer to into a refusal of the file.

    Raises:
        UnforeseenError: a reader raised something else than a ``FormatError``.
    """
    try:
        yield
    except _UNFORESEEN as error:
        kind = type(error).__name__
        what = _WHAT.get(type(error), "what is in it does not fit together")
        hint = "If others can read the file, report this."
        raise UnforeseenError(
            f"file: its header cannot be read: {what} ({kind})", offset=0, hint=hint
        ) from error


class RandomAccess(Protocol):
    """An open file, as far as a format needs one.

    Attributes:
        name: File name without its directory.
        size: Size in bytes.
        head: Its first bytes, at least 64 KiB where it has as many.
    """

    @property
    def name(self) -> str: ...  # noqa: D102 - told under Attributes

    @property
    def size(self) -> int: ...  # noqa: D102 - told under Attributes

    @property
    def head(self) -> bytes: ...  # noqa: D102 - told under Attributes

    def read(self, offset: int, length: int) -> bytes:
        """Return exactly ``length`` bytes from ``offset``.

        Raises:
            FormatError: the file ends before that.
        """
        ...


class WeightFormat(Protocol):
    """One format of files with tensors.

    Attributes:
        name: Its name, as headers carry it.
        suffixes: Endings of its files, in lower case.
    """

    @property
    def name(self) -> str: ...  # noqa: D102 - told under Attributes

    @property
    def suffixes(self) -> tuple[str, ...]: ...  # noqa: D102 - told under Attributes

    def recognises(self, file: RandomAccess) -> bool:
        """Say whether a file is in this format; never raises on what it holds, and reads little of it."""
        ...

    def read_header(self, file: RandomAccess) -> Header:
        """Return the header; tensor data are not read.

        Raises:
            FormatError: the bytes do not follow the format.
        """
        ...


@dataclass(frozen=True, slots=True)
class StoredTensor:
    """One tensor as its header describes it.

    Attributes:
        dtype: Number type.
        shape: Row-major, slowest dimension first.
        n_elements: Elements stored.
        begin: Offset of its data from the start of the data.
        end: Offset of the byte after it.
    """

    dtype: str
    shape: tuple[int, ...]
    n_elements: int
    begin: int
    end: int
