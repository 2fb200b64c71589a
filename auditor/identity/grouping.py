"""Many observations to one inventory: the same weights are one model, wherever they lie."""

import hashlib
import posixpath
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Final

from auditor.domain.audit import Inventory
from auditor.domain.document import ModelCard
from auditor.domain.observation import (
    Covered,
    DocumentSeen,
    FileRole,
    FileSeen,
    Observation,
    Problem,
    ProblemKind,
    SkipKind,
    Skipped,
    StoreEntry,
)
from auditor.domain.serving import DeploymentState, InUse
from auditor.domain.subject import Deployment, DocumentAt, Model, NameAt, Strength
from auditor.formats import shard_name
from auditor.formats.folder_name import folder_name
from auditor.identity import shards
from auditor.identity.artifacts import Occurrence, artifact, identify, occurrences
from auditor.identity.beside import Beside, Bundle, beside
from auditor.identity.overlap import once_each

_OF_A_MODEL: Final = frozenset({FileRole.WEIGHTS, FileRole.ADAPTER})
_RUNTIME_OF_STORE: Final = {"ollama": "ollama"}
_GIVEN_BY: Final = ("hf-cache", "ollama", "header", "card", "path")

# What the common tools call the file itself, whatever is in it.
_GENERIC_STEMS: Final = frozenset(
    {"model", "adapter_model", "pytorch_model", "consolidated", "ggml-model", "weights"}
)


@dataclass(slots=True)
class _Sorted:
    """Observations by kind."""

    files: list[FileSeen] = field(default_factory=list)
    documents: list[DocumentSeen] = field(default_factory=list)
    entries: dict[Bundle, StoreEntry] = field(default_factory=dict)
    in_use: list[InUse] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    covered: list[Covered] = field(default_factory=list)


def group(observations: Iterable[Observation]) -> Inventory:
    """Return what the observations amount to.

    Models merge on the digest of their bytes and on nothing weaker: two files that only share a
    header are two models with the same alias. The order of the observations means nothing.
    """
    seen = _sort(observations)
    indexes = shards.indexes(seen.documents)
    placed = _placed(seen, indexes)
    by_id = _by_id([place for place in placed if place.files[0].header.role in _OF_A_MODEL])
    documents = beside(seen.documents, (*seen.problems, *seen.skipped), _models_of(by_id))
    models = tuple(_model(id_, places, seen, documents) for id_, places in sorted(by_id.items()))
    others = tuple(
        sorted(
            (place.place, place.files[0].header.role.value)
            for place in placed
            if place.files[0].header.role not in _OF_A_MODEL
        )
    )
    return Inventory(
        models=models,
        deployments=_deployments(by_id, seen),
        not_models=others,
        problems=_problems(seen, indexes, placed),
        skipped=tuple(seen.skipped),
        covered=tuple(seen.covered),
    )


def gaps(observations: Iterable[Observation]) -> tuple[Problem | Skipped, ...]:
    """Return the gaps of the inventory that `group` makes of the observations, without the inventory."""
    seen = _sort(observations)
    indexes = shards.indexes(seen.documents)
    not_read = (skipped for skipped in seen.skipped if skipped.category is SkipKind.FORMAT)
    return (*_problems(seen, indexes, _placed(seen, indexes)), *not_read)


def _sort(observations: Iterable[Observation]) -> _Sorted:
    """Return the observations by kind, each kind in the order of target and place."""
    seen = _Sorted()
    for observation in sorted(observations, key=_order):
        match observation:
            case FileSeen():
                seen.files.append(observation)
            case DocumentSeen():
                seen.documents.append(observation)
            case StoreEntry():
                seen.entries.setdefault((observation.target, observation.bundle), observation)
            case InUse():
                seen.in_use.append(observation)
            case Problem():
                seen.problems.append(observation)
            case Skipped():
                seen.skipped.append(observation)
            case Covered():
                seen.covered.append(observation)
    return seen


