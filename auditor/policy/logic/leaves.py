"""The two leaves of every condition: a fact against a bound, and a kind of evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from auditor.domain.evidence import EvidenceRecord, EvidenceState
from auditor.domain.fact import (
    FOLLOWS_FROM,
    Claim,
    Confidence,
    FactDefinition,
    Known,
    State,
    Unknown,
    weakest,
)
from auditor.domain.facts import FACTS
from auditor.domain.finding import Missing, Reason
from auditor.domain.phrasing import prose_day
from auditor.domain.tri import Tri
from auditor.domain.values import FactValue, set_of
from auditor.policy.conditions import FactLeaf, LawReference
from auditor.policy.logic import answer
from auditor.policy.logic.answer import Answer
from auditor.policy.logic.comparison import Bound, compare
from auditor.policy.logic.world import Scene
from auditor.policy.rules import EvidenceKind
from auditor.policy.wording import asked_of, shown, source, told_apart, traced

EVIDENCE: Final = "evidence:"
"""What the names of missing or deciding kinds of evidence begin with."""

_DECLARE_EVIDENCE: Final = "auditor declare evidence"
# They say nothing about the day, or show nothing that could be looked at: neither proof nor denial.
_GONE: Final = frozenset(
    {EvidenceState.MISSING, EvidenceState.UNFOUND, EvidenceState.EMPTY, EvidenceState.DECLARATION}
)
# They proved something once: that the paper ran out, or is another, says nothing about the thing.
_LAPSED: Final = frozenset({EvidenceState.EXPIRED, EvidenceState.ALTERED})
_DENIALS: Final = frozenset({EvidenceState.ABSENT, EvidenceState.WITHDRAWN})
_MUTE: Final = _GONE | _LAPSED | {EvidenceState.LATER}


@dataclass(frozen=True, slots=True)
class _Asked:
    """A leaf on its way to an answer."""

    leaf: FactLeaf
    definition: FactDefinition
    holder: str
    scene: Scene

    def unknown(self, text: str, reason: str) -> Answer:
        """Return the answer that nobody can give yet, and what would settle it."""
        settled_by = self.scene.unsettled.get((self.holder, self.leaf.fact))
        state = self.scene.state(self.leaf.fact, self.holder)
        name, who, how = self.leaf.fact, self.definition.who, self.definition.how
        if isinstance(state, Unknown):
            who, how = state.who, state.how or how
        if how.startswith(FOLLOWS_FROM):
            name = how.removeprefix(FOLLOWS_FROM)
            who, how = FACTS[name].who, FACTS[name].how
        own = (Missing(name, self.holder, reason, who, how),)
        return answer.leaf(self.reason(text, Tri.UNKNOWN, ()), Confidence.HIGH, settled_by or own)

    def reason(self, text: str, value: Tri, claims: Sequence[Claim]) -> Reason:
        """Return the explanation of the leaf."""
        is_settled = any(claim.settles for claim in claims)
        evidence = tuple(traced(claim, told=is_settled and not claim.settles) for claim in claims)
        return Reason(text, value, self.leaf.fact, self.holder, evidence)


def fact_answer(leaf: FactLeaf, subject_id: str, scene: Scene, floor: Confidence | None) -> Answer:
    """Compare a fact with its bound; a conflict counts only where every claim comes to the same."""
    holder = scene.holder(leaf.fact, subject_id)
    asked = _Asked(leaf, FACTS[leaf.fact], holder, scene)
    what = asked_of(asked.definition)
    bound, bound_words = _bound(asked)
    if bound is None:
        return answer.leaf(asked.reason(bound_words, Tri.UNKNOWN, ()), Confidence.HIGH)
    state = scene.state(leaf.fact, holder)
    if isinstance(state, Unknown):
        return asked.unknown(f"{what}: not known, {state.reason}", state.reason)
    values, claims, confidence = _stated(state, leaf)
    if not claims:
        reason = f"no {leaf.basis} claim says so"
        return asked.unknown(f"{what}: {reason}", reason)
    if floor is not None and confidence.rank < floor.rank:
        reason = f"rests on {confidence}-confidence evidence only ({source(claims[0])})"
        return asked.unknown(f"{what}: {_said(values, asked, bound)}, which {reason}", f"it {reason}")
    found = {compare(value, leaf.operator, bound) for value in values}
    if len(found) == 1 and Tri.UNKNOWN not in found:
        said = f"{what}: {_said(values, asked, bound)}"
        # That a list was to be empty shows in what it holds.
        if isinstance(bound, bool) or bound == ():
            return answer.leaf(asked.reason(said, found.pop(), claims), confidence)
        text = f"{said}; asked: {leaf.operator.words} {bound_words}"
        denied = f"{said}; asked: {leaf.operator.denied} {bound_words}"
        return answer.leaf(asked.reason(text, found.pop(), claims), confidence, denied=denied)
    reason = _undecided(values, asked, bound)
    return asked.unknown(f"{what}: {reason}", reason)


def _bound(asked: _Asked) -> tuple[Bound | None, str]:
    """Return the bound as of the day and how a sentence says it; what is no law yet has words only."""
    leaf, unit = asked.leaf, asked.definition.unit
    if isinstance(leaf.operand, LawReference):
        version = asked.scene.version(leaf.operand)
        if version is None:
            return None, f"no text published by {prose_day(asked.scene.as_of)} sets {leaf.operand.name}"
        where = f", {asked.scene.cited(version.paragraph)}" if version.paragraph else ""
        return version.value, f"{shown(version.value, unit)} (law.yaml: {leaf.operand.name}{where})"
    where = f" (parameter {leaf.parameter})" if leaf.parameter else ""
    return leaf.operand, f"{shown(leaf.operand, unit)}{where}"


def _stated(state: State, leaf: FactLeaf) -> tuple[tuple[FactValue, ...], tuple[Claim, ...], Confidence]:
    """Return the values to compare, the claims behind them and how much they bear together."""
    assert not isinstance(state, Unknown)
    if leaf.basis is not None:
        claims = tuple(claim for claim in state.claims if claim.basis is leaf.basis)
        if isinstance(state, Known):
            # What settled the fact speaks for the claims of its basis that it overruled.
            claims = tuple(claim for claim in claims if claim.settles) or claims
        levels = [claim.confidence for claim in claims]
        return tuple(claim.value for claim in claims), claims, weakest(*levels) if levels else Confidence.LOW
    if isinstance(state, Known):
        return (state.value,), state.claims, state.confidence
    return tuple(claim.value for claim in state.claims), state.claims, state.confidence


def _said(values: Sequence[FactValue], asked: _Asked, bound: Bound) -> str:
    unit = asked.definition.unit
    return " or ".join(dict.fromkeys(told_apart(value, bound, unit) for value in values))


def _undecided(values: Sequence[FactValue], asked: _Asked, bound: Bound) -> str:
    said = _said(values, asked, bound)
    if len(set(values)) > 1:
        return f"its sources disagree, {said}"
    return f"{said} cannot be told apart from {shown(bound, asked.definition.unit)}"


def evidence_answer(kind: str, subject_id: str, scene: Scene, floor: Confidence | None) -> Answer:
    """Say whether evidence is recorded: a valid record proves it, only a denied one disproves it.

    Which of several records speak is settled in the scene (:func:`auditor.policy.logic.records.speaking`).
    """
    name = f"{EVIDENCE}{kind}"
    definition = scene.kinds[kind]
    held = scene.records.get((kind, subject_id), ())
    records = [record for record in held if record.state not in _MUTE]
    valid = [record for record in records if record.state is EvidenceState.VALID]
    denied = [record for record in records if record.state in _DENIALS]
    if valid and denied:
        return _contradiction(definition, subject_id, (*valid, *denied))
    absent = [record for record in records if record.state is EvidenceState.ABSENT]
    if absent and (links := _on_record(definition, subject_id, scene)):
        return _contradicted(definition, subject_id, max(absent, key=_latest), links)
    # The withdrawal of one thing disproves only where no record of another could still hold.
    open_ = any(record.state in _GONE | _LAPSED for record in held)
    decisive = valid or absent or ([] if open_ else records)
    if definition.excuses and not valid:
        decisive = [record for record in absent if record.confidence is Confidence.HIGH]
    if definition.only_proves and not valid:
        decisive = []
    if not decisive:
        return _unproven(definition, subject_id, held, _unshown(definition, records))
    record = max(decisive, key=lambda one: (one.confidence.rank, one.on, one.locator))
    confidence = record.confidence
    value = Tri.of(bool(valid))
    text = f"{definition.title}: {_recorded(record)}"
    if floor is not None and confidence.rank < floor.rank:
        why = "only a declaration says so" + (f", {record.method}" if valid else "")
        missing = Missing(name, subject_id, why, definition.who, _DECLARE_EVIDENCE)
        return answer.leaf(Reason(text, Tri.UNKNOWN, name, subject_id), Confidence.HIGH, (missing,))
    return answer.leaf(Reason(text, value, name, subject_id, (_proven(record),)), confidence)


def _on_record(kind: EvidenceKind, subject_id: str, scene: Scene) -> tuple[Claim, ...]:
    """Return what on record contradicts that there is no evidence of a kind; nothing where nothing does."""
    if not kind.contradicted_by:
        return ()
    state = scene.state(kind.contradicted_by, scene.holder(kind.contradicted_by, subject_id))
    return () if isinstance(state, Unknown) else tuple(claim for claim in state.claims if claim.value != ())


def _contradicted(
    kind: EvidenceKind, subject_id: str, record: EvidenceRecord, links: Sequence[Claim]
) -> Answer:
    """Say that a record denies what is on record; neither is believed over the other."""
    name = f"{EVIDENCE}{kind.id}"
    listed = set_of([word for claim in links if isinstance(claim.value, tuple) for word in claim.value])
    said = f"{_recorded(record)}, but on record: {shown(listed)}"
    where = (_proven(record), *(traced(claim) for claim in links))
    reason = Reason(f"{kind.title}: {said}", Tri.UNKNOWN, name, subject_id, where)
    missing = Missing(name, subject_id, said, kind.who, _DECLARE_EVIDENCE)
    return answer.leaf(reason, Confidence.HIGH, (missing,))


def _latest(record: EvidenceRecord) -> tuple[date, str]:
    return record.on, record.locator


def _unproven(kind: EvidenceKind, subject_id: str, held: Sequence[EvidenceRecord], why: str) -> Answer:
    """Say that no record says whether it is there, which record did, or why what one says is not enough."""
    name, reason = f"{EVIDENCE}{kind.id}", why or _unrecorded(held)
    missing = Missing(name, subject_id, reason, kind.who, _DECLARE_EVIDENCE)
    where = tuple(_proven(record) for record in held if record.state in _LAPSED)
    said = Reason(f"{kind.title}: {reason}", Tri.UNKNOWN, name, subject_id, where)
    return answer.leaf(said, Confidence.HIGH, (missing,))


def _contradiction(kind: EvidenceKind, subject_id: str, records: Sequence[EvidenceRecord]) -> Answer:
    """Say that the organisation's own records disagree; neither is believed over the other."""
    name = f"{EVIDENCE}{kind.id}"
    said = " but ".join(dict.fromkeys(_recorded(record) for record in records))
    missing = Missing(name, subject_id, f"the records disagree: {said}", kind.who, _DECLARE_EVIDENCE)
    where = tuple(_proven(record) for record in records)
    reason = Reason(f"{kind.title}: {said}", Tri.UNKNOWN, name, subject_id, where)
    return answer.leaf(reason, Confidence.HIGH, (missing,))


