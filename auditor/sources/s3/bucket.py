"""Requests to one bucket: its listing, parts of its objects, and what it says of their bytes.

They go to the bucket's endpoint and nowhere else; no redirect is followed. A bucket that names another region
as its own is asked there, once.
"""

import base64
import binascii
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from auditor.errors import FormatError
from auditor.sources.s3 import listing
from auditor.sources.s3.account import Account, is_region
from auditor.sources.s3.listing import Page, Stored
from auditor.sources.s3.signing import Request, escaped, signed
from auditor.sources.web.client import Client, Fetched, NoAnswerError
from auditor.sources.web.pace import Pace
from auditor.sources.web.place import Place
from auditor.sources.web.remote_file import part_of

TIME_LIMIT_S: Final = 30.0
_MOST_REFUSAL_BYTES: Final = 65_536
# A store that hangs does so at every object; so many requests are waited for in vain, and no more are sent.
_MOST_IN_VAIN: Final = 5
_PORTS: Final = {"http": 80, "https": 443}
_CODE: Final = re.compile(rb"<Code>(\w{1,64})</Code>", re.ASCII)
_DENIED: Final = "access is refused"
_BUSY: Final = "it takes no more requests for now"
# Source: Amazon S3 API Reference, "Error responses". Messages are not repeated: some hold the key's name.
_REASONS: Final[Mapping[str | int, str]] = {
    "NoSuchBucket": "there is no such bucket",
    "NoSuchKey": "it is gone since it was listed",
    "AccessDenied": _DENIED,
    "InvalidAccessKeyId": "the access key is not known there",
    "SignatureDoesNotMatch": "the secret key is not that of the access key",
    "ExpiredToken": "the session token has run out",
    "InvalidToken": "the session token is not known there",
    "RequestTimeTooSkewed": "the clock of this machine is too far off",
    "InvalidObjectState": "it is archived, and would have to be restored first",
    "PreconditionFailed": "it changed since it was listed",
    "InvalidRange": "it changed since it was listed",
    "SlowDown": _BUSY,
    "ServiceUnavailable": _BUSY,
    400: "it takes the request for a wrong one",
    401: _DENIED,
    403: _DENIED,
    404: "there is no such bucket or object",
    412: "it changed since it was listed",
    416: "it changed since it was listed",
    429: _BUSY,
    503: _BUSY,
}


