"""An audit as people read it: computed once, laid out by the templates of page and print."""

from collections.abc import Mapping
from dataclasses import dataclass

from auditor.domain.audit import Audit, Run
from auditor.domain.subject import System
from auditor.reports import wording
from auditor.reports.counts import count
from auditor.reports.document.fact_blocks import FactsOf, known, known_text
from auditor.reports.document.result import written
from auditor.reports.document.shape import Report
from auditor.reports.headline.glossary import GLOSSARY
from auditor.reports.headline.incidents import IncidentRow, incident_rows
from auditor.reports.headline.overview import Overview, overview
from auditor.reports.headline.rows import ModelRow, model_rows
from auditor.reports.headline.services import ServiceRow, service_rows
from auditor.reports.headline.states import LEGEND
from auditor.reports.headline.systems import SystemRow, system_rows
from auditor.reports.page.annex import Annex, annex
from auditor.reports.page.asked import Asked, asked, numbered
from auditor.reports.page.certificates import Certificate, certificate
from auditor.reports.page.chart import Chart, compute_chart
from auditor.reports.page.fact_table import FactTable, fact_table
from auditor.reports.page.sections import ModelSection, model_sections
from auditor.trust.digest import sha256


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is laid out; what is cut says ``showing N of M``.

    Attributes:
        n_actions: Failing findings, questions and upcoming duties on page 1, each.
        n_questions: Questions in their table.
        n_first: Models in the table of page 1.
        n_systems: Declared systems in theirs.
        n_rows: Models in the whole table.
        n_bars: Models in the chart.
        n_sections: Models with a section of their own.
        n_lines: Places, files, problems and subjects in a list.
    """

    n_actions: int
    n_questions: int
    n_first: int
    n_systems: int
    n_rows: int
    n_bars: int
    n_sections: int
    n_lines: int


@dataclass(frozen=True, slots=True)
class SubjectFacts:
    """The facts of the organisation or of a system."""

    name: str
    what: str
    facts: FactTable


@dataclass(frozen=True, slots=True)
class Footing:
    """What the reader checks the document with."""

    report_sha256: str
    result_sha256: str
    recorded_sha256: str
    result_form: int
    recorded_form: int
    bundle_sha256: str
    catalogue_sha256: str
    declarations_sha256: str
    ledger_sha256: str
    run_id: str
    database: str
    tool: str
    host: str
    run_at: str
    exit_code: int
    exit_because: str

    @property
    def is_as_recorded(self) -> bool:
        """Whether the result in this document is, byte for byte, the one the ledger recorded."""
        return self.result_sha256 == self.recorded_sha256


@dataclass(frozen=True, slots=True)
class View:
    """An audit as people read it.

    Attributes:
        overview: Page one.
        questions: Every question, numbered.
        rows: Models of the table, the ones to look at first on top; services and those only listed left out.
        n_rows: As many as there would be, were none left out.
        listed: Models that nothing but a list names.
        n_listed: As many as there would be, were none left out.
        systems: The declared systems.
        incidents: Their serious incidents.
        services: Models called as a service.
        n_services: Lines of theirs in all.
        legend: The states of models, and what each means.
        n_models: Models in all.
        chart: Training compute against the thresholds.
        gaps: How many vendor gaps are known to be owed, in words.
        sections: Models with a section of their own.
        annex: What stands behind page one.
        subjects: Organisation and systems, with their facts.
        self_tests: Isolated runs of the shipped self-test model.
        footing: What to check the document with.
        words: Words that are explained, and what they mean.
        limits: How much is laid out.
    """

    overview: Overview
    questions: tuple[Asked, ...]
    rows: tuple[ModelRow, ...]
    n_rows: int
    listed: tuple[ModelRow, ...]
    n_listed: int
    systems: tuple[SystemRow, ...]
    incidents: tuple[IncidentRow, ...]
    services: tuple[ServiceRow, ...]
    n_services: int
    legend: tuple[tuple[str, str], ...]
    n_models: int
    chart: Chart
    gaps: str
    sections: tuple[ModelSection, ...]
    annex: Annex
    subjects: tuple[SubjectFacts, ...]
    self_tests: tuple[Certificate, ...]
    footing: Footing
    limits: Limits
    words: tuple[tuple[str, str], ...] = GLOSSARY

    @property
    def anchors(self) -> Mapping[str, str]:
        """Where the sections stand, by the id of the model."""
        return {section.row.id: section.row.anchor for section in self.sections}

    @property
    def cannot_vouch(self) -> bool:
        """Whether anything stands under "What this cannot vouch for", which those who sign refer to."""
        return bool(self.overview.conflicts or self.annex.problems or self.overview.reservations)


def view(audit: Audit, run: Run, document: Report, limits: Limits) -> View:
    """Compute everything the templates lay out; ``document`` is that of the same audit and run."""
    rows = model_rows(audit)
    behind = annex(audit)
    own = tuple(row for row in rows if not row.is_service and not row.is_listed)
    listed = tuple(row for row in rows if row.is_listed)
    services = service_rows(audit)
    return View(
        overview=overview(audit, run, limits.n_actions),
        questions=asked(audit),
        rows=own[: limits.n_rows],
        n_rows=len(own),
        listed=listed[: limits.n_rows],
        n_listed=len(listed),
        systems=system_rows(audit),
        incidents=incident_rows(audit),
        services=services[: limits.n_rows],
        n_services=len(services),
        legend=LEGEND,
        n_models=len(rows),
        chart=compute_chart(audit, rows, limits.n_bars),
        gaps=count(audit).gaps,
        sections=model_sections(
            audit, rows[: limits.n_sections], (*behind.failing, *behind.unknown), limits.n_lines
        ),
        annex=behind,
        subjects=_subjects(audit),
        self_tests=tuple(certificate(run) for run in audit.attestations if run.is_self_test),
        footing=_footing(audit, run, document),
        limits=limits,
    )


def _subjects(audit: Audit) -> tuple[SubjectFacts, ...]:
    organisation, facts, numbers = audit.organisation, audit.facts, numbered(audit.questions)
    named = [(organisation.id, organisation.name, _organisation_words(facts.get(organisation.id, {})))]
    named += [
        (system.id, system.name, _system_words(system, facts.get(system.id, {}))) for system in audit.systems
    ]
    return tuple(
        SubjectFacts(
            name,
            what,
            fact_table(facts[subject_id], audit.license_titles, numbers.get(subject_id, {})),
        )
        for subject_id, name, what in named
        if facts.get(subject_id)
    )


def _organisation_words(facts: FactsOf) -> str:
    """Return what the organisation is: fines, and whose records count, depend on it (Art. 99(6), 26(5))."""
    country, size = known_text(facts, "organisation.country"), known_text(facts, "organisation.size")
    parts = (
        f"seat in {country}" if country else "",
        size or "",
        "a financial institution" if known(facts, "organisation.finance") is True else "",
    )
    said = ", ".join(part for part in parts if part)
    return f"the organisation: {said}" if said else "the organisation"


def _system_words(system: System, facts: FactsOf) -> str:
    """Return what a system is for, and under whose name it runs, which makes its provider (Art. 3(3))."""
    own = known(facts, "system.own_name")
    whose = {True: "; under the organisation's own name", False: "; under another's name"}
    return f"system: {system.purpose}" + (whose[own] if isinstance(own, bool) else "")


def _footing(audit: Audit, run: Run, document: Report) -> Footing:
    return Footing(
        report_sha256=sha256(written(document)),
        result_sha256=document["result_sha256"],
        recorded_sha256=run.result_sha256,
        result_form=document["result_form"],
        recorded_form=run.result_form,
        bundle_sha256=audit.inputs.bundle_sha256,
        catalogue_sha256=audit.inputs.catalogue_sha256,
        declarations_sha256=audit.inputs.declarations_sha256,
        ledger_sha256=run.ledger_sha256,
        run_id=run.id,
        database=run.database,
        tool=run.tool,
        host=run.host,
        run_at=wording.moment(run.started_at),
        exit_code=run.exit.code,
        exit_because=run.exit.because,
    )
