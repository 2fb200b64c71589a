"""One rule, one subject: scope and role and ``when``, then ``require``, and from when on.

Any gate that is false: not applicable. All true: ``require`` decides. A gate that is unknown: pass
if ``require`` holds anyway, else unknown. For whom the law was not read: unknown, whatever ``require``
says. Where it is not known when the rule applies, every possible day is tried: what passes on all of them
passes, what does not is unknown until one is known.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from auditor.domain.fact import Confidence
from auditor.domain.finding import Missing, OpenDay, Reason, Verdict
from auditor.domain.open_days import either_day
from auditor.domain.phrasing import prose_day
from auditor.domain.subject import Subject
from auditor.domain.tri import Tri
from auditor.policy.conditions import Condition
from auditor.policy.logic import answer
from auditor.policy.logic.answer import Answer, Decider
from auditor.policy.logic.evaluate import COUNTS, evaluate, named
from auditor.policy.logic.timing import Timing, Timings, day_of, timings
from auditor.policy.logic.world import Scene
from auditor.policy.rules import Rule

# A vendor gap has no floor: it may be open on hearsay. That nobody owes anything takes more.
_EXCUSE_FLOOR: Final = Confidence.MEDIUM
# That somebody does owe it takes as much.
_OWED_FLOOR: Final = Confidence.MEDIUM


class Ground(StrEnum):
    """What a verdict rests on."""

    SCOPE = "scope"
    ROLE = "role"
    WHEN = "when"
    REQUIRE = "require"
    EXEMPT = "exempt"
    TIME = "time"


_CALLED: Final[Mapping[Ground, str]] = {
    Ground.SCOPE: "whom the pack is for",
    Ground.ROLE: "who owes it",
    Ground.WHEN: "what it concerns",
    Ground.REQUIRE: "what it asks for",
    Ground.TIME: "from when on it applies",
}
"""What each gate asks, where neither its condition has a name nor a single fact says it."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """The verdict of a rule on a subject, before it is put into words.

    Attributes:
        verdict: The outcome.
        ground: What it rests on.
        leaf: The leaf that decides, the first of several.
        also: The other leaves that decide with it.
        parts: The explanations of everything that was asked.
        missing: What would settle an unknown.
        owed: Whether it is known that the rule concerns the subject, and since when.
        upcoming: It applies only later.
        applies_from: The day it applies from, if it has one; the earliest where it is not known which.
        open_day: Every day it may apply from, where it is not known which it is.
        weak: Confidence of the ground, for a rule that does not apply.
        readings: What it comes to under each reading of the law, in words; empty where there is one.
    """

    verdict: Verdict
    ground: Ground
    leaf: Reason
    parts: tuple[Reason, ...]
    missing: tuple[Missing, ...] = ()
    owed: bool = True
    upcoming: bool = False
    applies_from: date | None = None
    open_day: OpenDay | None = None
    weak: Confidence = Confidence.HIGH
    readings: str = ""
    also: tuple[Reason, ...] = ()

    @property
    def decided_by(self) -> tuple[Reason, ...]:
        """Every leaf that decides."""
        return (self.leaf, *self.also)


def rule_on(rule: Rule, scope: Condition | None, subject: Subject, scene: Scene) -> Ruling:
    """Judge a subject by a rule that is law.

    Args:
        rule: The rule.
        scope: The scope of its pack, a condition about the organisation.
        subject: The subject, of the kind the rule is about.
        scene: Everything known.

    Returns:
        The ruling. What may not be waived is not resolved away either: such a rule passes, or does not apply,
        only where it does without the resolutions against what the organisation declared.
    """
    ruling = _ruled(rule, scope, subject, scene)
    if rule.waivable or ruling.verdict in (Verdict.FAIL, Verdict.UNKNOWN):
        return ruling
    return _ruled(rule, scope, subject, scene.contested())


def _ruled(rule: Rule, scope: Condition | None, subject: Subject, scene: Scene) -> Ruling:
    gates: list[tuple[Ground, Answer]] = []
    for ground, condition, id_ in _gates(rule, scope, subject, scene):
        found = evaluate(condition, id_, scene)
        # What is below the floor neither obliges nor excuses; a rule without one is at least not excused.
        floor = rule.floor or (_EXCUSE_FLOOR if found.value is Tri.FALSE else Confidence.LOW)
        if found.confidence.rank < floor.rank:
            found = evaluate(condition, id_, scene, floor)
        if found.value is Tri.FALSE:
            parts = (*(_gate(at, gate) for at, gate in gates), _gate(ground, found))
            leaf, *also = found.decided_by
            ruling = Ruling(Verdict.NOT_APPLICABLE, ground, leaf, parts, weak=found.confidence)
            return replace(ruling, also=tuple(also))
        gates.append((ground, found))
    unread = _unread(rule, subject.id, scene)
    decided = _decided(gates, unread or _required(rule, subject.id, scene))
    if unread is not None:
        # What was not read may leave the subject out as well.
        decided = replace(decided, owed=False)
    timed = _timed(decided, timings(rule, subject.id, scene), scene)
    if not rule.readings:
        return timed
    return replace(timed, readings=_readings(decided, rule, subject.id, scene))


def _required(rule: Rule, subject_id: str, scene: Scene) -> Answer:
    if rule.heading.unread:
        return answer.leaf(Reason(rule.heading.unread, Tri.UNKNOWN), Confidence.HIGH)
    return evaluate(rule.require, subject_id, scene, rule.floor)


def _unread(rule: Rule, subject_id: str, scene: Scene) -> Answer | None:
    """Return that what is asked of a subject was not read, or that it is open whether it was, if so."""
    if rule.unread is None:
        return None
    meant, why = evaluate(rule.unread.condition, subject_id, scene, rule.floor), rule.unread.why
    if meant.value is Tri.FALSE:
        return None
    if meant.value is Tri.TRUE:
        return answer.leaf(Reason(why, Tri.UNKNOWN, parts=(meant.reason,)), Confidence.HIGH)
    # Should it turn out to be read, what is asked decides: what that misses is asked as well.
    require = evaluate(rule.require, subject_id, scene, rule.floor)
    reason = Reason(why, Tri.UNKNOWN, parts=(meant.reason, require.reason))
    leaf = replace(meant.leaf, text=f"{meant.leaf.text}; {why}")
    missing = tuple(dict.fromkeys((*meant.missing, *require.missing)))
    return Answer(Tri.UNKNOWN, Confidence.HIGH, reason, (Decider(leaf),), missing)


def _gates(
    rule: Rule, scope: Condition | None, subject: Subject, scene: Scene
) -> Iterator[tuple[Ground, Condition, str]]:
    if scope is not None:
        yield Ground.SCOPE, scope, scene.organisation.id
    if rule.owed is not None:
        yield Ground.ROLE, rule.owed, subject.id
    if rule.when is not None:
        yield Ground.WHEN, rule.when, subject.id


def _gate(ground: Ground, found: Answer) -> Reason:
    """Return the explanation of a gate, by what it is where it would only say which of its parts count."""
    reason = found.reason
    return replace(reason, text=named(_CALLED[ground], reason.text)) if reason.text in COUNTS else reason


def _decided(gates: list[tuple[Ground, Answer]], require: Answer) -> Ruling:
    parts = (*(_gate(ground, found) for ground, found in gates), _gate(Ground.REQUIRE, require))
    unsure = [(ground, found) for ground, found in gates if found.value is Tri.UNKNOWN]
    if require.value is Tri.TRUE:
        leaf, *also = require.decided_by
        return Ruling(Verdict.PASS, Ground.REQUIRE, leaf, parts, owed=not unsure, also=tuple(also))
    if unsure:
        missing = dict.fromkeys(
            item for answer in (*(found for _, found in unsure), require) for item in answer.missing
        )
        ground, first = unsure[0]
        return Ruling(Verdict.UNKNOWN, ground, first.leaf, parts, tuple(missing), owed=False)
    verdict = Verdict.FAIL if require.value is Tri.FALSE else Verdict.UNKNOWN
    leaf, *also = require.decided_by
    owed = all(found.confidence.rank >= _OWED_FLOOR.rank for _, found in gates)
    return Ruling(verdict, Ground.REQUIRE, leaf, parts, require.missing, owed, also=tuple(also))


def _timed(ruling: Ruling, when: Timings, scene: Scene) -> Ruling:
    outcomes = {_outcome(ruling, option, scene.as_of) for option in when.options}
    first = when.options[0]
    parts = (*ruling.parts, *(_gate(Ground.TIME, found) for found in when.open))
    ruling = replace(ruling, open_day=when.open_day(scene.as_of))
    if len(outcomes) == 1:
        verdict, upcoming = outcomes.pop()
        if first.never:
            return _never(ruling, when, parts)
        return replace(ruling, verdict=verdict, parts=parts, upcoming=upcoming, applies_from=when.earliest)
    if ruling.verdict is Verdict.PASS:
        # Met on every day it may apply from; only a failure needs to know which day that is.
        return replace(ruling, parts=parts)
    asked = tuple(item for found in when.open for item in found.missing)
    decides = ruling.verdict is Verdict.UNKNOWN
    return Ruling(
        verdict=Verdict.UNKNOWN,
        ground=ruling.ground if decides else Ground.TIME,
        leaf=ruling.leaf if decides else when.open[0].leaf,
        parts=parts,
        missing=tuple(dict.fromkeys((*ruling.missing, *asked))),
        owed=False,
        upcoming=all(option.never or option.is_upcoming(scene.as_of) for option in when.options),
        applies_from=when.earliest,
        open_day=ruling.open_day,
    )


def _never(ruling: Ruling, when: Timings, parts: tuple[Reason, ...]) -> Ruling:
    """Return that no day comes on which the rule applies to the subject, and what that rests on."""
    leaf, *also = dict.fromkeys(one for answer in when.because for one in answer.decided_by)
    parts = (*parts, *(_gate(Ground.TIME, answer) for answer in when.because))
    ground = Ground.EXEMPT if when.is_exempt else Ground.TIME
    return replace(
        ruling, verdict=Verdict.NOT_APPLICABLE, ground=ground, leaf=leaf, also=tuple(also), parts=parts
    )


def _outcome(ruling: Ruling, option: Timing, as_of: date) -> tuple[Verdict, bool]:
    if option.never:
        return Verdict.NOT_APPLICABLE, False
    return ruling.verdict, option.is_upcoming(as_of)


def _readings(decided: Ruling, rule: Rule, subject_id: str, scene: Scene) -> str:
    """Return what the rule comes to under each of its readings, side by side."""
    said = []
    for reading in rule.readings:
        if all(day_of(start.day, scene) is None for start in reading.starts):
            continue
        under = _timed(decided, timings(rule, subject_id, scene, reading), scene)
        counted = "; this one counts" if reading.is_default else ""
        said.append(f"{reading.name}: {_dated(under)}{counted}")
    return " / ".join(said)


def _dated(ruling: Ruling) -> str:
    if ruling.applies_from is None:
        return ruling.verdict.replace("_", " ")
    when = "not yet" if ruling.upcoming else "now"
    days = either_day(ruling.open_day, prose_day) if ruling.open_day else prose_day(ruling.applies_from)
    return f"{ruling.verdict} {when}, applies from {days}"