def _order(observation: Observation) -> tuple[str, str, str, str]:
    """Order observations by target and place; the rest only makes the order total."""
    match observation:
        case FileSeen(target=target, locator=locator, path=path, file_id=file):
            return target, locator, "file", f"{path}\n{file.device}:{file.inode}"
        case DocumentSeen(target=target, locator=locator):
            return target, locator, "document", observation.bundle
        case StoreEntry(target=target, bundle=bundle):
            return target, bundle, "entry", repr(observation)
        case InUse(target=target, locator=locator):
            return target, locator, "in use", repr(observation)
        case Problem(target=target, locator=locator) | Skipped(target=target, locator=locator):
            return target, locator, "problem", repr(observation)
        case _:
            return observation.target, "", "covered", repr(observation)


def _placed(seen: _Sorted, indexes: Mapping[shards.Place, shards.Index]) -> tuple[Occurrence, ...]:
    broken = {(problem.target, problem.locator) for problem in seen.problems}
    return once_each(occurrences(seen.files, indexes, broken))


def _problems(
    seen: _Sorted, indexes: Mapping[shards.Place, shards.Index], placed: Sequence[Occurrence]
) -> tuple[Problem, ...]:
    found = (*seen.problems, *shards.absent(indexes, seen.files), *_defects(placed), *_altered(placed))
    return _one_per_place(found)


def _by_id(placed: Sequence[Occurrence]) -> dict[str, list[Occurrence]]:
    """Return the places of each model; header ids are kept apart unless they are the same files."""
    by_id: dict[str, list[Occurrence]] = {}
    inodes: dict[str, tuple[tuple[int, int], ...]] = {}
    for place in placed:
        id_, strength = identify(place)
        if strength is Strength.HEADER:
            these = tuple((file.file_id.device, file.file_id.inode) for file in place.files)
            base, n = id_, 1
            while inodes.setdefault(id_, these) != these:
                n += 1
                id_ = f"{base}.{n}"
        by_id.setdefault(id_, []).append(place)
    return by_id


def _models_of(by_id: Mapping[str, Sequence[Occurrence]]) -> dict[Bundle, frozenset[str]]:
    """Return the ids of the models in each bundle."""
    ids: dict[Bundle, set[str]] = {}
    for id_, places in by_id.items():
        for place in places:
            ids.setdefault((place.target, place.bundle), set()).add(id_)
    return {bundle: frozenset(models) for bundle, models in ids.items()}


def _model(id_: str, places: Sequence[Occurrence], seen: _Sorted, around: Beside) -> Model:
    ordered = sorted(places, key=lambda place: place.place)
    bundles = dict.fromkeys((place.target, place.bundle) for place in ordered)
    documents = tuple(document for bundle in bundles for document in around.documents(bundle))
    defects = [defect.reason for place in ordered for defect in place.defects]
    problems = [*defects, *(problem.reason for problem in _altered(ordered))]
    return Model(
        id=id_,
        strength=identify(ordered[0])[1],
        artifact=artifact(ordered[0]),
        names=_names(ordered, seen, documents),
        documents=documents,
        locations=tuple(place.place for place in ordered),
        problems=tuple(dict.fromkeys(problems)),
        aliases=_aliases(id_, ordered[0]),
        unread=tuple(sorted({name for bundle in bundles for name in around.unread_names(bundle)})),
    )


def _aliases(id_: str, place: Occurrence) -> tuple[str, ...]:
    """Return the weaker ids of a model, so that whatever was said about them is found again."""
    if id_.startswith("header:"):
        return (id_.partition(".")[0],) if "." in id_ else ()
    unread = replace(place, files=tuple(replace(file, sha256=None) for file in place.files))
    return (identify(unread)[0],)


