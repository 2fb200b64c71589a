"""One rule on one subject, explained whatever it comes to: passes and rules that do not apply as well."""

from dataclasses import replace
from datetime import date
from typing import Final

from auditor.domain.explanation import Explanation
from auditor.domain.finding import LegalReference, Reason, RuleKind, Verdict
from auditor.domain.subject import Subject
from auditor.domain.tri import Tri
from auditor.errors import UsageError
from auditor.policy.asking.answering import Spelling
from auditor.policy.bundle import Bundle
from auditor.policy.judging.attestations import attested_by
from auditor.policy.judging.classify import classify, valued
from auditor.policy.judging.sentences import sentence
from auditor.policy.logic.timing import is_law
from auditor.policy.logic.verdict import rule_on
from auditor.policy.logic.versions import in_force
from auditor.policy.logic.world import Scene, World
from auditor.policy.rules import Classification, Heading, Pack, Rule
from auditor.policy.wording import lowered, shown

# What a rule that does not apply comes to is no: it does not concern the subject.
_VALUES: Final = {
    Verdict.PASS: Tri.TRUE,
    Verdict.FAIL: Tri.FALSE,
    Verdict.UNKNOWN: Tri.UNKNOWN,
    Verdict.NOT_APPLICABLE: Tri.FALSE,
}
_UNKNOWN: Final = "unknown"


def explain(bundle: Bundle, world: World, rule: str, subject_id: str, as_of: date) -> Explanation:
    """Explain a rule on a subject.

    Args:
        bundle: The rules and the law.
        world: What is judged.
        rule: Id of a rule or classification in force.
        subject_id: Id of a subject of the kind it is about.
        as_of: The day whose law applies.

    Raises:
        UsageError: the rule is no law as of the day.
    """
    judged = bundle.judged[rule]
    scene = Scene.of(world, bundle.law, bundle.evidence, as_of)
    readings = judged.readings if isinstance(judged, Rule) else ()
    legal = judged.heading.legal.reference(bundle.law, as_of)
    if legal is None or not is_law(judged.heading, readings, scene):
        raise UsageError(
            f"{rule}: as of {as_of} no text that says so was published", hint="See: auditor show runs"
        )
    judged = in_force(judged, scene)
    classify(bundle.classifications, scene)
    subjects = {one.id: one for one in scene.of_kind(judged.heading.subject)}
    subject = subjects[subject_id]
    blank = _blank(judged.heading, legal, subject, scene)
    if isinstance(judged, Classification):
        return _classified(judged, blank, subject, scene)
    return _ruled(judged, bundle.pack(judged.heading.pack), blank, subject, scene)


def _ruled(rule: Rule, pack: Pack, blank: Explanation, subject: Subject, scene: Scene) -> Explanation:
    ruling = rule_on(rule, pack.scope, subject, scene)
    said = sentence(rule, pack, ruling, subject.id, scene)
    return replace(
        blank,
        kind=rule.kind,
        severity=rule.severity,
        outcome=ruling.verdict.value,
        attested_by=attested_by(ruling.decided_by, scene) if ruling.verdict is Verdict.PASS else "",
        sentence=said,
        reason=Reason(said, _VALUES[ruling.verdict], parts=ruling.parts),
        asked=_asked(rule, pack, len(ruling.parts)),
        upcoming=ruling.upcoming,
        applies_from=ruling.applies_from,
        open_day=Spelling(scene).open_day(ruling.open_day),
        missing=Spelling(scene).of(ruling.missing) if ruling.verdict is Verdict.UNKNOWN else (),
        note=" · ".join(note for note in (blank.note, ruling.readings) if note),
    )


def _asked(rule: Rule, pack: Pack, n_parts: int) -> tuple[str, ...]:
    """Return what each part was asked for; what does not apply stops at the gate that says so."""
    gates = {"scope": pack.scope, "role": rule.owed, "when": rule.when}
    names = [*(name for name, condition in gates.items() if condition is not None), "require"]
    return (*names[:n_parts], *(["day"] * (n_parts - len(names))))


def _classified(rule: Classification, blank: Explanation, subject: Subject, scene: Scene) -> Explanation:
    if unread := rule.heading.unread:
        said = f"'{lowered(rule.heading.title)}' cannot be decided: {unread}"
        return replace(blank, sentence=said, reason=Reason(unread, Tri.UNKNOWN))
    value, answer = valued(rule, subject.id, scene, None)
    outcome = _UNKNOWN if value is None else shown(value)
    because = "; and ".join(dict.fromkeys(leaf.text for leaf in answer.decided_by))
    return replace(
        blank,
        outcome=outcome,
        sentence=f"'{lowered(rule.heading.title)}' is {outcome}: {because}",
        reason=answer.reason,
        missing=Spelling(scene).of(answer.missing) if value is None else (),
    )


def _blank(heading: Heading, legal: LegalReference, subject: Subject, scene: Scene) -> Explanation:
    """Return what can be said before anything is judged."""
    return Explanation(
        rule=heading.id,
        version=heading.version,
        pack=heading.pack,
        kind=RuleKind.CLASSIFICATION,
        title=heading.title,
        severity=None,
        subject_id=subject.id,
        subject_kind=subject.kind,
        subject_name=scene.names[subject.id],
        outcome=_UNKNOWN,
        sentence="",
        reason=Reason("", Tri.UNKNOWN),
        asked=("value",),
        cited=heading.legal.cited(scene.law, scene.as_of),
        legal=legal,
        upcoming=False,
        applies_from=None,
        missing=(),
        note=scene.law.worded(heading.note, scene.as_of),
    )
