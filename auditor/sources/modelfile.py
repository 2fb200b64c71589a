"""``modelfile:FILE|DIR``: Ollama Modelfiles, which say what a model is made from.

What a Modelfile makes is named by whoever runs ``ollama create``, so that only what it is made from is known.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from auditor.domain.observation import Observation
from auditor.domain.serving import DeploymentState, InUse, ModelReference, ReferenceKind, Runtime
from auditor.errors import FormatError
from auditor.formats import modelfile
from auditor.formats.modelfile import Instruction
from auditor.sources.base import Target
from auditor.sources.cleaning import clean, settings_of
from auditor.sources.credentials import without_credentials
from auditor.sources.loaded_adapters import with_adapters
from auditor.sources.path_source import PathSource
from auditor.sources.references import reference
from auditor.sources.setting_files import SettingFile, SettingKind, observe

_NAME: Final = re.compile(r"(?:.*[._-])?modelfile(?:[._-].*)?", re.IGNORECASE)
_WEIGHTS: Final = re.compile(r"\.(?:gguf|bin|safetensors)$", re.IGNORECASE)
_FROM_LINE: Final = re.compile(r"^\s*FROM\s+\S", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ModelfileSource(PathSource):
    """Reads what Modelfiles say; nothing is made."""

    scheme: str = "modelfile"
    summary: str = "what Ollama Modelfiles make models from (modelfile:Modelfile)"

    def observe(self, target: Target) -> Iterator[Observation]:
        """See `Source.observe`."""
        return observe(target, SettingKind("Modelfile", lambda name: bool(_NAME.fullmatch(name)), _read))


def _read(file: SettingFile) -> Iterator[Observation] | None:
    # Programs in other languages have files called like this too.
    if not _FROM_LINE.search(file.text):
        if file.is_named:
            raise FormatError("no FROM: it says of no model what it is made from")
        return None
    seen = _in_use(file, modelfile.parse(file.text))
    return map(clean, with_adapters(seen, lambda adapter: _paths(file, adapter)))


def _in_use(file: SettingFile, said: tuple[Instruction, ...]) -> InUse:
    first, *further = (one for one in said if one.command == "from")
    model = _reference(file, first.text)
    licenses = [one.text.strip().partition("\n")[0] for one in said if one.command == "license"]
    told = {
        "from": ", ".join(one.text for one in further),
        "draft": ", ".join(one.text for one in said if one.command == "draft"),
        "license": "; ".join(licenses)[:200],
        **_parameters(said),
    }
    adapters = (_reference(file, one.text) for one in said if one.command == "adapter")
    return InUse(
        target=file.target,
        locator=file.at(first.line),
        state=DeploymentState.CONFIGURED,
        evidence=f"a Modelfile makes a model from {first.text}",
        model=model,
        adapters=tuple(adapter for adapter in adapters if adapter is not None),
        runtime=Runtime("ollama"),
        settings=settings_of(told),
        paths=_paths(file, model) if model else (),
    )


def _reference(file: SettingFile, written: str) -> ModelReference | None:
    """Return what FROM or ADAPTER names: a file where one is there or its name ends like one."""
    is_file = bool(_WEIGHTS.search(written)) or _lies_beside(file, written)
    # Ollama has no other address than that of a registry: hf.co/org/name is a name in its store.
    # Its scheme is what tells user and password in it, so that they go first.
    bare = re.sub(r"^https?://", "", without_credentials(written))
    return reference(written if is_file else bare, ReferenceKind.FILE if is_file else ReferenceKind.STORE)


def _paths(file: SettingFile, model: ModelReference) -> tuple[str, ...]:
    return file.paths(model.written) if model.kind is ReferenceKind.FILE else ()


def _lies_beside(file: SettingFile, written: str) -> bool:
    return any(
        Path(path).is_relative_to(file.folder) and os.path.lexists(path) for path in file.paths(written)
    )


def _parameters(said: tuple[Instruction, ...]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for one in said:
        name, _, value = one.text.partition(" ")
        if one.command == "parameter" and re.fullmatch(r"[a-z_]+", name):
            found.setdefault(f"parameter.{name}", []).append(value.strip().strip('"'))
    return {name: ", ".join(values)[:200] for name, values in found.items()}
