"""``localai:FILE|DIR``: LocalAI's definitions of models, under names that may be those of other models.

A definition lies in the folder of the models, and its files beside it. What a gallery would install is not
configured, and only listed.

Source:
    mudler/LocalAI@82c191a: core/config/model_config.go, docs/content/docs/advanced/, gallery/.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from auditor.domain.observation import Observation, Skipped
from auditor.domain.serving import DeploymentState, InUse, ModelReference, ReferenceKind, Runtime
from auditor.domain.tri import Tri
from auditor.formats.yaml_stream import Value, read_all
from auditor.sources.base import Target
from auditor.sources.cleaning import clean, settings_of
from auditor.sources.credentials import secrets_below
from auditor.sources.loaded_adapters import with_adapters
from auditor.sources.path_source import PathSource
from auditor.sources.references import names, reference
from auditor.sources.setting_files import SettingFile, SettingKind, observe

if TYPE_CHECKING:
    from auditor.catalogue.hosts import Hosts

_DEFINES: Final = frozenset({"backend", "download_files", "mmproj", "known_usecases"})
# A file with none of these defines no model, and YAML is slow to read.
_WORDS: Final = (*sorted(_DEFINES), "parameters", "config_file")


@dataclass(frozen=True, slots=True)
class LocalaiSource(PathSource):
    """Reads what a LocalAI server is configured to serve."""

    scheme: str = "localai"
    summary: str = "models that LocalAI is configured to serve (localai:/models)"

    def observe(self, target: Target) -> Iterator[Observation]:
        """See `Source.observe`."""
        return observe(target, SettingKind("LocalAI definition", _is_candidate, _read))


def _is_candidate(name: str) -> bool:
    return name.lower().endswith((".yaml", ".yml"))


def _read(file: SettingFile) -> list[Observation] | None:
    from auditor.catalogue.hosts import load_hosts

    if not file.is_named and not any(word in file.text for word in _WORDS):
        return None
    # One definition, one per document, or a list of them.
    entries = [one for root in read_all(file.text) for one in (root.items or (root,))]
    found: list[Observation] = []
    for entry in entries:
        if not entry.at("name").word:
            continue
        if entry.at("config_file").content is not None:
            found.append(_template(file, entry))
        elif entry.at("parameters", "model").word or not _DEFINES.isdisjoint(entry.entries):
            seen, secrets = _in_use(file, entry, load_hosts()), secrets_below(entry)
            found += [clean(one, secrets) for one in with_adapters(seen, lambda one: _paths(file, one))]
    return found or None


def _template(file: SettingFile, entry: Value) -> Skipped:
    reason = "a template of a gallery: what it would install, not what is configured"
    return Skipped(file.target, file.at(entry.line), reason)


def _in_use(file: SettingFile, entry: Value, hosts: "Hosts") -> InUse:
    name, written = entry.at("name").word, entry.at("parameters", "model").word
    download = _download(entry, written)
    model = reference(written, _kind(written))
    if model is not None and model.kind is ReferenceKind.FILE:
        model = replace(model, sha256=model.sha256 or _sha256(download))
    evidence = f"LocalAI serves {written or 'a model'} as {name}"
    likeness = _likeness(name, written, hosts)
    told = {
        "activity": "serves",
        "backend": entry.at("backend").word,
        "mmproj": entry.at("mmproj").word,
        "draft_model": entry.at("draft_model").word,
        "downloaded_from": download.at("uri").word,
        "named_like": likeness,
        "weight_file": _weight_file(written, model),
    }
    return InUse(
        target=file.target,
        locator=file.at(entry.line),
        state=DeploymentState.CONFIGURED,
        evidence=f"{evidence}, a name of {likeness}" if likeness else evidence,
        model=model,
        served_as=name,
        adapters=_adapters(entry),
        runtime=Runtime("localai"),
        remote_code=Tri.TRUE if entry.at("trust_remote_code").word.lower() == "true" else Tri.UNKNOWN,
        settings=settings_of(told),
        paths=_paths(file, model) if model else (),
    )


def _paths(file: SettingFile, model: ModelReference) -> tuple[str, ...]:
    return file.paths(model.written) if model.kind is ReferenceKind.FILE else ()


def _weight_file(written: str, model: ModelReference | None) -> str:
    """Return the file of a repository that is loaded, where one is named."""
    is_within = model is not None and model.kind is ReferenceKind.REPOSITORY
    is_all = model is not None and written.endswith(model.written)
    return written.rpartition("/")[2] if is_within and not is_all else ""


def _kind(written: str) -> ReferenceKind:
    """Return what a name is: LocalAI loads files of its folder, backends of its own load repositories."""
    is_repository = written.count("/") == 1 and not written.endswith(
        (".gguf", ".bin", ".safetensors", ".onnx")
    )
    return ReferenceKind.REPOSITORY if is_repository else ReferenceKind.FILE


def _download(entry: Value, written: str) -> Value:
    """Return where a model's file comes from."""
    files = entry.at("download_files").items
    return next(
        (one for one in files if written and one.at("filename").word == written), Value(None, entry.line)
    )


def _sha256(download: Value) -> str | None:
    digest = download.at("sha256").word.lower()
    return digest if len(digest) == 64 and not set(digest) - set("0123456789abcdef") else None


def _adapters(entry: Value) -> tuple[ModelReference, ...]:
    written = (*entry.at("lora_adapters").words, *entry.at("lora_adapter").words)
    return names(reference(one, _kind(one)) for one in written)


def _likeness(name: str, written: str, hosts: "Hosts") -> str:
    """Return whose model a name reads like, if the model is none of theirs."""
    maker = hosts.of_model(name).maker
    own = hosts.of_model(written).maker
    entity = maker.entity.value if maker is not None else None
    return entity if entity and (own is None or own.entity.value != entity) and name != written else ""
