"""Everything about one model, with the evidence for it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from auditor.domain.attestation import Attestation
from auditor.domain.audit import Audit
from auditor.domain.fact import Claim, Conflict, Fact, Unknown
from auditor.domain.facts import FACTS
from auditor.domain.finding import Finding, Reason
from auditor.domain.subject import Deployment, Model, Strength
from auditor.domain.tri import Tri
from auditor.reports import wording
from auditor.reports.fact_blocks import FactsOf, claims_of
from auditor.reports.groups import Group, grouped
from auditor.reports.rows import ModelRow, state_words

_STRENGTH_WORDS: Final = {
    Strength.CONTENT: "",
    Strength.HEADER: (
        "Known by its header only: the bytes were not read. "
        "Another file with the same header and size would look the same."
    ),
    Strength.NAME: (
        "Known by name only: no weights were seen, and a name proves nothing about where they come from."
    ),
}
# Reasons are trees; deeper than this nobody reads them on paper, and the attached data has them whole.
_DEEPEST: Final = 4
# Not yes and no: the sentence before it ends with the fact, which has a yes or no of its own.
_HOLDS: Final = {Tri.TRUE: "holds", Tri.FALSE: "does not hold", Tri.UNKNOWN: "open"}


@dataclass(frozen=True, slots=True)
class Leaf:
    """A line of an explanation, with its depth in the tree."""

    depth: int
    text: str
    value: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one source says: its basis, and where it can be seen again."""

    basis: str
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact as a line of a table; ``state`` is known, unknown or conflict."""

    name: str
    label: str
    value: str
    state: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class FactTable:
    """Facts, and what their evidence refers to by number: each source once, counted from 1."""

    rows: tuple[FactRow, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A place a model is at."""

    locator: str
    state: str
    runtime: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """An isolated run: what it shows, where it was made, and every attempt to reach out of it."""

    outcome: str
    passed: bool
    file_name: str
    sha256: str
    when: str
    engine: str
    isolation: str
    reason: str
    speed: str
    machine: str
    probes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModelSection:
    """Everything about one model.

    Attributes:
        row: The model in one line.
        warning: What a weak identity means; empty for one that rests on content.
        aliases: Weaker ids it was known by.
        heads: Label and value of what to see at a glance.
        groups: Its findings.
        license: What each source says about the licence.
        facts: Every fact with its evidence.
        places: Where it is, at most as many as asked for.
        n_places: Places in all.
        certificates: Isolated runs of its files.
        files: Path, size and digest of each file, at most as many as asked for.
        n_files: Files in all.
        problems: What is wrong with the files.
    """

    row: ModelRow
    warning: str
    aliases: tuple[str, ...]
    heads: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]
    license: tuple[Evidence, ...]
    facts: FactTable
    places: tuple[Place, ...]
    n_places: int
    certificates: tuple[Certificate, ...]
    files: tuple[tuple[str, str, str], ...]
    n_files: int
    problems: tuple[str, ...]


def model_sections(audit: Audit, rows: Sequence[ModelRow], limit: int) -> tuple[ModelSection, ...]:
    """Return a section for each of the rows; lists inside hold at most ``limit`` lines."""
    models = {model.id: model for model in audit.inventory.models}
    findings: dict[str, list[Finding]] = defaultdict(list)
    for finding in audit.findings:
        findings[finding.subject_id].append(finding)
    places: dict[str, list[Deployment]] = defaultdict(list)
    for place in audit.inventory.deployments:
        if place.model_id:
            places[place.model_id].append(place)
    runs: dict[str, list[Attestation]] = defaultdict(list)
    for attestation in audit.attestations:
        runs[attestation.artifact_sha256].append(attestation)
    return tuple(
        _section(
            models[row.id], row, audit.facts.get(row.id, {}), findings[row.id], places[row.id], runs, limit
        )
        for row in rows
    )


def _section(  # noqa: PLR0913, PLR0917 - everything about one model, looked up once for all of them
    model: Model,
    row: ModelRow,
    facts: FactsOf,
    findings: Sequence[Finding],
    places: Sequence[Deployment],
    runs: Mapping[str, Sequence[Attestation]],
    limit: int,
) -> ModelSection:
    files = model.artifact.files
    missing = (f"{model.artifact.n_missing} shards are missing",) if model.artifact.n_missing else ()
    return ModelSection(
        row=row,
        warning=_STRENGTH_WORDS[model.strength],
        aliases=model.aliases,
        heads=_heads(model, row, facts),
        groups=grouped(findings),
        license=tuple(_evidence(claim) for claim in claims_of(facts, "license.concluded")),
        facts=fact_table(facts),
        places=tuple(
            Place(place.locator, state_words(place.state), place.runtime or place.scheme, place.evidence)
            for place in places[:limit]
        ),
        n_places=len(places),
        certificates=tuple(
            certificate(run) for file in files if file.sha256 for run in runs.get(file.sha256, ())
        ),
        files=tuple(
            (file.locator, wording.size(file.size_bytes), file.sha256 or "bytes not read")
            for file in files[:limit]
        ),
        n_files=len(files),
        problems=(*model.problems, *missing),
    )


