"""An object store on the loopback address: as much of S3 as a reader needs, and what it was asked."""

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, quote_plus, unquote, urlsplit

from tests.builders.servers import Asked, Reply, raw, serving

_SPAN = re.compile(r"bytes=(\d+)-(\d+)")


@dataclass
class Kept:
    """A bucket whose objects are the files of a folder.

    Attributes:
        folder: The files.
        name: Name of the bucket.
        n_on_page: Objects on a page of its listing.
        stated: What it keeps as SHA-256 of an object, raw, by key.
        sizes: Other sizes than the true ones, by key.
        changed: Keys of objects that have another ETag by the time they are read.
        n_bytes: Bytes that were sent, headers left out.
    """

    folder: Path
    name: str = "models"
    n_on_page: int = 1000
    stated: Mapping[str, bytes] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    changed: frozenset[str] = frozenset()
    n_bytes: int = 0

    def reply(self, request: BaseHTTPRequestHandler) -> None:
        """Answer as the store does."""
        at = urlsplit(request.path)
        _, bucket, *key = unquote(at.path).split("/", 2)
        if bucket != self.name:
            refused("NoSuchBucket", 404)(request)
        elif key:
            self._object(request, key[0])
        else:
            self._list(request, {name: said[0] for name, said in parse_qs(at.query).items()})

    def _keys(self) -> list[str]:
        files = (path for path in self.folder.rglob("*") if path.is_file())
        return sorted((path.relative_to(self.folder).as_posix() for path in files), key=str.encode)

    def _list(self, request: BaseHTTPRequestHandler, query: Mapping[str, str]) -> None:
        keys = [key for key in self._keys() if key.startswith(query.get("prefix", ""))]
        begin = int(query.get("continuation-token", "0"))
        page, end = keys[begin : begin + self.n_on_page], begin + self.n_on_page
        goes_on = f"<NextContinuationToken>{end}</NextContinuationToken>" if end < len(keys) else ""
        self._send(
            request,
            (
                '<?xml version="1.0" encoding="UTF-8"?>\n'
                '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
                f"<Name>{self.name}</Name>{goes_on}"
                f"<IsTruncated>{'true' if goes_on else 'false'}</IsTruncated>"
                f"<EncodingType>url</EncodingType>{''.join(map(self._listed, page))}</ListBucketResult>"
            ).encode(),
        )

    def _listed(self, key: str) -> str:
        size = self.sizes.get(key, (self.folder / key).stat().st_size)
        checksum = "<ChecksumAlgorithm>SHA256</ChecksumAlgorithm><ChecksumType>FULL_OBJECT</ChecksumType>"
        return (
            f"<Contents><Key>{quote_plus(key, safe='/')}</Key><Size>{size}</Size>"
            f"<ETag>{self._etag(key).replace(chr(34), '&quot;')}</ETag>"
            f"{checksum if key in self.stated else ''}<StorageClass>STANDARD</StorageClass></Contents>"
        )

    def _etag(self, key: str) -> str:
        return f'"{hashlib.md5(key.encode()).hexdigest()}"'

    def _object(self, request: BaseHTTPRequestHandler, key: str) -> None:
        path = self.folder / key
        if not path.is_file():
            return refused("NoSuchKey", 404)(request)
        if key in self.changed or request.headers.get("If-Match", self._etag(key)) != self._etag(key):
            return refused("PreconditionFailed", 412)(request)
        size, span = path.stat().st_size, _SPAN.fullmatch(request.headers.get("Range") or "")
        begin, last = (int(span[1]), min(int(span[2]), size - 1)) if span else (0, size - 1)
        headers = {"Content-Range": f"bytes {begin}-{last}/{size}"} if span else {}
        if key in self.stated and request.headers.get("X-Amz-Checksum-Mode") == "ENABLED":
            headers["x-amz-checksum-sha256"] = base64.b64encode(self.stated[key]).decode()
        with path.open("rb") as stream:
            stream.seek(begin)
            body = stream.read(last - begin + 1) if request.command == "GET" else b""
        return self._send(request, body, 206 if span else 200, headers)

    def _send(
        self,
        request: BaseHTTPRequestHandler,
        body: bytes,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.n_bytes += len(body)
        request.send_response_only(status)
        for name, value in (headers or {}).items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)


def refused(code: str, status: int = 403, **headers: str) -> Reply:
    """Answer with an error, as S3 words it."""
    body = f"<Error><Code>{code}</Code><Message>AKIAPLANTED0000000 may not</Message></Error>"
    return raw(body.encode(), status, **headers)


@contextmanager
def bucket_serving(kept: Kept, routes: Mapping[str, Reply] | None = None) -> Iterator[Asked]:
    """Serve a bucket; routes that a test names come before its own."""
    with serving(dict(routes or {}), kept.reply) as asked:
        yield asked
