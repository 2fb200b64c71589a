"""``s3://BUCKET/PREFIX``: every model file below a prefix, headers only."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from auditor.domain.observation import Covered, FileSeen, Observation, Problem, Skipped
from auditor.errors import FormatError, SourceError
from auditor.formats.document_name import DocumentKind, folder_of, kind_of
from auditor.formats.folder_name import folder_name
from auditor.formats.model_file import is_read, is_unfinished, may_be_read
from auditor.formats.text import printable_name
from auditor.sources.base import PlaceKind, Target
from auditor.sources.credentials import without_credentials
from auditor.sources.reading import document
from auditor.sources.s3.account import Account, own_account
from auditor.sources.s3.bucket import TIME_LIMIT_S, Bucket
from auditor.sources.s3.listing import Stored
from auditor.sources.s3.place import S3Place, s3_place
from auditor.sources.web.client import NoAnswerError
from auditor.sources.web.remote_file import RemoteFile, read_remote

_FAR: Final = (
    "every object below it in its newest version, headers by range requests; digests are those that the "
    "store keeps; a bucket does not know where it is used"
)
_NARROWER: Final = "name a prefix"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a bucket is looked at.

    Attributes:
        n_objects: Objects listed.
        n_read: Objects of which something is read.
    """

    n_objects: int = 1_000_000
    n_read: int = 20_000


@dataclass(frozen=True, slots=True)
class S3Source:
    """Reads what lies in a bucket without fetching it."""

    scheme: str = "s3"
    summary: str = "every model file in a bucket that speaks S3; connects to it (s3://bucket/prefix)"
    needs_place: bool = True
    place_kind: PlaceKind = PlaceKind.ADDRESS
    account: Callable[[], Account] = own_account
    time_limit_s: float = TIME_LIMIT_S
    limits: Limits = Limits()

    def resolve(self, target: Target) -> Target:
        """See `Source.resolve`."""
        try:
            return Target(self.scheme, str(s3_place(target.place)))
        except SourceError:
            # What is no place is refused when it is looked at; here it only needs a name.
            bare = without_credentials(f"{self.scheme}:{target.place}")
            return Target(self.scheme, bare.removeprefix(f"{self.scheme}:"))

    def observe(self, target: Target) -> Iterator[Observation]:
        """See `Source.observe`."""
        place, account = self._named(target)
        name, bucket = str(target), Bucket(place.bucket, account, self.time_limit_s)
        walk = _Walk(name, place, bucket, self.limits)
        try:
            yield from walk.observe()
        except NoAnswerError as error:
            yield Problem(name, "", f"{bucket.host}: {error}")
            far = "nothing: the bucket did not say what is in it"
            if walk.n_listed:
                far = f"{_FAR}; its listing breaks off"
            yield Covered(name, walk.n_listed, far)
            return
        if not walk.n_listed and place.key:
            yield Problem(name, "", "nothing is there")
        yield Covered(name, walk.n_listed, _FAR)

    def is_address(self, place: str) -> bool:  # noqa: ARG002 - every place is
        """See `ConnectingSource.is_address`."""
        return True

    def planned(self, target: Target) -> tuple[str, ...]:
        """See `ConnectingSource.planned`."""
        place, account = self._named(target)
        bucket = Bucket(place.bucket, account)
        file = bucket.url(f"{place.folder}FILE")
        listings = dict.fromkeys((bucket.listing_url(place.folder), bucket.listing_url(place.key)))
        return (
            f"GET {next(iter(listings))} (and its further pages)",
            *(f"GET {url} (if nothing is in there)" for url in list(listings)[1:]),
            f"GET {file} (a range of bytes, for each file of weights)",
            f"HEAD {file} (for each of those that the store keeps a SHA-256 of)",
            f"GET {file} (for each model card, licence and configuration beside or above weights)",
        )

    def _named(self, target: Target) -> tuple[S3Place, Account]:
        try:
            return s3_place(target.place), self.account()
        except SourceError as error:
            # The place itself is not repeated: a password may stand in it.
            raise SourceError(f"s3: {error.message}", hint=error.hint) from error