def _heads(model: Model, row: ModelRow, facts: FactsOf) -> tuple[tuple[str, str], ...]:
    header = model.artifact.header
    format_ = " ".join(part for part in (model.artifact.format.upper(), header.quantization) if part)
    return (
        ("Format", f"{format_}, {wording.size(model.artifact.size_bytes)}"),
        ("Parameters", _figure(facts, "model.n_parameters")),
        ("Active per token", _figure(facts, "model.n_active_parameters")),
        ("Training compute", row.compute),
        ("State", row.state),
    )


def _figure(facts: FactsOf, name: str) -> str:
    fact = facts.get(name)
    if fact is None or isinstance(fact.state, Unknown):
        return "unknown"
    return wording.fact_text(fact, name).removesuffix("\u00a0parameters")


def fact_table(facts: FactsOf) -> FactTable:
    """Return every fact in the registry's order, those it does not hold last."""
    order = {name: place for place, name in enumerate(FACTS)}
    names = sorted(facts, key=lambda name: (order.get(name, len(order)), name))
    numbers: dict[str, int] = {}
    for name in names:
        for claim in claims_of(facts, name):
            numbers.setdefault(_source(claim), len(numbers) + 1)
    return FactTable(tuple(_fact_row(facts[name], numbers) for name in names), tuple(numbers))


def _fact_row(fact: Fact, numbers: Mapping[str, int]) -> FactRow:
    state = fact.state
    label, text = wording.label(fact.name), wording.fact_text(fact, fact.name)
    if isinstance(state, Unknown):
        who = f"{state.who.value} can tell" + (f": {state.how}" if state.how else "")
        reason = f"unknown: {state.reason.removeprefix('unknown: ')}"
        return FactRow(fact.name, label, reason, "unknown", (Evidence("", "", who),))
    evidence = tuple(
        Evidence(
            claim.basis.value,
            wording.value(claim.value, FACTS.get(claim.fact)),
            f"{claim.method}, {claim.confidence.value} [{numbers[_source(claim)]}]",
        )
        for claim in state.claims
    )
    return FactRow(fact.name, label, text, "conflict" if isinstance(state, Conflict) else "known", evidence)


def _source(claim: Claim) -> str:
    return claim.locator + (f"; {claim.citation}" if claim.citation else "")


def _evidence(claim: Claim) -> Evidence:
    text = f"{claim.method}, {claim.confidence.value}; {_source(claim)}"
    return Evidence(claim.basis.value, wording.value(claim.value, FACTS.get(claim.fact)), text)


def certificate(run: Attestation) -> Certificate:
    """Return an isolated run in words."""
    generation = run.generation
    speed = (
        f"{generation.n_generated_tokens} tokens at {generation.tokens_per_s:.1f} per second, "
        f"peak memory {wording.size(generation.peak_memory_bytes)}"
        if generation
        else "nothing was generated"
    )
    return Certificate(
        outcome=run.outcome.value,
        passed=run.passed,
        file_name=run.file_name,
        sha256=run.artifact_sha256,
        when=wording.moment(run.performed_at),
        engine=run.engine,
        isolation=run.isolation.value,
        reason=run.reason,
        speed=speed,
        machine=str(run.machine),
        probes=tuple(
            f"{probe.name}: {probe.inside} inside, {probe.outside or 'no control'} outside"
            + ("" if probe.holds else " (does not hold)")
            for probe in run.probes
        ),
    )


def leaves(finding: Finding) -> tuple[Leaf, ...]:
    """Return an explanation line by line, each part below what it is a part of.

    A root that only repeats the finding's sentence is left out.
    """
    root = finding.reason
    if root.parts and root.text == finding.sentence:
        return tuple(leaf for part in root.parts for leaf in _walk(part, 0))
    return tuple(_walk(root, 0))


def _walk(reason: Reason, depth: int) -> Iterator[Leaf]:
    yield Leaf(depth, reason.text, _HOLDS[reason.value], ", ".join(reason.evidence))
    if reason.parts and depth == _DEEPEST:
        yield Leaf(depth + 1, "its parts are in the attached data", _HOLDS[reason.value], "")
        return
    for part in reason.parts:
        yield from _walk(part, depth + 1)
