"""``cyclonedx:FILE|DIR``: models that another tool's ML-BOM lists, versions 1.4 to 1.7, in JSON.

What a bill of materials says of a model is declared: nothing of it was seen in use. Its digests join it to
weights that are here.

Source:
    CycloneDX 1.6 and 1.7, JSON schema (ECMA-424): component, modelCard, pedigree, licenseChoice, hash.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote

from auditor.domain.observation import Observation
from auditor.domain.serving import DeploymentState, InUse, ModelReference, ReferenceKind, Stated
from auditor.errors import FormatError
from auditor.formats.json_object import JsonObject, object_in, parse_object, text_in
from auditor.sources.base import Target
from auditor.sources.cleaning import clean, settings_of
from auditor.sources.path_source import PathSource
from auditor.sources.references import reference
from auditor.sources.setting_files import SettingFile, SettingKind, observe

VERSIONS: Final = ("1.4", "1.5", "1.6", "1.7")
# A bill of materials of a large system; those of models alone take some kilobytes.
_MAX_BYTES: Final = 50_000_000
_MODEL: Final = "machine-learning-model"
_HUB: Final = re.compile(r"pkg:huggingface/([^/@?#]+/[^/@?#]+)(?:@([^?#]+))?")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class CyclonedxSource(PathSource):
    """Reads which models a bill of materials lists."""

    scheme: str = "cyclonedx"
    summary: str = "models that another tool's ML-BOM lists (cyclonedx:bom.json)"

    def observe(self, target: Target) -> Iterator[Observation]:
        """See `Source.observe`."""
        kind = SettingKind("CycloneDX bill of materials", _is_candidate, _read, _MAX_BYTES)
        return observe(target, kind)


def _is_candidate(name: str) -> bool:
    return name.lower().endswith(".json")


def _read(file: SettingFile) -> list[Observation] | None:
    if file.text.lstrip().startswith("<"):
        raise FormatError("a bill of materials in XML is not read, only in JSON")
    if not file.is_named and "CycloneDX" not in file.text:
        return None
    bom = parse_object(file.text.encode("utf-8", "replace"), "bill of materials", max_bytes=_MAX_BYTES * 2)
    if bom.get("bomFormat") != "CycloneDX":
        return None
    version = bom.get("specVersion")
    if version not in VERSIONS:
        raise FormatError(f"CycloneDX of a version that is not read, only {', '.join(VERSIONS)}")
    return [clean(_in_use(file, place, component)) for place, component in _models(bom)]


def _models(bom: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    """Yield every model with its place, those within other components too, in the order of the file."""
    subject = object_in(bom, "metadata").get("component")
    pending: list[tuple[str, object]] = [*_listed(bom, ""), ("/metadata/component", subject)]
    while pending:
        place, component = pending.pop()
        if not isinstance(component, dict):
            continue
        if component.get("type") == _MODEL:
            yield place, component
        pending += _listed(component, place)


def _listed(holder: JsonObject, place: str) -> list[tuple[str, object]]:
    """Return the components within something, the first last."""
    return [(f"{place}/components/{n}", one) for n, one in enumerate(_items(holder, "components"))][::-1]


def _items(fields: JsonObject, name: str) -> Sequence[Any]:
    found = fields.get(name)
    return found if isinstance(found, list) else ()


def _objects(fields: JsonObject, name: str) -> Sequence[JsonObject]:
    return [one for one in _items(fields, name) if isinstance(one, dict)]


def _in_use(file: SettingFile, place: str, component: JsonObject) -> InUse:
    name = _name(component)
    parameters = object_in(object_in(component, "modelCard"), "modelParameters")
    ancestors = [_name(one) for one in _objects(object_in(component, "pedigree"), "ancestors")]
    model = _reference(component, name)
    told = {
        "ancestors": ", ".join(ancestors),
        "architecture": text_in(parameters, "architectureFamily", "modelArchitecture"),
        "name": name if model is not None and model.written != name else None,
        "version": text_in(component, "version"),
    }
    return InUse(
        target=file.target,
        locator=f"{file.locator}#{place}",
        state=DeploymentState.DECLARED,
        evidence=f"a bill of materials lists the model {name or 'without a name'}",
        model=model,
        stated=Stated(
            ", ".join(_licenses(component))[:_LONGEST],
            (_publisher(component) or "")[:_LONGEST],
            (text_in(parameters, "task") or "")[:_LONGEST],
        ),
        settings=settings_of({key: value[:_LONGEST] for key, value in told.items() if value}),
    )


def _name(component: JsonObject) -> str:
    group, name = text_in(component, "group"), text_in(component, "name") or ""
    return f"{group}/{name}" if group and name else name


def _reference(component: JsonObject, name: str) -> ModelReference | None:
    """Return the model by its package URL, an address on the hub, or its name; with its digest."""
    sha256 = _digest(component)
    revision = text_in(component, "version")
    hub = _HUB.match(text_in(component, "purl") or "")
    if hub:
        pinned = unquote(hub[2]) if hub[2] else None
        return ModelReference(unquote(hub[1]), ReferenceKind.REPOSITORY, pinned, sha256)
    for one in _objects(component, "externalReferences"):
        found = reference(text_in(one, "url") or "", ReferenceKind.LOCATION)
        if found is not None and found.kind is ReferenceKind.REPOSITORY:
            return ModelReference(found.written, found.kind, found.revision, sha256)
    if not name:
        return None
    kind = ReferenceKind.REPOSITORY if name.count("/") == 1 else ReferenceKind.STORE
    return ModelReference(name, kind, revision, sha256)


def _digest(component: JsonObject) -> str | None:
    for one in _objects(component, "hashes"):
        content = (text_in(one, "content") or "").lower()
        if one.get("alg") == "SHA-256" and _SHA256.fullmatch(content):
            return content
    return None


def _licenses(component: JsonObject) -> Iterator[str]:
    for choice in _objects(component, "licenses"):
        found = text_in(choice, "expression") or text_in(object_in(choice, "license"), "id", "name")
        if found:
            yield found


def _publisher(component: JsonObject) -> str | None:
    parties = (object_in(component, name) for name in ("manufacturer", "supplier"))
    named = next((found for party in parties if (found := text_in(party, "name"))), None)
    return named or text_in(component, "publisher", "author")
