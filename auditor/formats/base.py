"""What a weight format is."""

from typing import Protocol

from auditor.domain.observation import Header


class RandomAccess(Protocol):
    """An open file, as far as a format needs one.

    Attributes:
        name: File name without its directory.
        size: Size in bytes.
        head: Its first bytes, at least 64 KiB where it has as many.
    """

    @property
    def name(self) -> str: ...  # noqa: D102

    @property
    def size(self) -> int: ...  # noqa: D102

    @property
    def head(self) -> bytes: ...  # noqa: D102

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
    def name(self) -> str: ...  # noqa: D102

    @property
    def suffixes(self) -> tuple[str, ...]: ...  # noqa: D102

    def recognises(self, head: bytes, size: int) -> bool:
        """Say whether a file of ``size`` bytes that begins with ``head`` is in this format."""
        ...

    def read_header(self, file: RandomAccess) -> Header:
        """Return the header; tensor data are not read.

        Raises:
            FormatError: the bytes do not follow the format.
        """
        ...
