"""Everything about one model on one page, with the evidence for it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from auditor.domain.attestation import Attestation
from auditor.domain.audit import Audit
from auditor.domain.finding import Finding, RuleKind, Verdict
from auditor.domain.naming import distinct_names
from auditor.domain.subject import Deployment, Model, Strength
from auditor.reports import wording
from auditor.reports.document.fact_blocks import FactsOf
from auditor.reports.headline.groups import Group, grouped
from auditor.reports.headline.rows import ModelRow, findings_by_model, places_by_model
from auditor.reports.headline.serving import serving
from auditor.reports.headline.states import state_words
from auditor.reports.page.asked import Numbers, numbered
from auditor.reports.page.certificates import Certificate, certificate
from auditor.reports.page.explained import Explained
from auditor.reports.page.fact_table import FactTable, fact_table
from auditor.reports.page.heads import heads, is_service

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


_HOSTED: Final = (
    "Called as a service, and known by the name it is called by: its weights lie with whoever operates it, "
    "and what stands behind the name can change there."
)


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding of a model; ``anchor`` is where it is set out, empty where it is not."""

    group: Group
    anchor: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place a model is at.

    Attributes:
        locator: Where.
        state: How far it is from being used there.
        evidence: What says so.
        serving: What runs it, where it is served and to whom; empty for a file in a place.
    """

    locator: str
    state: str
    evidence: str
    serving: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class File:
    """A file of a model; its locator is empty where it is the only place, which is printed already."""

    locator: str
    size: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ModelSection:
    """Everything about one model.

    Attributes:
        row: The model in one line.
        warning: What a weak identity means; empty for one that rests on content.
        aliases: Weaker ids it was known by.
        same_as: Models that it may be: name, why, and what that is worth.
        heads: Label and value of what to see at a glance.
        failing: What fails, now or from a later day on.
        open: What is unknown.
        n_gaps: Vendor gaps that are open.
        facts: Every fact with its evidence.
        places: Where it is, at most as many as asked for.
        n_places: Places in all.
        certificates: Isolated runs of its files.
        files: Its files, at most as many as asked for.
        n_files: Files in all.
        problems: What is wrong with the files.
    """

    row: ModelRow
    warning: str
    aliases: tuple[str, ...]
    same_as: tuple[tuple[str, str, str], ...]
    heads: tuple[tuple[str, str], ...]
    failing: tuple[FindingLine, ...]
    open: tuple[FindingLine, ...]
    n_gaps: int
    facts: FactTable
    places: tuple[Place, ...]
    n_places: int
    certificates: tuple[Certificate, ...]
    files: tuple[File, ...]
    n_files: int
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Lookup:
    """What is looked up once for all models."""

    findings: Mapping[str, Sequence[Finding]]
    anchors: Mapping[tuple[str, str], str]
    places: Mapping[str, Sequence[Deployment]]
    runs: Mapping[str, Sequence[Attestation]]
    titles: Mapping[str, str]
    questions: Numbers
    known: Mapping[str, FactsOf]
    called: Mapping[str, str]
    parts: Mapping[str, Sequence[str]]

    def facts(self, place: Deployment) -> FactsOf:
        """Return what is known of a place."""
        return self.known.get(place.id, {})


def model_sections(
    audit: Audit, rows: Sequence[ModelRow], set_out: Iterable[Explained], limit: int
) -> tuple[ModelSection, ...]:
    """Return a section for each of the rows.

    Args:
        audit: The audit.
        rows: The models.
        set_out: The findings that are explained elsewhere in the page, which sections refer to.
        limit: Most lines in a list of places or files.
    """
    models = {model.id: model for model in audit.inventory.models}
    called = distinct_names(audit.inventory.models)
    parts: dict[str, list[str]] = defaultdict(list)
    for id_, whole in audit.inventory.wholes.items():
        parts[whole].append(called[id_])
    runs: dict[str, list[Attestation]] = defaultdict(list)
    for attestation in audit.attestations:
        runs[attestation.artifact_sha256].append(attestation)
    anchors = {(f.rule, f.subject_id): one.anchor for one in set_out for f in one.group.findings}
    lookup = _Lookup(
        findings_by_model(audit),
        anchors,
        places_by_model(audit.inventory),
        runs,
        audit.license_titles,
        numbered(audit.questions),
        audit.facts,
        called,
        parts,
    )
    return tuple(_section(models[row.id], row, audit.facts.get(row.id, {}), lookup, limit) for row in rows)


def _section(model: Model, row: ModelRow, facts: FactsOf, lookup: _Lookup, limit: int) -> ModelSection:
    findings, places = lookup.findings.get(row.id, ()), lookup.places.get(row.id, ())
    own = [finding for finding in findings if finding.kind is not RuleKind.VENDOR_GAP]
    files = model.files
    n_missing = model.artifact.n_missing if model.artifact else 0
    missing = (f"{n_missing} shards are missing",) if n_missing else ()
    return ModelSection(
        row=row,
        warning=_HOSTED if is_service(model) else _STRENGTH_WORDS[model.strength],
        aliases=model.aliases,
        same_as=tuple(
            (lookup.called.get(one.model_id, one.model_id), one.reason, one.confidence.value)
            for one in model.same_as
        ),
        heads=heads(model, row, facts, lookup.parts.get(model.id, ())),
        failing=_lines((f for f in own if f.verdict is Verdict.FAIL), lookup),
        open=_lines((f for f in own if f.verdict is not Verdict.FAIL), lookup),
        n_gaps=sum(not finding.upcoming for finding in findings) - sum(not f.upcoming for f in own),
        facts=fact_table(facts, lookup.titles, lookup.questions.get(row.id, {})),
        places=tuple(
            Place(
                place.locator, state_words(place.state), place.evidence, serving(place, lookup.facts(place))
            )
            for place in places[:limit]
        ),
        n_places=len(places),
        certificates=tuple(
            certificate(run) for file in files if file.sha256 for run in lookup.runs.get(file.sha256, ())
        ),
        files=_files(model, places, limit),
        n_files=len(files),
        problems=(*model.problems, *missing),
    )


def _lines(findings: Iterable[Finding], lookup: _Lookup) -> tuple[FindingLine, ...]:
    return tuple(
        FindingLine(group, lookup.anchors.get((group.first.rule, group.first.subject_id), ""))
        for group in grouped(findings)
    )


def _files(model: Model, places: Sequence[Deployment], limit: int) -> tuple[File, ...]:
    files = model.files
    is_named = len(files) == 1 and any(place.locator == files[0].locator for place in places)
    return tuple(
        File("" if is_named else file.locator, wording.size(file.size_bytes), file.sha256 or "bytes not read")
        for file in files[:limit]
    )
