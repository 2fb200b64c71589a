"""What an audit looks at in one image: its layers, one over the other, read once each and forwards."""

import hashlib
import posixpath
import re
import tarfile
from dataclasses import dataclass, field, replace
from typing import Final, cast

from auditor import formats
from auditor.domain.observation import Access, FileId, FileSeen, Problem, ProblemKind, Skipped
from auditor.errors import FormatError
from auditor.formats.base import UnknownFormatError
from auditor.formats.document_name import folder_of, kind_of
from auditor.formats.model_file import may_be_read
from auditor.formats.text import printable_name
from auditor.sources.elsewhere import PEEKED_BYTES, PROGRAMS, seems_to_call_models
from auditor.sources.oci.images import Image, LayerOf
from auditor.sources.oci.overlay import Overlay
from auditor.sources.oci.storage import plain
from auditor.sources.oci.streamed import Streamed
from auditor.sources.oci.tar_stream import Entry, Readable, entries
from auditor.sources.oci.unpacked import Layer, open_layer
from auditor.sources.places import NOT_OURS
from auditor.sources.reading import gap, of_note, shard_set

# Blobs of Ollama's store and of Hugging Face caches that were built into an image.
_BLOB: Final = re.compile(r"(?:.*/)?blobs/(?:sha256[-:])?([0-9a-f]{64})")
_MOST_DOCUMENT_BYTES: Final = 32_000_000
_MOST_DOCUMENTS_BYTES: Final = 128_000_000
# It is a hint: of so many programs the beginning is looked at.
_MOST_PROGRAMS: Final = 200
_PROGRAM: Final = (
    "a program that seems to call or load models, not read: take it out of the image and name its folder "
    "with code:"
)
# Where an image keeps what others wrote: the interpreter's library and that of the system.
_OTHERS: Final = re.compile(
    r"^(?:usr/)?(?:local/)?(?:lib|lib64|share|include)/|(?:^|/)(?:site|dist)-packages/"
)
_GENERIC: Final = (
    ("mmproj", "mmproj.gguf"),
    ("gguf", "model.gguf"),
    ("safetensors", "model.safetensors"),
    ("license", "LICENSE"),
    ("vnd.ollama.image.model", "model.gguf"),
)


@dataclass(frozen=True, slots=True)
class Text:
    """A document that may be about weights, kept until it is known whether some lie with it.

    Attributes:
        raw: Its bytes; ``None`` where they were not kept.
        failure: Why not.
    """

    raw: bytes | None
    failure: str = ""


Kept = FileSeen | Problem | Skipped | Text


