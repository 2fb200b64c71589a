"""What changed between two audits, as JSON: places, models, verdicts, and what the audits rest on."""

from collections.abc import Iterable, Mapping
from typing import Final, Literal, TypedDict

from auditor.domain.audit import Audit, Run
from auditor.domain.finding import Finding, Severity, Verdict
from auditor.domain.subject import Deployment, Model

SCHEMA: Final = "auditor/changes/1"


class AuditRef(TypedDict):
    """One of the two audits."""

    id: str
    started_at: str
    as_of: str
    result_sha256: str


class SubjectRef(TypedDict):
    """A model or place that one of the audits has and the other has not."""

    id: str
    name: str
    where: str


class PlaceChange(TypedDict):
    """A place that both have, in another state or with another model."""

    id: str
    name: str
    where: str
    state: tuple[str, str]
    model_id: tuple[str | None, str | None]


class Standing(TypedDict):
    """What a rule came to; where it held or did not apply there is none."""

    verdict: Literal["fail", "unknown", "pass", "not_applicable"]
    upcoming: bool
    counted: bool
    waived: bool
    severity: str
    reason: str


class VerdictChange(TypedDict):
    """A rule and a subject of which the audits say otherwise; the subject may be new, or gone."""

    rule: str
    kind: str
    subject_id: str
    subject: str
    subject_is: Literal["new", "gone", "in both"]
    before: Standing | None
    after: Standing | None


class Changes(TypedDict):
    """What changed; ``rests_on`` names the inputs that differ, which is why."""

    schema: str
    earlier: AuditRef
    later: AuditRef
    rests_on: list[str]
    new_models: list[SubjectRef]
    gone_models: list[SubjectRef]
    new_places: list[SubjectRef]
    gone_places: list[SubjectRef]
    changed_places: list[PlaceChange]
    verdicts: list[VerdictChange]


def changes(earlier: tuple[Audit, Run], later: tuple[Audit, Run]) -> Changes:
    """Compare two audits; a model whose bytes were read in between is the one it was by name."""
    before, after = earlier[0], later[0]
    known_as = _known_as(before.inventory.models, after.inventory.models)
    models = {model.id: model for model in before.inventory.models}
    now = {known_as.get(model.id, model.id): model for model in after.inventory.models}
    places = {place.id: place for place in before.inventory.deployments}
    places_now = {place.id: place for place in after.inventory.deployments}
    return {
        "schema": SCHEMA,
        "earlier": _audit_ref(*earlier),
        "later": _audit_ref(*later),
        "rests_on": _rests_on(before, after),
        "new_models": [_model_ref(now[id_]) for id_ in sorted(now.keys() - models.keys())],
        "gone_models": [_model_ref(models[id_]) for id_ in sorted(models.keys() - now.keys())],
        "new_places": [_place_ref(places_now[id_]) for id_ in sorted(places_now.keys() - places.keys())],
        "gone_places": [_place_ref(places[id_]) for id_ in sorted(places.keys() - places_now.keys())],
        "changed_places": [
            _place_change(places[id_], places_now[id_])
            for id_ in sorted(places.keys() & places_now.keys())
            if _told_apart(places[id_], known_as) != _told_apart(places_now[id_], known_as)
        ],
        "verdicts": _verdicts(before, after, known_as),
    }


def is_new_failure(change: VerdictChange, fail_on: Severity) -> bool:
    """Say whether something that counts fails in the later audit and did not in the earlier.

    Args:
        change: A verdict that changed.
        fail_on: Mildest severity that counts.
    """

    def fails(standing: Standing | None) -> bool:
        if standing is None or not standing["counted"] or standing["verdict"] != Verdict.FAIL.value:
            return False
        return Severity(standing["severity"]).rank >= fail_on.rank

    return fails(change["after"]) and not fails(change["before"])


