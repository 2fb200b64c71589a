"""The table of ``auditor show evidence``."""

from typing import Final

from auditor.domain.audit import Audit
from auditor.domain.evidence import EvidenceRecord
from auditor.domain.naming import distinct_names
from auditor.reports import wording
from auditor.reports.terminal.tables import Column, table

_EVIDENCE: Final = (
    Column("evidence", least=22, is_title=True),
    Column("state", least=14, is_title=True),
    Column("serves", least=20),
    Column("file or address", least=30),
    Column("who, and until when", least=26),
)


def evidence_table(audit: Audit, width: int) -> str:
    """Return every record of evidence, with what it serves and whether it holds."""
    names = distinct_names(audit.subjects)
    rows = [
        (
            wording.evidence_kind(record.evidence),
            f"{record.state.value}\n{record.confidence.value} confidence",
            ", ".join(names.get(id_, id_) for id_ in record.subject_ids) or "nothing that was found",
            "\n".join(_where(record)),
            _who(record),
        )
        for record in audit.evidence
    ]
    return table(_EVIDENCE, rows, width) if rows else "no evidence is recorded\n"


def _where(record: EvidenceRecord) -> tuple[str, ...]:
    kept = ", a copy is kept" if record.is_kept else ""
    digest = f"sha256 {record.file_sha256}{kept}" if record.file_sha256 else ""
    said = (record.file or "", digest, record.url or "", record.locator.partition(": ")[0])
    return tuple(part for part in said if part)


def _who(record: EvidenceRecord) -> str:
    said = (
        f"{record.by}, {wording.day(record.on)}",
        f"kept by {record.owner}" if record.owner else "",
        f"until {wording.day(record.valid_until)}" if record.valid_until else "",
    )
    return "; ".join(part for part in said if part)
