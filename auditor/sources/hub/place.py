"""Repositories as users name them: ``ORG/NAME``, ``ORG/NAME@REVISION``, or behind the URL of their hub."""

import os
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from auditor.errors import SourceError
from auditor.sources.web.place import Place, place_of

MAIN: Final = "main"

# Source: huggingface_hub, utils/_validators.py: letters, digits, "-", "_" and ".", no ".." or "--".
_NAME: Final = re.compile(r"(?!.*(?:--|\.\.))[\w.-]{1,96}", re.ASCII)
_REVISION: Final = re.compile(r"(?!.*\.\.)[\w./+-]{1,256}", re.ASCII)
_HINT: Final = "Write it as hub:ORG/NAME or hub:ORG/NAME@REVISION."


@dataclass(frozen=True, slots=True)
class HubPlace:
    """A repository at a revision.

    Attributes:
        hub: The hub's server.
        repository: ``ORG/NAME``.
        revision: Branch, tag or commit.
        is_own_hub: It is the hub that this machine is set up for, which its token is for.
    """

    hub: Place
    repository: str
    revision: str
    is_own_hub: bool

    def __str__(self) -> str:
        """Return it in full: the same for every spelling of it."""
        return f"{self.hub}/{self.repository}@{self.revision}"

    @property
    def listing(self) -> str:
        """The path that lists its files, with size and digest of each."""
        return f"/api/models/{self.repository}/revision/{quote(self.revision, safe='')}?blobs=true"

    def file(self, commit: str, name: str) -> str:
        """Return the path of a file's bytes."""
        return f"/{self.repository}/resolve/{quote(commit, safe='')}/{quote(name, safe='/')}"


def own_hub() -> Place:
    """Return the hub that this machine is set up for: ``HF_ENDPOINT``, else that of the hub's own library.

    Raises:
        SourceError: the variable is no URL.
    """
    from huggingface_hub import constants

    try:
        return place_of(os.environ.get("HF_ENDPOINT") or constants.ENDPOINT)
    except SourceError as error:
        raise SourceError(f"HF_ENDPOINT: {error.message}", hint="Write it as https://HOST.") from error


def hub_place(text: str) -> HubPlace:
    """Return the repository that a target names.

    Raises:
        SourceError: it names none.
    """
    named, at, revision = text.partition("@")
    if at and not _REVISION.fullmatch(revision):
        raise SourceError("not a revision", hint=_HINT)
    own = own_hub()
    address, repository = _split(named.rstrip("/"))
    if not all(map(_NAME.fullmatch, repository.split("/"))):
        raise SourceError("not the name of a repository", hint=_HINT)
    hub = place_of(address) if address else own
    return HubPlace(hub, repository, revision if at else MAIN, is_own_hub=hub == own)


def _split(text: str) -> tuple[str, str]:
    """Return the hub's URL, empty where it is not named, and the repository."""
    if "://" not in text:
        if text.count("/") > 1:
            raise SourceError("not the name of a repository", hint=_HINT)
        return "", text
    address, *names = text.rsplit("/", 2)
    return address, "/".join(names)
