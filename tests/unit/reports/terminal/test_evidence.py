from dataclasses import replace
from datetime import date

from auditor.domain.evidence import EvidenceRecord, EvidenceState
from auditor.domain.fact import Confidence
from auditor.reports.terminal.evidence import evidence_table
from auditor.reports.wording import plain_spaces
from tests.builders.audit import a_model, an_audit

MODEL = a_model("one")
RECORD = EvidenceRecord(
    evidence="literacy-plan",
    subject_ids=(MODEL.id,),
    state=EvidenceState.VALID,
    locator="declarations/evidence.yaml:1: plan.pdf sha256:ab",
    by="A. Officer",
    on=date(2026, 11, 1),
    confidence=Confidence.HIGH,
    file="plan.pdf",
    file_sha256="ab",
    owner="B. Engineer",
    valid_until=date(2027, 11, 1),
    is_kept=True,
)


def test_every_record_is_listed_with_what_it_serves_and_whether_it_holds() -> None:
    loose = replace(
        RECORD,
        subject_ids=(),
        state=EvidenceState.EXPIRED,
        file=None,
        file_sha256=None,
        url="https://example.org/plan",
        owner=None,
        valid_until=None,
    )
    table = plain_spaces(evidence_table(an_audit(MODEL, evidence=(RECORD, loose)), 600))
    whole = " ".join(table.split())
    for said in (
        "valid",
        "high confidence",
        "one",
        "plan.pdf",
        "sha256 ab, a copy is kept",
        "A. Officer, 1 November 2026; kept by B. Engineer; until 1 November 2027",
        "expired",
        "nothing that was found",
        "https://example.org/plan",
        "declarations/evidence.yaml:1",
    ):
        assert said in whole
    assert whole.count("kept by") == 1


def test_that_there_is_none_is_said() -> None:
    assert evidence_table(an_audit(), 100) == "no evidence is recorded\n"
