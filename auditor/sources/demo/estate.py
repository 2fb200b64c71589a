"""The sample estate: what an ordinary organisation's machines look like after a year.

Everything is made here, nothing is copied: small files carry real bytes, large models are true
headers over a hole (their tensor shapes are the published ones, their bytes were never there).
"""

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from errno import EEXIST
from pathlib import Path
from typing import Final

from auditor.formats.writing import TensorSpec, write_gguf, write_safetensors
from auditor.sources.demo.texts import CLINIC, COMPOSE, PROGRAM
from auditor.sources.demo.weights import llama_4_scout, llama_405b, noise, tiny_llama

_VERSION: Final = "5"
# Backup programs leave out folders with this file (Cache Directory Tagging Specification, first line).
_CACHE_TAG: Final = (
    "Signature: 8a477f597d28d172789f06886806bc55\n# large models here are holes: do not copy them\n"
)
_REVISION: Final = "0123456789abcdef0123456789abcdef01234567"

_LLAMA: Final[Mapping[str, bool | int | float | str | list[str]]] = {
    "general.architecture": "llama",
    "llama.block_count": 2,
    "llama.embedding_length": 16,
    "tokenizer.ggml.model": "llama",
    "tokenizer.ggml.tokens": [f"word-{n}" for n in range(64)],
}

_MIT: Final = "Copyright (c) 2026 Example Clinic\n\nLicensed under the MIT License.\n"


def build(root: Path) -> None:
    """Build the estate in ``root``, unless this version of it is already there.

    Raises:
        OSError: the folder cannot be written.
    """
    marker = root / ".auditor-demo"
    if marker.is_file() and marker.read_text(encoding="utf-8") == _VERSION:
        return
    if root.exists() and any(root.iterdir()) and not marker.exists():
        raise FileExistsError(EEXIST, "is neither empty nor a sample estate", str(root))
    for part in ("files", "hub", "ollama", "deploy", "app", "declarations"):
        shutil.rmtree(root / part, ignore_errors=True)
    root.mkdir(parents=True, exist_ok=True)
    marker.write_text("building", encoding="utf-8")
    # Whoever adds or searches the folder around it would otherwise read a terabyte of holes.
    (root / ".gitignore").write_text("*\n", encoding="utf-8")
    (root / "CACHEDIR.TAG").write_text(_CACHE_TAG, encoding="ascii")
    _folder(root / "files")
    _hub(root / "hub")
    _ollama(root / "ollama")
    _in_use(root)
    _declarations(root / "declarations")
    _close(root)
    marker.write_text(_VERSION, encoding="utf-8")


def _close(root: Path) -> None:
    """Let only the owner write there, so that the sample is the same whatever mask its maker has."""
    for path in root.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() else 0o644)


