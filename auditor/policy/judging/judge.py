"""A world, judged by a bundle as of a day: a pure function."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Final

from auditor.domain.fact import Fact, SubjectKind, Unknown
from auditor.domain.finding import Finding, Missing, Question, Reason, Tally, Verdict
from auditor.domain.phrasing import prose_day
from auditor.domain.tri import Tri
from auditor.policy.asking.questions import questions
from auditor.policy.bundle import Bundle
from auditor.policy.judging.classify import classify
from auditor.policy.judging.docket import Explained, TallyKey, examined, is_told_elsewhere
from auditor.policy.logic.evaluate import evaluate
from auditor.policy.logic.world import Scene, World
from auditor.policy.rules import Choice, Pack, Rule

_VALUES: Final = {Verdict.FAIL: Tri.FALSE, Verdict.UNKNOWN: Tri.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Judgement:
    """A world, judged.

    Attributes:
        facts: Facts by subject id, then name, those that classifications wrote included.
        findings: Every verdict but passes and non-applicables, by rule and subject.
        tallies: All verdicts, counted per rule, verdict, flag and sentence.
        questions: What to answer next, the most settling first.
        not_covered: What the packs in force do not check, one sentence per pack that says so.
    """

    facts: Mapping[str, Mapping[str, Fact]]
    findings: tuple[Finding, ...]
    tallies: tuple[Tally, ...]
    questions: tuple[Question, ...]
    not_covered: tuple[str, ...]


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
    tallies: Counter[TallyKey] = Counter()
    findings = [
        _finding(explained, scene, run_day)
        for kind in SubjectKind
        for explained in examined(kind, bundle, scene, tallies)
    ]
    findings.sort(key=lambda finding: (finding.rule, finding.subject_id))
    unclassified = _unclassified(bundle, scene)
    return Judgement(
        facts=scene.facts,
        findings=tuple(findings),
        tallies=_tallied(tallies),
        questions=questions(findings, unclassified, scene),
        not_covered=tuple(_not_covered(pack, scene) for pack in bundle.packs if pack.not_covered),
    )


def _tallied(counts: Mapping[TallyKey, int]) -> tuple[Tally, ...]:
    tallies = (
        Tally(one.rule, one.kind, one.verdict, one.upcoming, one.sentence, n) for one, n in counts.items()
    )
    return tuple(sorted(tallies, key=attrgetter("rule", "kind", "verdict", "upcoming", "sentence")))


def _finding(explained: Explained, scene: Scene, run_day: date) -> Finding:
    rule, subject, ruling = explained.rule, explained.subject, explained.ruling
    said = explained.counted.sentence
    heading = rule.heading
    legal = heading.legal.reference(scene.law, scene.as_of)
    assert legal is not None
    days = f"law as of {prose_day(scene.as_of)}, judged on {prose_day(run_day)}"
    hypothetical = "" if scene.as_of == run_day else f"Hypothetical: {days}"
    note = scene.law.worded(heading.note, scene.as_of)
    notes = (note, ruling.readings, hypothetical)
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
        sentence=said,
        reason=Reason(said, _VALUES[ruling.verdict], parts=ruling.parts),
        missing=ruling.missing if ruling.verdict is Verdict.UNKNOWN else (),
        legal=legal,
        remedy=_remedy(rule, subject.id, scene),
        upcoming=ruling.upcoming,
        applies_from=ruling.applies_from,
        owed=ruling.owed,
        note=" · ".join(note for note in notes if note),
    )


def _remedy(rule: Rule, subject_id: str, scene: Scene) -> str:
    """Return what to do: of each part the first that fits, however well what it goes by is known."""
    return " ".join(_fitting(part, subject_id, scene) for part in rule.remedy)


def _fitting(part: Choice, subject_id: str, scene: Scene) -> str:
    fitting = (
        branch.value
        for branch in part.branches
        if evaluate(branch.condition, subject_id, scene).value is Tri.TRUE
    )
    return str(next(fitting, part.otherwise))


def _not_covered(pack: Pack, scene: Scene) -> str:
    phrases = "; ".join(pack.not_covered)
    return f"The rules of the pack '{pack.title}' do not check: {scene.law.worded(phrases, scene.as_of)}."


def _unclassified(bundle: Bundle, scene: Scene) -> dict[str, tuple[Missing, ...]]:
    """Return what unknown classifications wait for, by rule."""
    found: dict[str, tuple[Missing, ...]] = {}
    for classification in bundle.classifications:
        waiting = [
            missing
            for (subject_id, fact), all_missing in scene.unsettled.items()
            if fact == classification.writes
            and not is_told_elsewhere(scene.subjects.get(subject_id))
            and isinstance(scene.state(fact, subject_id), Unknown)
            for missing in all_missing
        ]
        found[classification.id] = tuple(waiting)
    return found
