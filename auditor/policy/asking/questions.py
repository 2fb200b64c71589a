"""Missing facts, grouped: each asked once, what settles most first."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from auditor.domain.fact import SubjectKind, Unknown
from auditor.domain.facts import FACTS
from auditor.domain.finding import Finding, Missing, Question, Severity
from auditor.policy.asking.advice import DECLARE, DECLARE_CHECK, asks_of_known_bases, is_called
from auditor.policy.asking.answering import (
    ORGANISATION,
    Answering,
    answering,
    asks_for_roles,
    is_about_us,
    is_role,
)
from auditor.policy.asking.candidates import candidates
from auditor.policy.asking.standing import standing
from auditor.policy.logic.leaves import EVIDENCE
from auditor.policy.logic.quantifiers import INCIDENTS_MISSING, SYSTEMS_MISSING
from auditor.policy.logic.world import Scene
from auditor.policy.wording import lowered

_ROLES_ASKED: Final = "Which roles does the organisation have for these models and systems"
_N_NAMED: Final = 2
# A question that takes something for granted, and the fact that has to be known before it can be put.
_PRESUPPOSES: Final = {"license.conflict": "license.concluded"}
# Weights come with a licence; for a service there is a contract, and that is what to ask for.
_LICENCE_ASKED: Final = FACTS["license.concluded"].ask
_CONTRACT: Final = "contract"
# Which licences the bases have, of a model that says which they are.
_BASES_LICENSED: Final = "relation:base_licenses"
# Facts that a system's ``uses`` answers.
_OF_SYSTEMS: Final = frozenset({"model.declared", "deployment.declared"})
_OF_SAMENESS: Final = frozenset({"identity.bytes_seen", "model.observed"})
# Ten of one severity weigh as much as one of the next.
_WEIGHTS: Final = {severity: 10**severity.rank for severity in Severity}


@dataclass(slots=True)
class _Weight:
    """What waits for one answer: by how many answers each finding waits for, the weights of the findings.

    A finding that waits for three answers counts a third for each of them.
    """

    now: dict[int, int] = field(default_factory=dict)
    later: dict[int, int] = field(default_factory=dict)

    def add(self, finding: Finding, n_answers: int) -> None:
        """Count a finding; what counts today is kept apart from what does not, or not yet."""
        side = self.now if finding.counted else self.later
        side[n_answers] = side.get(n_answers, 0) + _WEIGHTS[finding.severity]


@dataclass(slots=True)
class _Group:
    """Everything one answer would settle, or is needed for."""

    missing: dict[Missing, None] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    rules: set[str] = field(default_factory=set)
    weight: _Weight = field(default_factory=_Weight)
    n_alone: int = 0
    n_shared: int = 0
    before: set[str] = field(default_factory=set)
    is_free: bool = False

    @property
    def is_conditional(self) -> bool:
        """Whether it is only asked because of answers that are still open themselves."""
        return bool(self.before) and not self.is_free

    @property
    def names(self) -> set[str]:
        """The facts and kinds of evidence."""
        return {missing.name for missing in self.missing}

    @property
    def subject_ids(self) -> tuple[str, ...]:
        """Whom it is about, sorted."""
        return tuple(sorted({missing.subject_id for missing in self.missing}))

    @property
    def order(self) -> tuple[Fraction, Fraction, list[str]]:
        """Sorts the group first whose answer has the largest share in settling what counts today."""
        return -_shared(self.weight.now), -_shared(self.weight.later), sorted(self.names)

    def add(self, missing: Missing, rule: str, before: Collection[str] = ()) -> None:
        """Let the answer also tell this, which matters in the light of the answers before it, if any."""
        # Findings about one subject mostly share what they miss, object by object.
        if id(missing) not in self.seen:
            self.seen.add(id(missing))
            self.missing[missing] = None
        self.rules.add(rule)
        if before:
            self.before.update(before)
        else:
            self.is_free = True

    def await_by(self, finding: Finding, n_answers: int) -> None:
        """Count a finding that waits for so many answers, of which this is one."""
        self.weight.add(finding, n_answers)
        if n_answers == 1:
            self.n_alone += 1
        else:
            self.n_shared += 1


def _shared(weights: Mapping[int, int]) -> Fraction:
    return sum((Fraction(weight, n_answers) for n_answers, weight in weights.items()), Fraction())


def questions(
    findings: Collection[Finding], unclassified: Mapping[str, tuple[Missing, ...]], scene: Scene
) -> tuple[Question, ...]:
    """Group what is missing.

    Args:
        findings: The findings; one that waits for several answers is settled by none of them alone.
        unclassified: What unknown classifications wait for, by rule; a question, though no finding.
        scene: Names and evidence kinds.

    Returns:
        One question per thing to ask; one for all roles while no organisation is declared, because one
        declaration answers them. They are ranked by the findings they would settle, weighted by severity
        (info 1, low 10, medium 100, high 1000, critical 10000), of which each answer a finding waits for has
        an equal share: first by those that can decide the exit code today, then by upcoming ones and vendor
        gaps. Evidence that only matters depending on a field of the same subject that is open comes after
        these fields; what nothing done here would answer comes last.
    """
    grouping = _Grouping(scene)
    for finding in findings:
        grouping.await_by(finding)
    for rule, waiting in unclassified.items():
        for missing in waiting:
            grouping.of(missing).add(missing, rule)
    groups = grouping.groups
    later = Counter(key for group in groups.values() if group.is_conditional for key in group.before)
    asked = [(answering(group.missing, scene), group, later[key]) for key, group in groups.items()]
    asked.sort(key=lambda one: (not one[0].advice.can_be_done, one[1].is_conditional, one[1].order))
    return tuple(_question(group, answer, n_further, scene) for answer, group, n_further in asked)


class _Grouping:
    """Groups by what is asked; of millions of missing facts few are different ones."""

    def __init__(self, scene: Scene) -> None:
        self.groups: dict[str, _Group] = {}
        self._scene = scene
        self._keys: dict[tuple[str, str], str] = {}

    def key(self, missing: Missing) -> str:
        """Return the key of the group that a missing fact belongs to."""
        about = (missing.name, missing.subject_id)
        found = self._keys.get(about)
        if found is None:
            found = self._keys[about] = _key(missing, self._scene)
        return found

    def of(self, missing: Missing) -> _Group:
        """Return the group that a missing fact belongs to."""
        return self.groups.setdefault(self.key(missing), _Group())

    def await_by(self, finding: Finding) -> None:
        """Let a finding wait for everything it misses."""
        waited = {}
        for missing in finding.waits_for:
            key = self.key(missing)
            group = waited[key] = self.groups.get(key) or self.groups.setdefault(key, _Group())
            group.add(missing, finding.rule, self._before(missing, finding))
        for group in waited.values():
            group.await_by(finding, len(waited))

    def _before(self, missing: Missing, finding: Finding) -> Collection[str]:
        """Return what has to be answered before evidence is worth asking for: open fields of its subject."""
        if not missing.name.startswith(EVIDENCE):
            return ()
        fields = (
            other
            for other in finding.waits_for
            if other.subject_id == missing.subject_id
            and not other.name.startswith(EVIDENCE)
            and other.how.startswith(DECLARE)
            and other.how != DECLARE_CHECK
        )
        return {self.key(other) for other in fields}


def _key(missing: Missing, scene: Scene) -> str:
    if is_about_us(missing) and scene.organisation.declared_on is None:
        return ORGANISATION
    name = _asked_for(missing, scene)
    definition = FACTS.get(name)
    asked = (definition.ask or name) if definition else name
    # What a figure that is there leaves open is answered otherwise than where there is none.
    return f"{asked} {standing(missing, scene)}"


def _asked_for(missing: Missing, scene: Scene) -> str:
    """Return what to ask for: which of the stated licences holds is no question where none is stated.

    While no system is declared, which one uses a model is the question which systems there are. Of a service
    it is asked under which contract it is called.
    """
    if missing.name in _OF_SYSTEMS and not any(scene.of_kind(SubjectKind.SYSTEM)):
        return SYSTEMS_MISSING
    if asks_of_known_bases(missing, scene):
        return _BASES_LICENSED
    first = _PRESUPPOSES.get(missing.name, "")
    is_open = first and isinstance(scene.state(first, missing.subject_id), Unknown)
    name = first if is_open else missing.name
    of_licence = name in FACTS and FACTS[name].ask == _LICENCE_ASKED
    return _CONTRACT if of_licence and is_called(missing.subject_id, scene) else name


def _question(group: _Group, answer: Answering, n_further: int, scene: Scene) -> Question:
    first = next(iter(group.missing))
    ask = _same(group, scene) or _ask(_asked_for(first, scene), group.subject_ids, scene)
    return Question(
        ask=_roles(group.names) if asks_for_roles(group.missing, scene) else ask,
        names=tuple(sorted(group.names)),
        subject_ids=group.subject_ids,
        who=answer.advice.who,
        how=answer.how,
        n_settles=group.n_alone,
        rules=tuple(sorted(group.rules)),
        n_needed=group.n_shared,
        n_further=n_further,
        fields=answer.advice.fields,
        commands=answer.commands,
    )


def _roles(names: set[str]) -> str:
    others = sorted(name for name in names if not is_role(name))
    asked = list(dict.fromkeys(FACTS[name].ask for name in others))
    if len(others) < len(names) or not asked:
        return " ".join((f"{_ROLES_ASKED}?", *asked))
    return f"For the organisation: {lowered(' '.join(asked))}"


def _same(group: _Group, scene: Scene) -> str:
    """Ask whether models are those that they may be; empty where something else is asked as well."""
    maybe = candidates(group.missing, scene) if group.names <= _OF_SAMENESS else {}
    pairs = sorted((_name(one, scene), _name(other, scene)) for one, other in maybe.items())
    if set(group.subject_ids) - set(maybe) or not pairs:
        return ""
    asked = "; is ".join(f"{one} the same model as {other}" for one, other in pairs[:_N_NAMED])
    more = len(pairs) - _N_NAMED
    return f"Is {asked}{f'; and {more} more' if more > 0 else ''}?"


def _ask(name: str, subject_ids: tuple[str, ...], scene: Scene) -> str:
    if name == SYSTEMS_MISSING:
        return "Which AI systems does the organisation have, and which models do they use?"
    whom = _named(subject_ids, scene)
    if name == INCIDENTS_MISSING:
        return f"For {whom}: which serious incidents did it have, and when was each known and reported?"
    if name == _BASES_LICENSED:
        return f"For {whom}: under which licences are the models it was made from?"
    if name.startswith(EVIDENCE):
        kind = scene.kinds[name.removeprefix(EVIDENCE)]
        return f"For {whom}: {lowered(kind.question)}"
    if name == _CONTRACT:
        return f"For {whom}: under which contract or terms of service is it called?"
    asked = FACTS[name].ask or f"{FACTS[name].meaning}?"
    return f"For {whom}: {lowered(asked)}"


def _named(subject_ids: tuple[str, ...], scene: Scene) -> str:
    """Return the first few subjects by name, and how many more there are."""
    names = sorted(_name(id_, scene) for id_ in subject_ids)
    more = len(names) - _N_NAMED
    listed = ", ".join(names[:_N_NAMED])
    return f"{listed} and {more} more" if more > 0 else listed


def _name(subject_id: str, scene: Scene) -> str:
    if subject_id == scene.organisation.id:
        return "the organisation"
    return scene.names.get(subject_id, subject_id)
