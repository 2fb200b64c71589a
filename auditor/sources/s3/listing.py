"""What a bucket lists: one page of its objects.

Source:
    Amazon S3 API Reference, ListObjectsV2: ``Contents`` with ``Key``, ``Size``, ``ETag``,
    ``ChecksumAlgorithm`` and ``ChecksumType``; ``IsTruncated``, ``NextContinuationToken``, ``EncodingType``.
"""

import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote_plus
from xml.parsers import expat

from auditor.errors import FormatError

# A thousand objects of a kilobyte of key each, every byte of which may be three when escaped.
MOST_BYTES: Final = 8_000_000
_MOST_DEPTH: Final = 8
# A page holds a thousand; other servers may be set to more.
_MOST_OBJECTS: Final = 10_000
_ETAG: Final = re.compile(r'"[!#-~]{1,200}"')
_SIZE: Final = re.compile(r"\d{1,18}", re.ASCII)
_OBJECT: Final = ("ListBucketResult", "Contents")


@dataclass(frozen=True, slots=True)
class Stored:
    """An object.

    Attributes:
        key: Its key.
        size: Size in bytes; ``None`` if the bucket does not say it.
        etag: What changes when its bytes do, quoted; ``None`` if the bucket does not say it.
        has_sha256: Whether the store keeps a SHA-256 of all of its bytes.
    """

    key: str
    size: int | None
    etag: str | None = None
    has_sha256: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a listing.

    Attributes:
        objects: In the order in which they are listed.
        next_token: Asks for the next page; ``None`` on the last.
    """

    objects: tuple[Stored, ...]
    next_token: str | None = None


def parse(raw: bytes) -> Page:
    """Read a page.

    Raises:
        FormatError: it is none.
    """
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    # Entities are what a small file grows large with; no listing declares any.
    parser.StartDoctypeDeclHandler = reader.refuse
    try:
        parser.Parse(raw, True)
    except (expat.ExpatError, ValueError, LookupError):
        raise FormatError("its listing is not XML") from None
    return reader.page()


@dataclass(slots=True)
class _Reader:
    """Collects elements as they end; a field of an object that comes twice counts once, the last.

    Attributes:
        objects: The fields of each object, by name.
        fields: The fields of the listing itself.
    """

    objects: list[dict[str, str]] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    _path: list[str] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self._path.append(name.rpartition(":")[2])
        self._text.clear()
        if len(self._path) > _MOST_DEPTH or self._path[0] != _OBJECT[0]:
            raise FormatError("its listing is none")
        if tuple(self._path) == _OBJECT:
            if len(self.objects) >= _MOST_OBJECTS:
                raise FormatError(f"its listing has more than {_MOST_OBJECTS:,} objects on a page")
            self.objects.append({})

    def text(self, text: str) -> None:
        self._text.append(text)

    def end(self, _name: str) -> None:
        said, name = "".join(self._text), self._path.pop()
        self._text.clear()
        if tuple(self._path) == _OBJECT:
            self.objects[-1][name] = said
        elif len(self._path) == 1:
            self.fields[name] = said

    def refuse(self, *_: object) -> None:
        raise FormatError("its listing declares entities, which none does")

    def page(self) -> Page:
        is_escaped = self.fields.get("EncodingType", "") == "url"
        objects = tuple(_stored(said, is_escaped=is_escaped) for said in self.objects if said.get("Key"))
        if self.fields.get("IsTruncated", "").strip() != "true":
            return Page(objects)
        token = self.fields.get("NextContinuationToken", "")
        if not token or len(token) > MOST_BYTES // 1000:
            raise FormatError("its listing goes on, and does not say where")
        return Page(objects, token)


def _stored(said: dict[str, str], *, is_escaped: bool) -> Stored:
    size, etag = said.get("Size", "").strip(), said.get("ETag", "").strip()
    return Stored(
        key=unquote_plus(said["Key"]) if is_escaped else said["Key"],
        size=int(size) if _SIZE.fullmatch(size) else None,
        etag=etag if _ETAG.fullmatch(etag) else None,
        # Of an object that was sent in parts the checksum is that of the checksums of the parts.
        has_sha256=said.get("ChecksumAlgorithm") == "SHA256" and said.get("ChecksumType") != "COMPOSITE",
    )
