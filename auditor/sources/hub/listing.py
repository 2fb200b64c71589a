"""What a hub lists of a repository: its commit and its files.

Source:
    Hugging Face Hub API, ``GET /api/models/{repo_id}/revision/{revision}?blobs=true``: ``sha`` and
    ``siblings`` with ``rfilename``, ``size`` and, of files in Git LFS, ``lfs.sha256`` and ``lfs.size``.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from auditor.errors import FormatError
from auditor.sources.json_value import digest, entry, text

MOST_BYTES: Final = 16_000_000
_MOST_FILES: Final = 20_000
_COMMIT: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Listed:
    """A file of the repository.

    Attributes:
        name: Its path.
        size: Size in bytes, as the publisher states it; ``None`` if he does not.
        sha256: Digest of its bytes, as the publisher states it.
    """

    name: str
    size: int | None
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Listing:
    """A repository at one commit.

    Attributes:
        commit: The commit.
        files: Its files, by name.
    """

    commit: str
    files: tuple[Listed, ...]


def parse(raw: bytes) -> Listing:
    """Read a listing.

    Raises:
        FormatError: it is none.
    """
    try:
        value: object = json.loads(raw)
    except (ValueError, RecursionError):
        raise FormatError("its listing is not JSON") from None
    commit, siblings = text(value, "sha"), entry(value, "siblings")
    if commit is None or not _COMMIT.fullmatch(commit) or not isinstance(siblings, list):
        raise FormatError("its listing names no commit, or no files")
    if len(siblings) > _MOST_FILES:
        raise FormatError(f"its listing has more than {_MOST_FILES} files")
    found = {file.name: file for file in _files(siblings)}
    return Listing(commit, tuple(found[name] for name in sorted(found)))


def _files(siblings: list[object]) -> Iterator[Listed]:
    for sibling in siblings:
        name = text(sibling, "rfilename")
        if name is None or any(part in ("", ".", "..") for part in name.split("/")):
            continue
        sha256 = text(sibling, "lfs", "sha256") or text(sibling, "lfs", "oid")
        yield Listed(
            name, _size(entry(sibling, "lfs", "size")) or _size(entry(sibling, "size")), digest(sha256)
        )


def _size(value: object) -> int | None:
    is_size = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63
    return value if is_size and isinstance(value, int) else None
