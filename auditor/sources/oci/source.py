"""``oci:PATH``: models in saved container images, OCI layouts and model artifacts."""

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from auditor.domain.observation import Covered, FileSeen, Observation, Problem, Skipped, StoreEntry
from auditor.domain.phrasing import counted, plain_spaces
from auditor.domain.serving import InUse, ReferenceKind
from auditor.errors import FormatError, SourceError
from auditor.formats.document_name import folder_of
from auditor.formats.text import printable_name
from auditor.sources.base import PlaceKind, Target
from auditor.sources.called import calls
from auditor.sources.json_value import entry, text
from auditor.sources.launching.configured import Written, in_use
from auditor.sources.launching.invocation import Invocation
from auditor.sources.launching.launch import launches
from auditor.sources.oci.contents import Contents, Text
from auditor.sources.oci.images import Layout
from auditor.sources.oci.storage import Archive, Folder, Storage, read_archive
from auditor.sources.places import absolute, is_folder, named_folder
from auditor.sources.reading import document, why

_HINT: Final = (
    "Name what docker save or skopeo copy wrote, a folder or an archive; gunzip one that is compressed."
)
_SUFFIXES: Final = (".tar", ".oci", ".docker")


@dataclass(frozen=True, slots=True)
class OciSource:
    """Reads images as they lie there; nothing of them is unpacked."""

    scheme: str = "oci"
    summary: str = (
        "a saved container image, OCI layout or model artifact (oci:image.tar, oci:/path/to/layout)"
    )
    needs_place: bool = True
    place_kind: PlaceKind = PlaceKind.PATH

    def resolve(self, target: Target) -> Target:
        """See `Source.resolve`."""
        return Target(self.scheme, absolute(named_folder(target)))

    def observe(self, target: Target) -> Iterator[Observation]:
        """See `Source.observe`."""
        path = Path(absolute(named_folder(target)))
        storage = _storage(target, path)
        layout = Layout(str(target), _stem(path), storage)
        images = layout.images()
        if images is None and isinstance(storage, Archive) and storage.failure:
            raise SourceError(f"{target.called}: {storage.failure}", hint=_HINT)
        if images is None:
            raise SourceError(
                f"{target.called}: no image: no index.json and no manifest.json that can be read", hint=_HINT
            )
        yield from layout.gaps
        if isinstance(storage, Archive) and storage.failure:
            yield Problem(str(target), "", storage.failure)
        n_layers = 0
        for image in images:
            n_layers += len(image.layers)
            yield from _observe_image(Contents(str(target), str(path), image))
        yield Covered(
            str(target),
            len(images),
            f"{plain_spaces(counted(len(images), 'image'))}, {plain_spaces(counted(n_layers, 'layer'))} read "
            "as streams, every byte digested whatever is asked; nothing unpacked",
        )


def _storage(target: Target, path: Path) -> Storage:
    found = is_folder(path)
    if found is True:
        return Folder(path)
    try:
        if isinstance(found, OSError):
            raise found
        return read_archive(str(path))
    except FileNotFoundError as error:
        raise SourceError(f"{target.called}: no such file or folder", hint="Check the path.") from error
    except OSError as error:
        raise SourceError(f"{target.called}: {why(error)}", hint="Check its permissions.") from error


def _stem(path: Path) -> str:
    name = next((path.name.removesuffix(end) for end in _SUFFIXES if path.name.endswith(end)), path.name)
    return printable_name(name or "image")


def _observe_image(contents: Contents) -> Iterator[Observation]:
    contents.read()
    yield from contents.problems
    files = contents.overlay.files
    bundles: dict[str, str] = {}
    for path, kept in sorted(files.items()):
        if isinstance(kept, FileSeen):
            bundles.setdefault(posixpath.dirname(path), kept.bundle)
        if isinstance(kept, FileSeen | Problem | Skipped):
            yield kept
    image = contents.image
    for bundle in bundles.values():
        yield StoreEntry(
            contents.target, bundle, "oci", image.names[0], image.digest, tuple(sorted(image.names))
        )
    # What lies one folder up may speak about weights too.
    speaking = {*bundles, *(posixpath.dirname(folder) for folder in bundles)}
    for path, kept in sorted(files.items()):
        if isinstance(kept, Text) and folder_of(path) in speaking:
            yield document(contents.target, contents.locator(path), _read(kept), bundle=contents.bundle(path))
    yield from _served(contents)


def _read(kept: Text) -> Callable[[int], bytes]:
    def read(limit: int) -> bytes:
        if kept.raw is None:
            raise FormatError(kept.failure)
        if len(kept.raw) > limit:
            raise FormatError(f"{len(kept.raw)} bytes is too large for what its name says it is")
        return kept.raw

    return read


def _served(contents: Contents) -> Iterator[InUse]:
    """Yield what a container of the image would serve, started without a word more."""
    image = contents.image
    said = entry(image.config, "config")
    if not isinstance(said, dict):
        return
    command, arguments = _words(entry(said, "Entrypoint")), _words(entry(said, "Cmd"))
    invocation = Invocation(
        command=command or arguments,
        arguments=arguments if command else (),
        environment=dict(_environment(entry(said, "Env"))),
        # Whoever starts a container may set others.
        is_environment_whole=False,
        image=image.names[0],
    )
    written = Written(contents.target, contents.locator("config"), 1, f"image {image.names[0]}")
    for launch in launches(invocation):
        for seen in in_use(launch, written):
            yield replace(seen, locator=contents.locator("config"), paths=_paths(contents, seen, said))
    yield from calls(invocation, replace(written, line=None))


def _paths(contents: Contents, seen: InUse, said: object) -> tuple[str, ...]:
    """Return where a file that an image's command names lies, as files of the image are told."""
    if seen.model is None or seen.model.kind is not ReferenceKind.FILE:
        return ()
    folder = text(said, "WorkingDir") or "/"
    path = posixpath.normpath(posixpath.join("/", folder, seen.model.written)).lstrip("/")
    return (f"{contents.path}#{contents.locator(path)}",)


def _words(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(word for word in value if isinstance(word, str)) if isinstance(value, list) else ()


def _environment(value: object) -> Iterator[tuple[str, str]]:
    for word in _words(value):
        name, _, held = word.partition("=")
        yield name, held
