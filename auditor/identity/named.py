"""What is known of a model of which only the name was seen: nothing of its bytes, and that is said."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from auditor.domain.declaration import same_as_entry
from auditor.domain.fact import Basis, Claim, Confidence, Settler, Silence, Statement, Unknown
from auditor.domain.header import OnLoad
from auditor.domain.mention import NameAt
from auditor.domain.naming import alike
from auditor.domain.serving import DeploymentState, InUse, ReferenceKind
from auditor.domain.subject import Deployment, Fault, Model, PossibleSame, Strength
from auditor.identity.in_use import Here, fault_here, path_here
from auditor.identity.stores import STORES

NO_BYTES: Final = "only its name is known: its bytes were not seen"
"""Why nothing is known of what its files would tell."""

_ASKED: Final = frozenset(store.name for store in STORES if store.is_asked)
_BYTES_SEEN: Final = "identity.bytes_seen"
_DECLARE_SAME: Final = "auditor declare same-as"
_ON_LOAD: Final = "unsafe.executes_code_on_load"
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
    _ON_LOAD,
)


def models(
    deployments: Iterable[Deployment], here: Sequence[Model], read: Here | None = None
) -> tuple[Model, ...]:
    """Return the models of which only the name is known, by id.

    Args:
        deployments: Everything that was seen in use.
        here: The models whose bytes were found; one that is called alike may be the same, and stays apart.
        read: The files that were read, by what they can be told.
    """
    known = {model.id for model in here}
    found: dict[str, list[Deployment]] = {}
    for deployment in deployments:
        if deployment.model_id is not None and deployment.model_id not in known:
            found.setdefault(deployment.model_id, []).append(deployment)
    if not found:
        return ()
    alike = _Alike.of(found, here, read or Here())
    return tuple(_model(id_, places, alike) for id_, places in sorted(found.items()))


def _model(id_: str, places: Sequence[Deployment], alike: "_Alike") -> Model:
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
    fault = next((found for one in seen if (found := fault_here(one, alike.read))), None)
    return Model(
        id=id_,
        strength=Strength.FILE if fault else Strength.NAME,
        fault=fault,
        artifact=None,
        names=tuple(sorted(names.values(), key=lambda name: (name.given_by, name.name))),
        documents=(),
        locations=tuple(sorted({_locator(one) for one in seen})),
        reference=first.model,
        operator=first.operator,
        same_as=tuple(alike.to(id_, seen)),
    )


def _locator(seen: InUse) -> str:
    return f"{seen.target}#{seen.locator}"


@dataclass(frozen=True, slots=True)
class _Alike:
    """What a model may be of which only the name is known, by what it is called.

    Attributes:
        stored: The models here by the name that a store gives them, as `alike` has it.
        called: The models here by every name, as `alike` has it.
        named: The models of which only the name is known, and that name, by it as `alike` has it.
        read: The files that were read.
    """

    stored: Mapping[str, Sequence[tuple[Model, NameAt]]]
    called: Mapping[str, Sequence[tuple[Model, NameAt]]]
    named: Mapping[str, Sequence[tuple[str, str]]]
    read: Here

    @classmethod
    def of(cls, found: Mapping[str, Sequence[Deployment]], here: Iterable[Model], read: Here) -> "_Alike":
        """Index the models."""
        stored: dict[str, list[tuple[Model, NameAt]]] = {}
        called: dict[str, list[tuple[Model, NameAt]]] = {}
        for model in here:
            for name in model.names:
                called.setdefault(alike(name.name), []).append((model, name))
                if name.given_by in _ASKED:
                    stored.setdefault(alike(name.name), []).append((model, name))
        named: dict[str, list[tuple[str, str]]] = {}
        for id_, places in sorted(found.items()):
            written = {seen.model.written for place in places for seen in place.seen if seen.model}
            for key, words in sorted({alike(words): words for words in sorted(written)}.items()):
                named.setdefault(key, []).append((id_, words))
        return cls(stored, called, named, read)

    def to(self, id_: str, places: Sequence[InUse]) -> Iterator[PossibleSame]:
        """Yield what a model may be, each once, the best reason for it first."""
        found: dict[str, PossibleSame] = {}
        for seen in places:
            for one in (
                *self._stored(seen),
                *self._at_path(seen),
                *self._listed(seen),
                *self._named(id_, seen),
            ):
                found.setdefault(one.model_id, one)
        yield from found.values()

    def _stored(self, seen: InUse) -> Iterator[PossibleSame]:
        """Yield the models here that a store calls what this one is called; a pinned revision must agree."""
        reference = seen.model
        if reference is None or reference.kind not in {ReferenceKind.REPOSITORY, ReferenceKind.STORE}:
            return
        for model, name in self.stored.get(alike(reference.written), ()):
            if reference.revision and name.revision and reference.revision != name.revision:
                continue
            pinned = bool(reference.revision and reference.revision == name.revision)
            why = f"{name.given_by} holds {name.name}" + (" at the revision that is pinned" if pinned else "")
            yield PossibleSame(model.id, Confidence.MEDIUM if pinned else Confidence.LOW, why)

    def _at_path(self, seen: InUse) -> Iterator[PossibleSame]:
        """Yield the model whose file lies where a server says that it loaded one: anybody can say that."""
        path = path_here(seen, self.read)
        if path is not None and seen.is_asked:
            reason = f"the server says that it has loaded {seen.paths[0]}, and that file was read"
            yield PossibleSame(self.read.by_path[path], Confidence.LOW, reason)

    def _listed(self, seen: InUse) -> Iterator[PossibleSame]:
        """Yield the first model here that is called what a list calls one, by whoever calls it so."""
        if seen.state is DeploymentState.DECLARED and seen.model is not None:
            for model, name in self.called.get(alike(seen.model.written), ())[:1]:
                yield PossibleSame(
                    model.id, Confidence.LOW, f"{name.name} is here, named by its {name.given_by}"
                )

    def _named(self, id_: str, seen: InUse) -> Iterator[PossibleSame]:
        """Yield the first model that is called alike elsewhere: of many each leads to that one."""
        written = seen.model.written if seen.model else ""
        other = next((one for one in self.named.get(alike(written), ())[:2] if one[0] != id_), None)
        if other is not None:
            yield PossibleSame(other[0], Confidence.LOW, f"called {other[1]} there too")


def assess(model: Model) -> Iterator[Statement]:
    """Yield its name, and why everything else is not known."""
    place = model.locations[0]
    yield Claim("identity.strength", model.strength.value, Basis.MEASURED, Confidence.HIGH, "grouping", place)
    yield _looked_at(model)
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
    who = Settler.OPERATOR if model.operator else Settler.FILE_OWNER
    if model.fault is None:
        yield from (Silence(fact, Unknown(NO_BYTES, who)) for fact in _OF_BYTES)
    else:
        yield from _of_fault(model.fault, who)


def _looked_at(model: Model) -> Statement:
    """Return whether its bytes were looked at; where they may lie here under that name, it is not known."""
    here = [maybe for maybe in model.same_as if maybe.has_bytes]
    if model.fault is None and here:
        known = ", ".join(f"{maybe.reason} ({maybe.model_id})" for maybe in here)
        reason = f"it may be a model whose bytes are here: {known}; if they are one, declare: "
        entry = same_as_entry(model.id, here[0].model_id)
        return Silence(_BYTES_SEEN, Unknown(reason + entry, Settler.ORGANISATION, _DECLARE_SAME))
    seen, how = model.fault is not None, "grouping"
    return Claim(_BYTES_SEEN, seen, Basis.MEASURED, Confidence.HIGH, how, model.locations[0])


def _of_fault(fault: Fault, who: Settler) -> Iterator[Statement]:
    """Yield what is known of the file that it is loaded from: why it is not read as a model."""
    runs_code = fault.on_load is OnLoad.RUNS
    if runs_code:
        how = "pickles, archives"
        yield Claim(_ON_LOAD, True, Basis.MEASURED, Confidence.HIGH, how, fault.place, fault.reason)
    why = f"the file that it is loaded from, {fault.place}, is not read as a model: {fault.reason}"
    for fact in _OF_BYTES:
        if fact != _ON_LOAD or not runs_code:
            yield Silence(fact, Unknown(why, who))
