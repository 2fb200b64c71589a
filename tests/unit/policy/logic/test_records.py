from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from auditor.domain.evidence import EvidenceRecord, EvidenceState
from auditor.policy.logic.records import speaking
from tests.builders.policy import TODAY, a_record

JANUARY, JUNE, OCTOBER = date(2026, 1, 1), date(2026, 6, 1), date(2026, 10, 1)


def said(state: EvidenceState, on: date, **changes: Any) -> EvidenceRecord:
    nowhere = {"file": None, "file_sha256": None}
    return replace(a_record("summary", "m", state=state), on=on, **{**nowhere, **changes})


def present(on: date = JANUARY, **changes: Any) -> EvidenceRecord:
    return said(EvidenceState.VALID, on, **changes)


def withdrawn(on: date = OCTOBER, **changes: Any) -> EvidenceRecord:
    return said(EvidenceState.WITHDRAWN, on, **changes)


@pytest.mark.parametrize(
    "state", [EvidenceState.VALID, EvidenceState.ENDED, EvidenceState.EXPIRED, EvidenceState.MISSING]
)
def test_a_withdrawal_ends_what_was_recorded_before_it(state: EvidenceState) -> None:
    ends = withdrawn()
    assert speaking((said(state, JANUARY), ends), TODAY) == (ends,)
    assert speaking((ends, said(state, JANUARY)), TODAY) == (ends,)


def test_what_is_recorded_after_a_withdrawal_holds() -> None:
    again = present(OCTOBER)
    assert speaking((present(JANUARY), withdrawn(JUNE), again), TODAY) == (again,)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (present(JUNE), withdrawn(JUNE)),
        (present(JUNE), withdrawn(OCTOBER, valid_from=JANUARY)),
        (present(OCTOBER, valid_from=JANUARY), withdrawn(JUNE)),
    ],
)
def test_where_nobody_knows_which_came_last_both_stay(one: EvidenceRecord, other: EvidenceRecord) -> None:
    assert speaking((one, other), TODAY) == (one, other)


def test_of_one_day_what_speaks_of_a_later_one_is_the_later_word() -> None:
    ends = withdrawn(OCTOBER, valid_from=JUNE)
    assert speaking((present(OCTOBER, valid_from=JANUARY), ends), TODAY) == (ends,)


@pytest.mark.parametrize(
    ("one", "other", "is_ended"),
    [
        ({}, {}, True),
        ({"url": "https://a.example"}, {}, True),
        ({}, {"file": "a.pdf"}, True),
        ({"url": "https://a.example"}, {"url": "https://a.example"}, True),
        ({"url": "https://a.example"}, {"url": "https://b.example"}, False),
        ({"file": "a.pdf"}, {"url": "https://a.example"}, True),
        ({"file": "a.pdf", "file_sha256": "a"}, {"file": "b.pdf", "file_sha256": "b"}, False),
        ({"file": "a.pdf", "file_sha256": "a"}, {"file": "./a.pdf", "file_sha256": "a"}, True),
    ],
)
def test_a_withdrawal_is_of_everything_but_what_lies_elsewhere(
    one: dict[str, Any], other: dict[str, Any], is_ended: bool
) -> None:
    holding = present(**one)
    assert (holding not in speaking((holding, withdrawn(**other)), TODAY)) is is_ended


def test_beside_what_holds_the_withdrawal_of_something_else_is_silent() -> None:
    holding = present(OCTOBER, url="https://a.example")
    of_another = withdrawn(OCTOBER, url="https://b.example")
    assert speaking((holding, of_another), TODAY) == (holding,)


def test_one_record_that_nobody_disputes_is_enough() -> None:
    disputed, holding = present(OCTOBER, url="https://a.example"), present(OCTOBER, url="https://b.example")
    assert speaking((disputed, withdrawn(OCTOBER, url="https://a.example"), holding), TODAY) == (holding,)


def test_a_denial_that_has_ended_says_nothing_against_what_holds_since() -> None:
    absent = said(EvidenceState.ABSENT, JANUARY, valid_until=JUNE)
    holding = present(OCTOBER)
    assert speaking((absent, holding), TODAY) == (holding,)
    assert speaking((absent, holding), JUNE) == (absent, holding)
    assert speaking((absent,), TODAY) == (absent,)


def test_a_withdrawal_that_has_ended_brings_nothing_back_and_disputes_nothing() -> None:
    ended = withdrawn(JUNE, valid_until=JUNE)
    assert speaking((present(JANUARY), ended), TODAY) == (ended,)
    of_that_day = present(JUNE)
    assert speaking((of_that_day, ended), TODAY) == (of_that_day,)


def test_an_absence_contradicts_what_holds_whatever_their_order() -> None:
    absent, holding = said(EvidenceState.ABSENT, JANUARY), present(OCTOBER)
    assert speaking((absent, holding), TODAY) == (absent, holding)


def test_what_proves_nothing_stays_beside_what_holds() -> None:
    expired, holding = said(EvidenceState.EXPIRED, JANUARY), present()
    assert speaking((expired, holding), TODAY) == (expired, holding)
