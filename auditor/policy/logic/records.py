"""Which of several records of one kind speak: a later word ends an earlier one about the same thing."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from auditor.domain.evidence import EvidenceRecord, EvidenceState
from auditor.domain.record_order import ends, may_be_one, precedes

_DENIALS: Final = frozenset({EvidenceState.ABSENT, EvidenceState.WITHDRAWN})


def speaking(records: Iterable[EvidenceRecord], as_of: date) -> tuple[EvidenceRecord, ...]:
    """Return the records of one kind and subject that count on a day, in the order given.

    A withdrawal ends what was recorded before it, and is ended by what is recorded after it. Where both are
    of one day, or the one was said later of an earlier day, nobody knows which came last: both stay, and
    contradict each other. Beside the withdrawal of something else, and a denial that has ended, holds what
    holds.

    Args:
        records: All records of one kind of evidence about one subject.
        as_of: The day, for what has ended.
    """
    held = tuple(records)
    withdrawn = tuple(one for one in held if one.state is EvidenceState.WITHDRAWN)
    left = tuple(
        one for one in held if one.state in _DENIALS or not any(ends(other, one) for other in withdrawn)
    )
    valid = tuple(one for one in left if one.state is EvidenceState.VALID)
    if not valid:
        return left
    absent = any(one.state is EvidenceState.ABSENT and not _has_ended(one, as_of) for one in left)
    undisputed = tuple(one for one in valid if not any(_disputes(other, one, as_of) for other in withdrawn))
    standing = valid if absent else undisputed or valid
    return tuple(one for one in left if one in standing or _still_speaks(one, standing, as_of))


def _still_speaks(one: EvidenceRecord, standing: tuple[EvidenceRecord, ...], as_of: date) -> bool:
    """Say whether a record that is not valid counts beside those that are."""
    match one.state:
        case EvidenceState.VALID:
            return False
        case EvidenceState.WITHDRAWN:
            return any(_disputes(one, other, as_of) for other in standing)
        case EvidenceState.ABSENT:
            return not _has_ended(one, as_of)
        case _:
            return True


def _disputes(withdrawal: EvidenceRecord, valid: EvidenceRecord, as_of: date) -> bool:
    """Say whether a withdrawal contradicts a record, because neither is known to be the later word."""
    is_earlier = precedes(withdrawal, valid) or _has_ended(withdrawal, as_of)
    return may_be_one(valid, withdrawal) and not is_earlier


def _has_ended(one: EvidenceRecord, as_of: date) -> bool:
    return one.valid_until is not None and one.valid_until < as_of
