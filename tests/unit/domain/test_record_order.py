from dataclasses import replace
from datetime import date

from auditor.domain.evidence import EvidenceState
from auditor.domain.record_order import ends
from tests.builders.policy import a_record

RECORD = a_record("summary", "m")
LATER = replace(a_record("summary", "m", state=EvidenceState.WITHDRAWN), on=date(2026, 11, 2))


def test_a_later_withdrawal_of_the_same_thing_ends_a_record() -> None:
    assert ends(LATER, RECORD)
    assert not ends(replace(LATER, state=EvidenceState.ABSENT), RECORD)
    assert not ends(replace(LATER, on=RECORD.on), RECORD)
    assert not ends(replace(LATER, valid_from=date(2026, 1, 1)), RECORD)
    assert not ends(replace(LATER, file="other.pdf", file_sha256="b" * 64), RECORD)