def _gguf(path: Path, metadata: Mapping[str, bool | int | float | str | list[str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        write_gguf(stream, {**_LLAMA, **metadata}, tiny_llama())


def _folder(folder: Path) -> None:
    """Loose files: an honest fine-tune, an adapter that dropped its base's terms, a broken download."""
    _gguf(
        folder / "discharge-letters.gguf",
        {
            "general.name": "Discharge letters 1B",
            "general.organization": "Example Clinic",
            "general.license": "apache-2.0",
            "llama.context_length": 4096,
        },
    )
    whole = (folder / "discharge-letters.gguf").read_bytes()
    (folder / "download").mkdir(parents=True)
    (folder / "download" / "qwen-chat-q4.gguf").write_bytes(whole[: len(whole) // 3])
    adapter = folder / "triage-lora"
    adapter.mkdir()
    with (adapter / "adapter_model.safetensors").open("wb") as stream:
        names = ("lora_A", "lora_B")
        tensors = [
            TensorSpec(f"base_model.model.layers.0.q_proj.{n}.weight", (8, 64), "BF16", noise(n, (8, 64)))
            for n in names
        ]
        write_safetensors(stream, tensors, {"format": "pt"})
    base = "meta-llama/Llama-3.1-8B"
    (adapter / "adapter_config.json").write_text(
        json.dumps({"base_model_name_or_path": base, "peft_type": "LORA", "r": 8}), encoding="utf-8"
    )
    (adapter / "README.md").write_text(
        f"---\nlicense: apache-2.0\nbase_model: {base}\n---\n# Triage adapter\n", encoding="utf-8"
    )


def _hub(hub: Path) -> None:
    """A hub cache: two large models as headers, one repository that wants to run its own code."""
    _repository(
        hub,
        "meta-llama/Llama-3.1-405B",
        {"README.md": "---\nlicense: llama3.1\npipeline_tag: text-generation\n---\n# Llama 3.1 405B\n"},
        {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "max_position_embeddings": 131072},
        llama_405b(),
    )
    _repository(
        hub,
        "meta-llama/Llama-4-Scout-17B-16E-Instruct",
        {"README.md": "---\nlicense: other\nlicense_name: llama4\n---\n# Llama 4 Scout\n"},
        {"model_type": "llama4", "text_config": {"num_local_experts": 16, "num_experts_per_tok": 1}},
        llama_4_scout(),
    )
    _repository(
        hub,
        "acme/document-reader",
        {"modeling_acme.py": "# the loader is asked to import this file\n"},
        {"model_type": "acme", "auto_map": {"AutoModel": "modeling_acme.AcmeModel"}},
        [TensorSpec("reader.weight", (128, 128), "BF16", noise("reader", (128, 128)))],
    )


def _repository(
    hub: Path,
    name: str,
    documents: Mapping[str, str],
    config: Mapping[str, object],
    tensors: Sequence[TensorSpec],
) -> None:
    repository = hub / f"models--{name.replace('/', '--')}"
    snapshot = repository / "snapshots" / _REVISION
    blobs, refs = repository / "blobs", repository / "refs"
    for folder in (snapshot, blobs, refs):
        folder.mkdir(parents=True)
    (refs / "main").write_text(_REVISION, encoding="ascii")
    texts = {"config.json": json.dumps(config), **documents}
    for file_name, text in texts.items():
        # The hub names small blobs by their git object id: sha1 over a header and the bytes.
        raw = text.encode()
        blob = hashlib.sha1(b"blob %d\0" % len(raw) + raw, usedforsecurity=False).hexdigest()
        (blobs / blob).write_bytes(raw)
        (snapshot / file_name).symlink_to(Path("../../blobs") / blob)
    part = blobs / "weights.part"
    with part.open("wb") as stream:
        write_safetensors(stream, tensors, {"format": "pt"})
    small = all(tensor.data is not None for tensor in tensors)
    # A hole has no digest worth computing: the store's word for it is made from the name.
    digest = hashlib.sha256(part.read_bytes() if small else name.encode()).hexdigest()
    part.rename(blobs / digest)
    (snapshot / "model.safetensors").symlink_to(Path("../../blobs") / digest)


def _ollama(store: Path) -> None:
    """An Ollama store: two names on one blob, whose licence layer contradicts its header."""
    (store / "blobs").mkdir(parents=True)
    weights = store / "blobs" / "part"
    _gguf(
        weights,
        {"general.name": "Support bot 1B", "general.license": "apache-2.0", "llama.context_length": 2048},
    )
    layers = [("model", weights.read_bytes()), ("license", _MIT.encode())]
    weights.unlink()
    described = []
    for kind, raw in layers:
        digest = hashlib.sha256(raw).hexdigest()
        (store / "blobs" / f"sha256-{digest}").write_bytes(raw)
        described.append(
            {
                "mediaType": f"application/vnd.ollama.image.{kind}",
                "digest": f"sha256:{digest}",
                "size": len(raw),
            }
        )
    manifest = json.dumps({"schemaVersion": 2, "layers": described})
    for name in ("support-bot", "front-desk"):
        path = store / "manifests" / "registry.ollama.ai" / "library" / name / "latest"
        path.parent.mkdir(parents=True)
        path.write_text(manifest, encoding="utf-8")


def _in_use(root: Path) -> None:
    """A server for a model of the folder that answers everybody, and a program that calls a service."""
    for part, name, text in (
        ("deploy", "compose.yaml", COMPOSE),
        ("app", "summarise.py", PROGRAM),
    ):
        (root / part).mkdir(parents=True)
        (root / part / name).write_text(text, encoding="utf-8")


def _declarations(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "literacy-plan.txt").write_text(
        "Who uses which system, what they were taught, and when.\n", encoding="utf-8"
    )
    (folder / "clinic.yaml").write_text(CLINIC, encoding="utf-8")
