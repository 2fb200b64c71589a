"""A file on a hub, read like one that is open: by range requests, as little of it as a format needs."""

from dataclasses import dataclass, field
from typing import Final

from auditor.errors import FormatError
from auditor.formats.weight_file import HEAD_BYTES
from auditor.sources.endpoint.client import NoAnswerError
from auditor.sources.hub.hub import Hub

_BLOCK_BYTES: Final = HEAD_BYTES
_MOST_AT_ONCE: Final = 4 * 1024 * 1024
# The longest header a safetensors file may have takes 25 requests; who needs more walks through the tensors.
_MOST_REQUESTS: Final = 64


@dataclass(slots=True)
class RemoteFile:
    """See ``RandomAccess``; nothing is asked for twice.

    Attributes:
        hub: Where it is.
        path: Its path there.
        name: File name without its directory.
        size: Size in bytes, as the hub lists it.
        head: Its first bytes.
        failure: Why bytes did not come, if they did not; a format may take that for the file's own fault.
    """

    hub: Hub
    path: str
    name: str
    size: int
    head: bytes = b""
    failure: str = ""
    _blocks: dict[int, bytes] = field(default_factory=dict, repr=False)
    _n_requests: int = 0

    def open(self) -> "RemoteFile":
        """Read the head, and return the file.

        Raises:
            FormatError: it did not come.
        """
        self.head = self.read(0, min(self.size, HEAD_BYTES))
        return self

    def read(self, offset: int, length: int) -> bytes:
        """See ``RandomAccess.read``."""
        if offset < 0 or length < 0 or offset + length > self.size:
            raise FormatError(f"{self.name}: it ends before that", offset=offset)
        if not length:
            return b""
        first, last = offset // _BLOCK_BYTES, (offset + length - 1) // _BLOCK_BYTES
        missing = [block for block in range(first, last + 1) if block not in self._blocks]
        most = _MOST_AT_ONCE // _BLOCK_BYTES
        while missing:
            run = [block for place, block in enumerate(missing[:most]) if block == missing[0] + place]
            self._fetch(run[0], len(run))
            missing = missing[len(run) :]
        begin = first * _BLOCK_BYTES
        held = b"".join(self._blocks[block] for block in range(first, last + 1))
        return held[offset - begin : offset - begin + length]

    def _fetch(self, first: int, n_blocks: int) -> None:
        begin = first * _BLOCK_BYTES
        length = min(n_blocks * _BLOCK_BYTES, self.size - begin)
        try:
            if self._n_requests >= _MOST_REQUESTS:
                raise NoAnswerError(
                    f"its header takes more than the {_MOST_REQUESTS} requests a file is given"
                )
            self._n_requests += 1
            part = self.hub.part(self.path, begin, length, self.size)
        except NoAnswerError as error:
            self.failure = str(error)
            raise FormatError(self.failure) from None
        for place in range(n_blocks):
            self._blocks[first + place] = part[place * _BLOCK_BYTES : (place + 1) * _BLOCK_BYTES]
