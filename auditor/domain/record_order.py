"""Which of two records of evidence is the later word, and whether they may be of one thing."""

from auditor.domain.evidence import EvidenceRecord, EvidenceState


def ends(withdrawal: EvidenceRecord, record: EvidenceRecord) -> bool:
    """Say whether a withdrawal ends a record of the same kind and subject: of the same thing, and later."""
    is_one = withdrawal.state is EvidenceState.WITHDRAWN and may_be_one(record, withdrawal)
    return is_one and precedes(record, withdrawal)


def precedes(one: EvidenceRecord, other: EvidenceRecord) -> bool:
    """Say whether one record is the earlier word: said no later, of no later a day, and not both at once."""
    is_no_later = one.on <= other.on and one.begins <= other.begins
    return is_no_later and (one.on, one.begins) != (other.on, other.begins)


def may_be_one(one: EvidenceRecord, other: EvidenceRecord) -> bool:
    """Say whether two records may be of one thing: not where they name files, or addresses, that differ."""
    named = ((one.file, other.file), (one.file_sha256, other.file_sha256), (one.url, other.url))
    both = [(mine, theirs) for mine, theirs in named if mine and theirs]
    return not both or any(mine == theirs for mine, theirs in both)
