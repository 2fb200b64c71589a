"""What stands behind page one: calendar, what does not apply, coverage, method, law."""

from dataclasses import dataclass

from auditor.domain.audit import Audit
from auditor.domain.declaration import DeclaredAsGiven
from auditor.domain.evidence import EvidenceRecord
from auditor.domain.finding import RuleKind, Verdict
from auditor.domain.subject import Deployment
from auditor.reports import wording
from auditor.reports.counts import is_accepted
from auditor.reports.document.fact_blocks import FactsOf
from auditor.reports.headline import adjusted
from auditor.reports.headline.groups import grouped
from auditor.reports.headline.overview import failing_groups, hypothetical
from auditor.reports.headline.serving import serving
from auditor.reports.headline.states import state_words
from auditor.reports.headline.waivers import WaiverLine, waiver_lines
from auditor.reports.page.asked import numbered
from auditor.reports.page.explained import Explained, explained
from auditor.reports.page.law import LegalLine, legal_lines
from auditor.reports.page.rule_lines import (
    Excused,
    GapLine,
    RuleCount,
    excused,
    gap_lines,
    holding,
)
from auditor.reports.page.schedule import Schedule, schedule


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """Something that could not be read, or is not what it claims."""

    fault: str
    locator: str
    reason: str
    accepted: bool


@dataclass(frozen=True, slots=True)
class DeclaredLine:
    """An entry of the declarations: what it says field by field, who says so, and whether it holds."""

    kind: str
    locator: str
    fields: tuple[tuple[str, str], ...]
    who: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Annex:
    """What stands behind page one.

    Attributes:
        failing: What fails and counts, the most severe first.
        unknown: What is unknown and counts.
        gaps: What providers have not shown, one line per duty.
        calendar: What applies now, what comes when, and what ends.
        inapplicable: Rules that do not apply, by the reason why.
        holds: Rules that hold, and for how many subjects.
        problems: What could not be read, or is not what it claims.
        skipped: What was not looked at: locator and reason.
        not_models: Files that are not models: locator and what they are.
        absent: Deployments whose weights were not found: name, place, state and its evidence.
        targets: Target, entries seen, how far it was looked at.
        left_out: Parts that were not run.
        evidence: Evidence records: kind, state, where, by whom and when.
        declared: Entries of the declarations as they were given.
        waived: What fails or is unknown and somebody answers for leaving as it is.
        waivers: Every waiver, those that somebody should look at first.
        law: The sources behind rules, classifications, facts and figures.
        policy: What is set differently than the rules ship, and packs that did not ship.
        limits: What the reader must not conclude, one sentence each.
    """

    failing: tuple[Explained, ...]
    unknown: tuple[Explained, ...]
    gaps: tuple[GapLine, ...]
    calendar: Schedule
    inapplicable: tuple[Excused, ...]
    holds: tuple[RuleCount, ...]
    problems: tuple[ProblemLine, ...]
    skipped: tuple[tuple[str, str], ...]
    not_models: tuple[tuple[str, str], ...]
    absent: tuple[tuple[str, str, str], ...]
    targets: tuple[tuple[str, str, str], ...]
    left_out: tuple[str, ...]
    evidence: tuple[tuple[str, str, str, str], ...]
    declared: tuple[DeclaredLine, ...]
    waived: tuple[Explained, ...]
    waivers: tuple[WaiverLine, ...]
    law: tuple[LegalLine, ...]
    policy: tuple[str, ...]
    limits: tuple[str, ...]