@dataclass(slots=True)
class Contents:
    """Reads the layers of one image.

    Attributes:
        target: The target it was found under.
        path: The archive or folder that holds it.
        image: The image.
        overlay: What is seen from its highest layer.
        problems: What is the matter with layers.
    """

    target: str
    path: str
    image: Image
    overlay: Overlay[Kept] = field(default_factory=Overlay)
    problems: list[Problem] = field(default_factory=list)
    _document_bytes: int = 0
    _n_programs: int = 0

    def read(self) -> None:
        """Read every layer, the lowest first."""
        for described in self.image.layers:
            self.overlay.begin_layer()
            if described.blob is None:
                self._problem(described, "it is missing", ProblemKind.INCOMPLETE)
                continue
            try:
                layer = open_layer(described.blob, is_archive=described.is_archive)
            except FormatError as error:
                self._problem(described, error.message)
                continue
            try:
                self._read_layer(described, layer)
            except FormatError as error:
                self._problem(described, error.message, offset=error.offset)
            finally:
                layer.close()
        self._follow_links()

    def locator(self, path: str) -> str:
        """Return the place of a file."""
        return f"{self.image.names[0]}/{printable_name(path)}"

    def _read_layer(self, described: LayerOf, layer: Layer) -> None:
        if described.is_archive:
            for entry in entries(layer):
                self._entry(entry, layer)
        else:
            self._single_file(described, layer)
        stored, unpacked = layer.digests()
        for said, found in ((described.sha256, stored), (described.diff_sha256, unpacked)):
            if said not in (None, found):
                reason = f"altered: its manifest says sha256 {str(said)[:12]}..., its bytes {found[:12]}..."
                self._problem(described, reason, ProblemKind.ALTERED)
                break

    def _entry(self, entry: Entry, layer: Layer) -> None:
        info, path = entry.info, plain(entry.info.name)
        if path is None or self.overlay.takes_back(path):
            return
        self.overlay.replaces(path, is_folder=info.isdir())
        name = posixpath.basename(path)
        if info.issym() and may_be_read(name):
            self.overlay.link(path, info.linkname)
        elif info.type == tarfile.LNKTYPE:
            self._hard_link(path, plain(info.linkname))
        elif entry.data is not None and (may_be_read(name) or _BLOB.fullmatch(path)):
            at, is_sparse = info.offset_data, info.sparse is not None

            def direct(offset: int, length: int) -> bytes | None:
                return None if is_sparse else layer.direct(at + offset, length)

            with Streamed(name, info.size, entry.data, direct) as file:
                self._keep(path, self._weights(path, file, _stored_bytes(info)))
        elif entry.data is not None and kind_of(path):
            self._keep(path, self._text(info.size, entry))
        elif entry.data is not None and _is_program(path):
            self._keep(path, self._program(path, entry.data))

    def _single_file(self, described: LayerOf, layer: Layer) -> None:
        name = described.title or _called(described)
        size = layer.blob.size
        self.overlay.replaces(name, is_folder=False)
        if may_be_read(posixpath.basename(name)):
            with Streamed(posixpath.basename(name), size, layer, layer.direct) as file:
                found = self._weights(name, file, size)
            self._keep(
                name,
                replace(found, declared_sha256=described.sha256) if isinstance(found, FileSeen) else found,
            )
        elif kind_of(name) and size <= _MOST_DOCUMENT_BYTES:
            raw = b"".join(iter(lambda: layer.read(size or 1), b""))
            # Nothing that an altered licence says is used.
            if described.sha256 in (None, hashlib.sha256(raw).hexdigest()):
                self._keep(name, Text(raw))

    def _hard_link(self, path: str, to: str | None) -> None:
        kept = self.overlay.files.get(to or "")
        if kept is not None:
            self._keep(path, self._moved(kept, path))
        elif may_be_read(posixpath.basename(path)):
            self._keep(
                path, Problem(self.target, self.locator(path), "a hard link to what is not in the image")
            )

    def _follow_links(self) -> None:
        """Put files whose names are their digests at the places where links give them names of their own."""
        named: set[str] = set()
        for path in sorted(self.overlay.links):
            kept = self.overlay.behind(path)
            if isinstance(kept, FileSeen):
                self.overlay.files.setdefault(path, self._moved(kept, path))
                named.add(kept.locator)
        for path, kept in tuple(self.overlay.files.items()):
            if isinstance(kept, FileSeen) and _BLOB.fullmatch(path) and kept.locator in named:
                del self.overlay.files[path]

    def _moved(self, kept: Kept, path: str) -> Kept:
        """Return what is kept of a file for another place of it."""
        if isinstance(kept, Text):
            return kept
        locator = self.locator(path)
        if isinstance(kept, FileSeen):
            return replace(kept, locator=locator, bundle=self.bundle(path), shard_set=shard_set(locator))
        return replace(kept, locator=locator)

    def bundle(self, path: str) -> str:
        """Return what a file lies with."""
        folder = folder_of(path)
        return self.locator(folder) if folder else self.image.names[0]

    def _weights(self, path: str, file: Streamed, stored_bytes: int) -> Kept | None:
        locator, blob = self.locator(path), _BLOB.fullmatch(path)
        file_id = FileId(0, 0, file.size, 0, stored_bytes)
        try:
            header = formats.read_open(file)
            sha256 = None if file_id.is_hole else file.digest()
        except FormatError as error:
            if blob and isinstance(error, UnknownFormatError):
                return None
            # What did not come is not the file's fault, whatever a format makes of it.
            return (
                Problem(self.target, locator, file.failure)
                if file.failure
                else gap(self.target, locator, error)
            )
        return of_note(
            FileSeen(
                target=self.target,
                locator=locator,
                path=f"{self.path}#{locator}",
                file_id=file_id,
                header=header,
                bundle=self.bundle(path),
                shard_set=shard_set(locator),
                declared_sha256=blob[1] if blob else None,
                sha256=sha256,
                access=Access.STREAMED,
            )
        )

    def _text(self, size: int, entry: Entry) -> Text:
        if size > _MOST_DOCUMENT_BYTES:
            return Text(None, f"{size} bytes is too large for what its name says it is")
        if self._document_bytes + size > _MOST_DOCUMENTS_BYTES or entry.data is None:
            return Text(None, "not read: the image holds too many documents")
        self._document_bytes += size
        return Text(entry.data.read(size))

    def _program(self, path: str, data: Readable) -> Skipped | None:
        """Return a hint at a program that seems to call models: who does is read in folders alone."""
        self._n_programs += 1
        if self._n_programs > _MOST_PROGRAMS or not seems_to_call_models(data.read(PEEKED_BYTES)):
            return None
        return Skipped(self.target, self.locator(path), _PROGRAM)

    def _keep(self, path: str, kept: Kept | None) -> None:
        if kept is not None:
            self.overlay.keep(path, kept)

    def _problem(
        self,
        described: LayerOf,
        reason: str,
        kind: ProblemKind = ProblemKind.UNREADABLE,
        offset: int | None = None,
    ) -> None:
        place = self.locator(f"layer {described.number}")
        self.problems.append(Problem(self.target, place, reason, offset, kind))


def _is_program(path: str) -> bool:
    suffix = posixpath.basename(path).rpartition(".")[2].lower()
    return suffix in PROGRAMS and NOT_OURS.isdisjoint(path.split("/")) and not _OTHERS.search(path)


def _stored_bytes(info: tarfile.TarInfo) -> int:
    """Return how much of a file its archive holds; of a sparse one the rest is holes."""
    if info.sparse is None:
        return info.size
    return sum(size for _, size in cast("list[tuple[int, int]]", info.sparse))


def _called(described: LayerOf) -> str:
    """Return a name for the one file of a layer that has none: what its type says it is."""
    found = next((name for word, name in _GENERIC if word in described.media_type), None)
    if found is None:
        return f"layer-{described.number}"
    return found if described.number == 1 or found != "model.gguf" else f"layer-{described.number}-{found}"
