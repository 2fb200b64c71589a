"""Scans to facts: every assessor in turn, in the order in which they need each other's answers."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from auditor import airgap, compute, declarations, identity, licenses
from auditor.catalogue import Catalogue
from auditor.declarations import Bound, Declarations
from auditor.domain.attestation import Attestation, Outcome
from auditor.domain.audit import Inventory
from auditor.domain.fact import Basis, Claim, Confidence, Fact, Statement, Unknown, resolve
from auditor.domain.facts import FACTS, of_subject
from auditor.domain.observation import Problem, Skipped, places_of
from auditor.domain.subject import Deployment, Model, Subject
from auditor.identity import catalogued, measured
from auditor.pipeline import PRODUCES
from auditor.pipeline.hearing import heard

FactsByName = dict[str, Fact]


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything that is known before a rule is read.

    Attributes:
        facts: Facts by subject id, then by name; every fact of the registry is there.
        bound: Declarations, bound to the inventory.
        attestations: The attestations that speak about these models, and the newest self-test.
    """

    facts: Mapping[str, Mapping[str, Fact]]
    bound: Bound
    attestations: tuple[Attestation, ...]


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
    declared: Declarations,
    attestations: Iterable[Attestation],
    catalogue: Catalogue,
    day: Day,
    law: compute.LawFigures,
) -> Assessment:
    """Establish every fact about every subject of an inventory."""
    statements: dict[str, list[Statement]] = {}
    known: dict[str, FactsByName] = {}
    for model in inventory.models:
        mine = statements.setdefault(model.id, [])
        mine += heard(identity.PRODUCES, measured.assess(model))
        mine += heard(identity.PRODUCES, catalogued.assess(model, _resolved(mine), catalogue))
        known[model.id] = _resolved(mine)
    bound = declarations.bind(declared, inventory, as_of=day.as_of)
    roles = declarations.derive_roles(bound, inventory.models, known)
    for subject_id, said in (*bound.claims.items(), *roles.items()):
        may_say = declarations.PRODUCES | declarations.ATTESTS
        statements.setdefault(subject_id, []).extend(heard(may_say, said))
    speaking = tuple(_speaking(inventory, attestations))
    ours = {model_id for training in bound.trainings for model_id in training.model_ids}
    for model in inventory.models:
        mine = statements[model.id]
        mine += heard(identity.PRODUCES, measured.names_base(model, _resolved(mine)))
        licensed = licenses.assess(model, _resolved(mine), catalogue, licenses.DETECTORS)
        mine += heard(licenses.PRODUCES, licensed)
        trained = compute.assess(model, _resolved(mine), catalogue, compute.ESTIMATORS, law)
        mine += heard(compute.PRODUCES, trained)
        if model.id in ours:
            modified = compute.assess_modification(model, _resolved(mine), catalogue, law)
            mine += heard(compute.PRODUCES, modified)
        mine += heard(airgap.PRODUCES, _airgapped(model, speaking, day.run_day))
    organisation = statements.setdefault(bound.organisation.id, [])
    organisation += heard(airgap.PRODUCES, _self_tested(speaking, day.run_day))
    organisation += heard(PRODUCES, [_unread(inventory, bound)])
    for deployment in inventory.deployments:
        statements.setdefault(deployment.id, []).extend(heard(PRODUCES, [_state(deployment)]))
    subjects: tuple[Subject, ...] = (
        *inventory.models,
        *inventory.deployments,
        *bound.systems,
        bound.organisation,
    )
    facts = {subject.id: _complete(subject, statements.get(subject.id, ())) for subject in subjects}
    return Assessment(facts, bound, speaking)


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
    """Resolve every fact of the subject's kind, those nobody spoke about included; rules write their own."""
    known = _resolved(statements)
    return {
        definition.name: known.get(definition.name) or resolve(definition, ())
        for definition in of_subject(subject.kind)
        if definition.producer != "policy"
    }


def _speaking(inventory: Inventory, attestations: Iterable[Attestation]) -> Iterator[Attestation]:
    """Yield, newest first, the newest attestation of each file here, and of the self-test model."""
    digests = {file.sha256 for model in inventory.models for file in model.artifact.files if file.sha256}
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
    files = model.artifact.files
    digests = {file.sha256 for file in files}
    if any(file.sha256 is None and not file.is_hole for file in files) and model.artifact.format == "gguf":
        yield from airgap.unmatched()
    for attestation in attestations:
        if attestation.artifact_sha256 in digests:
            # The self-test model may be somebody's model too; here it is spoken of as one.
            yield from airgap.claims(replace(attestation, is_self_test=False), as_of_run_day=run_day)


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


def _state(deployment: Deployment) -> Claim:
    return Claim(
        "deployment.state",
        deployment.state.value,
        Basis.MEASURED,
        Confidence.HIGH,
        deployment.evidence,
        deployment.locator,
    )


def unread(inventory: Inventory, accepted: Iterable[str]) -> frozenset[str]:
    """Return the places of gaps, of whatever kind, that nobody has accepted as such."""
    return places_of(unaccepted(inventory, accepted))


def unaccepted(inventory: Inventory, accepted: Iterable[str]) -> tuple[Problem | Skipped, ...]:
    """Return the gaps that nobody has accepted as such."""
    places = set(accepted)
    return tuple(gap for gap in inventory.gaps if gap.place not in places)
