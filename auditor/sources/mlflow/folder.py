"""What the files of a tracking store say: a model that was logged, a version that was registered."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from auditor.domain.observation import Observation
from auditor.domain.serving import (
    DeploymentState,
    InUse,
    ModelReference,
    ReferenceKind,
    Stated,
)
from auditor.errors import FormatError
from auditor.formats.yaml_stream import Value, read_all
from auditor.sources.cleaning import clean, settings_of
from auditor.sources.references import reference
from auditor.sources.setting_files import Place, SettingFile

LOGGED: Final = "MLmodel"
REGISTERED: Final = "meta.yaml"
# Flavours that say where the weights came from say so in words of their own.
_CAME_FROM: Final = ("source_model_name", "base_model", "pretrained_model_name_or_path")
_REVISION: Final = ("source_model_revision", "revision")
_EVERY_FLAVOUR: Final = "python_function"
_TAGS: Final = "tags"
_MOST_TAG_BYTES: Final = 8192


# What MLflow has no field for, people keep in metadata and tags of their own.
_STATED: Final = {
    "license": "license",
    "licence": "license",
    "provider": "publisher",
    "publisher": "publisher",
    "purpose": "purpose",
    "task": "purpose",
}
"""Field of `Stated`, by the tag that says it."""
_TASK: Final = "task"
_NOTHING: Final = "None"
"""What MLflow writes for a value that is not there."""


def is_candidate(name: str) -> bool:
    """Say whether a file may be one of a store's, by its name."""
    return name in (LOGGED, REGISTERED)


def read(file: SettingFile) -> list[Observation] | None:
    """Return the model that a file of a store is about; ``None`` of one that is about something else.

    Raises:
        FormatError: it is not YAML, or not what MLflow writes under that name.
    """
    root = next(read_all(file.text), None)
    if root is None:
        return None
    if file.path.name == LOGGED and not root.entries:
        raise FormatError("no MLflow model: it is no mapping")
    if file.path.name == LOGGED or root.at("flavors").entries:
        return [clean(_logged(file, root))]
    if not file.path.parent.name.startswith("version-"):
        return None
    if root.at("version").word:
        return [clean(_registered(file, root))]
    if root.at("name").text:
        raise FormatError("a registered version without its number")
    return None


def _logged(file: SettingFile, root: Value) -> InUse:
    flavors = root.at("flavors").entries
    own = [name for name in flavors if name != _EVERY_FLAVOUR] or list(flavors)
    name = root.at("name").text or _folder_name(file.path)
    came_from = _came_from(root)
    return InUse(
        target=file.target,
        locator=file.locator,
        state=DeploymentState.DECLARED,
        evidence=f"MLflow keeps the model {name}, flavour {', '.join(sorted(own)) or 'not stated'}",
        model=came_from or ModelReference(name, ReferenceKind.STORE, root.at("model_id").text),
        served_as=name if came_from else None,
        stated=stated(
            {name: value.text for name, value in root.at("metadata").entries.items()},
            {_TASK: _first(found.at(_TASK).text for found in flavors.values())},
        ),
        settings=settings_of(
            {
                "flavours": ", ".join(sorted(own)),
                "mlflow_version": root.at("mlflow_version").text,
                "run": root.at("run_id").text,
                "time": root.at("utc_time_created").text,
            }
        ),
        paths=(os.fspath(file.path.parent),),
    )


def stated(*tags: Mapping[str, str | None]) -> Stated:
    """Return what tags state of a model: its licence, who made it, what it is for; the later ones first."""
    said = {
        _STATED[name.lower()]: value
        for each in tags
        for name, value in each.items()
        if value and value != _NOTHING and name.lower() in _STATED
    }
    return Stated(said.get("license", ""), said.get("publisher", ""), said.get("purpose", ""))


def _first(words: Iterable[str | None]) -> str | None:
    return next(filter(None, words), None)


def _came_from(root: Value) -> ModelReference | None:
    for flavor in root.at("flavors").entries.values():
        written = next((text for word in _CAME_FROM if (text := flavor.at(word).text)), "")
        # A path of the machine that trained says nothing here.
        if written and not os.path.isabs(written):  # noqa: PTH117 - a stranger's text
            revision = next((text for word in _REVISION if (text := flavor.at(word).text)), None)
            return reference(written, ReferenceKind.REPOSITORY, revision)
    return None


def _folder_name(path: Path) -> str:
    """Return what a logged model is called that does not say it: the folder that is its own."""
    parts = [part for part in path.parent.parts if part not in ("artifacts", path.anchor)]
    return parts[-1] if parts else LOGGED


def _registered(file: SettingFile, root: Value) -> InUse:
    name, version = root.at("name").text or file.path.parent.parent.name, root.at("version").text or ""
    return version_of(
        file.target,
        file.locator,
        name,
        version,
        {
            "run": root.at("run_id").text,
            "source": root.at("source").text,
            "stage": root.at("current_stage").text,
            "status": root.at("status").text,
        },
        stated(_tags(file, file.path.parent.parent), _tags(file, file.path.parent)),
    )


def _tags(file: SettingFile, of: Path) -> dict[str, str | None]:
    """Return the tags that state something of what a folder is about: each is a file of its own."""
    place = Place(file.target, file.folder, file.folder)
    found: dict[str, str | None] = {}
    try:
        paths = sorted((of / _TAGS).iterdir())
    except OSError:
        return found
    for path in paths:
        tag = place.read(path, _MOST_TAG_BYTES) if path.name.lower() in _STATED else None
        if isinstance(tag, SettingFile):
            found[path.name] = tag.text.strip()
    return found


def version_of(
    target: str, locator: str, name: str, version: str, told: Mapping[str, str | None], about: Stated
) -> InUse:
    """Return a version of a registered model, however its registry is read."""
    stage = told.get("stage")
    staged = f", stage {stage}" if stage and stage != _NOTHING else ""
    aliased = f", alias {told['aliases']}" if told.get("aliases") else ""
    return InUse(
        target=target,
        locator=locator,
        state=DeploymentState.DECLARED,
        evidence=f"MLflow's registry has version {version} of {name}{staged}{aliased}",
        model=ModelReference(name, ReferenceKind.STORE, version),
        stated=about,
        settings=settings_of({key: value for key, value in told.items() if value != _NOTHING}),
    )
