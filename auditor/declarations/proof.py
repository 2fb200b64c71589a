"""What an evidence entry proves on a day."""

from datetime import date

from auditor.domain.declaration import EvidenceDeclared, EvidenceRecord, EvidenceState, EvidenceStatus


def judge(declared: EvidenceDeclared, as_of: date) -> tuple[EvidenceState, str]:
    """Return the state of an entry and, where the state needs one, the reason in a few words."""
    if declared.status is EvidenceStatus.ABSENT:
        return EvidenceState.ABSENT, ""
    if declared.status is EvidenceStatus.WITHDRAWN:
        return EvidenceState.WITHDRAWN, ""
    if declared.file is not None and declared.file_sha256 is None:
        return EvidenceState.ALTERED, "not there or not readable"
    if declared.expected_sha256 is not None and declared.file_sha256 != declared.expected_sha256:
        return EvidenceState.ALTERED, f"declared with the digest {declared.expected_sha256}"
    if not declared.provenance.holds(as_of):
        return EvidenceState.EXPIRED, f"valid until {declared.provenance.valid_until}"
    return EvidenceState.VALID, ""


def record(declared: EvidenceDeclared, subject_ids: tuple[str, ...], as_of: date) -> EvidenceRecord:
    """Return an entry as the rules and reports see it; the locator also says why it proves nothing."""
    state, why = judge(declared, as_of)
    digest = f" sha256:{declared.file_sha256}" if declared.file_sha256 else ""
    file = f"{declared.file}{digest}" if declared.file else None
    place = ", ".join(part for part in (file, declared.url) if part)
    if not place and declared.status is EvidenceStatus.PRESENT:
        place = "no file and no address recorded"
    return EvidenceRecord(
        evidence=declared.evidence,
        subject_ids=subject_ids,
        state=state,
        locator=declared.provenance.locator + (f": {place}" if place else "") + (f" ({why})" if why else ""),
        by=declared.provenance.by,
        on=declared.provenance.on,
    )
