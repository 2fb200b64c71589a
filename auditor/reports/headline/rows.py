"""One line per model: what it is, where, by whom, under which licence, from how much compute."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from auditor.domain.audit import Audit, Inventory
from auditor.domain.fact import Confidence, Conflict, Known, Unknown
from auditor.domain.figures import Rounding
from auditor.domain.finding import Finding, Verdict
from auditor.domain.naming import distinct_names
from auditor.domain.serving import DeploymentState
from auditor.domain.subject import Deployment, Model, Strength
from auditor.reports import wording
from auditor.reports.document.fact_blocks import FactsOf, known, known_range, known_text
from auditor.reports.headline.services import is_hosted
from auditor.reports.headline.states import strongest_state
from auditor.reports.titles import with_titles

_MOST_TARGETS: Final = 2
# What is marked where it holds, in this order.
_MARKED: Final = {
    "license.excludes_eu_licensees": "EU excluded",
    "unsafe.executes_code_on_load": "runs code when loaded",
    "unsafe.custom_code": "runs its own code",
    "model.systemic_risk": "systemic risk",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A word of warning beside a name, with the accent that goes with it."""

    text: str
    tone: str


_BY_NAME: Final = Mark("known by name only", "warn")


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model in one line.

    Attributes:
        id: Its id.
        anchor: Where its section stands in a page.
        name: Its name, its own among all.
        marks: Warnings.
        where: Targets it is at, and in how many places.
        made_by: Provider and country.
        license: Licence.
        compute: Compute of parameter updates, in FLOP.
        state: Strongest deployment state.
        n_failing: Findings that fail and count.
        is_service: It is nowhere but called as a service: its weights lie with whoever operates it.
        is_listed: It is nowhere but in a list: no weights of it are here, and nothing was seen to use it.
    """

    id: str
    anchor: str
    name: str
    marks: tuple[Mark, ...]
    where: str
    made_by: str
    license: str
    compute: str
    state: str
    n_failing: int
    is_service: bool = False
    is_listed: bool = False


def model_rows(audit: Audit) -> tuple[ModelRow, ...]:
    """Return every model, those to look at first on top; one that is declared to be another is that one."""
    places, wholes = places_by_model(audit.inventory), audit.inventory.wholes
    findings = findings_by_model(audit)
    names = distinct_names(audit.inventory.models)
    ranked = []
    for index, model in enumerate(audit.inventory.models):
        if model.id in wholes:
            continue
        facts = audit.facts.get(model.id, {})
        anchor = f"model-{index + 1}"
        row = _row(model, names[model.id], anchor, facts, places.get(model.id, ()), findings[model.id])
        row = replace(row, license=with_titles(row.license, audit.license_titles))
        if model.artifact is None and _all_hosted(places.get(model.id, ()), audit):
            # That its weights are elsewhere is what a service is, and nothing to warn of.
            marks = tuple(mark for mark in row.marks if mark != _BY_NAME)
            row = replace(row, is_service=True, marks=marks)
        elif model.artifact is None and _all_listed(places.get(model.id, ())):
            marks = tuple(mark for mark in row.marks if mark != _BY_NAME)
            row = replace(row, is_listed=True, marks=marks)
        ranked.append((_attention(row, findings[model.id], places.get(model.id, ())), row))
    return tuple(row for _, row in sorted(ranked, key=lambda pair: pair[0]))


def _all_hosted(places: Sequence[Deployment], audit: Audit) -> bool:
    return bool(places) and all(is_hosted(audit.facts.get(place.id, {})) for place in places)


def _all_listed(places: Sequence[Deployment]) -> bool:
    return bool(places) and all(place.state is DeploymentState.DECLARED for place in places)


def places_by_model(inventory: Inventory) -> Mapping[str, Sequence[Deployment]]:
    """Return places by the id of the model that they hold or use, or that this is declared to be."""
    places: dict[str, list[Deployment]] = defaultdict(list)
    wholes = inventory.wholes
    for place in inventory.deployments:
        if place.model_id is not None:
            places[wholes.get(place.model_id, place.model_id)].append(place)
    return places


def findings_by_model(audit: Audit) -> Mapping[str, list[Finding]]:
    """Return findings by the id of their subject, those of a place with those of the model it holds.

    Who can reach a server is said of its place; whoever reads about the model has to be told.
    """
    models = {place.id: place.model_id for place in audit.inventory.deployments}
    findings: dict[str, list[Finding]] = defaultdict(list)
    wholes = audit.inventory.wholes
    for finding in audit.findings:
        model_id = models.get(finding.subject_id) or finding.subject_id
        findings[wholes.get(model_id, model_id)].append(finding)
    return findings


def _attention(
    row: ModelRow, findings: Sequence[Finding], places: Sequence[Deployment]
) -> tuple[int, int, int, str, str]:
    worst = max((f.severity.rank for f in findings if f.counted and f.verdict is Verdict.FAIL), default=-1)
    order = list(DeploymentState)
    state = min((order.index(place.state) for place in places), default=len(order))
    return -worst, state, -len(row.marks), row.name.casefold(), row.id


def _row(
    model: Model,
    name: str,
    anchor: str,
    facts: FactsOf,
    places: Sequence[Deployment],
    findings: Iterable[Finding],
) -> ModelRow:
    n_failing = sum(finding.counted and finding.verdict is Verdict.FAIL for finding in findings)
    return ModelRow(
        id=model.id,
        anchor=anchor,
        name=name,
        marks=_marks(model, facts, n_failing),
        where=where(model),
        made_by=_made_by(facts),
        license=_short_fact(facts, "license.concluded"),
        compute=compute_words(facts),
        state=strongest_state(places),
        n_failing=n_failing,
    )


def _marks(model: Model, facts: FactsOf, n_failing: int) -> tuple[Mark, ...]:
    n_missing = model.artifact.n_missing if model.artifact else 0
    n_conflicts = sum(isinstance(fact.state, Conflict) for fact in facts.values())
    found = (
        (n_failing > 0, Mark(f"{n_failing} failing", "bad")),
        *(
            (known(facts, fact) is True, _weighed(words, fact, model, facts))
            for fact, words in _MARKED.items()
        ),
        (n_conflicts > 0, Mark("sources conflict", "warn")),
        (model.strength is Strength.HEADER, Mark("bytes not read", "warn")),
        (model.strength is Strength.FILE, Mark("its file is not read as a model", "warn")),
        (model.strength is Strength.NAME, _BY_NAME),
        (
            bool(model.problems) or n_missing > 0,
            Mark("file problems", "warn"),
        ),
    )
    return tuple(mark for applies, mark in found if applies)


def _weighed(words: str, name: str, model: Model, facts: FactsOf) -> Mark:
    """Return the mark of a fact that holds; on what decides no rule it is no more than possible, and why."""
    fact = facts.get(name)
    if fact is None or not isinstance(fact.state, Known) or fact.state.confidence is not Confidence.LOW:
        return Mark(words, "bad")
    why = "by its name alone" if model.strength is Strength.NAME else "on low-confidence evidence alone"
    return Mark(f"possibly {words}: {why}", "warn")


def where(model: Model) -> str:
    """Return the targets a model is at, and its number of places."""
    targets = tuple(dict.fromkeys(location.partition("#")[0] for location in model.locations))
    named = ", ".join(wording.clipped(target, 40) for target in targets[:_MOST_TARGETS])
    more = f" and {len(targets) - _MOST_TARGETS} more" if len(targets) > _MOST_TARGETS else ""
    n = len(model.locations)
    return f"{named}{more}" if n < 2 else f"{named}{more} ({wording.counted(n, 'place')})"


def _made_by(facts: FactsOf) -> str:
    name = _short_fact(facts, "provider.name")
    country = known_text(facts, "provider.country")
    return f"{name}, {country}" if country and not name.startswith(("unknown", "conflict")) else name


def _short_fact(facts: FactsOf, name: str) -> str:
    fact = facts.get(name)
    if fact is None or isinstance(fact.state, Unknown):
        return "unknown"
    return wording.fact_text(fact, name)


def compute_words(facts: FactsOf) -> str:
    """Return the compute of parameter updates: a range, a bound named as such, or why it is unknown."""
    estimate = known_range(facts, "compute.update_flop")
    if estimate is not None:
        return wording.quantity_range(estimate)
    bounds = known_range(facts, "compute.update_bounds_flop")
    if bounds is not None:
        return f"unknown; at most {wording.scientific(bounds.high, Rounding.UP)}"
    fact = facts.get("compute.update_flop")
    if fact is not None and isinstance(fact.state, Conflict):
        return wording.fact_text(fact, "compute.update_flop")
    reason = fact.state.reason.removeprefix("unknown: ") if fact and isinstance(fact.state, Unknown) else ""
    return f"unknown ({reason})" if reason else "unknown"
