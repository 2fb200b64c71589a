from datetime import date

import pytest

from auditor.declarations.proof import judge, record
from auditor.domain.declaration import EvidenceDeclared, EvidenceRecord, EvidenceState, EvidenceStatus
from tests.builders.declarations import BY, ON, TODAY, a_provenance, an_evidence

ENDED = a_provenance(valid_until=date(2026, 11, 21))
ENDS_TODAY = a_provenance(valid_until=TODAY)
A, B = "a" * 64, "b" * 64


@pytest.mark.parametrize(
    ("declared", "state", "why"),
    [
        (an_evidence(file="p.pdf", file_sha256=A), EvidenceState.VALID, ""),
        (an_evidence(file="p.pdf", file_sha256=A, expected_sha256=A), EvidenceState.VALID, ""),
        (an_evidence(url="https://example.org", provenance=ENDS_TODAY), EvidenceState.VALID, ""),
        (an_evidence(), EvidenceState.VALID, ""),
        (an_evidence(file="p.pdf"), EvidenceState.ALTERED, "not there or not readable"),
        (
            an_evidence(file="p.pdf", file_sha256=A, expected_sha256=B),
            EvidenceState.ALTERED,
            f"declared with the digest {B}",
        ),
        (an_evidence(file="p.pdf", provenance=ENDED), EvidenceState.ALTERED, "not there or not readable"),
        (an_evidence(provenance=ENDED), EvidenceState.EXPIRED, "valid until 2026-11-21"),
        (an_evidence(status=EvidenceStatus.ABSENT, provenance=ENDED), EvidenceState.ABSENT, ""),
        (an_evidence(status=EvidenceStatus.WITHDRAWN, file="p.pdf"), EvidenceState.WITHDRAWN, ""),
    ],
)
def test_an_entry_proves_something_only_if_it_is_valid_and_unaltered(
    declared: EvidenceDeclared, state: EvidenceState, why: str
) -> None:
    assert judge(declared, TODAY) == (state, why)


def test_a_record_says_where_it_stands_and_why_it_fails() -> None:
    declared = an_evidence(file="p.pdf", file_sha256=A, expected_sha256=B, url="https://example.org")
    assert record(declared, ("triage",), TODAY) == EvidenceRecord(
        evidence="literacy-plan",
        subject_ids=("triage",),
        state=EvidenceState.ALTERED,
        locator=(
            f"declarations/evidence.yaml:1: p.pdf sha256:{A}, https://example.org "
            f"(declared with the digest {B})"
        ),
        by=BY,
        on=ON,
    )


def test_a_record_without_a_file_or_address_says_so_wherever_it_is_shown() -> None:
    said = record(an_evidence(), ("organisation",), TODAY).locator
    assert said == "declarations/evidence.yaml:1: no file and no address recorded"
    absent = record(an_evidence(status=EvidenceStatus.ABSENT), ("organisation",), TODAY).locator
    assert absent == "declarations/evidence.yaml:1"


def test_a_missing_file_is_named() -> None:
    assert (
        record(an_evidence(file="p.pdf"), (), TODAY).locator
        == "declarations/evidence.yaml:1: p.pdf (not there or not readable)"
    )