def _unshown(kind: EvidenceKind, records: Sequence[EvidenceRecord]) -> str:
    """Return why the word that there is none does not decide; nothing where nobody says so, or it would.

    Nobody's word takes away what would be owed, and of some things a missing record says nothing at all.
    """
    if not records or not (kind.excuses or kind.only_proves):
        return ""
    last = max(records, key=_latest)
    if kind.only_proves:
        return f"{_recorded(last)}, which does not say what it would show"
    return f"{_recorded(last)}, and no file shows that there is none"


def _unrecorded(held: Sequence[EvidenceRecord]) -> str:
    """Return why nothing is known: no record, or only one that ran out, shows nothing or is of later days."""
    if not held:
        return "nothing is recorded about it"
    gone = [record for record in held if record.state in _GONE]
    if gone:
        return f"{_recorded(max(gone, key=_latest))}, which proves nothing"
    lapsed = [record for record in held if record.state in _LAPSED]
    if lapsed:
        latest = max(lapsed, key=_latest)
        return f"{_recorded(latest)}, and nothing else proves it"
    first = min(held, key=_latest)
    who = f"by {first.by} on {prose_day(first.on)}"
    return f"the record {who} speaks of later days, and nothing else is recorded about it"


def _proven(record: EvidenceRecord) -> str:
    """Return basis, method and place of a record, as an explanation lists them."""
    return f"attested: {record.method}, {record.locator} ({record.confidence} confidence)"


def _recorded(record: EvidenceRecord) -> str:
    who = f"by {record.by} on {prose_day(record.on)}"
    return {
        EvidenceState.VALID: f"recorded {who}" if record.file else f"{record.method} {who}",
        EvidenceState.ABSENT: f"declared absent {who}",
        EvidenceState.EXPIRED: f"the record {who} has expired",
        EvidenceState.MISSING: f"the file recorded {who} is not there or cannot be read",
        EvidenceState.UNFOUND: f"the file named {who} was not found",
        EvidenceState.ALTERED: f"the file recorded {who} has changed since",
        EvidenceState.EMPTY: f"the file named {who} is empty",
        EvidenceState.DECLARATION: f"the file named {who} is itself a declaration",
        EvidenceState.WITHDRAWN: f"withdrawn {who}",
        EvidenceState.ENDED: f"recorded {who} and withdrawn since",
        EvidenceState.LATER: f"recorded {who} for later days",
    }[record.state]
