"""Many observations to one inventory: the same weights are one model, wherever they lie."""

import gc
import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from auditor.domain.audit import Inventory
from auditor.domain.header import OF_A_MODEL, FileRole
from auditor.domain.observation import (
    Access,
    FileSeen,
    Observation,
    Problem,
    ProblemKind,
    SkipKind,
    Skipped,
    StoreEntry,
)
from auditor.domain.subject import Fault, Model, Strength
from auditor.identity import in_use, listings, named, present, published, shards, writable
from auditor.identity.artifacts import Occurrence, artifact, header_id, identify, occurrences
from auditor.identity.beside import Beside, Bundle, beside
from auditor.identity.doubtful import oddities
from auditor.identity.given_names import given_names
from auditor.identity.overlap import once_each
from auditor.identity.sorting import Sorted, by_kind


def group(observations: Iterable[Observation]) -> Inventory:
    """Return what the observations amount to.

    Models merge on the digest of their bytes and on nothing weaker: two files that only share a
    header are two models with the same alias. The order of the observations means nothing.
    """
    with _uncollected():
        return _grouped(by_kind(observations))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep Python from looking for cycles: the millions of objects of a large inventory are in none.

    The search would take a third of the time, for all of them are looked through again as they become more.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _grouped(seen: Sorted) -> Inventory:
    indexes = shards.indexes(seen.documents)
    placed = _placed(seen, indexes)
    by_id = _by_id([place for place in placed if place.files[0].header.role in OF_A_MODEL])
    around = beside(seen.documents, (*seen.problems, *seen.skipped), _models_of(by_id))
    models = tuple(_model(id_, places, seen, around) for id_, places in sorted(by_id.items()))
    others = tuple(
        sorted(
            (place.place, _what_it_is(place.files[0]))
            for place in placed
            if place.files[0].header.role not in OF_A_MODEL
        )
    )
    here = _here(by_id, seen.entries, (*seen.problems, *seen.skipped)) if seen.in_use else in_use.Here()
    found = in_use.deployments(seen.in_use, here)
    present_at = present.deployments(by_id, seen.entries, found)
    listed = listings.by_model(found)
    known = (*models, *named.models(found, models, here))
    return Inventory(
        models=tuple(replace(model, listings=listed.get(model.id, ())) for model in known)
        if listed
        else known,
        deployments=tuple(sorted((*present_at, *found), key=lambda one: one.id)),
        not_models=others,
        problems=_problems(seen, indexes, placed),
        skipped=_not_looked_at(seen),
        covered=tuple(seen.covered),
    )


def _what_it_is(file: FileSeen) -> str:
    """Return what a file is that is no model; data have no other name than their size and digest."""
    what = file.header.role.value
    if file.header.role is not FileRole.PLAIN:
        return what
    digest = f", sha256 {file.sha256}" if file.sha256 else ""
    return f"{what}: {file.file_id.size_bytes:,} bytes{digest}"


def gaps(observations: Iterable[Observation]) -> tuple[Problem | Skipped, ...]:
    """Return the gaps of the inventory that `group` makes of the observations, without the inventory."""
    seen = by_kind(observations)
    indexes = shards.indexes(seen.documents)
    not_read = (skipped for skipped in seen.skipped if skipped.category is SkipKind.FORMAT)
    return (*_problems(seen, indexes, _placed(seen, indexes)), *not_read)


def _placed(seen: Sorted, indexes: Mapping[shards.Place, shards.Index]) -> tuple[Occurrence, ...]:
    broken = {(problem.target, problem.locator) for problem in seen.problems}
    return once_each(occurrences(published.vouched(seen), indexes, broken))


def _not_looked_at(seen: Sorted) -> tuple[Skipped, ...]:
    """Return what was skipped, but what another target of the same audit has read."""
    read = {covered.target for covered in seen.covered}
    return tuple(one for one in seen.skipped if one.elsewhere not in read)


def _problems(
    seen: Sorted, indexes: Mapping[shards.Place, shards.Index], placed: Sequence[Occurrence]
) -> tuple[Problem, ...]:
    lacking = shards.absent(indexes, seen.files)
    found = (*seen.problems, *lacking, *_defects(placed), *_altered(placed), *_odd_data(placed))
    return _one_per_place(found)


