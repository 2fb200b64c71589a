"""The rules' own tests: facts in, verdict and deciding leaf out; shipped, so users test their packs too.

::

    given: {as_of: 2026-11-22, facts: {model.gpai: true}}      # what every case starts from
    cases:
      - name: the summary is on file
        evidence: [{kind: training-content-summary}]
        expect: {verdict: pass, because: "evidence:training-content-summary"}
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Final

from auditor.domain.finding import Verdict
from auditor.errors import PolicyError
from auditor.formats.yaml_node import Node, did_you_mean
from auditor.policy.bundle import Bundle, written
from auditor.policy.judging.classify import classify, valued
from auditor.policy.judging.remedies import remedy
from auditor.policy.logic.timing import is_law
from auditor.policy.logic.verdict import rule_on
from auditor.policy.logic.versions import in_force
from auditor.policy.logic.world import Scene
from auditor.policy.rules import Classification, Rule
from auditor.policy.testing.case_reader import Case, CaseReader
from auditor.policy.wording import shown

NOTHING: Final = "nothing"
"""What a rule yields before it is law."""

_UNKNOWN: Final = "unknown"
_JUDGED_OUTCOMES: Final = frozenset(verdict.value for verdict in Verdict)
_CLASSIFIED_OUTCOMES: Final = frozenset({"yes", "no", _UNKNOWN})


@dataclass(frozen=True, slots=True)
class CaseResult:
    """How one case came out.

    Attributes:
        rule: The rule.
        case: The case's name.
        place: ``FILE:LINE`` of the case.
        expected: Outcome, flag and deciding leaf that the case states.
        got: What the rule came to.
    """

    rule: str
    case: str
    place: str
    expected: str
    got: str

    @property
    def passed(self) -> bool:
        """Whether the rule came to what the case states."""
        return self.expected == self.got


def run(bundle: Bundle) -> tuple[CaseResult, ...]:
    """Run every case of a bundle, under the parameters it was loaded with; cases mean the packs' own.

    Raises:
        PolicyError: a cases file is malformed, or belongs to no rule.
    """
    return tuple(
        CaseResult(rule.id, case.name, case.place, stated(case), came_to(rule, case, bundle))
        for rule, case in cases_of(bundle)
    )


def uncovered(bundle: Bundle) -> tuple[tuple[str, str], ...]:
    """Return rule and outcome wherever a rule has no case that comes to an outcome that it can come to.

    Raises:
        PolicyError: a cases file is malformed, or belongs to no rule.
    """
    covered = {(rule.id, case.outcome) for rule, case in cases_of(bundle)}
    wanted = [
        (rule.id, outcome)
        for rule in bundle.rules
        for outcome in sorted(_JUDGED_OUTCOMES)
        if outcome != Verdict.NOT_APPLICABLE or _is_for_some(rule, bundle)
    ]
    for classification in bundle.classifications:
        outcomes = _outcomes(classification)
        wanted += [(classification.id, outcome) for outcome in sorted(outcomes)]
    return tuple(pair for pair in wanted if pair not in covered)


def _is_for_some(rule: Rule, bundle: Bundle) -> bool:
    """Say whether anything can excuse a subject from a rule: scope, role, ``when`` or dates."""
    reading = next((one for one in rule.readings if one.is_default), None)
    starts = rule.heading.starts if reading is None else reading.starts
    transitions = rule.transitions if reading is None else (*rule.transitions, *reading.transitions)
    gates = (bundle.pack(rule.heading.pack).scope, rule.owed, rule.when)
    return (
        any(gate is not None for gate in gates)
        or any(one.until is None for one in transitions)
        # Where each first day is for some, there may be subjects that it is for none of.
        or (bool(starts) and all(one.condition is not None for one in starts))
    )


def _outcomes(rule: Rule | Classification) -> frozenset[str]:
    return _JUDGED_OUTCOMES if isinstance(rule, Rule) else _CLASSIFIED_OUTCOMES


def cases_of(bundle: Bundle) -> Iterator[tuple[Rule | Classification, Case]]:
    """Yield every case with its rule, in the order of the files.

    Raises:
        PolicyError: a cases file is malformed, or belongs to no rule.
    """
    for rule, root in files_of(bundle):
        outcomes = _outcomes(rule) | {NOTHING} if isinstance(rule, Rule) else _outcomes(rule)
        reader = CaseReader(rule.heading.subject, frozenset(bundle.evidence), outcomes)
        readings = {one.name for one in rule.readings} if isinstance(rule, Rule) else set()
        for case in reader.read(root):
            for read_so, _, _ in case.readings:
                if read_so not in readings:
                    hint = did_you_mean(read_so, sorted(readings)) if readings else "It has no readings."
                    raise PolicyError(f"{case.place}: the rule has no reading '{read_so}'", hint=hint)
            yield rule, case


def files_of(bundle: Bundle) -> Iterator[tuple[Rule | Classification, Node]]:
    """Yield every cases file as it is written, with its rule.

    Raises:
        PolicyError: one cannot be read, or belongs to no rule.
    """
    rules = bundle.judged
    for name, text in sorted(bundle.cases.items()):
        id_ = PurePosixPath(name).stem
        rule = rules.get(id_)
        if rule is None or not name.startswith(f"{rule.heading.pack}/"):
            raise PolicyError(
                f"{name}: there is no rule '{id_}' in this pack", hint="a cases file is named after its rule"
            )
        yield rule, written(name, text)


def stated(case: Case) -> str:
    """Return what a case states, as :func:`came_to` would say it."""
    line = _line(case.outcome, case.because, upcoming=case.upcoming)
    readings = (
        f"; {name}: {_line(outcome, '', upcoming=upcoming)}" for name, outcome, upcoming in case.readings
    )
    words = (f"; {key}: {text}" for key, text in case.words)
    return "".join((line, *readings, *words))


def came_to(rule: Rule | Classification, case: Case, bundle: Bundle) -> str:
    """Return what a rule comes to in a case: outcome, flag and deciding leaf in one line."""
    scene = Scene.of(case.world, bundle.law, bundle.evidence, case.as_of)
    others = (one for one in bundle.classifications if one.id != rule.id)
    classify(others, scene, keep_given=True)
    rule = in_force(rule, scene)
    came = (
        _classified(rule, case, scene)
        if isinstance(rule, Classification)
        else _ruled(rule, case, bundle, scene)
    )
    return came + "".join(f"; {key}: {_says(rule, key, case, scene)}" for key, _ in case.words)


def _classified(rule: Classification, case: Case, scene: Scene) -> str:
    if rule.heading.unread or not is_law(rule.heading, (), scene):
        return _line(_UNKNOWN, "", upcoming=False)
    value, answer = valued(rule, case.subject_id, scene, None)
    outcome = _UNKNOWN if value is None else shown(value)
    return _line(outcome, answer.leaf.fact, upcoming=False)


def _ruled(rule: Rule, case: Case, bundle: Bundle, scene: Scene) -> str:
    if not is_law(rule.heading, rule.readings, scene):
        return _line(NOTHING, "", upcoming=False)
    scope, subject = bundle.pack(rule.heading.pack).scope, scene.subjects[case.subject_id]
    ruling = rule_on(rule, scope, subject, scene)
    line = _line(ruling.verdict, ruling.leaf.fact, upcoming=ruling.upcoming)
    for name, _, _ in case.readings:
        under = rule_on(_read_as(rule, name), scope, subject, scene)
        line += f"; {name}: {_line(under.verdict, '', upcoming=under.upcoming)}"
    return line


def _says(rule: Rule | Classification, key: str, case: Case, scene: Scene) -> str:
    """Return what a rule says as of the day of a case, as a report prints it."""
    if key == "title":
        return rule.heading.title
    if key == "note":
        return scene.law.worded(rule.heading.note, scene.as_of)
    if isinstance(rule, Classification):
        return ""
    return rule.failing if key == "failing" else remedy(rule, case.subject_id, scene)


def _read_as(rule: Rule, name: str) -> Rule:
    """Return a rule with another of its readings as the one that counts."""
    return replace(rule, readings=tuple(replace(one, is_default=one.name == name) for one in rule.readings))


def _line(outcome: str, because: str, *, upcoming: bool) -> str:
    flag = ", upcoming" if upcoming else ""
    return f"{outcome}{flag}" + (f", because of {because}" if because else "")
