"""What stands behind page one: calendar, what does not apply, coverage, method, law."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from auditor.domain.audit import Audit
from auditor.domain.finding import Finding, RuleKind, Tally, Verdict
from auditor.reports import wording
from auditor.reports.counts import is_accepted
from auditor.reports.groups import Group, article_words, grouped
from auditor.reports.overview import hypothetical
from auditor.reports.rows import state_words

# Words for the tags of the legal reference, weakest trust last.
_SOURCES: Final = {
    "C": "consolidated text of the Act",
    "O": "original text in the Official Journal",
    "A": "several independent reports of the amending act",
    "G": "Commission guidelines on GPAI models (not binding)",
    "P": "primary document, read in part",
    "S": "secondary source",
    "U": "unverified",
}


@dataclass(frozen=True, slots=True)
class Coming:
    """A day from which something applies, and what does not hold yet."""

    day: str
    left: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class LegalLine:
    """A source the findings rest on."""

    article: str
    source: str
    text: str
    confidence: str
    rules: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """Something that could not be read, or is not what it claims."""

    fault: str
    locator: str
    reason: str
    accepted: bool


@dataclass(frozen=True, slots=True)
class Annex:
    """What stands behind page one.

    Attributes:
        failing: What fails and counts.
        unknown: What is unknown and counts, grouped.
        gaps: What providers have not shown.
        calendar: What applies later.
        inapplicable: Rules that do not apply, how often, and why.
        holds: Rules that hold, how often, and why.
        problems: What could not be read, or is not what it claims.
        skipped: What was not looked at: locator and reason.
        not_models: Files that are not models: locator and what they are.
        absent: Deployments whose weights were not found: name, place, state and its evidence.
        targets: Target, entries seen, how far it was looked at.
        left_out: Parts that were not run.
        evidence: Evidence records: kind, state, where, by whom and when.
        law: The sources behind the findings.
        limits: What the reader must not conclude, one sentence each.
    """

    failing: tuple[Group, ...]
    unknown: tuple[Group, ...]
    gaps: tuple[Group, ...]
    calendar: tuple[Coming, ...]
    inapplicable: tuple[Tally, ...]
    holds: tuple[Tally, ...]
    problems: tuple[ProblemLine, ...]
    skipped: tuple[tuple[str, str], ...]
    not_models: tuple[tuple[str, str], ...]
    absent: tuple[tuple[str, str, str], ...]
    targets: tuple[tuple[str, str, str], ...]
    left_out: tuple[str, ...]
    evidence: tuple[tuple[str, str, str, str], ...]
    law: tuple[LegalLine, ...]
    limits: tuple[str, ...]


def annex(audit: Audit) -> Annex:
    """Collect what stands behind page one."""
    inventory = audit.inventory
    counted = [finding for finding in audit.findings if finding.counted]
    return Annex(
        failing=grouped(f for f in counted if f.verdict is Verdict.FAIL),
        unknown=grouped(f for f in counted if f.verdict is Verdict.UNKNOWN),
        gaps=grouped(f for f in audit.findings if f.kind is RuleKind.VENDOR_GAP and not f.upcoming),
        calendar=_calendar(audit),
        inapplicable=tuple(t for t in audit.tallies if t.verdict is Verdict.NOT_APPLICABLE),
        holds=tuple(t for t in audit.tallies if t.verdict is Verdict.PASS and t.kind.counts),
        problems=tuple(
            ProblemLine(
                problem.fault.value,
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
            (place.name, place.locator, f"{state_words(place.state)}: {place.evidence}")
            for place in inventory.deployments
            if place.model_id is None
        ),
        targets=tuple((c.target, wording.number(c.n_seen), c.how_far) for c in inventory.covered),
        left_out=audit.left_out,
        evidence=tuple(
            (record.evidence, record.state.value, record.locator, f"{record.by}, {wording.day(record.on)}")
            for record in audit.evidence
        ),
        law=_law(audit.findings),
        limits=_limits(audit),
    )


def _calendar(audit: Audit) -> tuple[Coming, ...]:
    dated: dict[str, list[Finding]] = {}
    for finding in audit.findings:
        if finding.upcoming and finding.applies_from is not None:
            dated.setdefault(finding.applies_from.isoformat(), []).append(finding)
    coming = []
    for _, findings in sorted(dated.items()):
        day = findings[0].applies_from
        assert day is not None, "only dated findings were kept"
        left = wording.days_left((day - audit.as_of).days)
        coming.append(Coming(wording.day(day), left, grouped(findings)))
    return tuple(coming)


def _law(findings: Iterable[Finding]) -> tuple[LegalLine, ...]:
    rules: dict[tuple[str, str, str, str], dict[str, None]] = {}
    opened: dict[tuple[str, str, str, str], bool] = {}
    for finding in findings:
        legal = finding.legal
        if not legal.source:
            continue
        key = (article_words(legal), legal.source, legal.text, legal.confidence)
        rules.setdefault(key, {})[finding.rule] = None
        opened[key] = legal.to_be_confirmed
    return tuple(
        LegalLine(
            article,
            f"{tag}: {_SOURCES.get(tag, 'source not listed')}",
            text,
            confidence,
            ", ".join(named),
            opened[article, tag, text, confidence],
        )
        for (article, tag, text, confidence), named in sorted(rules.items())
    )


def _limits(audit: Audit) -> tuple[str, ...]:
    said = (
        hypothetical(audit),
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
        "Observations are those of the scans named and dated on page 1; what changed since is not in here.",
    )
    return tuple(sentence for sentence in said if sentence)
