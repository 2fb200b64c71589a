"""Missing facts, grouped: each asked once, the most settling first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from auditor.domain.fact import Settler
from auditor.domain.facts import FACTS
from auditor.domain.finding import Finding, Missing, Question, Severity
from auditor.policy.advice import advice, of_organisation
from auditor.policy.leaves import EVIDENCE
from auditor.policy.quantifiers import SYSTEMS_MISSING
from auditor.policy.wording import lowered
from auditor.policy.world import Scene

_ORGANISATION: Final = "organisation"
_ROLES_ASKED: Final = "Which roles does the organisation have for these models and systems"
# Whoever says where the seat is has said whether there is a link to the Union market, or is asked next.
_NEXUS: Final = f"{EVIDENCE}union-nexus"
_N_NAMED: Final = 2
# Ten of one severity weigh as much as one of the next.
_WEIGHTS: Final = {severity: 10**severity.rank for severity in Severity}


@dataclass(slots=True)
class _Group:
    """Everything one answer would settle."""

    names: set[str] = field(default_factory=set)
    subjects: dict[str, None] = field(default_factory=dict)
    findings: set[int] = field(default_factory=set)
    weight: int = 0
    later: int = 0
    rules: set[str] = field(default_factory=set)
    first: Missing | None = None

    @property
    def order(self) -> tuple[int, int, int, list[str]]:
        """Sorts the group whose answer settles most first."""
        return -self.weight, -self.later, -len(self.findings), sorted(self.names)

    def settle(self, number: int, finding: Finding) -> None:
        """Let the answer settle a finding, once; what counts now weighs before what does not, or not yet."""
        if number in self.findings:
            return
        self.findings.add(number)
        if finding.counted:
            self.weight += _WEIGHTS[finding.severity]
        else:
            self.later += _WEIGHTS[finding.severity]

    def add(self, missing: Missing, rule: str) -> None:
        """Let the answer also settle this."""
        self.names.add(missing.name)
        self.subjects[missing.subject_id] = None
        self.rules.add(rule)
        self.first = self.first or missing


def questions(
    findings: Iterable[Finding], unclassified: Mapping[str, tuple[Missing, ...]], scene: Scene
) -> tuple[Question, ...]:
    """Group what is missing.

    Args:
        findings: The findings; each counts once for each question that would settle it.
        unclassified: What unknown classifications wait for, by rule; a question, though no finding.
        scene: Names and evidence kinds.

    Returns:
        One question per thing to ask; one for all roles while no organisation is declared, because one
        declaration answers them. They are ranked by the sum of the findings each would settle, weighted by
        severity (info 1, low 10, medium 100, high 1000, critical 10000): first by those that can decide the
        exit code today, then by upcoming ones and vendor gaps.
    """
    groups: dict[str, _Group] = {}
    for number, finding in enumerate(findings):
        for missing in finding.missing:
            group = groups.setdefault(_key(missing, scene), _Group())
            group.add(missing, finding.rule)
            group.settle(number, finding)
    for rule, waiting in unclassified.items():
        for missing in waiting:
            groups.setdefault(_key(missing, scene), _Group()).add(missing, rule)
    return tuple(_question(group, scene) for group in sorted(groups.values(), key=lambda group: group.order))


def _key(missing: Missing, scene: Scene) -> str:
    is_about_us = missing.name.startswith(("role.", f"{_ORGANISATION}.")) or missing.name == _NEXUS
    if is_about_us and scene.organisation.declared_on is None:
        return _ORGANISATION
    definition = FACTS.get(missing.name)
    return (definition.ask or missing.name) if definition else missing.name


def _question(group: _Group, scene: Scene) -> Question:
    assert group.first is not None
    name = group.first.name
    about_us = name == _NEXUS or name.startswith(("role.", f"{_ORGANISATION}."))
    is_role = about_us and scene.organisation.declared_on is None
    return Question(
        ask=_roles(group.names) if is_role else _ask(name, tuple(group.subjects), scene),
        names=tuple(sorted(group.names)),
        subject_ids=tuple(sorted(group.subjects)),
        who=Settler.ORGANISATION if is_role else group.first.who,
        how=of_organisation(group.names)
        if is_role
        else advice(group.names, group.first, group.subjects, scene),
        n_settles=len(group.findings),
        rules=tuple(sorted(group.rules)),
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
