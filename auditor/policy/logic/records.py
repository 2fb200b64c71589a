"""Which of several records of one kind speak: a later word ends an earlier one about the same thing."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from auditor.domain.declaration import EvidenceRecord, EvidenceState

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
        one
        for one in held
        if one.state in _DENIALS
        or not any(_may_be_one(one, other) and _precedes(one, other) for other in withdrawn)
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
    is_earlier = _precedes(withdrawal, valid) or _has_ended(withdrawal, as_of)
    return _may_be_one(valid, withdrawal) and not is_earlier


def _has_ended(one: EvidenceRecord, as_of: date) -> bool:
    return one.valid_until is not None and one.valid_until < as_of


def _precedes(one: EvidenceRecord, other: EvidenceRecord) -> bool:
    """Say whether one record is the earlier word: said no later, of no later a day, and not both at once."""
    is_no_later = one.on <= other.on and one.begins <= other.begins
    return is_no_later and (one.on, one.begins) != (other.on, other.begins)


def _may_be_one(one: EvidenceRecord, other: EvidenceRecord) -> bool:
    """Say whether two records may be of one thing: not where they name files, or addresses, that differ."""
    named = ((one.file, other.file), (one.file_sha256, other.file_sha256), (one.url, other.url))
    both = [(mine, theirs) for mine, theirs in named if mine and theirs]
    return not both or any(mine == theirs for mine, theirs in both)
