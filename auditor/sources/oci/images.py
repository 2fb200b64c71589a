"""What a layout says is in it: images and artifacts, their names, configurations and layers.

Source:
    OCI image layout and image manifest specifications 1.1; Docker image specification 1.2 (``manifest.json``
    of ``docker save``); containers/image, "dir" transport.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from auditor.domain.observation import Observation, Problem, ProblemKind, Skipped
from auditor.errors import FormatError
from auditor.formats.text import printable_name
from auditor.sources.credentials import without_credentials
from auditor.sources.json_value import digest, entry, rows, text
from auditor.sources.oci.storage import Blob, Storage, plain

_MOST_JSON_BYTES: Final = 16_000_000
_MOST_IMAGES: Final = 500
_MOST_DEPTH: Final = 3
_INDEXES: Final = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
)
_NAMES: Final = ("io.containerd.image.name", "org.opencontainers.image.ref.name")
_FILE_NAMES: Final = ("org.cncf.model.filepath", "org.opencontainers.image.title")
_CONTAINER_CONFIGS: Final = (
    "application/vnd.oci.image.config.v1+json",
    "application/vnd.docker.container.image.v1+json",
)
_USUAL_HOSTS: Final = re.compile(r"(?:docker\.io|index\.docker\.io)/(?:library/)?")


@dataclass(frozen=True, slots=True)
class LayerOf:
    """One layer of an image.

    Attributes:
        number: Its place, counted from 1.
        media_type: Its type, in lower case; empty in older archives.
        sha256: Digest of its blob, as the manifest states it.
        diff_sha256: Digest of its bytes decompressed, as the configuration states it.
        blob: Where it lies; ``None`` where it is missing.
        title: The name of the one file that it is, where an annotation says it.
    """

    number: int
    media_type: str
    sha256: str | None
    diff_sha256: str | None
    blob: Blob | None
    title: str | None = None

    @property
    def is_archive(self) -> bool:
        """Whether files lie in it, and it is not one itself."""
        return not self.media_type or ".tar" in self.media_type


@dataclass(frozen=True, slots=True)
class Image:
    """An image, or an artifact that is kept like one.

    Attributes:
        names: Its names, the first being what its places begin with.
        digest: Digest of its manifest; ``None`` in archives that have none.
        config: Its configuration, where that is one of a container.
        layers: Its layers, the lowest first.
    """

    names: tuple[str, ...]
    digest: str | None
    config: object
    layers: tuple[LayerOf, ...]


@dataclass(slots=True)
class Layout:
    """Reads what a layout says.

    Attributes:
        target: The target it was found under.
        stem: What an image without a name is called after.
        storage: Its blobs.
        gaps: What could not be read, in order.
    """

    target: str
    stem: str
    storage: Storage
    gaps: list[Observation] = field(default_factory=list)

    def images(self) -> tuple[Image, ...] | None:
        """Return the images; ``None`` where this is no layout that is known."""
        found: dict[str, tuple[list[str], Image]] = {}
        index, saved = self._json("index.json"), self._json("manifest.json")
        if index is None and saved is None:
            return None
        if isinstance(index, dict):
            images = self._of_index(index, "index.json", ())
        elif isinstance(saved, list):
            images = self._of_docker(saved)
        else:
            images = iter(self._of_manifest(saved, None, "manifest.json", (self.stem,)))
        for number, image in enumerate(images):
            if number >= _MOST_IMAGES:
                self._problem("", f"more than {_MOST_IMAGES} images")
                break
            key = image.digest or str(number)
            names, _ = found.setdefault(key, ([], image))
            names.extend(name for name in image.names if name not in names)
        docker = self._docker_names(saved)
        return tuple(
            Image(
                docker.get(image.digest or "", ()) or tuple(names), image.digest, image.config, image.layers
            )
            for names, image in found.values()
        )

    def _of_index(self, index: object, place: str, above: tuple[str, ...]) -> Iterator[Image]:
        if len(above) > _MOST_DEPTH + 1:
            return self._problem(place, "indexes lie in indexes too deep")
        for described in rows(index, "manifests"):
            sha256 = digest(text(described, "digest"))
            if sha256 is None:
                self._problem(place, "a manifest without a sha256")
                continue
            names = _names(described, self.stem) or above[-1:] or (f"{self.stem}@sha256:{sha256[:12]}",)
            platform = text(described, "platform", "architecture")
            if above and platform:
                names = (f"{names[0]}@{printable_name(platform)}-{sha256[:8]}",)
            value = self._blob_json(sha256, names[0], is_optional=bool(above))
            if value is None:
                continue
            if text(value, "mediaType") in _INDEXES or entry(value, "manifests") is not None:
                yield from self._of_index(value, names[0], (*(above or (names[0],)), names[0]))
            else:
                yield from self._of_manifest(value, sha256, names[0], names)
        return None

    def _of_manifest(
        self, manifest: object, sha256: str | None, place: str, names: tuple[str, ...]
    ) -> Iterator[Image]:
        described = entry(manifest, "layers")
        if not isinstance(described, list):
            return self._problem(place, "not a manifest: it has no list of layers")
        media = text(manifest, "config", "mediaType") or ""
        is_container = media in _CONTAINER_CONFIGS and text(manifest, "artifactType") is None
        config_sha256 = digest(text(manifest, "config", "digest"))
        config = self._blob_json(config_sha256, f"{place}/config") if config_sha256 else None
        diffs = entry(config, "rootfs", "diff_ids")
        layers = tuple(
            self._layer(number, layer, _diff(diffs, number))
            for number, layer in enumerate(described, start=1)
        )
        yield Image(names, sha256, config if is_container else None, layers)
        return None

    def _layer(self, number: int, layer: object, diff: str | None) -> LayerOf:
        sha256 = digest(text(layer, "digest"))
        title = next((found for name in _FILE_NAMES if (found := text(layer, "annotations", name))), None)
        return LayerOf(
            number,
            (text(layer, "mediaType") or "").lower(),
            sha256,
            diff,
            self._find(sha256) if sha256 else None,
            plain(title) if title else None,
        )

    def _of_docker(self, saved: list[object]) -> Iterator[Image]:
        """Yield the images of ``docker save`` before it wrote OCI layouts."""
        for number, image in enumerate(saved, start=1):
            path, paths = text(image, "Config"), entry(image, "Layers")
            names = _tags(image) or (f"{self.stem}@{number}",)
            if path is None or not isinstance(paths, list):
                self._problem(names[0], "not a manifest: it names no configuration, or no layers")
                continue
            config = self._json(path)
            diffs = entry(config, "rootfs", "diff_ids")
            layers = tuple(
                LayerOf(
                    place, "", None, _diff(diffs, place), self._found(path) if isinstance(path, str) else None
                )
                for place, path in enumerate(paths, start=1)
            )
            stated = digest(path.rpartition("/")[2].removesuffix(".json"))
            yield Image(names, stated, config, layers)

    def _docker_names(self, saved: object) -> dict[str, tuple[str, ...]]:
        """Return names by the digest of the manifest: what ``docker save`` writes beside an OCI layout."""
        if not isinstance(saved, list) or self._json("index.json") is None:
            return {}
        by_config = {text(image, "Config"): _tags(image) for image in saved}
        found: dict[str, tuple[str, ...]] = {}
        for described in rows(self._json("index.json"), "manifests"):
            sha256 = digest(text(described, "digest"))
            value = self._blob_json(sha256, "", is_optional=True) if sha256 else None
            config = digest(text(value, "config", "digest"))
            if sha256 and config:
                found[sha256] = by_config.get(f"blobs/sha256/{config}") or ()
        return found

    def _find(self, sha256: str) -> Blob | None:
        """Return the blob of a digest: in an OCI layout, or in a folder of ``skopeo``'s dir transport."""
        return self._found(f"blobs/sha256/{sha256}") or self._found(sha256)

    def _found(self, path: str) -> Blob | None:
        name = plain(path)
        try:
            return self.storage.find(name) if name else None
        except FormatError as error:
            self._problem(path, error.message)
            return None

    def _json(self, path: str) -> object:
        blob = self._found(path)
        return self._parsed(blob, path) if blob else None

    def _blob_json(self, sha256: str, place: str, *, is_optional: bool = False) -> object:
        blob = self._find(sha256)
        if blob is not None:
            return self._parsed(blob, place, sha256)
        if is_optional:
            self._keep(Skipped(self.target, place, "an image of its index that is not here"))
        else:
            self._problem(place, f"its blob sha256:{sha256[:12]}... is missing", ProblemKind.INCOMPLETE)
        return None

    def _parsed(self, blob: Blob, place: str, sha256: str | None = None) -> object:
        try:
            raw = blob.whole(_MOST_JSON_BYTES)
            value: object = json.loads(raw)
        except (FormatError, ValueError, RecursionError) as error:
            self._problem(place, error.message if isinstance(error, FormatError) else "not JSON")
            return None
        actual = hashlib.sha256(raw).hexdigest()
        if sha256 is not None and actual != sha256:
            said = f"altered: its name says sha256 {sha256[:12]}..., its bytes {actual[:12]}..."
            self._problem(place, said, ProblemKind.ALTERED)
        return value

    def _problem(self, place: str, reason: str, kind: ProblemKind = ProblemKind.UNREADABLE) -> None:
        self._keep(Problem(self.target, printable_name(place), reason, category=kind))

    def _keep(self, gap: Observation) -> None:
        if gap not in self.gaps:
            self.gaps.append(gap)


def _names(described: object, stem: str) -> tuple[str, ...]:
    """Return the names that an index gives a manifest; a bare tag names nothing without the layout's name."""
    found = [text(described, "annotations", name) for name in _NAMES]
    whole = [_shown(name) for name in found if name and re.search(r"[/:]", name)]
    tags = [f"{stem}:{_shown(name)}" for name in found if name and not re.search(r"[/:]", name)]
    return tuple(dict.fromkeys(whole or tags))


def _tags(image: object) -> tuple[str, ...]:
    tags = entry(image, "RepoTags")
    return (
        tuple(_shown(tag) for tag in tags if isinstance(tag, str) and tag) if isinstance(tags, list) else ()
    )


def _shown(name: str) -> str:
    """Return an image's name as Docker shows it; a password of its registry is not part of it."""
    name = without_credentials(name)
    return printable_name(_USUAL_HOSTS.sub("", name, count=1) if _USUAL_HOSTS.match(name) else name)


def _diff(diffs: object, number: int) -> str | None:
    found = diffs[number - 1] if isinstance(diffs, list) and number <= len(diffs) else None
    return digest(found) if isinstance(found, str) else None
