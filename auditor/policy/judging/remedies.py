"""What to do about a rule that is not met, by what the subject is."""

from auditor.domain.tri import Tri
from auditor.policy.logic.evaluate import evaluate
from auditor.policy.logic.world import Scene
from auditor.policy.rules import Choice, Rule


def remedy(rule: Rule, subject_id: str, scene: Scene) -> str:
    """Return what to do: of each part the first that fits, however well what it goes by is known."""
    unread = rule.unread
    if unread is not None and evaluate(unread.condition, subject_id, scene).value is Tri.TRUE:
        return unread.remedy
    return " ".join(_fitting(part, subject_id, scene) for part in rule.remedy)


def _fitting(part: Choice, subject_id: str, scene: Scene) -> str:
    fitting = (
        branch.value
        for branch in part.branches
        if evaluate(branch.condition, subject_id, scene).value is Tri.TRUE
    )
    return str(next(fitting, part.otherwise))
