"""Missing facts, grouped: each asked once, what settles most by itself first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from auditor.domain.fact import Settler
from auditor.domain.facts import FACTS
from auditor.domain.finding import Finding, Missing, Question, Severity
from auditor.policy.asking.advice import Advice, advice, of_organisation
from auditor.policy.logic.leaves import EVIDENCE
from auditor.policy.logic.quantifiers import SYSTEMS_MISSING
from auditor.policy.logic.world import Scene
from auditor.policy.wording import lowered

_ORGANISATION: Final = "organisation"
_ROLES_ASKED: Final = "Which roles does the organisation have for these models and systems"
# Whoever says where the seat is has said whether there is a link to the Union market, or is asked next.
_NEXUS: Final = f"{EVIDENCE}union-nexus"
_N_NAMED: Final = 2
# Ten of one severity weigh as much as one of the next.
_WEIGHTS: Final = {severity: 10**severity.rank for severity in Severity}


@dataclass(slots=True)
class _Weight:
    """Findings that wait for an answer: what counts now weighs before what does not, or not yet."""

    n: int = 0
    now: int = 0
    later: int = 0

    def add(self, finding: Finding) -> None:
        """Count a finding."""
        self.n += 1
        if finding.counted:
            self.now += _WEIGHTS[finding.severity]
        else:
            self.later += _WEIGHTS[finding.severity]


@dataclass(slots=True)
class _Group:
    """Everything one answer would settle, or is needed for."""

    missing: dict[Missing, None] = field(default_factory=dict)
    rules: set[str] = field(default_factory=set)
    alone: _Weight = field(default_factory=_Weight)
    shared: _Weight = field(default_factory=_Weight)

    @property
    def names(self) -> set[str]:
        """The facts and kinds of evidence."""
        return {missing.name for missing in self.missing}

    @property
    def subject_ids(self) -> tuple[str, ...]:
        """Whom it is about, sorted."""
        return tuple(sorted({missing.subject_id for missing in self.missing}))

    @property
    def order(self) -> tuple[int, int, int, int, int, int, list[str]]:
        """Sorts the group first whose answer alone settles most, then the one that most wait for."""
        alone, shared = self.alone, self.shared
        names = sorted(self.names)
        return -alone.now, -alone.later, -shared.now, -shared.later, -alone.n, -shared.n, names

    def add(self, missing: Missing, rule: str) -> None:
        """Let the answer also tell this."""
        self.missing[missing] = None
        self.rules.add(rule)


def questions(
    findings: Iterable[Finding], unclassified: Mapping[str, tuple[Missing, ...]], scene: Scene
) -> tuple[Question, ...]:
    """Group what is missing.

    Args:
        findings: The findings; one that waits for several answers is settled by none of them alone.
        unclassified: What unknown classifications wait for, by rule; a question, though no finding.
        scene: Names and evidence kinds.

    Returns:
        One question per thing to ask; one for all roles while no organisation is declared, because one
        declaration answers them. They are ranked by the findings that each would settle alone, then by those
        it is needed for, weighted by severity (info 1, low 10, medium 100, high 1000, critical 10000): first
        those that can decide the exit code today, then upcoming ones and vendor gaps. What nothing done here
        would answer comes last.
    """
    groups: dict[str, _Group] = {}
    for finding in findings:
        keys = dict.fromkeys(_key(missing, scene) for missing in finding.missing)
        for missing in finding.missing:
            groups.setdefault(_key(missing, scene), _Group()).add(missing, finding.rule)
        for key in keys:
            (groups[key].alone if len(keys) == 1 else groups[key].shared).add(finding)
    for rule, waiting in unclassified.items():
        for missing in waiting:
            groups.setdefault(_key(missing, scene), _Group()).add(missing, rule)
    asked = [(_advice(group, scene), group) for group in groups.values()]
    asked.sort(key=lambda one: (not one[0].can_be_done, one[1].order))
    return tuple(_question(group, advised, scene) for advised, group in asked)


def _key(missing: Missing, scene: Scene) -> str:
    if _is_about_us(missing) and scene.organisation.declared_on is None:
        return _ORGANISATION
    definition = FACTS.get(missing.name)
    return (definition.ask or missing.name) if definition else missing.name


def _is_about_us(missing: Missing) -> bool:
    return missing.name == _NEXUS or missing.name.startswith(("role.", f"{_ORGANISATION}."))


def _asks_for_roles(group: _Group, scene: Scene) -> bool:
    return _is_about_us(next(iter(group.missing))) and scene.organisation.declared_on is None


def _advice(group: _Group, scene: Scene) -> Advice:
    if _asks_for_roles(group, scene):
        return Advice(of_organisation(group.names), Settler.ORGANISATION)
    return advice(group.missing, scene)


def _question(group: _Group, advised: Advice, scene: Scene) -> Question:
    is_role = _asks_for_roles(group, scene)
    first = next(iter(group.missing))
    return Question(
        ask=_roles(group.names) if is_role else _ask(first.name, group.subject_ids, scene),
        names=tuple(sorted(group.names)),
        subject_ids=group.subject_ids,
        who=advised.who,
        how=advised.how,
        n_settles=group.alone.n,
        rules=tuple(sorted(group.rules)),
        n_needed=group.shared.n,
    )


def _roles(names: set[str]) -> str:
    others = sorted(name for name in names if not name.startswith("role.") and name != _NEXUS)
    asked = list(dict.fromkeys(FACTS[name].ask for name in others))
    if len(others) < len(names) or not asked:
        return " ".join((f"{_ROLES_ASKED}?", *asked))
    return f"For the organisation: {lowered(' '.join(asked))}"


def _ask(name: str, subject_ids: tuple[str, ...], scene: Scene) -> str:
    if name == SYSTEMS_MISSING:
        return "Which AI systems does the organisation have, and which models do they use?"
    whom = _named(subject_ids, scene)
    if name.startswith(EVIDENCE):
        kind = scene.kinds[name.removeprefix(EVIDENCE)]
        return f"For {whom}: {lowered(kind.question)}"
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
