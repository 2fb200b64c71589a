"""A hub on the loopback address: its listing and its downloads, with ranges, and what it was asked."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from tests.builders.servers import Asked, Reply, says, serving
from tests.builders.stores import REVISION

_SPAN = re.compile(r"bytes=(\d+)-(\d+)")


@dataclass
class Published:
    """What a hub offers, and how much of it went over the wire.

    Attributes:
        folder: The files of the repository.
        stated: Other digests than those of the bytes, by name.
        sizes: Other sizes than the true ones, by name.
        n_bytes: Bytes of files that were sent.
    """

    folder: Path
    name: str = "acme/tiny"
    stated: Mapping[str, str] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    n_bytes: int = 0

    def listing(self) -> dict[str, object]:
        return {"id": self.name, "sha": REVISION, "siblings": [self._listed(path) for path in self._files()]}

    def _files(self) -> list[Path]:
        return sorted(path for path in self.folder.rglob("*") if path.is_file())

    def _listed(self, path: Path) -> dict[str, object]:
        name = path.relative_to(self.folder).as_posix()
        size = self.sizes.get(name, path.stat().st_size)
        listed: dict[str, object] = {"rfilename": name, "size": size, "blobId": "0" * 40}
        if path.suffix in (".safetensors", ".gguf", ".bin"):
            digest = self.stated.get(name) or hashlib.sha256(path.read_bytes()).hexdigest()
            listed["lfs"] = {"sha256": digest, "size": size, "pointerSize": 134}
        return listed

    def sends(self, name: str) -> Reply:
        """Answer with the part of a file that is asked for."""

        def reply(request: BaseHTTPRequestHandler) -> None:
            path = self.folder / name
            size = path.stat().st_size
            span = _SPAN.fullmatch(request.headers.get("Range") or "")
            begin, last = (int(span[1]), min(int(span[2]), size - 1)) if span else (0, size - 1)
            with path.open("rb") as stream:
                stream.seek(begin)
                body = stream.read(last - begin + 1)
            self.n_bytes += len(body)
            request.send_response_only(206 if span else 200)
            if span:
                request.send_header("Content-Range", f"bytes {begin}-{last}/{size}")
            request.send_header("Content-Length", str(len(body)))
            request.end_headers()
            request.wfile.write(body)

        return reply

    def routes(self, revision: str = "main") -> dict[str, Reply]:
        """Return the listing of a revision, and the download of every file."""
        files = [path.relative_to(self.folder).as_posix() for path in self._files()]
        return {
            f"GET /api/models/{self.name}/revision/{revision}?blobs=true": says(self.listing()),
            **{f"GET {self.path(name)}": self.sends(name) for name in files},
        }

    def path(self, name: str) -> str:
        return f"/{self.name}/resolve/{REVISION}/{name}"


def sent_on(location: str, status: int = 302) -> Reply:
    """Answer with a redirect."""

    def reply(request: BaseHTTPRequestHandler) -> None:
        request.send_response_only(status)
        request.send_header("Location", location)
        request.send_header("Content-Length", "0")
        request.end_headers()

    return reply


@contextmanager
def hub_serving(published: Published, routes: Mapping[str, Reply] | None = None) -> Iterator[Asked]:
    """Serve a repository; routes that a test names come before its own."""
    with serving(published.routes() | dict(routes or {})) as asked:
        yield asked
