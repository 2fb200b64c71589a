"""What is declared against what was seen, both ways: in use and undeclared, declared and never seen.

::

    systems that use it, training, bills of materials  --reconcile-->  model.declared, deployment.declared
    what was seen to run, configure, call or hold it   --reconcile-->  model.observed, model.run_here
    the differences                                    --reconcile-->  declaration.n_undeclared, .unseen

Declared systems close the world: what none of them uses is undeclared. Where no system is declared, or one
does not say what it uses, that something is undeclared cannot be said of anything.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from auditor.declarations.attested import attest, silence
from auditor.declarations.binding import Bound
from auditor.declarations.listed import Listed
from auditor.declarations.sameness import Same
from auditor.domain.audit import Inventory
from auditor.domain.declaration import SystemDeclared
from auditor.domain.fact import Basis, Claim, Confidence, Settler, Silence, Statement, Unknown
from auditor.domain.naming import distinct_names
from auditor.domain.serving import DeploymentState, Shows
from auditor.domain.subject import Deployment, Model
from auditor.domain.values import FactValue, set_of

_MODEL: Final = "model.declared"
_DEPLOYMENT: Final = "deployment.declared"
_N_UNDECLARED: Final = "declaration.n_undeclared"
_REGISTER: Final = "declarations"
_COMPARED: Final = "declarations compared with what was seen"
_NOTHING: Final = "no AI system is declared, so that what is undeclared cannot be told from what is not"
_STRONGEST: Final = tuple(DeploymentState)


def reconcile(
    bound: Bound, inventory: Inventory, shows: Mapping[str, Shows]
) -> Mapping[str, tuple[Statement, ...]]:
    """Compare what is declared with what was seen.

    Args:
        bound: The declarations, bound to the inventory.
        inventory: What was seen, and what bills of materials list.
        shows: What each source sees where it looks, by its scheme.

    Returns:
        Claims and silences by the id of the model, the deployment or the organisation.
    """
    books = _Books.of(bound, inventory, shows)
    said: dict[str, tuple[Statement, ...]] = {}
    for deployment in inventory.deployments:
        said[deployment.id] = tuple(books.about_deployment(deployment))
    for model in inventory.models:
        places = books.places.get(model.id, ())
        observed = books.seen_as(model) or _observed(model, places, books.listed)
        said[model.id] = (*books.about_model(model), *observed, *books.run_here(model, places))
    said[bound.organisation.id] = (
        _n_undeclared(inventory.deployments, said),
        *_unseen(bound, inventory.models, said),
    )
    return MappingProxyType(said)


@dataclass(frozen=True, slots=True)
class _Books:
    """The declarations, by what they are about.

    Attributes:
        bound: All of them.
        places: Deployments by the id of their model.
        users: The systems that use a deployment, by its id.
        listed: What spreadsheets and bills of materials list.
        looked: What each source that looked anywhere sees there, by its scheme.
    """

    bound: Bound
    places: Mapping[str, Sequence[Deployment]]
    users: Mapping[str, Sequence[SystemDeclared]]
    listed: Listed
    looked: Mapping[str, Shows]

    @classmethod
    def of(cls, bound: Bound, inventory: Inventory, shows: Mapping[str, Shows]) -> "_Books":
        """Index the declarations and the places."""
        places: dict[str, list[Deployment]] = defaultdict(list)
        for deployment in inventory.deployments:
            if deployment.model_id is not None:
                places[deployment.model_id].append(deployment)
        users: dict[str, list[SystemDeclared]] = defaultdict(list)
        for declared, system in zip(bound.register.systems, bound.systems, strict=True):
            for id_ in system.deployment_ids:
                users[id_].append(declared)
        schemes = {covered.target.partition(":")[0] for covered in inventory.covered}
        looked = {scheme: shows[scheme] for scheme in schemes & shows.keys()}
        return cls(bound, places, users, Listed.of(inventory), looked)

    def about_deployment(self, deployment: Deployment) -> Iterator[Statement]:
        """Yield who declares a deployment; a list does where it says enough to tell it."""
        claims: list[Statement] = [
            *self._used(_DEPLOYMENT, self.users.get(deployment.id, ())),
            *self._same(_DEPLOYMENT, deployment.model_id, deployment),
            *self.listed.about_deployment(_DEPLOYMENT, deployment),
        ]
        yield from claims or [self._undeclared(_DEPLOYMENT, (deployment.id, deployment.model_id or ""))]

    def about_model(self, model: Model) -> Iterator[Statement]:
        """Yield who declares a model: its own training is a declaration too."""
        places = self.places.get(model.id, ())
        trained = [each.declared for each in self.bound.trainings if model.id in each.model_ids]
        claims: list[Statement] = [
            *self._used(_MODEL, self.bound.inside.get(model.id, ())),
            *(
                attest(_MODEL, True, one.provenance, self.bound.register.backed, key="model")
                for one in trained
            ),
            *self._same(_MODEL, model.id),
            *self.listed.about_model(_MODEL, model),
        ]
        yield from claims or [self._undeclared(_MODEL, (model.id, *(place.id for place in places)))]

    def _same(self, fact: str, model_id: str | None, at: Deployment | None = None) -> Iterator[Claim]:
        """Yield who declares it as what it is declared to be; of a place only a row that may mean it does."""
        for same in self.bound.same.get(model_id or "", ()):
            if self.bound.inside.get(same.model_id) or self.listed.has(same.model_id, at):
                yield self._attested(fact, same)

    def seen_as(self, model: Model) -> tuple[Claim, ...]:
        """Return that it was seen under the name of what it is declared to be, if it was under that alone."""
        if _is_seen(self.places.get(model.id, ())):
            return ()
        others = (
            same for same in self.bound.same.get(model.id, ()) if _is_seen(self.places.get(same.model_id, ()))
        )
        return tuple(self._attested("model.observed", same) for same in others)

    def run_here(self, model: Model, places: Iterable[Deployment]) -> Iterator[Statement]:
        """Yield what runs it; of what is only listed and was seen under another name it is told there."""
        if told := self.seen_as(model):
            yield silence("model.run_here", f"it is told of the model that it is: {told[0].citation}")
            return
        own = tuple(_run_here(places, self.looked))
        runs = None if _holds(own) else self._run_as(model)
        yield from own if runs is None else (self._attested("model.run_here", runs),)

    def _run_as(self, model: Model) -> Same | None:
        """Return what a model is declared to be that something runs, under another name."""
        return next(
            (
                same
                for same in self.bound.same.get(model.id, ())
                if _holds(_run_here(self.places.get(same.model_id, ()), self.looked))
            ),
            None,
        )

    def _attested(self, fact: str, same: Same) -> Claim:
        return same.attested(fact, True, self.bound.register.backed)

    def _used(self, fact: str, systems: Iterable[SystemDeclared]) -> Iterator[Claim]:
        for system in systems:
            yield attest(fact, True, system.of("uses"), self.bound.register.backed, key="uses")

    def _undeclared(self, fact: str, ids: Iterable[str]) -> Statement:
        """Return that nothing declares it, where the declarations are such that this can be said."""
        systems = self.bound.register.systems
        if not systems:
            return silence(fact, _NOTHING)
        meant = next((self.bound.meant[id_] for id_ in ids if id_ in self.bound.meant), None)
        if meant is not None:
            reason = f"a selector of system {meant!r} matches it, and others than it expects"
            return Silence(fact, Unknown(reason, Settler.ORGANISATION, "auditor declare --check"))
        vague = next((system.id for system in systems if not system.uses), None)
        if vague is not None:
            return silence(fact, f"the declaration of system {vague!r} does not say what it uses")
        return _compared(fact, False)


def _holds(said: Iterable[Statement]) -> bool:
    return any(isinstance(one, Claim) and one.value is True for one in said)


def _is_seen(places: Iterable[Deployment]) -> bool:
    return any(place.state is not DeploymentState.DECLARED for place in places)


def _compared(fact: str, value: FactValue) -> Claim:
    return Claim(fact, value, Basis.MEASURED, Confidence.HIGH, _COMPARED, _REGISTER)


def _observed(model: Model, places: Iterable[Deployment], listed: Listed) -> Iterator[Claim]:
    """Yield where a model was seen best; that it was not seen holds of the targets that were looked at."""
    fact, ordered = "model.observed", _ordered(places)
    seen = [place for place in ordered if place.state is not DeploymentState.DECLARED]
    if seen and len(seen) < len(ordered) and model.id.startswith("name:"):
        method = f"{seen[0].evidence}; joined with what is listed by its name alone"
        yield Claim(fact, True, Basis.INFERRED, Confidence.LOW, method, seen[0].locator)
    elif seen:
        yield _best(fact, seen)
    elif ordered:
        yield listed.unseen(fact, ordered[0])


def _run_here(places: Iterable[Deployment], looked: Mapping[str, Shows]) -> Iterator[Statement]:
    """Yield what of the organisation's own runs a model; a service that is called is not its own.

    Args:
        places: Where the model was seen.
        looked: What each source that looked anywhere sees there, by its scheme.
    """
    fact, ordered = "model.run_here", _ordered(places)
    used = [place for place in ordered if place.state.is_use]
    own = [place for place in used if place.is_hosted is False]
    open_ = [place for place in used if place.is_hosted is None]
    if own:
        # Where it was open, it runs; what a setting or a server says is its word.
        yield _best(fact, own)
    elif open_:
        yield silence(fact, f"nothing that was seen of it says who computes it: {open_[0].evidence}")
    elif ordered and ordered[0].state is DeploymentState.DECLARED:
        # A list is nothing that was seen; what it says of who computes it is worth what it says.
        if ordered[0].is_hosted is None:
            yield silence(fact, f"nothing that was seen of it says who computes it: {ordered[0].evidence}")
        else:
            value, evidence = not ordered[0].is_hosted, ordered[0].evidence
            yield Claim(fact, value, Basis.DECLARED, Confidence.MEDIUM, evidence, ordered[0].locator)
    elif used:
        yield _said(fact, False, used[0])
    elif ordered:
        yield _not_run(fact, ordered[0], looked)


def _not_run(fact: str, place: Deployment, looked: Mapping[str, Shows]) -> Statement:
    """Return what follows from it that a model lies somewhere and nothing was seen that uses it."""
    of_use = sorted(scheme for scheme, shows in looked.items() if shows is not Shows.MODELS)
    if not of_use:
        reason = "nothing was looked at that would show whether something runs it"
        return Silence(fact, Unknown(reason, Settler.OPERATOR, "auditor scan process:"))
    # A program that runs here has its file open; what other sources see names a model somehow, or not at all.
    is_machine = Shows.PROCESSES in looked.values()
    method = f"{place.evidence}; looked for what runs it: {', '.join(of_use)}"
    confidence = Confidence.MEDIUM if is_machine else Confidence.LOW
    return Claim(fact, False, Basis.INFERRED, confidence, method, place.locator)


def _ordered(places: Iterable[Deployment]) -> tuple[Deployment, ...]:
    return tuple(sorted(places, key=lambda place: (_STRONGEST.index(place.state), place.locator)))


def _best(fact: str, places: Sequence[Deployment]) -> Claim:
    """Return that it is so, by the first place with files of it, else by the first that names it."""
    place = next((place for place in places if place.has_files), None)
    if place is None:
        return _said(fact, True, places[0])
    return Claim(fact, True, Basis.MEASURED, Confidence.HIGH, place.evidence, place.locator)


def _said(fact: str, value: FactValue, place: Deployment) -> Claim:
    return Claim(fact, value, Basis.DECLARED, Confidence.MEDIUM, place.evidence, place.locator)


def _n_undeclared(deployments: Iterable[Deployment], said: Mapping[str, tuple[Statement, ...]]) -> Statement:
    """Return how many deployments in use nothing declares; unknown while that is unknown of one."""
    used = [said[deployment.id] for deployment in deployments if deployment.state.is_use]
    first = [statements[0] for statements in used]
    open_ = next((one for one in first if isinstance(one, Silence)), None)
    if open_ is not None:
        return Silence(_N_UNDECLARED, open_.unknown)
    weak = next((one for one in first if isinstance(one, Claim) and one.confidence is Confidence.LOW), None)
    if weak is not None:
        return Silence(_N_UNDECLARED, Unknown(weak.method, Settler.ORGANISATION, "auditor declare system"))
    return _compared(_N_UNDECLARED, sum(isinstance(one, Claim) and one.value is False for one in first))


def _unseen(
    bound: Bound, models: Iterable[Model], said: Mapping[str, tuple[Statement, ...]]
) -> Iterator[Claim]:
    """Yield what is declared and was not seen: models that are only listed, selectors that match nothing."""
    known = tuple(models)
    names = distinct_names(known)
    absent = {
        names[model.id]
        for model in known
        if any(
            isinstance(one, Claim) and one.fact == "model.observed" and one.value is False
            for one in said[model.id]
        )
    }
    # That nothing joins them is measured; that they are nowhere follows only as far as was looked.
    value = set_of(absent | set(bound.unmatched))
    method = f"{_COMPARED}, in the targets that were looked at"
    yield Claim("declaration.unseen", value, Basis.INFERRED, Confidence.MEDIUM, method, _REGISTER)
