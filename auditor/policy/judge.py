"""A world, judged by a bundle as of a day: a pure function."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from auditor.domain.fact import Fact, SubjectKind, Unknown
from auditor.domain.finding import Finding, Missing, Question, Reason, RuleKind, Tally, Verdict
from auditor.domain.subject import Subject
from auditor.domain.tri import Tri
from auditor.policy.bundle import Bundle
from auditor.policy.classify import classify
from auditor.policy.questions import questions
from auditor.policy.rules import Pack, Rule
from auditor.policy.sentences import sentence
from auditor.policy.timing import is_law
from auditor.policy.verdict import Ruling, other_readings, rule_on
from auditor.policy.world import Scene, World

_KEPT: Final = frozenset({Verdict.FAIL, Verdict.UNKNOWN})
_VALUES: Final = {Verdict.FAIL: Tri.FALSE, Verdict.UNKNOWN: Tri.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Judgement:
    """A world, judged.

    Attributes:
        facts: Facts by subject id, then name, those that classifications wrote included.
        findings: Every verdict but passes and non-applicables, by rule and subject.
        tallies: All verdicts, counted per rule, verdict, flag and sentence.
        questions: What to answer next, the most settling first.
    """

    facts: Mapping[str, Mapping[str, Fact]]
    findings: tuple[Finding, ...]
    tallies: tuple[Tally, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """One rule on one subject.

    Attributes:
        rule: The rule.
        subject: The subject.
        ruling: The verdict and what it rests on.
        sentence: The verdict in words.
    """

    rule: Rule
    subject: Subject
    ruling: Ruling
    sentence: str


def judge(bundle: Bundle, world: World, *, as_of: date, run_day: date) -> Judgement:
    """Judge a world.

    Args:
        bundle: The rules and the law.
        world: Subjects with their facts, how they hang together, and evidence.
        as_of: The day whose law applies.
        run_day: The day of the run; as of any other day, every finding says that it is hypothetical.

    Returns:
        Facts, findings, tallies and questions; the same for the same arguments.
    """
    scene = Scene.of(world, bundle.law, bundle.evidence, as_of)
    classify(bundle.classifications, scene)
    tallies: Counter[tuple[str, RuleKind, Verdict, bool, str]] = Counter()
    findings: list[Finding] = []
    for judged in examined(bundle, scene):
        ruling = judged.ruling
        tallies[(judged.rule.id, judged.rule.kind, ruling.verdict, ruling.upcoming, judged.sentence)] += 1
        if ruling.verdict in _KEPT:
            findings.append(_finding(judged, scene, run_day))
    findings.sort(key=lambda finding: (finding.rule, finding.subject_id))
    unclassified = _unclassified(bundle, scene)
    return Judgement(
        facts=scene.facts,
        findings=tuple(findings),
        tallies=tuple(Tally(*key, n) for key, n in sorted(tallies.items())),
        questions=questions(findings, unclassified, scene),
    )


def examined(bundle: Bundle, scene: Scene) -> Iterator[Judged]:
    """Yield every rule that is law on every subject it is about, subject by subject."""
    packs: Mapping[str, Pack] = {pack.id: pack for pack in bundle.packs}
    in_force = [rule for rule in bundle.rules if is_law(rule.heading, rule.readings, scene)]
    for kind in SubjectKind:
        about = [rule for rule in in_force if rule.heading.subject is kind]
        for subject in scene.of_kind(kind):
            for rule in about:
                pack = packs[rule.heading.pack]
                ruling = rule_on(rule, pack.scope, subject, scene)
                yield Judged(rule, subject, ruling, sentence(rule, pack, ruling, subject.id, scene))
            scene.forget()


def _finding(judged: Judged, scene: Scene, run_day: date) -> Finding:
    rule, subject, ruling = judged.rule, judged.subject, judged.ruling
    heading = rule.heading
    legal = heading.legal.reference(scene.law, scene.as_of)
    assert legal is not None
    hypothetical = (
        "" if scene.as_of == run_day else f"Hypothetical: law as of {scene.as_of}, judged on {run_day}"
    )
    notes = (heading.note, other_readings(rule, ruling, scene), hypothetical)
    return Finding(
        rule=rule.id,
        rule_version=heading.version,
        pack=heading.pack,
        kind=rule.kind,
        title=heading.title,
        role=rule.role,
        subject_id=subject.id,
        subject_kind=subject.kind,
        subject_name=scene.names[subject.id],
        verdict=ruling.verdict,
        severity=rule.severity,
        sentence=judged.sentence,
        reason=Reason(judged.sentence, _VALUES[ruling.verdict], parts=ruling.parts),
        missing=ruling.missing if ruling.verdict is Verdict.UNKNOWN else (),
        legal=legal,
        remedy=rule.remedy,
        upcoming=ruling.upcoming,
        applies_from=ruling.applies_from,
        note=" · ".join(note for note in notes if note),
    )


def _unclassified(bundle: Bundle, scene: Scene) -> dict[str, tuple[Missing, ...]]:
    """Return what unknown classifications wait for, by rule."""
    found: dict[str, tuple[Missing, ...]] = {}
    for classification in bundle.classifications:
        waiting = [
            missing
            for (subject_id, fact), all_missing in scene.unsettled.items()
            if fact == classification.writes and isinstance(scene.state(fact, subject_id), Unknown)
            for missing in all_missing
        ]
        found[classification.id] = tuple(waiting)
    return found
