"""A file on another machine, read like an open one: by range requests, as little of it as a format needs."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from auditor import formats
from auditor.domain.observation import Access, FileId, FileSeen, Problem, Skipped
from auditor.errors import FormatError
from auditor.formats.weight_file import HEAD_BYTES
from auditor.sources.reading import gap, of_note, shard_set
from auditor.sources.web.client import Fetched, NoAnswerError

_BLOCK_BYTES: Final = HEAD_BYTES
_MOST_AT_ONCE: Final = 4 * 1024 * 1024
# The longest header a safetensors file may have takes 25 requests; who needs more walks through the tensors.
_MOST_REQUESTS: Final = 64
_CONTENT_RANGE: Final = re.compile(r"bytes (\d+)-(\d+)/(\d+)", re.ASCII)

Fetch = Callable[[int, int], bytes]
"""Returns the bytes from an offset on, as many as asked for; raises ``NoAnswerError``."""


@dataclass(slots=True)
class RemoteFile:
    """See ``RandomAccess``; nothing is asked for twice.

    Attributes:
        name: File name without its directory.
        size: Size in bytes, as its place lists it.
        fetch: Asks for a part of it.
        head: Its first bytes.
        failure: Why bytes did not come, if they did not; a format may take that for the file's own fault.
    """

    name: str
    size: int
    fetch: Fetch
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
            part = self.fetch(begin, length)
        except NoAnswerError as error:
            self.failure = str(error)
            raise FormatError(self.failure) from None
        for place in range(n_blocks):
            self._blocks[first + place] = part[place * _BLOCK_BYTES : (place + 1) * _BLOCK_BYTES]


def part_of(answer: Fetched, begin: int, length: int, size: int) -> bytes:
    """Return the bytes of a file that were asked for, if that is what came.

    Args:
        answer: What came, of status 200 or 206.
        begin: Where they begin.
        length: How many they are.
        size: How large the file is, as it is listed.

    Raises:
        NoAnswerError: something else came.
    """
    if answer.status == 200:
        if begin or length != size:
            raise NoAnswerError("it sends the whole file instead of a part of it")
        sent = (0, len(answer.body), len(answer.body))
    else:
        sent = _sent(answer)
    if sent[2] != size:
        raise NoAnswerError(f"it is listed with {size:,} bytes, and has {sent[2]:,}")
    if sent[:2] != (begin, length) or len(answer.body) != length:
        raise NoAnswerError("it sends another part of the file than was asked for")
    return answer.body


def _sent(answer: Fetched) -> tuple[int, int, int]:
    """Return where the bytes that came begin, how many they are, and how large their file is."""
    found = _CONTENT_RANGE.fullmatch(answer.headers.get("content-range", ""))
    if found is None or len(found[0]) > 100:
        raise NoAnswerError("it does not say which part of the file it sends")
    begin, last, size = map(int, found.groups())
    return begin, last - begin + 1, size


def read_remote(
    target: str, locator: str, file: RemoteFile, *, url: str, bundle: str
) -> FileSeen | Problem | Skipped | None:
    """Read the header of one file that may hold weights, as ``read_weights`` does of one that is here.

    Args:
        target: Target it was found under.
        locator: Place within it.
        file: The file, not open yet.
        url: Where it is; no credentials are in it.
        bundle: What it lies with.
    """
    try:
        header = formats.read_open(file.open())
    except FormatError as error:
        if file.failure:
            # What did not come is not the file's fault, whatever a format makes of it.
            return Problem(target, locator, file.failure)
        return gap(target, locator, error)
    return of_note(
        FileSeen(
            target=target,
            locator=locator,
            path=url,
            file_id=FileId(0, 0, file.size, 0, file.size),
            header=header,
            bundle=bundle,
            shard_set=shard_set(locator),
            access=Access.REMOTE,
        )
    )
