"""Audits with something to put into a calendar: duties of several days, evidence that ends, an incident."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from auditor.domain.audit import Audit
from auditor.domain.authority import AppliedRule, LawFigure
from auditor.domain.declaration import DeclaredAsGiven, Provenance
from auditor.domain.evidence import EvidenceRecord, EvidenceState
from auditor.domain.fact import Settler
from auditor.domain.finding import Finding, Holding, LegalReference, Missing, OpenDay, RuleKind, Verdict
from auditor.domain.subject import Incident, Organisation, System
from auditor.domain.waiver import Granted, Waiver, WaiverState
from tests.builders.audit import TEXT, TODAY, a_finding, a_model, an_audit, known, not_known

SOON = date(2026, 12, 2)
BACKSTOP = date(2030, 8, 2)
CLINIC = Organisation("Example Clinic", date(2026, 11, 1))
TRIAGE = System("triage", "Emergency triage", "sorts patients", ())
DESK = System("desk", "Front desk", "answers visitors", ())
MODEL = a_model("letters")
DAYS = (
    LawFigure("public_authority_backstop", BACKSTOP, TEXT, "C", "high"),
    LawFigure("gpai_legacy_deadline", date(2027, 8, 2), TEXT, "C", "high"),
    LawFigure("art50_2_legacy_deadline", SOON, TEXT, "C", "high"),
    LawFigure("serious_incident_days.default", 15, TEXT, "O", "medium"),
    LawFigure("serious_incident_days.death", 10, TEXT, "O", "medium"),
    LawFigure("serious_incident_days.widespread_or_critical_infra", 2, TEXT, "O", "medium"),
)


def a_rule(rule: str, article: str, kind: RuleKind = RuleKind.DUTY, title: str = "") -> AppliedRule:
    legal = LegalReference(article, "C", TEXT, "high")
    return AppliedRule(rule, 1, "eu-ai-act", kind, title or f"What {rule} asks", legal)


LITERACY = a_rule("literacy", "4(1)", title="AI literacy")
DISCLOSURE = a_rule("disclosure", "50(1)", title="Disclosure")
INTIMATE = a_rule("intimate", "5(1)(ba)", title="No intimate material")
LOGS = a_rule("logs", "26(6)", title="Logs are kept")
SUMMARY = a_rule("vnd-summary", "53(1)(d)", RuleKind.VENDOR_GAP, "Public summary")
INCIDENTS = a_rule("incidents", "73", title="Report of serious incidents")


def of_rule(rule: AppliedRule, subject: Any, **changes: Any) -> Finding:
    """A finding of a rule; ``Remedy of RULE.`` is what to do."""
    made = a_finding(
        subject,
        rule=rule.rule,
        pack=rule.pack,
        kind=rule.kind,
        title=rule.title,
        legal=rule.legal,
        remedy=f"Remedy of {rule.rule}.",
        sentence=f"fails Article {rule.legal.article}",
    )
    return replace(made, **changes)


def said(kind: str, locator: str, valid_until: date | None = None, **fields: str) -> DeclaredAsGiven:
    provenance = Provenance("A. Officer", date(2026, 11, 1), valid_until, None, locator)
    return DeclaredAsGiven(kind, tuple(fields.items()), provenance)


def a_proof(
    evidence: str, locator: str, *ids: str, state: EvidenceState = EvidenceState.VALID
) -> EvidenceRecord:
    """A record that ends in a month."""
    made = EvidenceRecord(evidence, ids, state, locator, "A. Officer", date(2026, 11, 1))
    return replace(made, valid_until=TODAY + timedelta(days=30))


def a_waiver(*ids: str, expires: date = SOON) -> Waiver:
    """A waiver of the duty to disclose, in force until a day."""
    return Waiver(
        rule="disclosure",
        rule_version=1,
        subject=f"id {ids[0]}" if ids else "name desk*",
        pinned=ids,
        waived=ids,
        granted=Granted(
            "being replaced", "SEC-12", "B. Head", "C. Board", date(2026, 11, 1), expires, "clinic.yaml:30"
        ),
        state=WaiverState.ACTIVE,
    )


def an_incident(*, days_ago: int = 3, category: str | None = "default", reported: bool = False) -> Audit:
    """An audit with one serious incident of the triage system, known for so many days."""
    incident = Incident("incident:wrong-colour", "wrong colour shown", TRIAGE.id)
    named = known("incident.category", category) if category else not_known("incident.category", "not said")
    was = (
        known("incident.reported", True)
        if reported
        else not_known("incident.reported", "not reported", Settler.ORGANISATION)
    )
    facts = {
        "incident.category": named,
        "incident.reported": was,
        "incident.reported_after_days": known("incident.reported_after_days", days_ago),
    }
    return an_audit(
        organisation=CLINIC,
        systems=(TRIAGE,),
        incidents=(incident,),
        facts={incident.id: facts},
        rules=(INCIDENTS,),
        law=DAYS,
        findings=(of_rule(INCIDENTS, TRIAGE, verdict=Verdict.UNKNOWN),),
    )


OPEN = OpenDay(
    (SOON, BACKSTOP),
    missing=(
        Missing(
            "system.changed_design_on", "desk", "not said", Settler.ORGANISATION, "auditor declare system"
        ),
    ),
)
"""Two days; which of them it is depends on a day that nobody said."""


def open_dated() -> Audit:
    """Duties that fail, are not decided and hold from a day that is open, and two that may apply so."""
    undecided = {"verdict": Verdict.UNKNOWN, "upcoming": True}
    since = replace(OPEN, days=(date(2026, 8, 2), SOON))
    return dated(
        findings=(
            of_rule(LOGS, TRIAGE, upcoming=True, applies_from=SOON, open_day=OPEN),
            of_rule(INTIMATE, DESK, applies_from=SOON, open_day=OPEN, **undecided),
            of_rule(
                DISCLOSURE,
                DESK,
                verdict=Verdict.UNKNOWN,
                applies_from=since.days[0],
                owed=False,
                open_day=since,
            ),
            of_rule(LITERACY, DESK, owed=False, open_day=replace(OPEN, may_never=True), **undecided),
        ),
        holding=(Holding("intimate", True, SOON, 1, (TRIAGE.id,), OPEN.days),),
        evidence=(),
    )


def dated(**changes: Any) -> Audit:
    """Duties that apply, that come and that may apply, a vendor gap, and evidence that ends."""
    made = an_audit(
        MODEL,
        organisation=CLINIC,
        systems=(TRIAGE, DESK),
        law=DAYS,
        rules=(LITERACY, DISCLOSURE, INTIMATE, LOGS, SUMMARY),
        findings=(
            of_rule(DISCLOSURE, DESK, applies_from=date(2026, 8, 2)),
            of_rule(INTIMATE, DESK, verdict=Verdict.UNKNOWN, upcoming=True, applies_from=SOON),
            of_rule(LOGS, TRIAGE, upcoming=True, applies_from=BACKSTOP),
            of_rule(LOGS, DESK, verdict=Verdict.UNKNOWN, upcoming=True, applies_from=BACKSTOP, owed=False),
            of_rule(SUMMARY, MODEL, verdict=Verdict.UNKNOWN, owed=False, applies_from=date(2025, 8, 2)),
        ),
        holding=(
            Holding("literacy", False, date(2025, 2, 2), 1, (CLINIC.id,)),
            Holding("intimate", True, SOON, 20, (TRIAGE.id,)),
        ),
        evidence=(a_proof("literacy", "clinic.yaml:9", CLINIC.id),),
    )
    return replace(made, **changes)