@dataclass(slots=True)
class _Walk:
    """What is listed, as far as it came.

    Attributes:
        target: The target, as printed.
        place: Where it is.
        bucket: Asks for it.
        limits: How far to go.
        n_listed: Objects that were listed.
    """

    target: str
    place: S3Place
    bucket: Bucket
    limits: Limits
    n_listed: int = 0
    _n_read: int = 0
    _documents: dict[str, list[Stored]] = field(default_factory=dict)
    _spoken_of: set[str] = field(default_factory=set)

    def observe(self) -> Iterator[Observation]:
        """Yield what is seen of every object.

        Raises:
            NoAnswerError: the listing did not come, or broke off; what came before was yielded.
        """
        broke: NoAnswerError | None = None
        try:
            for stored in self._listed():
                yield from self._seen(stored)
        except NoAnswerError as error:
            broke = error
        for folder in sorted(self._documents.keys() & self._spoken_of):
            for stored in self._documents[folder]:
                if self._may_read():
                    yield self._document(stored, folder)
        if self._n_read > self.limits.n_read:
            yield Problem(self.target, "", f"more than {self.limits.n_read:,} files to read: {_NARROWER}")
        if broke is not None:
            raise broke

    def _listed(self) -> Iterator[Stored]:
        """Yield what lies in the folder, or else the one object of that name."""
        yield from self._pages(self.place.folder)
        if self.n_listed or not self.place.key:
            return
        # Of the keys that begin alike the shortest is listed first.
        found = self.bucket.page(self.place.key, None).objects[:1]
        self.n_listed = sum(stored.key == self.place.key for stored in found)
        yield from (stored for stored in found if stored.key == self.place.key)

    def _pages(self, prefix: str) -> Iterator[Stored]:
        token: str | None = None
        # A page may be short, but only of one that lists nothing can there be any number.
        for _ in range(self.limits.n_objects // 100 + 1):
            page = self.bucket.page(prefix, token)
            for stored in page.objects:
                if not stored.key.startswith(prefix):
                    raise NoAnswerError("it lists what lies elsewhere")
                if self.n_listed >= self.limits.n_objects:
                    raise NoAnswerError(f"it lists more than {self.limits.n_objects:,} objects: {_NARROWER}")
                self.n_listed += 1
                yield stored
            if page.next_token is None:
                return
            token = page.next_token
        raise NoAnswerError("its listing does not end")

    def _seen(self, stored: Stored) -> Iterator[Observation]:
        locator = self._locator(stored)
        folder, _, name = locator.rpartition("/")
        kind = kind_of(locator)
        if kind is not None:
            self._documents.setdefault(folder_of(locator), []).append(stored)
        if may_be_read(name):
            if self._may_read() and (found := self._weights(stored, locator)):
                yield found
        elif is_unfinished(name):
            yield Problem(self.target, locator, "download not finished")
        elif stored.key == self.place.key:
            yield Problem(self.target, locator, "not weights of a known format")
        if is_read(name) or kind is DocumentKind.INDEX:
            # What lies one folder up may speak about these weights too.
            self._spoken_of |= {folder, folder.rpartition("/")[0]}

    def _weights(self, stored: Stored, locator: str) -> FileSeen | Problem | Skipped | None:
        if stored.size is None:
            return Problem(self.target, locator, "the bucket does not say how large it is")
        folder, _, name = locator.rpartition("/")
        remote = RemoteFile(name, stored.size, lambda begin, length: self.bucket.part(stored, begin, length))
        url = self.bucket.url(stored.key)
        found = read_remote(self.target, locator, remote, url=url, bundle=folder or ".")
        if not isinstance(found, FileSeen):
            return found
        self._spoken_of |= {folder, folder.rpartition("/")[0]}
        try:
            sha256 = self.bucket.sha256(stored) if stored.has_sha256 else None
        except NoAnswerError:
            # The header was read; without the store's word on the digest it is told by that.
            sha256 = None
        return replace(found, declared_sha256=sha256, root_name=self._root_name(stored))

    def _document(self, stored: Stored, folder: str) -> Observation:
        def read(limit: int) -> bytes:
            if stored.size is None or stored.size > limit:
                raise FormatError(f"{stored.size} bytes is too large for what its name says it is")
            try:
                return self.bucket.whole(stored, limit)
            except NoAnswerError as error:
                raise FormatError(str(error)) from None

        return document(self.target, self._locator(stored), read, bundle=folder or ".")

    def _may_read(self) -> bool:
        self._n_read += 1
        return self._n_read <= self.limits.n_read

    def _locator(self, stored: Stored) -> str:
        if stored.key == self.place.key:
            return printable_name(stored.key.rpartition("/")[2])
        return printable_name(stored.key[len(self.place.folder) :])

    def _root_name(self, stored: Stored) -> str:
        """Return what the folder is called in which the locator begins."""
        folders = [self.place.bucket, *filter(None, self.place.key.split("/"))]
        return printable_name(folder_name(folders[:-1] if stored.key == self.place.key else folders))