def _names(
    places: Sequence[Occurrence], seen: _Sorted, documents: Sequence[DocumentAt]
) -> tuple[NameAt, ...]:
    names: dict[tuple[str, str], NameAt] = {}

    def add(name: str | None, given_by: str, locator: str, revision: str | None = None) -> None:
        cleaned = (name or "").strip()
        if cleaned:
            names.setdefault((cleaned, given_by), NameAt(cleaned, given_by, locator, revision))

    for place in places:
        entry = seen.entries.get((place.target, place.bundle))
        if entry is not None:
            add(entry.name, entry.store, place.place, entry.revision)
        header = place.files[0].header
        add(header.name, "header", f"{place.place}@general.name")
        path_name = _path_name(place)
        if entry is None or path_name != entry.name:
            add(path_name, "path", place.place)
    for at in documents:
        if isinstance(at.document, ModelCard) and at.n_sharing == 1:
            add(at.document.model_name, "card", at.locator)
    return tuple(sorted(names.values(), key=lambda name: _GIVEN_BY.index(name.given_by)))


def _path_name(place: Occurrence) -> str:
    """Return the file's name, or its folder's where the file is called what every such file is called."""
    path = PurePosixPath(place.locator)
    shard = shard_name.parse(path.name)
    stem = shard.stem if shard else path.stem
    if stem not in _GENERIC_STEMS:
        return stem
    root = place.files[0].root_name
    return folder_name([*([root] if root else []), *path.parent.parts]) or stem


def _deployments(by_id: Mapping[str, Sequence[Occurrence]], seen: _Sorted) -> tuple[Deployment, ...]:
    """Return every place of every model; no two have one id."""
    placed = sorted(
        ((place, id_) for id_, places in by_id.items() for place in places),
        key=lambda pair: (pair[0].place, pair[0].files[0].path, pair[1]),
    )
    found: dict[str, Deployment] = {}
    for place, id_ in placed:
        first = _deployment(id_, place, seen)
        # One target spelled in two ways, in two folders: a last resort, for no place may stand for another.
        n, deployment = 1, first
        while deployment.id in found:
            n += 1
            deployment = replace(first, id=f"{first.id}.{n}")
        found[deployment.id] = deployment
    return tuple(found[key] for key in sorted(found))


def _deployment(id_: str, place: Occurrence, seen: _Sorted) -> Deployment:
    entry = seen.entries.get((place.target, place.bundle))
    scheme, _, folder = place.target.partition(":")
    runtime = _RUNTIME_OF_STORE.get(entry.store) if entry else None
    name = entry.name if entry else PurePosixPath(place.locator).name
    served = entry.name if entry else PurePosixPath(place.key).name
    # The target's own spelling tells two folders apart and is the same on every host that mounts them alike.
    key = "\n".join((scheme, posixpath.normpath(folder) if folder else "", place.key, runtime or "", served))
    return Deployment(
        id=f"dep:{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}",
        model_id=id_,
        name=name,
        state=DeploymentState.PRESENT,
        scheme=scheme,
        locator=place.place,
        evidence=f"in the {entry.store} store as {entry.name}"
        if entry
        else "a file in a folder; nothing seen that runs it",
        runtime=runtime,
    )


def _defects(placed: Iterable[Occurrence]) -> list[Problem]:
    return [
        Problem(place.target, place.locator, defect.reason, category=ProblemKind.INCOMPLETE)
        for place in placed
        for defect in place.defects
        if not defect.is_known
    ]


def _one_per_place(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems in order; targets that overlap see the same one at the same place."""
    ordered = sorted(problems, key=lambda p: (p.target, p.locator, p.reason, p.category, p.offset or 0))
    # Two schemes may lead to one path, as a hub cache inside a folder.
    first = {(p.place.partition(":")[2], p.reason): p for p in reversed(ordered)}
    return tuple(reversed(first.values()))


def _altered(placed: Iterable[Occurrence]) -> list[Problem]:
    return [
        Problem(
            file.target,
            file.locator,
            f"altered: its store says sha256 {file.declared_sha256[:12]}..., its bytes {file.sha256[:12]}...",
            category=ProblemKind.ALTERED,
        )
        for place in placed
        for file in place.files
        if file.declared_sha256 and file.sha256 and file.declared_sha256 != file.sha256
    ]
