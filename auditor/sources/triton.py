"""``triton:DIR``: a model repository of Triton Inference Server.

Layout::

    REPOSITORY/MODEL/config.pbtxt        what it is called, which backend runs it; may be left out
    REPOSITORY/MODEL/VERSION/FILE        the weights, or a program, of a version that is a number
    REPOSITORY/MODEL/1/model.json        of the vLLM backend: the model that it loads from a hub

Source:
    triton-inference-server: server docs/user_guide/model_repository.md, model_configuration.md; common
    protobuf/model_config.proto; vllm_backend README; tensorrtllm_backend docs/model_config.md.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from auditor.domain.observation import Covered, Observation, Problem, Skipped
from auditor.domain.phrasing import counted, plain_spaces
from auditor.domain.serving import DeploymentState, InUse, ModelReference, ReferenceKind, Runtime
from auditor.errors import FormatError, SourceError
from auditor.formats import pbtxt
from auditor.formats.json_object import parse_object, text_in
from auditor.formats.pbtxt import Message
from auditor.formats.text import printable_name
from auditor.sources.base import Target
from auditor.sources.cleaning import clean, settings_of
from auditor.sources.path_source import PathSource
from auditor.sources.places import NOT_OURS
from auditor.sources.references import reference
from auditor.sources.setting_files import MAX_BYTES, Place, SettingFile, place_of

_CONFIG: Final = "config.pbtxt"
# By backend, what its file of weights is called unless the configuration says otherwise.
_FILES: Final = (
    "model.onnx", "model.plan", "model.pt", "model.pt2", "model.graphdef", "model.savedmodel", "model.xml",
    "model.py", "model.json", "xgboost.json", "xgboost.model", "checkpoint.tl", "model.txt",
)  # fmt: skip
_ENGINE: Final = ("gpt_model_path", "engine_dir", "encoder_model_path")


@dataclass(frozen=True, slots=True)
class TritonSource(PathSource):
    """Reads what a model repository holds; no model is loaded."""

    scheme: str = "triton"
    summary: str = "a model repository of Triton Inference Server (triton:/models)"

    def observe(self, target: Target) -> Iterator[Observation]:
        """See `Source.observe`."""
        place, n_models = place_of(target), 0
        if place.is_file:
            hint = "Name the folder that holds the models: triton:/models."
            raise SourceError(f"{target.called}: not a folder", hint=hint)
        failed: list[OSError] = []
        for folder, below, files in os.walk(place.folder, onerror=failed.append):
            below[:] = sorted(set(below) - NOT_OURS)
            model = _Model(place, Path(folder), tuple(files), _versions(below))
            if _CONFIG not in files and not model.is_plain:
                continue
            n_models += 1
            # What lies in a model's folder is its own.
            below.clear()
            yield from _observe(model)
        yield from place.unlisted(failed)
        seen = plain_spaces(counted(n_models, "model"))
        yield Covered(
            place.target, n_models, f"{seen}, as configured; whether a server loads them is not known"
        )


@dataclass(frozen=True, slots=True)
class _Model:
    """A model's folder in a repository.

    Attributes:
        repository: The place it was found at.
        folder: Where it is.
        files: What lies in it beside its versions.
        versions: The names of its versions, by number.
    """

    repository: Place
    folder: Path
    files: tuple[str, ...]
    versions: tuple[str, ...]

    @property
    def is_plain(self) -> bool:
        """Whether it is a model that needs no configuration."""
        return self.folder != self.repository.folder and self.file_of("") != ""

    @property
    def locator(self) -> str:
        is_all = self.folder == self.repository.folder
        return printable_name(self.folder.name) if is_all else self.repository.locator(self.folder)

    def read(self, inner: str) -> SettingFile | Problem | Skipped:
        """Read a small file of it, through links that stay in the repository."""
        return self.repository.read(self.folder / inner)

    def file_of(self, told: str) -> str:
        """Return the newest version's file, below the model's folder; empty where none is there."""
        for version in reversed(self.versions):
            for name in (told,) if told else _FILES:
                place = os.path.normpath(self.folder / version / name)
                if Path(place).is_relative_to(self.folder) and os.path.lexists(place):
                    return f"{version}/{os.path.basename(place)}"  # noqa: PTH119 - normalised above
        return ""


def _versions(below: list[str]) -> tuple[str, ...]:
    numbers = [name for name in below if name.isascii() and name.isdecimal() and not name.startswith("0")]
    return tuple(sorted((name for name in numbers if len(name) < 19), key=int))


def _observe(model: _Model) -> Iterator[Observation]:
    message = Message({}, 1)
    if _CONFIG in model.files:
        file = model.read(_CONFIG)
        if isinstance(file, SettingFile):
            try:
                message = pbtxt.parse(file.text)
            except FormatError as error:
                yield Problem(file.target, file.locator, error.message)
        else:
            yield file
    yield clean(_in_use(model, message))


def _in_use(model: _Model, config: Message) -> InUse:
    name = config.text("name") or printable_name(model.folder.name)
    platform, backend = config.text("platform"), config.text("backend")
    chains = config.messages("ensemble_scheduling")
    steps = tuple(step.text("model_name") for chain in chains for step in chain.messages("step"))
    is_ensemble = bool(steps) or platform == "ensemble"
    parameters = _parameters(config)
    file = "" if is_ensemble else model.file_of(config.text("default_model_filename"))
    told = {
        "backend": backend,
        "ensemble": ", ".join(steps),
        "engine": next((parameters[key] for key in _ENGINE if parameters.get(key)), ""),
        "platform": platform,
        "tokenizer": parameters.get("tokenizer_dir", ""),
        "version_policy": _policy(config),
        "versions": ", ".join(model.versions),
    }
    by = f" by {backend or platform}" if backend or platform else ""
    what = f"an ensemble of {', '.join(steps)}" if is_ensemble else f"a model that is run{by}"
    return InUse(
        target=model.repository.target,
        locator=f"{model.locator}/{_CONFIG}:{config.line}" if _CONFIG in model.files else model.locator,
        state=DeploymentState.CONFIGURED,
        evidence=f"a repository of Triton holds {name}, {what}",
        model=None if is_ensemble else _reference(model, file, backend, told["engine"]),
        served_as=name,
        runtime=Runtime("triton"),
        settings=settings_of(told),
        paths=(str(model.folder / file),) if file else (),
    )


def _reference(model: _Model, file: str, backend: str, engine: str) -> ModelReference | None:
    """Return the model: what a backend is told to load, else the file of its newest version."""
    if backend == "vllm" and file.endswith(".json"):
        told = _loaded_by_vllm(model, file)
        if told is not None:
            return told
    if engine:
        return reference(engine, ReferenceKind.FILE)
    return ModelReference(f"{model.locator}/{file}" if file else model.locator, ReferenceKind.FILE)


def _loaded_by_vllm(model: _Model, file: str) -> ModelReference | None:
    told = model.read(file)
    try:
        said = (
            parse_object(told.text.encode(), file, max_bytes=MAX_BYTES)
            if isinstance(told, SettingFile)
            else {}
        )
    except FormatError:
        # The file is there and its model is not known: the reference stays the file.
        return None
    revision = text_in(said, "revision")
    return reference(text_in(said, "model") or "", ReferenceKind.REPOSITORY, revision)


def _parameters(config: Message) -> dict[str, str]:
    return {
        one.text("key"): value.text("string_value")
        for one in config.messages("parameters")
        for value in one.messages("value")
    }


def _policy(config: Message) -> str:
    for policy in config.messages("version_policy"):
        for specific in policy.messages("specific"):
            return f"specific: {', '.join(specific.texts('versions'))}"
        for latest in policy.messages("latest"):
            return f"latest: {latest.text('num_versions')}"
        return "all" if "all" in policy.fields else ""
    return ""