def _here(
    by_id: Mapping[str, Sequence[Occurrence]],
    entries: Mapping[Bundle, StoreEntry],
    gaps: Iterable[Problem | Skipped],
) -> in_use.Here:
    """Return what tells the models whose bytes are here, however they are referred to."""
    here = in_use.Here()
    folders: dict[str, set[str]] = {}
    named: dict[str, set[str]] = {}
    for id_, places in by_id.items():
        for place in places:
            entry = entries.get((place.target, place.bundle))
            # A manifest stands for its weights, whatever adapters it lays over them.
            if entry is not None and entry.revision and place.files[0].header.role is FileRole.WEIGHTS:
                named.setdefault(entry.revision, set()).add(id_)
            for file in place.files:
                if file.access is Access.OPENED:
                    here.by_file[in_use.opened(file.file_id)] = id_
                here.by_path[file.path] = id_
                folders.setdefault(posixpath.dirname(file.path), set()).add(id_)
                if file.sha256:
                    here.by_sha256[file.sha256] = id_
    here.by_path = {**_alone(folders), **here.by_path}
    here.faults = {
        one.path: Fault(one.place, one.reason, one.on_load)
        for one in gaps
        if one.path and one.path not in here.by_path
    }
    here.by_sha256 = {**_alone(named), **here.by_sha256}
    return here


def _alone(ids: Mapping[str, set[str]]) -> dict[str, str]:
    return {key: next(iter(of_key)) for key, of_key in ids.items() if len(of_key) == 1}


def _by_id(placed: Sequence[Occurrence]) -> dict[str, list[Occurrence]]:
    """Return the places of each model; header ids are kept apart unless they are the same files."""
    by_id: dict[str, list[Occurrence]] = {}
    files: dict[str, tuple[tuple[str, int, int], ...]] = {}
    for place in sorted(placed, key=lambda place: place.is_elsewhere):
        id_, strength = identify(place)
        if strength is Strength.HEADER and (same := published.content_id(place, by_id)):
            id_ = same
        elif strength is Strength.HEADER:
            these = tuple(file.which for file in place.files)
            base, n = id_, 1
            while files.setdefault(id_, these) != these:
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


def _model(id_: str, places: Sequence[Occurrence], seen: Sorted, around: Mapping[Bundle, Beside]) -> Model:
    ordered = _here_first(places)
    beside_it = [
        around[bundle] for bundle in dict.fromkeys((place.target, place.bundle) for place in ordered)
    ]
    documents = tuple(document for one in beside_it for document in one.documents)
    defects = [defect.reason for place in ordered for defect in place.defects]
    problems = [*defects, *(problem.reason for problem in _altered(ordered))]
    return Model(
        id=id_,
        strength=Strength.HEADER if _rests_on_header(id_) else Strength.CONTENT,
        artifact=artifact(ordered[0]),
        names=given_names(ordered, seen.entries, documents),
        documents=documents,
        locations=tuple(sorted(place.place for place in ordered)),
        problems=tuple(dict.fromkeys(problems)),
        aliases=_aliases(id_, ordered[0]),
        unread=tuple(sorted({name for one in beside_it for name in one.unread})),
        open_to=writable.open_to(file for place in ordered for file in place.files),
    )


def _here_first(places: Sequence[Occurrence]) -> Sequence[Occurrence]:
    """Return the places of a model in the order of their names, those on other machines last."""
    if len(places) == 1:
        return places
    return sorted(places, key=lambda place: (place.is_elsewhere, place.place))


def _rests_on_header(id_: str) -> bool:
    return id_.startswith("header:")


def _aliases(id_: str, place: Occurrence) -> tuple[str, ...]:
    """Return the weaker ids of a model, so that whatever was said about them is found again."""
    if _rests_on_header(id_):
        return (id_.partition(".")[0],) if "." in id_ else ()
    return (header_id(place),)


def _defects(placed: Iterable[Occurrence]) -> list[Problem]:
    return [
        Problem(place.target, place.locator, defect.reason, category=ProblemKind.INCOMPLETE)
        for place in placed
        for defect in place.defects
        if not defect.is_known
    ]


def _odd_data(placed: Iterable[Occurrence]) -> list[Problem]:
    return [
        Problem(
            file.target,
            file.locator,
            anomaly.detail,
            anomaly.offset,
            on_load=anomaly.on_load,
            sha256=file.sha256,
            size_bytes=file.file_id.size_bytes,
        )
        for place in placed
        for file in place.files
        for anomaly in oddities(file.header)
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
            sha256=file.sha256,
            size_bytes=file.file_id.size_bytes,
        )
        for place in placed
        for file in place.files
        if file.declared_sha256 and file.sha256 and file.declared_sha256 != file.sha256
    ]
