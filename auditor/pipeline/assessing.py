"""Scans to facts: every assessor in turn, in the order in which they need each other's answers."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import date

from auditor import airgap, compute, declarations, deployments, identity, licenses
from auditor.catalogue import Catalogue
from auditor.catalogue.advisories import load_advisories
from auditor.declarations import Bound
from auditor.declarations.problem import BindingProblem
from auditor.deployments import advised, hosted, permitted, served
from auditor.domain.attestation import Attestation, Outcome
from auditor.domain.audit import Inventory
from auditor.domain.declaration import Acceptance
from auditor.domain.fact import Basis, Claim, Confidence, Fact, Settler, Silence, Statement, Unknown
from auditor.domain.facts import FACTS, of_subject
from auditor.domain.observation import Problem, Skipped
from auditor.domain.places import places_of, places_that_may_run_code, places_that_run_code
from auditor.domain.resolving import resolve
from auditor.domain.subject import Deployment, Model, Subject
from auditor.domain.values import set_of
from auditor.identity import catalogued, measured, stated
from auditor.pipeline import PRODUCES
from auditor.pipeline.hearing import heard
from auditor.sources import SOURCES

FactsByName = dict[str, Fact]


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything that is known before a rule is read.

    Attributes:
        subjects: Everything facts are about.
        inventory: What was found, with what the organisation declares to be one.
        facts: Facts by subject id, then by name; every fact of the registry is there.
        bound: Declarations, bound to the inventory.
        attestations: The attestations that speak about these models, and the newest self-test.
        problems: What shows only once everything is said: resolutions that settle nothing, denials of what is
            on record.
    """

    subjects: tuple[Subject, ...]
    inventory: Inventory
    facts: Mapping[str, Mapping[str, Fact]]
    bound: Bound
    attestations: tuple[Attestation, ...]
    problems: tuple[BindingProblem, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """The two clocks of an audit.

    Attributes:
        as_of: Selects law, and the validity of declarations and evidence.
        run_day: The day of the run, which ages are reckoned by.
    """

    as_of: date
    run_day: date


def assess(
    inventory: Inventory,
    bound: Bound,
    attestations: Iterable[Attestation],
    catalogue: Catalogue,
    day: Day,
    law: compute.LawFigures,
) -> Assessment:
    """Establish every fact about every subject of an inventory."""
    said = _Said()
    # What settles a conflict is known to whoever reads the fact, and so comes first.
    for subject_id, claim in (pair for one in bound.resolved for pair in one.claims):
        said.hear(subject_id, {claim.fact}, (claim,))
    for model in inventory.models:
        said.hear(model.id, identity.PRODUCES, measured.assess(model))
        said.hear(model.id, identity.PRODUCES, catalogued.assess(model, said.known(model.id), catalogue))
    models = declarations.joined(inventory.models, bound.same)
    for model in models:
        said.hear(model.id, identity.PRODUCES, stated.assess(model, said.known(model.id), catalogue))
    of_models = {model.id: said.known(model.id) for model in inventory.models}
    roles = declarations.derive_roles(bound, inventory.models, of_models)
    compared = declarations.reconcile(bound, inventory, SOURCES.shows)
    for subject_id, statements in (*bound.claims.items(), *compared.items(), *roles.items()):
        said.hear(subject_id, declarations.PRODUCES | declarations.ATTESTS, statements)
    given = _Given(catalogue, law, day, tuple(_speaking(inventory, attestations)), _trained_by_us(bound))
    for model in models:
        _assess_model(model, said, given)
    said.hear(bound.organisation.id, airgap.PRODUCES, _self_tested(given.attestations, day.run_day))
    coverage = (_unread(inventory, bound), _harmful(inventory, bound))
    said.hear(bound.organisation.id, PRODUCES, coverage)
    allowed = said.known(bound.organisation.id).get("organisation.hosting_countries")
    within_union: list[tuple[Deployment, Claim]] = []
    for deployment in inventory.deployments:
        placed = _assess_deployment(deployment, allowed, said, given)
        within_union += declarations.in_union(deployment, placed)
    links = declarations.union_links(bound, within_union)
    said.hear(bound.organisation.id, declarations.PRODUCES, links)
    needless = declarations.needless(bound.resolved, said.statements)
    problems = (*needless, *declarations.denied(bound, said.known(bound.organisation.id)))
    said.hear(bound.organisation.id, declarations.PRODUCES, declarations.needless_claims(problems))
    found = replace(inventory, models=declarations.settled(inventory, bound.same))
    subjects: tuple[Subject, ...] = (
        *found.models,
        *inventory.deployments,
        *bound.systems,
        *bound.incidents,
        bound.organisation,
    )
    facts = {subject.id: _complete(subject, said.statements.get(subject.id, ())) for subject in subjects}
    facts |= dict(_inherited(found.models, facts, bound))
    return Assessment(subjects, found, facts, bound, given.attestations, problems)


@dataclass(slots=True)
class _Said:
    """What was said so far, by subject."""

    statements: dict[str, list[Statement]] = field(default_factory=dict)

    def hear(self, subject_id: str, may_say: Set[str], said: Iterable[Statement]) -> None:
        """Note what a package says about a subject, if that is its to say."""
        self.statements.setdefault(subject_id, []).extend(heard(may_say, said))

    def known(self, subject_id: str) -> FactsByName:
        """Return what that comes to, so far."""
        return _resolved(self.statements.get(subject_id, ()))


@dataclass(frozen=True, slots=True)
class _Given:
    """What every model is assessed with.

    Attributes:
        catalogue: The catalogue, as it weighs on the day.
        law: The law's figures on the day.
        day: The two clocks.
        attestations: Those that speak about these models, and the newest self-test.
        trained_by_us: Ids of the models that a training declaration names.
    """

    catalogue: Catalogue
    law: compute.LawFigures
    day: Day
    attestations: tuple[Attestation, ...]
    trained_by_us: frozenset[str]


def _trained_by_us(bound: Bound) -> frozenset[str]:
    return frozenset(model_id for training in bound.trainings for model_id in training.model_ids)


def _assess_model(model: Model, said: _Said, given: _Given) -> None:
    """Let every package speak in turn; each is handed what was said before."""
    id_, catalogue = model.id, given.catalogue
    said.hear(id_, identity.PRODUCES, measured.names_base(model, said.known(id_)))
    licensed = licenses.assess(model, said.known(id_), catalogue, licenses.DETECTORS)
    said.hear(id_, licenses.PRODUCES, licensed)
    trained = compute.assess(model, said.known(id_), catalogue, compute.ESTIMATORS, given.law)
    said.hear(id_, compute.PRODUCES, trained)
    if id_ in given.trained_by_us:
        modified = compute.assess_modification(model, said.known(id_), catalogue, given.law)
        said.hear(id_, compute.PRODUCES, modified)
    said.hear(id_, airgap.PRODUCES, _airgapped(model, given.attestations, given.day.run_day))


def _assess_deployment(
    deployment: Deployment, allowed: Fact | None, said: _Said, given: _Given
) -> tuple[Statement, ...]:
    """Say what was seen of a place, then what follows from that; ``allowed`` is where it may be computed.

    Returns:
        Who operates it, and where.
    """
    id_, catalogue, run_day = deployment.id, given.catalogue, given.day.run_day
    said.hear(id_, PRODUCES, [_state(deployment)])
    said.hear(id_, deployments.PRODUCES, served.assess(deployment, SOURCES.starts))
    known = said.known(id_)
    placed = tuple(hosted.assess(deployment, known, catalogue, run_day))
    said.hear(id_, deployments.PRODUCES, placed)
    said.hear(id_, deployments.PRODUCES, advised.assess(deployment, load_advisories(), run_day))
    said.hear(id_, deployments.PRODUCES, permitted.assess(deployment, known, allowed, catalogue, run_day))
    return placed


def _resolved(statements: Iterable[Statement]) -> FactsByName:
    """Resolve the facts that something was said about."""
    claims: dict[str, list[Claim]] = {}
    silences: dict[str, Unknown] = {}
    for statement in statements:
        if isinstance(statement, Claim):
            claims.setdefault(statement.fact, []).append(statement)
        else:
            claims.setdefault(statement.fact, [])
            silences[statement.fact] = statement.unknown
    return {name: resolve(FACTS[name], said, unknown=silences.get(name)) for name, said in claims.items()}


def _complete(subject: Subject, statements: Iterable[Statement]) -> FactsByName:
    """Resolve every fact of the subject's kind, those nobody spoke about included.

    Rules write their own; what the organisation says of one of these stands there until they do.
    """
    known = _resolved(statements)
    return {
        definition.name: known.get(definition.name) or resolve(definition, ())
        for definition in of_subject(subject.kind)
        if definition.producer != "policy" or definition.name in known
    }


def _inherited(
    models: Iterable[Model], facts: Mapping[str, FactsByName], bound: Bound
) -> Iterator[tuple[str, FactsByName]]:
    """Yield the facts of every model that is declared to be another, of which more is known."""
    for model in models:
        if (whole := model.declared_same) is not None:
            same = next(one for one in bound.same[model.id] if one.model_id == whole)
            own, backed = facts[model.id], bound.register.backed
            yield model.id, declarations.inherited(own, facts[whole], same, backed)


def _speaking(inventory: Inventory, attestations: Iterable[Attestation]) -> Iterator[Attestation]:
    """Yield, newest first, the newest attestation of each file here, and of the self-test model."""
    digests = {file.sha256 for model in inventory.models for file in model.files if file.sha256}
    seen: set[str] = set()
    newest_first = sorted(attestations, key=lambda a: (a.performed_at, a.artifact_sha256), reverse=True)
    # A run that never happened says nothing against one that did.
    for attestation in sorted(newest_first, key=lambda a: a.outcome is Outcome.NOT_RUN):
        if attestation.artifact_sha256 in seen:
            continue
        if attestation.artifact_sha256 in digests or attestation.is_self_test:
            seen.add(attestation.artifact_sha256)
            yield attestation


def _airgapped(model: Model, attestations: Iterable[Attestation], run_day: date) -> Iterator[Statement]:
    digests = {file.sha256 for file in model.files}
    is_open = any(file.sha256 is None and not file.is_hole for file in model.files)
    if is_open and model.artifact is not None and model.artifact.format == "gguf":
        yield from airgap.unmatched()
    n_files = len(model.files) + (model.artifact.n_missing if model.artifact else 0)
    for attestation in attestations:
        if attestation.artifact_sha256 in digests:
            # The self-test model may be somebody's model too; here it is spoken of as one.
            spoken = replace(attestation, is_self_test=False)
            yield from airgap.claims(spoken, as_of_run_day=run_day, n_files=n_files)


def _self_tested(attestations: Iterable[Attestation], run_day: date) -> Iterator[Statement]:
    for attestation in attestations:
        if attestation.is_self_test:
            yield from airgap.claims(attestation, as_of_run_day=run_day)


def _unread(inventory: Inventory, bound: Bound) -> Claim:
    return Claim(
        "coverage.n_unreadable",
        len(unread(inventory, bound.accepted)),
        Basis.MEASURED,
        Confidence.HIGH,
        "problems of the scans, and files in formats not read",
        "coverage",
    )


def _harmful(inventory: Inventory, bound: Bound) -> Statement:
    """Claim where something lies that is no model to anybody, and runs code in whoever takes it for one."""
    gaps = unaccepted(inventory, bound.accepted)
    places = places_that_run_code(gaps)
    if not places and (open_ := sorted(places_that_may_run_code(gaps))):
        why = "; ".join(sorted({f"{one.place}: {one.reason}" for one in gaps if one.place == open_[0]}))
        more = f", and {len(open_) - 1:,} more" if len(open_) > 1 else ""
        remedy = "find out what they are; accept each by its place and bytes if it is known and meant"
        return Silence("coverage.code_on_load", Unknown(f"{why}{more}", Settler.FILE_OWNER, remedy))
    what = "problems of the scans, without those that are accepted for their bytes"
    value = set_of([*places])
    return Claim("coverage.code_on_load", value, Basis.MEASURED, Confidence.HIGH, what, "coverage")


def _state(deployment: Deployment) -> Claim:
    return Claim(
        "deployment.state",
        deployment.state.value,
        Basis.MEASURED if deployment.is_measured else Basis.DECLARED,
        Confidence.HIGH if deployment.is_measured else Confidence.MEDIUM,
        deployment.evidence,
        deployment.locator,
    )


def unread(inventory: Inventory, accepted: Iterable[Acceptance]) -> frozenset[str]:
    """Return the places of gaps, of whatever kind, that nobody has accepted as such."""
    return places_of(unaccepted(inventory, accepted))


def unaccepted(inventory: Inventory, accepted: Iterable[Acceptance]) -> tuple[Problem | Skipped, ...]:
    """Return the gaps that nobody has accepted as such."""
    places = {one.place for one in accepted}
    return tuple(gap for gap in inventory.gaps if gap.place not in places)