def _pace() -> Pace:
    # An object store is made to be read, and says itself (503) when it is asked too often.
    return Pace(wait=lambda _: None)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Bucket:
    """Asks for one bucket.

    Attributes:
        name: Its name.
        account: Where, and with which keys.
        time_limit_s: Time in which an answer must be whole.
        clock: The time, which a signature holds.
    """

    name: str
    account: Account
    time_limit_s: float = TIME_LIMIT_S
    clock: Callable[[], datetime] = _now
    _region: str = ""
    _lost_s: float = 0.0
    _clients: dict[Place, Client] = field(default_factory=dict, repr=False)

    @property
    def host(self) -> str:
        """The host that is asked."""
        return self._place()[0].host

    def url(self, key: str) -> str:
        """Return where an object is, whoever is asked for it."""
        place, path = self._place()
        bare = Place(place.scheme, place.host, place.port)
        return f"{bare.scheme}://{_host(bare)}{path}/{escaped(key, '/')}"

    def listing_url(self, prefix: str) -> str:
        """Return the address that lists the objects with a prefix."""
        request = self._request("GET", "", _query(prefix, None), {})[1]
        return f"{self._place()[0].scheme}://{request.host}{request.target}"

    def page(self, prefix: str, token: str | None) -> Page:
        """Return a page of the objects with a prefix.

        Raises:
            NoAnswerError: nothing came, or not in time or size, or something else.
        """
        answer = self._fetched("GET", "", _query(prefix, token), {}, listing.MOST_BYTES)
        if answer.status != 200:
            raise NoAnswerError(self._refusal(answer))
        try:
            return listing.parse(answer.body)
        except FormatError as error:
            raise NoAnswerError(error.message) from None

    def part(self, stored: Stored, begin: int, length: int) -> bytes:
        """Return some bytes of an object, if they are still those that were listed.

        Raises:
            NoAnswerError: nothing came, or not in time or size, or something else.
        """
        span = {"Range": f"bytes={begin}-{begin + length - 1}"} | _unchanged(stored)
        answer = self._fetched("GET", stored.key, {}, span, max(length, _MOST_REFUSAL_BYTES))
        if answer.status not in (200, 206):
            raise NoAnswerError(self._refusal(answer))
        return part_of(answer, begin, length, stored.size or 0)

    def whole(self, stored: Stored, most_bytes: int) -> bytes:
        """Return all bytes of an object.

        Raises:
            NoAnswerError: nothing came, or not in time or size, or something else.
        """
        most = max(most_bytes, _MOST_REFUSAL_BYTES)
        answer = self._fetched("GET", stored.key, {}, _unchanged(stored), most)
        if answer.status != 200:
            raise NoAnswerError(self._refusal(answer))
        if len(answer.body) != stored.size:
            raise NoAnswerError(f"it is listed with {stored.size or 0:,} bytes, and has {len(answer.body):,}")
        return answer.body

    def sha256(self, stored: Stored) -> str | None:
        """Return the SHA-256 that the store keeps of an object's bytes; ``None`` where it tells none.

        Raises:
            NoAnswerError: nothing came, or not in time or size, or something else.
        """
        asking = {"X-Amz-Checksum-Mode": "ENABLED"} | _unchanged(stored)
        answer = self._fetched("HEAD", stored.key, {}, asking, _MOST_REFUSAL_BYTES)
        if answer.status != 200:
            raise NoAnswerError(self._refusal(answer))
        if answer.headers.get("x-amz-checksum-type", "FULL_OBJECT") != "FULL_OBJECT":
            return None
        try:
            raw = base64.b64decode(answer.headers.get("x-amz-checksum-sha256", ""), validate=True)
        except (binascii.Error, ValueError):
            return None
        return raw.hex() if len(raw) == 32 else None

    def _fetched(
        self, method: str, key: str, query: Mapping[str, str], headers: Mapping[str, str], most: int
    ) -> Fetched:
        answer = self._asked(self._request(method, key, query, headers), most)
        region = answer.headers.get("x-amz-bucket-region", "")
        is_other = is_region(region) and region != (self._region or self.account.region)
        if answer.status not in (301, 307, 400) or self._region or not is_other:
            return answer
        # A signature holds the region, and so does Amazon's host.
        self._region = region
        return self._asked(self._request(method, key, query, headers), most)

    def _asked(self, made: tuple[Place, Request], most: int) -> Fetched:
        place, request = made
        if place not in self._clients:
            self._clients[place] = Client(place, _pace(), self.time_limit_s)
        client, keys = self._clients[place], self.account.keys
        headers = {"Host": request.host, **request.headers}
        if keys is not None:
            if keys.token and place.scheme != "https" and not client.is_loopback:
                raise NoAnswerError("its session token is not sent over plain HTTP to another machine")
            headers = signed(request, keys, self._region or self.account.region, self.clock())
        return self._sent(client, request, headers, most)

    def _sent(self, client: Client, request: Request, headers: Mapping[str, str], most: int) -> Fetched:
        if self._lost_s >= _MOST_IN_VAIN * self.time_limit_s:
            raise NoAnswerError("it is asked no more: it was waited for too long in vain", is_final=True)
        began = time.monotonic()
        try:
            return client.fetch(request.target, headers, most, method=request.method)
        except NoAnswerError:
            self._lost_s += time.monotonic() - began
            raise

    def _request(
        self, method: str, key: str, query: Mapping[str, str], headers: Mapping[str, str]
    ) -> tuple[Place, Request]:
        place, path = self._place()
        bare = Place(place.scheme, place.host, place.port)
        at = f"{path}/{escaped(key, '/')}" if key else path or "/"
        return bare, Request(method, _host(bare), at, query, headers)

    def _place(self) -> tuple[Place, str]:
        return self.account.place(self.name, self._region or self.account.region)

    def _refusal(self, answer: Fetched) -> str:
        found = _CODE.search(answer.body[:_MOST_REFUSAL_BYTES])
        code = found[1].decode() if found else ""
        if 300 <= answer.status < 400:
            return "it redirects, which is not followed: is the endpoint or the region another"
        reason = (
            _REASONS.get(code) or _REASONS.get(answer.status) or f"it answers with status {answer.status}"
        )
        is_nobody = reason == _DENIED and self.account.keys is None
        return f"{reason}; no key was found on this machine to ask with" if is_nobody else reason


def _query(prefix: str, token: str | None) -> dict[str, str]:
    asked = {"list-type": "2", "encoding-type": "url", "prefix": prefix}
    return asked | {"continuation-token": token} if token else asked


def _unchanged(stored: Stored) -> dict[str, str]:
    return {"If-Match": stored.etag} if stored.etag else {}


def _host(place: Place) -> str:
    """Return the ``Host`` header, which is signed without the usual port."""
    is_usual = _PORTS[place.scheme] == place.port
    return place.authority.rpartition(":")[0] if is_usual else place.authority
