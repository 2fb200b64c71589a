"""Hub caches and Ollama stores with what a test is about in them."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

REVISION = "0123456789abcdef0123456789abcdef01234567"


def hub_repository(
    hub: Path,
    name: str = "acme/tiny",
    files: Mapping[str, bytes] | None = None,
    *,
    links: str = "symlink",
    revision: str = REVISION,
) -> Path:
    """Build ``models--ORG--NAME`` with one revision; ``links``: symlink, text or copy."""
    repository = hub / f"models--{name.replace('/', '--')}"
    snapshot = repository / "snapshots" / revision
    for folder in (snapshot, repository / "blobs", repository / "refs"):
        folder.mkdir(parents=True, exist_ok=True)
    (repository / "refs" / "main").write_text(revision, encoding="ascii")
    for file_name, data in (files or {}).items():
        digest = hashlib.sha256(data).hexdigest()
        place = snapshot / file_name
        place.parent.mkdir(parents=True, exist_ok=True)
        up = "../" * (2 + file_name.count("/"))
        if links == "copy":
            place.write_bytes(data)
            continue
        (repository / "blobs" / digest).write_bytes(data)
        if links == "symlink":
            place.symlink_to(f"{up}blobs/{digest}")
        else:
            place.write_text(f"{up}blobs/{digest}", encoding="ascii")
    return repository


def ollama_model(
    store: Path,
    name: str = "registry.ollama.ai/library/tiny/latest",
    layers: Mapping[str, bytes] | None = None,
    *,
    separator: str = "-",
    config: bytes | None = None,
) -> Path:
    """Build a manifest and its blobs; layers by kind, the media type without its prefix."""
    (store / "blobs").mkdir(parents=True, exist_ok=True)
    described = []
    for kind, data in (layers or {}).items():
        digest = hashlib.sha256(data).hexdigest()
        (store / "blobs" / f"sha256{separator}{digest}").write_bytes(data)
        media = f"application/vnd.ollama.image.{kind.partition('#')[0]}"
        described.append({"mediaType": media, "digest": f"sha256:{digest}", "size": len(data)})
    path = store / "manifests" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    manifest: dict[str, object] = {"schemaVersion": 2, "layers": described}
    if config is not None:
        digest = hashlib.sha256(config).hexdigest()
        (store / "blobs" / f"sha256{separator}{digest}").write_bytes(config)
        manifest["config"] = {"digest": f"sha256:{digest}", "size": len(config)}
    path.write_text(json.dumps(manifest), encoding="utf-8")
    return path
