"""Which facts and records of its subject a ruling's sentence, and what it misses, can speak of."""

from collections.abc import Iterable, Iterator

from auditor.domain.facts import FACTS
from auditor.domain.finding import Reason, RuleKind, Verdict
from auditor.domain.tri import Tri
from auditor.policy.judging.alike import Asked
from auditor.policy.judging.attestations import attesting
from auditor.policy.logic.answer import Answer
from auditor.policy.logic.verdict import Ground, Ruling
from auditor.policy.logic.world import Scene
from auditor.policy.rules import Rule


def spoken_of(rule: Rule, ruling: Ruling, subject_id: str, scene: Scene) -> tuple[Asked, ...]:
    """Return what has to say the same for two subjects alike to be spoken of in the same words.

    Which leaves decide, and which are unknown, is the same for all subjects alike to a rule. What they read
    is not.
    """
    said = dict(_said(rule, ruling, subject_id, scene))
    is_day_open = ruling.verdict is Verdict.FAIL and ruling.open_day is not None
    if ruling.verdict is Verdict.UNKNOWN or is_day_open:
        said |= {one.fact: True for one in _unknown(ruling.parts, subject_id)}
    return tuple(sorted(said.items()))


def _said(rule: Rule, ruling: Ruling, subject_id: str, scene: Scene) -> Iterator[Asked]:
    match ruling.verdict, ruling.ground:
        case Verdict.PASS, _:
            # A term names what allows it, and a word is told with whose it is; everything else just holds.
            words = tuple(leaf for leaf in ruling.decided_by if attesting(leaf, scene))
            deciding: tuple[Reason, ...] = (ruling.leaf, *words) if rule.kind is RuleKind.TERM else words
            sourced = True
        case Verdict.NOT_APPLICABLE, Ground.ROLE:
            deciding, sourced = tuple(leaves_of(ruling.parts[-1])), True
        case Verdict.NOT_APPLICABLE, Ground.SCOPE | Ground.WHEN:
            deciding, sourced = ruling.decided_by, False
        case _:
            deciding, sourced = ruling.decided_by, True
            if rule.clause and FACTS[rule.clause].subject is rule.heading.subject:
                yield rule.clause, True
    for leaf in deciding:
        if leaf.fact and leaf.subject_id == subject_id:
            yield leaf.fact, sourced


def spoken_in(answers: Iterable[Answer], subject_id: str) -> tuple[Asked, ...]:
    """Return the same for what answers say: their deciding leaves, and what is missing."""
    said: dict[str, bool] = {}
    for found in answers:
        own = (one.fact for one in found.decided_by if one.fact and one.subject_id == subject_id)
        said = {**dict.fromkeys(own, False), **said}
        if found.value is Tri.UNKNOWN:
            said |= {one.fact: True for one in _unknown((found.reason,), subject_id)}
    return tuple(sorted(said.items()))


def _unknown(parts: Iterable[Reason], subject_id: str) -> Iterator[Reason]:
    for part in parts:
        for leaf in leaves_of(part):
            if leaf.value is Tri.UNKNOWN and leaf.fact and leaf.subject_id == subject_id:
                yield leaf


def leaves_of(reason: Reason) -> Iterator[Reason]:
    """Yield the leaves of an explanation, in order."""
    if not reason.parts:
        yield reason
    for part in reason.parts:
        yield from leaves_of(part)
