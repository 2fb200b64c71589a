from datetime import date

import pytest

from auditor.declarations.proof import judge, record
from auditor.domain.evidence import EvidenceDeclared, EvidenceRecord, EvidenceState, EvidenceStatus
from auditor.domain.fact import Confidence
from tests.builders.declarations import BY, ON, TODAY, a_provenance, an_evidence

ENDED = a_provenance(valid_until=date(2026, 11, 21))
ENDS_TODAY = a_provenance(valid_until=TODAY)
TOMORROW = a_provenance(on=date(2026, 11, 23))
SINCE = a_provenance(on=date(2026, 11, 23), valid_from=TODAY)
A, B = "a" * 64, "b" * 64
NOWHERE = "no file that can be read, neither beside the declaration nor in the folder above"


@pytest.mark.parametrize(
    ("declared", "state", "why"),
    [
        (an_evidence(file="p.pdf", file_sha256=A), EvidenceState.VALID, ""),
        (an_evidence(file="p.pdf", file_sha256=A, expected_sha256=A), EvidenceState.VALID, ""),
        (an_evidence(url="https://example.org", provenance=ENDS_TODAY), EvidenceState.VALID, ""),
        (an_evidence(), EvidenceState.VALID, ""),
        (an_evidence(file="p.pdf"), EvidenceState.UNFOUND, NOWHERE),
        (an_evidence(file="p.pdf", recorded_sha256=A), EvidenceState.MISSING, NOWHERE),
        (an_evidence(file="p.pdf", expected_sha256=A), EvidenceState.MISSING, NOWHERE),
        (
            an_evidence(file="p.pdf", file_sha256=A, expected_sha256=B),
            EvidenceState.ALTERED,
            f"declared with the digest {B}",
        ),
        (an_evidence(file="p.pdf", provenance=ENDED), EvidenceState.UNFOUND, NOWHERE),
        (an_evidence(provenance=ENDED), EvidenceState.EXPIRED, "valid until 2026-11-21"),
        (an_evidence(status=EvidenceStatus.ABSENT, provenance=ENDED), EvidenceState.ABSENT, ""),
        (an_evidence(status=EvidenceStatus.WITHDRAWN, file="p.pdf"), EvidenceState.WITHDRAWN, ""),
        (an_evidence(provenance=TOMORROW), EvidenceState.LATER, "speaks of 2026-11-23 and later"),
        (
            an_evidence(status=EvidenceStatus.ABSENT, provenance=TOMORROW),
            EvidenceState.LATER,
            "speaks of 2026-11-23 and later",
        ),
        (an_evidence(file="p.pdf", provenance=TOMORROW), EvidenceState.UNFOUND, NOWHERE),
        (an_evidence(provenance=SINCE), EvidenceState.VALID, ""),
        (an_evidence(file="p.pdf", file_sha256=A, recorded_sha256=A), EvidenceState.VALID, ""),
        (
            an_evidence(file="p.pdf", file_sha256=A, recorded_sha256=B),
            EvidenceState.ALTERED,
            f"an earlier audit recorded the digest {B}; "
            "if the change is meant, declare it anew with a later on",
        ),
        (
            an_evidence(file="p.pdf", file_sha256=A, flaw=EvidenceState.EMPTY),
            EvidenceState.EMPTY,
            "empty, which proves nothing",
        ),
        (
            an_evidence(file="a.yaml", file_sha256=A, flaw=EvidenceState.DECLARATION, provenance=TOMORROW),
            EvidenceState.DECLARATION,
            "itself a declaration, which proves nothing",
        ),
        (
            an_evidence(file="a.yaml", file_sha256=A, recorded_sha256=B, flaw=EvidenceState.DECLARATION),
            EvidenceState.DECLARATION,
            "itself a declaration, which proves nothing",
        ),
        (
            an_evidence(file="p.pdf", file_sha256=A, recorded_sha256=B, flaw=EvidenceState.EMPTY),
            EvidenceState.ALTERED,
            f"an earlier audit recorded the digest {B}; "
            "if the change is meant, declare it anew with a later on",
        ),
        (
            an_evidence(file="p.pdf", file_sha256=A, expected_sha256=A, recorded_sha256=B),
            EvidenceState.VALID,
            "",
        ),
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
        confidence=Confidence.HIGH,
        method="compared with what was declared",
        file="p.pdf",
        file_sha256=A,
        url="https://example.org",
    )


@pytest.mark.parametrize(
    ("declared", "confidence", "method"),
    [
        (
            an_evidence(file="p", file_sha256=A, expected_sha256=A),
            Confidence.HIGH,
            "file, with the digest declared",
        ),
        (an_evidence(file="p", file_sha256=A), Confidence.HIGH, "file, its digest recorded by this audit"),
        (
            an_evidence(file="p", file_sha256=A, url="https://x.org"),
            Confidence.HIGH,
            "file, its digest recorded by this audit",
        ),
        (an_evidence(url="https://x.org"), Confidence.MEDIUM, "recorded with an address alone"),
        (an_evidence(), Confidence.MEDIUM, "recorded without a file"),
        (an_evidence(provenance=TOMORROW), Confidence.MEDIUM, "recorded without a file"),
        (an_evidence(status=EvidenceStatus.ABSENT), Confidence.MEDIUM, "declared absent"),
        (an_evidence(status=EvidenceStatus.WITHDRAWN), Confidence.MEDIUM, "declared withdrawn"),
        (an_evidence(provenance=ENDED), Confidence.HIGH, "compared with what was declared"),
    ],
)
def test_only_a_file_that_is_there_weighs_more_than_a_word(
    declared: EvidenceDeclared, confidence: Confidence, method: str
) -> None:
    found = record(declared, ("organisation",), TODAY)
    assert (found.confidence, found.method) == (confidence, method)


def test_a_record_says_from_which_day_it_speaks() -> None:
    assert record(an_evidence(provenance=SINCE), (), TODAY).begins == TODAY
    assert record(an_evidence(), (), TODAY).begins == ON


def test_a_record_of_a_measure_names_the_entry_alone() -> None:
    assert record(an_evidence(), ("organisation",), TODAY).locator == "declarations/evidence.yaml:1"


def test_a_missing_file_is_named() -> None:
    assert (
        record(an_evidence(file="p.pdf"), (), TODAY).locator
        == f"declarations/evidence.yaml:1: p.pdf ({NOWHERE})"
    )
