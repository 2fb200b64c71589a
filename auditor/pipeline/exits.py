"""Audit to exit code, and why; the codes are a published table."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from auditor.domain.audit import Audit, Exit
from auditor.domain.evidence import EvidenceRecord, EvidenceState
from auditor.domain.finding import Severity, Verdict
from auditor.pipeline.exit_codes import FAILED, INCOMPLETE, INTEGRITY, OK, UNKNOWN
from auditor.reports.wording import faults, plain_spaces

_MOST_NAMED: Final = 3
_BROKEN: Final[Mapping[EvidenceState, str]] = {
    EvidenceState.MISSING: "missing or cannot be read",
    EvidenceState.ALTERED: "not what was recorded",
}


@dataclass(frozen=True, slots=True)
class Gate:
    """When an audit ends badly.

    Attributes:
        fail_on: Mildest severity of a failure that counts.
        fail_on_unknown: Mildest severity of an unknown that counts; ``None`` for never.
        allow_empty: Whether finding nothing is fine.
    """

    fail_on: Severity = Severity.HIGH
    fail_on_unknown: Severity | None = None
    allow_empty: bool = False


def decide(audit: Audit, gate: Gate) -> Exit:
    """Return how the process ends: integrity before failed before unknown before incomplete."""
    from auditor.pipeline.assessing import unaccepted  # with every assessor, which a scan does not need

    broken = _broken_files(audit.evidence)
    if broken:
        return Exit(INTEGRITY, broken)
    counted = [finding for finding in audit.findings if finding.counted]
    failed = [f for f in counted if f.verdict is Verdict.FAIL and f.severity.rank >= gate.fail_on.rank]
    if failed:
        return Exit(
            FAILED, f"{len(failed)} {_findings(len(failed))} of severity {gate.fail_on} or above failed"
        )
    floor = gate.fail_on_unknown
    unknown = [f for f in counted if floor and f.verdict is Verdict.UNKNOWN and f.severity.rank >= floor.rank]
    if unknown:
        return Exit(UNKNOWN, f"{len(unknown)} {_findings(len(unknown))} of severity {floor} or above unknown")
    if not audit.inventory.models and not gate.allow_empty:
        return Exit(INCOMPLETE, "no model was found; nothing checked is not clean")
    found = faults(unaccepted(audit.inventory, audit.accepted))
    if found:
        return Exit(INCOMPLETE, f"not accepted by the organisation: {plain_spaces(found)}")
    return Exit(OK, "nothing counted failed")


def _broken_files(evidence: Collection[EvidenceRecord]) -> str:
    """Return which evidence files are missing and which are not what was recorded; empty for none."""
    said = []
    for state, what in _BROKEN.items():
        names = sorted({record.file or record.locator for record in evidence if record.state is state})
        if names:
            files = "file is" if len(names) == 1 else "files are"
            listed = ", ".join(names[:_MOST_NAMED])
            more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
            said.append(f"{len(names)} evidence {files} {what}: {listed}{more}")
    return "; ".join(said)


def _findings(n: int) -> str:
    return "finding" if n == 1 else "findings"
