"""What changed between two audits, as JSON: models, places, problems, systems, verdicts, and their inputs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from auditor.domain.audit import Audit, Run
from auditor.domain.fact import Conflict, Fact, Known
from auditor.domain.facts import FACTS
from auditor.domain.subject import Deployment, Model, System
from auditor.reports import wording
from auditor.reports.document.changes_shape import (
    SCHEMA,
    AuditRef,
    Changes,
    FactChange,
    PlaceChange,
    SubjectRef,
    SystemChange,
)
from auditor.reports.document.fact_blocks import FactsOf
from auditor.reports.document.matched_models import changed_bytes, exchanged, matched
from auditor.reports.document.problem_changes import compare_problems
from auditor.reports.document.verdict_changes import verdict_changes
from auditor.reports.document.whereabouts import Whereabouts

_One = TypeVar("_One", Model, Deployment, System)


def changes(earlier: tuple[Audit, Run], later: tuple[Audit, Run]) -> Changes:
    """Compare two audits; a model whose bytes were read in between is the one it was by its header."""
    before, after = earlier[0], later[0]
    looked = Whereabouts.of(earlier[1]), Whereabouts.of(later[1])
    models = before.inventory.models, after.inventory.models
    known_as = matched(*models, looked)
    replaced = changed_bytes(*models, known_as, looked)
    was, is_ = exchanged(replaced)
    new, gone = _apart(*models, _where_model, looked, known_as)
    places = before.inventory.deployments, after.inventory.deployments
    new_places, gone_places = _apart(*places, lambda place: (place.locator,), looked)
    problems = compare_problems(before.inventory.problems, after.inventory.problems, looked)
    new_systems, gone_systems = _apart(before.systems, after.systems, lambda _: (), looked)
    return {
        "schema": SCHEMA,
        "earlier": _audit_ref(*earlier),
        "later": _audit_ref(*later),
        "rests_on": _rests_on(before, after),
        "new_targets": _targets_apart(later[1], looked[0]),
        "gone_targets": _targets_apart(earlier[1], looked[1]),
        "new_models": [ref for ref in new if ref["id"] not in is_],
        "gone_models": [ref for ref in gone if ref["id"] not in was],
        "changed_bytes": replaced,
        "new_places": new_places,
        "gone_places": gone_places,
        "changed_places": _changed_places(before, after, known_as),
        "new_problems": problems.new,
        "gone_problems": problems.gone,
        "changed_problems": problems.changed,
        "new_systems": new_systems,
        "gone_systems": gone_systems,
        "changed_systems": _changed_systems(before, after),
        "verdicts": verdict_changes(before, after, known_as, looked),
    }


def _where_model(model: Model) -> tuple[str, ...]:
    return model.locations


def _apart(
    before: Sequence[_One],
    after: Sequence[_One],
    where: Callable[[_One], tuple[str, ...]],
    looked: tuple[Whereabouts, Whereabouts],
    known_as: Mapping[str, str] | None = None,
) -> tuple[list[SubjectRef], list[SubjectRef]]:
    """Return what only the later audit has, and what only the earlier has, each by id."""
    same = known_as or {}
    old, new = {one.id for one in before}, {same.get(one.id, one.id) for one in after}

    def ref(one: _One, own: Whereabouts, other: Whereabouts) -> SubjectRef:
        there = where(one)
        seen = any(other.includes(own.full(place)) for place in there)
        return {"id": one.id, "name": one.name, "where": ", ".join(there), "looked_at": seen or not there}

    only_new = [ref(one, looked[1], looked[0]) for one in after if same.get(one.id, one.id) not in old]
    only_old = [ref(one, looked[0], looked[1]) for one in before if one.id not in new]
    return sorted(only_new, key=_by_id), sorted(only_old, key=_by_id)


def _by_id(ref: SubjectRef) -> str:
    return ref["id"]


def _targets_apart(run: Run, other: Whereabouts) -> list[str]:
    """Return the targets of an audit that the other did not look at, nor at anything that holds them."""
    return sorted({scan.target for scan in run.scans if not other.includes(scan.place)})


def _audit_ref(audit: Audit, run: Run) -> AuditRef:
    return {
        "id": run.id,
        "started_at": run.started_at.isoformat(),
        "as_of": audit.as_of.isoformat(),
        "result_sha256": run.result_sha256,
    }


def _changed_places(before: Audit, after: Audit, known_as: Mapping[str, str]) -> list[PlaceChange]:
    was = {place.id: place for place in before.inventory.deployments}
    changed: list[PlaceChange] = []
    for place in sorted(after.inventory.deployments, key=lambda one: one.id):
        one = was.get(place.id)
        if one is None:
            continue
        facts = _changed_facts(before.facts.get(one.id, {}), after.facts.get(place.id, {}))
        if facts or _told_apart(one, {}) != _told_apart(place, known_as):
            same = replace(place, model_id=known_as.get(place.model_id or "", place.model_id))
            changed.append(_place_change(one, same, facts))
    return changed


def _place_change(before: Deployment, after: Deployment, facts: list[FactChange]) -> PlaceChange:
    return {
        "id": after.id,
        "name": after.name,
        "where": after.locator,
        "state": (before.state.value, after.state.value),
        "model_id": (before.model_id, after.model_id),
        "facts": facts,
    }


def _told_apart(place: Deployment, known_as: Mapping[str, str]) -> tuple[str, str | None]:
    return place.state.value, known_as.get(place.model_id, place.model_id) if place.model_id else None


def _changed_systems(before: Audit, after: Audit) -> list[SystemChange]:
    was = {system.id: system for system in before.systems}
    return [
        {"id": system.id, "name": system.name, "facts": facts}
        for system in after.systems
        if system.id in was
        and (facts := _changed_facts(before.facts.get(system.id, {}), after.facts.get(system.id, {})))
    ]


def _changed_facts(before: FactsOf, after: FactsOf) -> list[FactChange]:
    """Return the facts of a subject that come to something else; why one is not known is no news."""
    words = {
        name: (_word(before.get(name), name), _word(after.get(name), name))
        for name in sorted(before.keys() | after.keys())
    }
    return [
        {"fact": name, "before": one, "after": other}
        for name, (one, other) in words.items()
        # The state of a place has a field of its own.
        if one != other and name != "deployment.state"
    ]


def _word(fact: Fact | None, name: str) -> str:
    state = fact.state if fact is not None else None
    if isinstance(state, Known):
        return wording.value(state.value, FACTS.get(name))
    return "its sources disagree" if isinstance(state, Conflict) else "not known"


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
