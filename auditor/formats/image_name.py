"""Names of container images, taken apart."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

# The part of a tag that is a version: 0.8.5.post1, 24.08, 1.0.0rc4, 0.6.0-rc0; not the 12.4 of cuda-12.4.
_VERSION: Final = re.compile(
    r"(?:^|(?<!cuda)(?<!rocm)(?<!python)(?<!py)(?<!ubuntu)(?<!cu)-)"
    r"v?(\d+(?:\.\d+)+(?:\.?(?:post|dev)\d+|[-.]?(?:rc|alpha|beta)[-.]?\d*|[ab]\d+)?)(?=$|[-_+.])",
    re.IGNORECASE,
)
# llama.cpp numbers its builds: server-cuda-b4719.
_BUILD: Final = re.compile(r"(?:^|-)(b\d{3,6})(?=$|-)")
# A commit, as those write it who build from one: sha-1a2b3c4, 1a2b3c4.
_COMMIT: Final = re.compile(r"(?:^|-)(?=[0-9a-f]*\d)[0-9a-f]{7,40}$")
# Tags that mean whatever was built last.
_MOVING: Final = re.compile(
    r"(?:^|[-_.])(?:latest|nightly|main|master|edge|dev|stable)(?=$|[-_.])", re.IGNORECASE
)
_OPEN: Final = re.compile(r"[${}]")


class Pin(StrEnum):
    """By what the name of an image says which image it is."""

    DIGEST = "digest"
    """By its content."""
    VERSION = "version"
    """By a tag with a version or a commit: whoever publishes it can move that, and rarely does."""
    MOVING = "moving"
    """By no tag, or by one that is moved to whatever was built last."""


@dataclass(frozen=True, slots=True)
class ImageName:
    """The name of a container image.

    Attributes:
        registry: Host of the registry; ``None`` where the name does not say one.
        repository: Path of the repository.
        tag: Its tag.
        digest: Its digest, with the algorithm.
    """

    registry: str | None
    repository: str
    tag: str | None = None
    digest: str | None = None

    @property
    def version(self) -> str | None:
        """The version of the program within, where the tag says one."""
        found = _VERSION.search(self.tag or "") or _BUILD.search(self.tag or "")
        return found.group(1) if found else None

    @property
    def pin(self) -> Pin | None:
        """By what it says which image it is; ``None`` for a tag with numbers in it that may be anything."""
        if self.digest:
            return None if _OPEN.search(self.digest) else Pin.DIGEST
        if _OPEN.search(self.repository.rpartition("/")[2] + (self.tag or "")):
            return None
        if self.version or _COMMIT.search(self.tag or ""):
            return Pin.VERSION
        names_none = not re.search(r"\d", self.tag or "") or _MOVING.search(self.tag or "")
        return Pin.MOVING if names_none else None


def parse_image(name: str) -> ImageName:
    """Take an image's name apart: a first part with a dot, a port or ``localhost`` is a registry.

    A transport in front (``docker://``) is left out.
    """
    name = name.strip()
    _, transport, rest = name.partition("://")
    name, _, digest = (rest if transport else name).partition("@")
    path, colon, tag = name.rpartition(":")
    if not colon or "/" in tag:
        path, tag = name, ""
    first, slash, rest = path.partition("/")
    has_registry = bool(slash) and ("." in first or ":" in first or first == "localhost")
    return ImageName(
        registry=first if has_registry else None,
        repository=rest if has_registry else path,
        tag=tag or None,
        digest=digest or None,
    )
