"""What an evidence entry proves on a day."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from auditor.domain.evidence import EvidenceDeclared, EvidenceRecord, EvidenceState, EvidenceStatus
from auditor.domain.fact import Confidence
from auditor.domain.record_order import ends

_DENIALS: Final[Mapping[EvidenceStatus, EvidenceState]] = {
    EvidenceStatus.ABSENT: EvidenceState.ABSENT,
    EvidenceStatus.WITHDRAWN: EvidenceState.WITHDRAWN,
}

_NOWHERE: Final = "no file that can be read, neither beside the declaration nor in the folder above"
_FLAWS: Final[Mapping[EvidenceState, str]] = {
    EvidenceState.EMPTY: "empty, which proves nothing",
    EvidenceState.DECLARATION: "itself a declaration, which proves nothing",
}
NO_PROOF: Final = (EvidenceState.UNFOUND, *_FLAWS)
"""States of a file that never proved anything: the declaration is wrong, not the file."""

_RECKONED: Final = frozenset({*NO_PROOF, EvidenceState.EXPIRED, EvidenceState.MISSING, EvidenceState.ALTERED})


def judge(declared: EvidenceDeclared, as_of: date) -> tuple[EvidenceState, str]:
    """Return the state of an entry and, where the state needs one, the reason in a few words.

    A file that is missing, or not what was recorded, shows whatever the day: bytes have no day.
    """
    if declared.status is EvidenceStatus.PRESENT and declared.file is not None:
        if declared.file_sha256 is None:
            was_there = declared.expected_sha256 or declared.recorded_sha256
            return (EvidenceState.MISSING if was_there else EvidenceState.UNFOUND), _NOWHERE
        altered = _altered(declared)
        # A declaration may change every day; one that was recorded as evidence never was any.
        if altered and declared.flaw is not EvidenceState.DECLARATION:
            return EvidenceState.ALTERED, altered
        if declared.flaw is not None:
            return declared.flaw, _FLAWS[declared.flaw]
    if declared.provenance.begins > as_of:
        return EvidenceState.LATER, f"speaks of {declared.provenance.begins} and later"
    if declared.status is not EvidenceStatus.PRESENT:
        return _DENIALS[declared.status], ""
    if declared.provenance.has_ended(as_of):
        return EvidenceState.EXPIRED, f"valid until {declared.provenance.valid_until}"
    return EvidenceState.VALID, ""


def _altered(declared: EvidenceDeclared) -> str:
    """Return how the file that is there is not the one that was recorded; empty if it is."""
    if declared.expected_sha256 is not None:
        same = declared.file_sha256 == declared.expected_sha256
        return "" if same else f"declared with the digest {declared.expected_sha256}"
    if declared.recorded_sha256 not in {None, declared.file_sha256}:
        earlier = f"an earlier audit recorded the digest {declared.recorded_sha256}"
        return f"{earlier}; if the change is meant, declare it anew with a later on"
    return ""


def weight(declared: EvidenceDeclared, state: EvidenceState) -> tuple[Confidence, str]:
    """Return how much weight a record bears, and what there is to look at.

    A file that is there can be looked at again; an address is never opened here, but a reader can. A word is
    what somebody answers for by name, that a thing is there as much as that it is not. That a record has
    ended, or that its file is gone or has changed, is no word but a reckoning.
    """
    if state in _RECKONED:
        return Confidence.HIGH, "compared with what was declared"
    if declared.status is not EvidenceStatus.PRESENT:
        return Confidence.MEDIUM, f"declared {declared.status.value}"
    if declared.file is not None:
        pinned = (
            "with the digest declared" if declared.expected_sha256 else "its digest recorded by this audit"
        )
        return Confidence.HIGH, f"file, {pinned}"
    if declared.url is not None:
        return Confidence.MEDIUM, "recorded with an address alone"
    return Confidence.MEDIUM, "recorded without a file"


def shown(absence: EvidenceRecord) -> EvidenceRecord:
    """Return a record that something does not exist whose source is a file: that can be looked at again."""
    if absence.state is not EvidenceState.ABSENT:
        return absence
    return replace(absence, confidence=Confidence.HIGH, method=f"{absence.method}, with a file as its source")


def after_withdrawals(records: Iterable[EvidenceRecord]) -> tuple[EvidenceRecord, ...]:
    """Return records, those among them as ended that were withdrawn since of everything they serve."""
    held = tuple(records)
    withdrawn = [one for one in held if one.state is EvidenceState.WITHDRAWN]
    return tuple(_ended(one, withdrawn) if one.state is EvidenceState.VALID else one for one in held)


def _ended(one: EvidenceRecord, withdrawn: Iterable[EvidenceRecord]) -> EvidenceRecord:
    ending = [other for other in withdrawn if other.evidence == one.evidence and ends(other, one)]
    over = {id_ for other in ending for id_ in other.subject_ids}
    return replace(one, state=EvidenceState.ENDED) if over.issuperset(one.subject_ids) and ending else one


def record(declared: EvidenceDeclared, subject_ids: tuple[str, ...], as_of: date) -> EvidenceRecord:
    """Return an entry as the rules and reports see it; the locator also says why it proves nothing."""
    state, why = judge(declared, as_of)
    confidence, method = weight(declared, state)
    digest = f" sha256:{declared.file_sha256}" if declared.file_sha256 else ""
    file = f"{declared.file}{digest}" if declared.file else None
    place = ", ".join(part for part in (file, declared.url) if part)
    return EvidenceRecord(
        evidence=declared.evidence,
        subject_ids=subject_ids,
        state=state,
        locator=declared.provenance.locator + (f": {place}" if place else "") + (f" ({why})" if why else ""),
        by=declared.provenance.by,
        on=declared.provenance.on,
        confidence=confidence,
        method=method,
        file=declared.file,
        file_sha256=declared.file_sha256,
        owner=declared.owner,
        url=declared.url,
        valid_until=declared.provenance.valid_until,
        valid_from=declared.provenance.valid_from,
    )
