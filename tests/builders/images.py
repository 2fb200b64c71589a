"""Saved container images: layers from what a test names, in the layouts that tools write."""

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

OCI_LAYER = "application/vnd.oci.image.layer.v1.tar"
OCI_CONFIG = "application/vnd.oci.image.config.v1+json"
OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"


def layer(files: Mapping[str, bytes], *, links: Mapping[str, str] | None = None, hard: bool = False) -> bytes:
    """Build a layer; a name that ends in a slash is a folder."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name.rstrip("/"))
            info.type = tarfile.DIRTYPE if name.endswith("/") else tarfile.REGTYPE
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for name, to in (links or {}).items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.LNKTYPE if hard else tarfile.SYMTYPE, to
            archive.addfile(info)
    return stream.getvalue()


def digest(raw: bytes) -> str:
    return f"sha256:{hashlib.sha256(raw).hexdigest()}"


@dataclass
class Packed:
    """An image as a layout holds it.

    Attributes:
        layers: Layers, the lowest first.
        settings: Entry point, command, variables of the container.
        media_type: Type of the layers.
        config_type: Type of the configuration.
        titles: Names of layers that are one file each.
        is_compressed: Layers are gzipped.
        name: Its name; ``None`` for none.
        blobs: Blobs by their digest.
    """

    layers: Sequence[bytes]
    settings: Mapping[str, object] = field(default_factory=dict)
    media_type: str | Sequence[str] = OCI_LAYER
    config_type: str = OCI_CONFIG
    titles: Sequence[str] = ()
    is_compressed: bool = False
    name: str | None = "docker.io/acme/tiny:1.0"
    blobs: dict[str, bytes] = field(default_factory=dict)

    def _blob(self, raw: bytes) -> dict[str, object]:
        self.blobs[digest(raw)] = raw
        return {"digest": digest(raw), "size": len(raw)}

    def _layers(self) -> list[dict[str, object]]:
        found = []
        for place, raw in enumerate(self.layers):
            stored = gzip.compress(raw, mtime=0) if self.is_compressed else raw
            media = self.media_type if isinstance(self.media_type, str) else self.media_type[place]
            described = {"mediaType": media + ("+gzip" if self.is_compressed else ""), **self._blob(stored)}
            if self.titles:
                described["annotations"] = {"org.opencontainers.image.title": self.titles[place]}
            found.append(described)
        return found

    def config(self) -> bytes:
        diffs = [digest(raw) for raw in self.layers]
        return json.dumps({"config": self.settings, "rootfs": {"type": "layers", "diff_ids": diffs}}).encode()

    def manifest(self) -> bytes:
        config = {"mediaType": self.config_type, **self._blob(self.config())}
        layers = self._layers()
        return json.dumps(
            {"schemaVersion": 2, "mediaType": OCI_MANIFEST, "config": config, "layers": layers}
        ).encode()

    def oci(self) -> dict[str, bytes]:
        """Return the files of an OCI layout."""
        described: dict[str, object] = {"mediaType": OCI_MANIFEST, **self._blob(self.manifest())}
        if self.name:
            described["annotations"] = {"io.containerd.image.name": self.name}
        files = {
            "oci-layout": b'{"imageLayoutVersion":"1.0.0"}',
            "index.json": json.dumps({"schemaVersion": 2, "manifests": [described]}).encode(),
        }
        return files | {f"blobs/{name.replace(':', '/')}": raw for name, raw in self.blobs.items()}

    def docker_old(self) -> dict[str, bytes]:
        """Return what ``docker save`` wrote before version 25."""
        config = self.config()
        name = hashlib.sha256(config).hexdigest() + ".json"
        files = {f"{place}/layer.tar": raw for place, raw in enumerate(self.layers)}
        saved = [{"Config": name, "RepoTags": [self.name] if self.name else None, "Layers": list(files)}]
        return {name: config, **files, "manifest.json": json.dumps(saved).encode()}

    def docker_new(self) -> dict[str, bytes]:
        """Return what it writes now: an OCI layout, and the older list beside it."""
        files = self.oci()
        config = digest(self.config()).replace(":", "/")
        saved = [{"Config": f"blobs/{config}", "RepoTags": [self.name], "Layers": []}]
        return files | {"manifest.json": json.dumps(saved).encode()}

    def skopeo_dir(self) -> dict[str, bytes]:
        """Return what ``skopeo copy`` writes for ``dir:``."""
        manifest = self.manifest()
        blobs = {name.removeprefix("sha256:"): raw for name, raw in self.blobs.items()}
        return {"version": b"Directory Transport Version: 1.1\n", "manifest.json": manifest, **blobs}


def as_folder(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, raw in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(raw)
    return folder


def as_archive(path: Path, files: Mapping[str, bytes]) -> Path:
    path.write_bytes(layer(files))
    return path
