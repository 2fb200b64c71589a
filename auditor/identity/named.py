"""What is known of a model of which only the name was seen: nothing of its bytes, and that is said."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from auditor.domain.fact import Basis, Claim, Confidence, Settler, Silence, Statement, Unknown
from auditor.domain.serving import InUse, ReferenceKind
from auditor.domain.subject import Deployment, Model, NameAt, PossibleSame, Strength

NO_BYTES: Final = "only its name is known: its bytes were not seen"
"""Why nothing is known of what its files would tell."""

_STORES: Final = frozenset({"hf-cache", "hub", "ollama", "lmstudio", "modelscope", "llama.cpp"})
_OF_BYTES: Final = (
    "identity.sha256",
    "identity.digest_matches_store",
    "model.format",
    "model.size_bytes",
    "model.n_parameters",
    "model.n_active_parameters",
    "model.base_models",
    "model.base_relations",
    "unsafe.custom_code",
    "unsafe.executes_code_on_load",
)


def models(deployments: Iterable[Deployment], here: Sequence[Model]) -> tuple[Model, ...]:
    """Return the models of which only the name is known, by id.

    Args:
        deployments: Everything that was seen in use.
        here: The models whose bytes were found; one that is called alike may be the same, and stays apart.
    """
    known = {model.id for model in here}
    found: dict[str, list[Deployment]] = {}
    for deployment in deployments:
        if deployment.model_id is not None and deployment.model_id not in known:
            found.setdefault(deployment.model_id, []).append(deployment)
    return tuple(_model(id_, places, here) for id_, places in sorted(found.items()))


def _model(id_: str, places: Sequence[Deployment], here: Sequence[Model]) -> Model:
    seen = [one for place in places for one in place.seen if one.model is not None]
    first = seen[0]
    assert first.model is not None, "an id is made of a reference"
    names = {
        name: NameAt(name, given_by, _locator(one), one.model.revision)
        for one in reversed(seen)
        if one.model is not None
        for name, given_by in ((one.served_as, "served name"), (one.model.written, "reference"))
        if name
    }
    return Model(
        id=id_,
        strength=Strength.NAME,
        artifact=None,
        names=tuple(sorted(names.values(), key=lambda name: (name.given_by, name.name))),
        documents=(),
        locations=tuple(sorted({_locator(one) for one in seen})),
        reference=first.model,
        operator=first.operator,
        same_as=tuple(_alike(first, here)),
    )


def _locator(seen: InUse) -> str:
    return f"{seen.target}#{seen.locator}"


def _alike(seen: InUse, here: Iterable[Model]) -> Iterator[PossibleSame]:
    """Yield the models here that a store calls what this one is called; a pinned revision must agree."""
    reference = seen.model
    if reference is None or reference.kind not in {ReferenceKind.REPOSITORY, ReferenceKind.STORE}:
        return
    for model in here:
        for name in model.names:
            if name.given_by not in _STORES or name.name.lower() != reference.written.lower():
                continue
            if reference.revision and name.revision and reference.revision != name.revision:
                continue
            pinned = bool(reference.revision and reference.revision == name.revision)
            why = f"{name.given_by} holds {name.name}" + (" at the revision that is pinned" if pinned else "")
            yield PossibleSame(model.id, Confidence.MEDIUM if pinned else Confidence.LOW, why)
            break


def assess(model: Model) -> Iterator[Statement]:
    """Yield its name, and why everything else is not known."""
    place = model.locations[0]
    yield Claim("identity.strength", model.strength.value, Basis.MEASURED, Confidence.HIGH, "grouping", place)
    yield Claim("identity.store_vouches", False, Basis.MEASURED, Confidence.HIGH, "store's digest", place)
    for name in model.names:
        yield Claim(
            "model.name",
            name.name,
            Basis.DECLARED,
            Confidence.MEDIUM,
            f"named by {name.given_by}",
            name.locator,
        )
    for fact in _OF_BYTES:
        yield Silence(fact, Unknown(NO_BYTES, Settler.OPERATOR if model.operator else Settler.FILE_OWNER))
