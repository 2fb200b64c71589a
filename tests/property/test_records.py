"""Records of evidence against a plain reading of them, in every order and state."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from auditor.domain.evidence import EvidenceRecord, EvidenceState
from auditor.domain.tri import Tri
from auditor.policy.logic.leaves import evidence_answer
from tests.builders.policy import a_record, a_scene

FIRST = date(2026, 1, 1)
AS_OF = date(2026, 11, 22)
DAYS = st.integers(0, 3).map(lambda n: FIRST + timedelta(n))
STATES = st.sampled_from(
    [EvidenceState.VALID, EvidenceState.WITHDRAWN, EvidenceState.ABSENT, EvidenceState.EXPIRED]
)


def _record(state: EvidenceState, on: date, valid_from: date | None, url: str | None) -> EvidenceRecord:
    bare = replace(a_record("summary", "m", state=state), file=None, file_sha256=None)
    return replace(bare, on=on, valid_from=valid_from, url=url)


RECORDS = st.builds(
    _record, STATES, DAYS, st.none() | DAYS, st.sampled_from([None, "https://a.example", "https://b.example"])
)


def answer(records: list[EvidenceRecord]) -> Tri:
    return evidence_answer("summary", "m", a_scene(evidence=tuple(records), as_of=AS_OF), None).value


def of(records: list[EvidenceRecord], state: EvidenceState) -> list[EvidenceRecord]:
    return [one for one in records if one.state is state]


@given(st.lists(RECORDS, max_size=5).flatmap(lambda them: st.tuples(st.just(them), st.permutations(them))))
def test_the_order_of_the_files_does_not_matter(
    both: tuple[list[EvidenceRecord], list[EvidenceRecord]],
) -> None:
    one, other = both
    assert answer(one) is answer(other)


@given(st.lists(RECORDS, min_size=1, max_size=5))
def test_after_a_withdrawal_of_everything_nothing_holds(records: list[EvidenceRecord]) -> None:
    last = _record(EvidenceState.WITHDRAWN, FIRST + timedelta(9), None, None)
    assert answer([*records, last]) is Tri.FALSE


@given(st.lists(RECORDS, max_size=5))
def test_a_withdrawal_never_makes_anything_hold(records: list[EvidenceRecord]) -> None:
    without = [one for one in records if one.state is not EvidenceState.WITHDRAWN]
    if answer(records) is Tri.TRUE:
        assert answer(without) is Tri.TRUE


@given(st.lists(RECORDS, max_size=5))
def test_what_is_recorded_after_every_withdrawal_holds_unless_its_absence_is_declared(
    records: list[EvidenceRecord],
) -> None:
    last = _record(EvidenceState.VALID, FIRST + timedelta(9), None, None)
    contradicted = bool(of(records, EvidenceState.ABSENT))
    assert answer([*records, last]) is (Tri.UNKNOWN if contradicted else Tri.TRUE)


@given(st.lists(RECORDS, max_size=5))
def test_it_holds_only_by_a_record_that_no_withdrawal_of_the_same_follows_or_meets(
    records: list[EvidenceRecord],
) -> None:
    def stands(one: EvidenceRecord) -> bool:
        return all(
            (
                other.on <= one.on
                and other.begins <= one.begins
                and (other.on, other.begins) != (one.on, one.begins)
            )
            or (None not in (one.url, other.url) and one.url != other.url)
            for other in of(records, EvidenceState.WITHDRAWN)
        )

    holds = any(stands(one) for one in of(records, EvidenceState.VALID))
    denied = bool(of(records, EvidenceState.ABSENT))
    assert (answer(records) is Tri.TRUE) is (holds and not denied)


@given(DAYS, st.none() | DAYS)
def test_present_and_withdrawn_at_once_is_a_contradiction(on: date, since: date | None) -> None:
    both = [_record(state, on, since, None) for state in (EvidenceState.VALID, EvidenceState.WITHDRAWN)]
    assert answer(both) is Tri.UNKNOWN
