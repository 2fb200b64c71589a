"""Signatures of requests: they show who asks, and hold no secret.

Source:
    AWS, "Authenticating Requests: Using the Authorization Header (AWS Signature Version 4)".
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote

_ALGORITHM: Final = "AWS4-HMAC-SHA256"
_NO_BODY: Final = hashlib.sha256(b"").hexdigest()
# A path keeps its slashes; a value of the query does not.
_UNRESERVED: Final = "-_.~"


@dataclass(frozen=True, slots=True)
class Keys:
    """What a request is signed with; never printed, never stored.

    Attributes:
        access: Name of the key.
        secret: The key.
        token: Of keys that run out, what is sent with them.
    """

    access: str = field(repr=False)
    secret: str = field(repr=False)
    token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Request:
    """A request without a body.

    Attributes:
        method: ``GET`` or ``HEAD``.
        host: The ``Host`` header.
        path: Path, escaped.
        query: Names and values, as they are.
        headers: Other headers.
    """

    method: str
    host: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]

    @property
    def target(self) -> str:
        """Path and query as they are sent."""
        return f"{self.path}?{self.words}" if self.query else self.path

    @property
    def words(self) -> str:
        """The query, in the order in which it is signed."""
        pairs = sorted((escaped(name), escaped(value)) for name, value in self.query.items())
        return "&".join(f"{name}={value}" for name, value in pairs)


def escaped(text: str, also: str = "") -> str:
    """Return text as it stands in an address."""
    return quote(text, safe=_UNRESERVED + also, errors="surrogateescape")


def signed(request: Request, keys: Keys, region: str, now: datetime) -> dict[str, str]:
    """Return the headers of a request with those that sign it."""
    moment = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    headers = {
        **request.headers,
        "Host": request.host,
        "X-Amz-Content-Sha256": _NO_BODY,
        "X-Amz-Date": moment,
        **({"X-Amz-Security-Token": keys.token} if keys.token else {}),
    }
    lower = sorted((name.lower(), " ".join(value.split())) for name, value in headers.items())
    names = ";".join(name for name, _ in lower)
    lines = "".join(f"{name}:{value}\n" for name, value in lower)
    canonical = "\n".join((request.method, request.path, request.words, lines, names, _NO_BODY))
    scope = f"{moment[:8]}/{region}/s3/aws4_request"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    key = f"AWS4{keys.secret}".encode()
    for word in scope.split("/"):
        key = _mac(key, word)
    signature = _mac(key, "\n".join((_ALGORITHM, moment, scope, digest))).hex()
    credential = f"Credential={keys.access}/{scope}"
    headers["Authorization"] = f"{_ALGORITHM} {credential}, SignedHeaders={names}, Signature={signature}"
    return headers


def _mac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")
