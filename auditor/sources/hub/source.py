"""``hub:ORG/NAME[@REVISION]``: what its publisher offers, headers only."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from auditor.domain.observation import Covered, FileSeen, Observation, Problem, StoreEntry
from auditor.errors import FormatError, SourceError
from auditor.formats.document_name import kind_of
from auditor.formats.model_file import may_be_read
from auditor.formats.text import printable_name
from auditor.sources.base import PlaceKind, Target
from auditor.sources.credentials import without_credentials
from auditor.sources.hub import listing
from auditor.sources.hub.hub import TIME_LIMIT_S, Hub, Tokens, own_token
from auditor.sources.hub.listing import Listed, Listing
from auditor.sources.hub.place import HubPlace, hub_place
from auditor.sources.reading import document
from auditor.sources.web.client import NoAnswerError
from auditor.sources.web.remote_file import RemoteFile, read_remote

_BUNDLE: Final = "."
_FAR: Final = (
    "one revision, headers by range requests; digests are those that its publisher states; a hub "
    "does not know where it is used"
)


@dataclass(frozen=True, slots=True)
class HubSource:
    """Reads a repository on a hub without fetching it."""

    scheme: str = "hub"
    summary: str = "a repository on a Hugging Face-compatible hub; connects to it (hub:org/name@revision)"
    needs_place: bool = True
    place_kind: PlaceKind = PlaceKind.ADDRESS
    token: Tokens = own_token
    time_limit_s: float = TIME_LIMIT_S

    def resolve(self, target: Target) -> Target:
        """See `Source.resolve`."""
        try:
            return Target(self.scheme, str(hub_place(target.place)))
        except SourceError:
            # What is no repository is refused when it is looked at; here it only needs a name.
            return Target(self.scheme, without_credentials(target.place))

    def observe(self, target: Target) -> Iterator[Observation]:
        """See `Source.observe`."""
        place = _named(target)
        _refuse_offline()
        name = str(target)
        hub = Hub(place.hub, self.token() if place.is_own_hub else None, self.time_limit_s)
        try:
            listed = listing.parse(hub.whole(place.listing, listing.MOST_BYTES))
        except (NoAnswerError, FormatError) as error:
            reason = error.message if isinstance(error, FormatError) else str(error)
            yield Problem(name, "", f"{place.hub.host}: {reason}")
            yield Covered(name, 0, "nothing: the hub did not say what is in it")
            return
        yield from _Repository(name, place, listed, hub).observe()
        yield Covered(name, len(listed.files), _FAR)

    def is_address(self, place: str) -> bool:  # noqa: ARG002 - every place is
        """See `ConnectingSource.is_address`."""
        return True

    def planned(self, target: Target) -> tuple[str, ...]:
        """See `ConnectingSource.planned`."""
        place = _named(target)
        file = f"{place.hub}/{place.repository}/resolve/COMMIT/FILE"
        return (
            f"GET {place.hub}{place.listing}",
            f"GET {file} (a range of bytes, for each file of weights)",
            f"GET {file} (for each model card, licence and configuration)",
        )


def _named(target: Target) -> HubPlace:
    try:
        return hub_place(target.place)
    except SourceError as error:
        # The place itself is not repeated: a password may stand in it.
        raise SourceError(f"hub: {error.message}", hint=error.hint) from error


def _refuse_offline() -> None:
    from huggingface_hub import constants

    if constants.is_offline_mode():
        hint = "Unset HF_HUB_OFFLINE, or leave the hub out."
        raise SourceError("hub: HF_HUB_OFFLINE is set, so that no hub is asked", hint=hint)


@dataclass(frozen=True, slots=True)
class _Repository:
    """A repository whose files are listed.

    Attributes:
        target: The target it was found under.
        place: Where it is.
        listed: What is in it.
        hub: Asks for it.
    """

    target: str
    place: HubPlace
    listed: Listing
    hub: Hub

    def observe(self) -> Iterator[Observation]:
        commit = self.listed.commit
        refs = () if self.place.revision == commit else (self.place.revision,)
        yield StoreEntry(self.target, _BUNDLE, "hub", self.place.repository, commit, refs)
        for file in self.listed.files:
            name = file.name.rpartition("/")[2]
            if may_be_read(name):
                found: Observation | None = self._weights(file, name)
            else:
                found = self._document(file) if kind_of(file.name) else None
            if found is not None:
                yield found

    def _weights(self, file: Listed, name: str) -> Observation | None:
        locator, path = printable_name(file.name), self.place.file(self.listed.commit, file.name)
        if file.size is None:
            return Problem(self.target, locator, "the hub does not say how large it is")
        size = file.size
        remote = RemoteFile(name, size, lambda begin, length: self.hub.part(path, begin, length, size))
        url = f"{self.place.hub}{path}"
        found = read_remote(self.target, locator, remote, url=url, bundle=_BUNDLE)
        return replace(found, declared_sha256=file.sha256) if isinstance(found, FileSeen) else found

    def _document(self, file: Listed) -> Observation:
        path = self.place.file(self.listed.commit, file.name)

        def read(limit: int) -> bytes:
            if file.size is not None and file.size > limit:
                raise FormatError(f"{file.size} bytes is too large for what its name says it is")
            try:
                return self.hub.whole(path, limit, is_download=True)
            except NoAnswerError as error:
                raise FormatError(str(error)) from None

        return document(self.target, printable_name(file.name), read, bundle=_BUNDLE)
