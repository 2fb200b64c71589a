"""A world, judged by a bundle as of a day: a pure function."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Final

from auditor.domain.fact import Fact, SubjectKind, Unknown
from auditor.domain.finding import Finding, Holding, LegalReference, Missing, Question, Reason, Tally, Verdict
from auditor.domain.phrasing import prose_day
from auditor.domain.tri import Tri
from auditor.policy.asking.answering import Spelling
from auditor.policy.asking.questions import questions
from auditor.policy.bundle import Bundle
from auditor.policy.judging.classify import classify
from auditor.policy.judging.docket import Examination, is_told_elsewhere
from auditor.policy.judging.holding import gathered
from auditor.policy.judging.outcomes import Explained, TallyKey
from auditor.policy.logic.world import Scene, World
from auditor.policy.rules import Pack, Rule

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
        holding: Where rules hold, by rule.
    """

    facts: Mapping[str, Mapping[str, Fact]]
    findings: tuple[Finding, ...]
    tallies: tuple[Tally, ...]
    questions: tuple[Question, ...]
    not_covered: tuple[str, ...]
    holding: tuple[Holding, ...] = ()


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
    examinations = [Examination(kind, bundle, scene) for kind in SubjectKind]
    wording = Wording(scene, run_day)
    findings = [wording.finding(explained) for each in examinations for explained in each.judged(scene)]
    findings.sort(key=lambda finding: (finding.rule, finding.subject_id))
    unclassified, spelling = _unclassified(bundle, scene), Spelling(scene)
    return Judgement(
        facts=scene.facts,
        findings=tuple(map(spelling.finding, findings)),
        tallies=_tallied(sum((each.tallies for each in examinations), Counter())),
        questions=questions(findings, unclassified, scene),
        not_covered=tuple(_not_covered(pack, scene) for pack in bundle.packs if pack.not_covered),
        holding=gathered(each.holding for each in examinations),
    )


def _tallied(counts: Mapping[TallyKey, int]) -> tuple[Tally, ...]:
    tallies = (
        Tally(one.rule, one.kind, one.verdict, one.upcoming, one.sentence, n) for one, n in counts.items()
    )
    return tuple(sorted(tallies, key=attrgetter("rule", "kind", "verdict", "upcoming", "sentence")))


class Wording:
    """Findings in full: what a rule comes to, with what the rule says about itself."""

    def __init__(self, scene: Scene, run_day: date) -> None:
        self._scene = scene
        days = f"law as of {prose_day(scene.as_of)}, judged on {prose_day(run_day)}"
        self._hypothetical = "" if scene.as_of == run_day else f"Hypothetical: {days}"
        self._legal: dict[str, tuple[LegalReference, str]] = {}

    def finding(self, explained: Explained) -> Finding:
        """Return a finding; its explanation is made when somebody looks at it."""
        outcome, subject = explained.outcome, explained.subject
        rule, counted = outcome.rule, outcome.counted
        legal, note = self._of_rule(rule)
        notes = (note, outcome.readings, self._hypothetical)
        return Finding(
            rule=rule.id,
            rule_version=rule.heading.version,
            pack=rule.heading.pack,
            kind=rule.kind,
            title=rule.heading.title,
            role=rule.role,
            subject_id=subject.id,
            subject_kind=subject.kind,
            subject_name=self._scene.names[subject.id],
            verdict=counted.verdict,
            severity=rule.severity,
            sentence=counted.sentence,
            reason=Reason(counted.sentence, _VALUES[counted.verdict], parts=explained.parts),
            missing=explained.missing,
            legal=legal,
            remedy=outcome.remedy,
            upcoming=counted.upcoming,
            applies_from=outcome.applies_from,
            open_day=explained.open_day,
            owed=outcome.owed,
            note=" · ".join(note for note in notes if note),
        )

    def _of_rule(self, rule: Rule) -> tuple[LegalReference, str]:
        """Return where a rule comes from and the reservation that travels with it, as of the day."""
        if rule.id not in self._legal:
            law, as_of = self._scene.law, self._scene.as_of
            legal = rule.heading.legal.reference(law, as_of)
            assert legal is not None, "what is law has a text"
            self._legal[rule.id] = legal, law.worded(rule.heading.note, as_of)
        return self._legal[rule.id]


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
