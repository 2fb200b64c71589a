"""An explanation as JSON; its tree is that of a finding."""

from typing import Literal, TypedDict

from auditor.domain.explanation import Explanation
from auditor.reports.document.authority_blocks import legal_block
from auditor.reports.document.finding_blocks import because_block, missing_block, open_day_block
from auditor.reports.document.finding_shape import (
    BecauseBlock,
    LegalBlock,
    MissingBlock,
    OpenDayBlock,
    SubjectBlock,
)


class ExplanationBlock(TypedDict):
    """Why a rule comes to what it comes to; ``severity`` is null for a classification.

    ``asked`` names the parts of ``because``, one by one; of a classification, the whole.
    """

    schema: Literal["auditor/explanation/1"]
    rule: str
    rule_version: int
    pack: str
    kind: str
    title: str
    severity: str | None
    subject: SubjectBlock
    outcome: str
    attested_by: str | None
    upcoming: bool
    applies_from: str | None
    open_day: OpenDayBlock | None
    sentence: str
    because: BecauseBlock
    asked: list[str]
    missing: list[MissingBlock]
    cited: str
    legal: LegalBlock
    note: str


def explanation_block(said: Explanation) -> ExplanationBlock:
    """Return an explanation."""
    return {
        "schema": "auditor/explanation/1",
        "rule": said.rule,
        "rule_version": said.version,
        "pack": said.pack,
        "kind": said.kind.value,
        "title": said.title,
        "severity": said.severity.value if said.severity else None,
        "subject": {"id": said.subject_id, "kind": said.subject_kind.value, "name": said.subject_name},
        "outcome": said.outcome,
        "attested_by": said.attested_by or None,
        "upcoming": said.upcoming,
        "applies_from": said.applies_from.isoformat() if said.applies_from else None,
        "open_day": open_day_block(said.open_day),
        "sentence": said.sentence,
        "because": because_block(said.reason),
        "asked": list(said.asked),
        "missing": [missing_block(missing) for missing in said.missing],
        "cited": said.cited,
        "legal": legal_block(said.legal),
        "note": said.note,
    }