def annex(audit: Audit) -> Annex:
    """Collect what stands behind page one."""
    inventory = audit.inventory
    unknown = (f for f in audit.findings if f.counted and f.verdict is Verdict.UNKNOWN)
    gaps = (f for f in audit.findings if f.kind is RuleKind.VENDOR_GAP and not f.upcoming)
    return Annex(
        failing=explained(failing_groups(audit), audit, "failing"),
        unknown=explained(grouped(unknown), audit, "unknown"),
        gaps=gap_lines(grouped(gaps), numbered(audit.questions)),
        calendar=schedule(audit),
        inapplicable=excused(audit),
        holds=holding(audit),
        problems=tuple(
            ProblemLine(
                problem.category.value,
                problem.place,
                problem.reason
                + (f" (byte {wording.number(problem.offset)})" if problem.offset is not None else ""),
                is_accepted(audit, problem),
            )
            for problem in inventory.problems
        ),
        skipped=tuple(
            (f"{skipped.target}#{skipped.locator}", skipped.reason) for skipped in inventory.skipped
        ),
        not_models=inventory.not_models,
        absent=tuple(
            (place.name, place.locator, _absent(place, audit.facts.get(place.id, {})))
            for place in inventory.deployments
            if place.model_id is None
        ),
        targets=tuple((c.target, wording.number(c.n_seen), c.how_far) for c in inventory.covered),
        left_out=audit.left_out,
        evidence=tuple(_evidence(record) for record in audit.evidence),
        declared=tuple(_declared(given, audit) for given in audit.declared),
        waived=explained(grouped(f for f in audit.findings if f.waiver), audit, "waived"),
        waivers=waiver_lines(audit),
        law=legal_lines(audit),
        policy=adjusted.sentences(audit.policy),
        limits=_limits(audit),
    )


def _absent(place: Deployment, facts: FactsOf) -> str:
    served = " · ".join(serving(place, facts))
    return f"{state_words(place.state)}: {place.evidence}{f'; {served}' if served else ''}"


def _evidence(record: EvidenceRecord) -> tuple[str, str, str, str]:
    who = f"{record.by}, {wording.day(record.on)}; attested, {record.method} ({record.confidence})"
    who += f"; kept by {record.owner}" if record.owner else ""
    who += f"; until {wording.day(record.valid_until)}" if record.valid_until else ""
    return wording.evidence_kind(record.evidence), record.state.value, record.locator, who


def _declared(given: DeclaredAsGiven, audit: Audit) -> DeclaredLine:
    said = given.provenance
    parts = (
        f"{said.by}, {wording.day(said.on)}",
        f"from {wording.day(said.valid_from)}" if said.valid_from else "",
        f"until {wording.day(said.valid_until)}" if said.valid_until else "",
        f"source: {said.source}" if said.source else "",
    )
    who = "; ".join(part for part in parts if part)
    return DeclaredLine(given.kind, said.locator, given.fields, who, said.holds(audit.as_of))


def _limits(audit: Audit) -> tuple[str, ...]:
    said = (
        hypothetical(audit),
        "A duty is the organisation's own under the Act; a licence term is a condition of a licence it "
        "relies on; a shipped recommendation is a rule of a policy pack that comes with auditor, and the "
        "organisation's own policy only if it adopts it; a vendor gap is a duty of a model's provider "
        "that the provider has not been seen to meet, and never counts against the organisation.",
        "FLOP are floating-point operations; GPAI is general-purpose AI; 6PD is the guidelines' estimate of "
        "six operations per parameter and training token; SHA-256 is the digest that names a file's bytes.",
        "Software wrote this from files, declarations and a dated catalogue. It is not legal advice. A "
        "verdict says what these rules come to with this evidence on this day, and nothing more.",
        "Unknown is not a pass. A duty that is unknown may fail once the missing fact is there.",
        "A model known by its header only was identified without reading its bytes; what a header or a file "
        "name says about origin is a claim, and is labelled as one.",
        "A catalogue entry is joined to a model by name and size together. It says what was published under "
        "that name, not that these bytes were published there.",
        "Training compute is a range. Where it straddles a threshold the answer is undetermined; the bounds "
        "carry the error of 30\u00a0% that the Commission's guidelines permit.",
        "A file in a folder or cache is present, not in use. The state of each place names its evidence.",
        "An air-gap certificate speaks about one file, one build of llama.cpp and one machine; other "
        "programs and other machines were not tested.",
        "Observations are those of the scans named and dated under Scans; what changed since is not in here.",
        *audit.not_covered,
    )
    return tuple(sentence for sentence in said if sentence)
