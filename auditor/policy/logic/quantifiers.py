"""All, any and how many of the subjects below.

Nothing below is no answer: an inventory that shows nothing may have looked at nothing. So all
three are unknown over an empty relation, and ``any`` stays the mirror image of ``all``.
"""

from auditor.domain.fact import Confidence, Settler, weakest
from auditor.domain.finding import Missing, Reason
from auditor.domain.tri import Tri
from auditor.domain.values import Range
from auditor.policy.conditions import Counted, Relation
from auditor.policy.logic import answer
from auditor.policy.logic.answer import Answer
from auditor.policy.logic.comparison import compare
from auditor.policy.logic.world import Scene

SYSTEMS_MISSING = "relation:systems"
"""Name of what is missing where no system is declared."""

INCIDENTS_MISSING = "relation:incidents"
"""The same where no incident is."""


def nothing(relation: Relation, scene: Scene, subject_id: str) -> Answer:
    """Return the answer over an empty relation: unknown, and who could say what belongs there."""
    text = f"no {relation.value.replace('_', ' ')} are known"
    has_systems = any(scene.below(subject_id, Relation.SYSTEMS)) or subject_id != scene.organisation.id
    missing = () if has_systems else (_undeclared_systems(subject_id),)
    if has_systems and relation is Relation.INCIDENTS:
        missing = (_undeclared_incidents(subject_id),)
    return answer.leaf(Reason(text, Tri.UNKNOWN, subject_id=subject_id), Confidence.HIGH, missing)


def _undeclared_systems(subject_id: str) -> Missing:
    return Missing(
        name=SYSTEMS_MISSING,
        subject_id=subject_id,
        reason="no AI system is declared",
        who=Settler.ORGANISATION,
        how="auditor declare system",
    )


def _undeclared_incidents(subject_id: str) -> Missing:
    return Missing(
        name=INCIDENTS_MISSING,
        subject_id=subject_id,
        reason="no incident is declared",
        who=Settler.ORGANISATION,
        how="auditor declare incident",
    )


def instance(name: str, chosen: Answer | None, satisfied: Answer, *, every: bool) -> Answer:
    """Return what one subject contributes: ``of`` implies for all, ``of`` and for any."""
    if chosen is None:
        return satisfied
    if every:
        return answer.disjunction(name, (answer.negation("not one of those meant", chosen), satisfied))
    return answer.conjunction(name, (chosen, satisfied))


def count(asked: Counted, n_certain: int, chosen: tuple[Answer, ...]) -> Answer:
    """Return whether the number of subjects fits; subjects that may count make it a range.

    Args:
        asked: The question.
        n_certain: Subjects that count without being asked.
        chosen: For each other subject, whether it counts.
    """
    low = n_certain + sum(one.value is Tri.TRUE for one in chosen)
    open_ = [one for one in chosen if one.value is Tri.UNKNOWN]
    value = compare(Range(low, low + len(open_)), asked.operator, asked.operand)
    number = str(low) if not open_ else f"{low} to {low + len(open_)}"
    said = f"{number} {asked.relation.value.replace('_', ' ')}; asked:"
    settled = [one.confidence for one in chosen if one.value is not Tri.UNKNOWN]
    missing = tuple(dict.fromkeys(item for one in open_ for item in one.missing))
    return answer.leaf(
        Reason(f"{said} {asked.operator.words} {asked.operand}", value),
        weakest(*settled) if settled else Confidence.HIGH,
        missing if value is Tri.UNKNOWN else (),
        denied=f"{said} {asked.operator.denied} {asked.operand}",
    )