def _known_as(before: Iterable[Model], after: Iterable[Model]) -> Mapping[str, str]:
    """Return the earlier id of each later model whose id is another now: a stronger one, read from more."""
    earlier = {id_: model.id for model in before for id_ in (*model.aliases, model.id)}
    return {
        model.id: next((earlier[id_] for id_ in (model.id, *model.aliases) if id_ in earlier), model.id)
        for model in after
    }


def _audit_ref(audit: Audit, run: Run) -> AuditRef:
    return {
        "id": run.id,
        "started_at": run.started_at.isoformat(),
        "as_of": audit.as_of.isoformat(),
        "result_sha256": run.result_sha256,
    }


def _model_ref(model: Model) -> SubjectRef:
    return {"id": model.id, "name": model.name, "where": ", ".join(model.locations)}


def _place_ref(place: Deployment) -> SubjectRef:
    return {"id": place.id, "name": place.name, "where": place.locator}


def _place_change(before: Deployment, after: Deployment) -> PlaceChange:
    return {
        "id": after.id,
        "name": after.name,
        "where": after.locator,
        "state": (before.state.value, after.state.value),
        "model_id": (before.model_id, after.model_id),
    }


def _told_apart(place: Deployment, known_as: Mapping[str, str]) -> tuple[str, str | None]:
    return place.state.value, known_as.get(place.model_id, place.model_id) if place.model_id else None


def _rests_on(before: Audit, after: Audit) -> list[str]:
    compared = {
        "scans": (before.inputs.scans, after.inputs.scans),
        "declarations": (before.inputs.declarations_sha256, after.inputs.declarations_sha256),
        "attestations": (before.inputs.attestations, after.inputs.attestations),
        "catalogue": (before.inputs.catalogue_sha256, after.inputs.catalogue_sha256),
        "policy bundle": (before.inputs.bundle_sha256, after.inputs.bundle_sha256),
        "day of the law": (before.as_of, after.as_of),
        "day of the run": (before.inputs.run_day, after.inputs.run_day),
    }
    return [name for name, (one, other) in compared.items() if one != other]


def _verdicts(before: Audit, after: Audit, known_as: Mapping[str, str]) -> list[VerdictChange]:
    was = {(finding.rule, finding.subject_id): finding for finding in before.findings}
    is_ = {(f.rule, known_as.get(f.subject_id, f.subject_id)): f for f in after.findings}
    there = {subject.id for subject in before.subjects}
    there_now = {known_as.get(subject.id, subject.id) for subject in after.subjects}
    changed: list[VerdictChange] = []
    for key in sorted(was.keys() | is_.keys(), key=lambda key: (*_rank(is_.get(key)), key)):
        one, other = was.get(key), is_.get(key)
        if one and other and _told(one) == _told(other):
            continue
        said = other or one
        assert said is not None, "a key comes from one of them"
        changed.append(
            {
                "rule": said.rule,
                "kind": said.kind.value,
                "subject_id": said.subject_id,
                "subject": said.subject_name,
                "subject_is": "new" if key[1] not in there else "in both" if key[1] in there_now else "gone",
                "before": _standing(one),
                "after": _standing(other),
            }
        )
    return changed


def _told(finding: Finding) -> tuple[Verdict, bool, bool]:
    """Return what tells two verdicts on one subject apart; a waiver that ends is a change."""
    return finding.verdict, finding.upcoming, finding.waiver is not None


def _standing(finding: Finding | None) -> Standing | None:
    if finding is None:
        return None
    return {
        "verdict": finding.verdict.value,
        "upcoming": finding.upcoming,
        "counted": finding.counted,
        "waived": finding.waiver is not None,
        "severity": finding.severity.value,
        "reason": finding.sentence,
    }


def _rank(finding: Finding | None) -> tuple[bool, bool, int]:
    """Return what sorts a later verdict: failures, those that count, the worst first."""
    if finding is None:
        return True, True, 0
    return finding.verdict is not Verdict.FAIL, not finding.counted, -finding.severity.rank
