"""Rules that can come to one outcome only, whatever the facts."""

from collections.abc import Iterator
from typing import Final

from auditor.formats.yaml_node import Node
from auditor.policy.bundle import Bundle
from auditor.policy.conditions import Condition, Not
from auditor.policy.linting.remark import Remark
from auditor.policy.linting.satisfying import Solver
from auditor.policy.linting.walking import written_rules
from auditor.policy.linting.words import vocabulary
from auditor.policy.rules import Choice, Classification, Rule

_APART: Final = "Read it again: its parts contradict each other."
_ALWAYS: Final = "Read it again: it decides nothing."


def unreachable(bundle: Bundle) -> Iterator[Remark]:
    """Yield rules that never apply, never fail or never pass, and branches and transitions never reached."""
    solver = Solver(bundle.law, lambda definition: vocabulary(definition, bundle))
    rules = bundle.judged
    for pack, id_, node in written_rules(bundle):
        rule = rules[id_]
        if isinstance(rule, Classification):
            found = _of_classification(rule, node, solver)
        else:
            found = _of_rule(rule, bundle.pack(pack).scope, node, solver)
        for place, what, hint in found:
            yield Remark(pack, id_, place, what, hint)


def _of_rule(
    rule: Rule, scope: Condition | None, node: Node, solver: Solver
) -> Iterator[tuple[str, str, str]]:
    entry = node.entries()
    gates = [one for one in (scope, rule.owed, rule.when) if one is not None]
    if rule.when is not None and not solver.possible(rule.when):
        yield entry["when"].place, "`when` never holds", _APART
    elif not solver.possible(*gates):
        yield entry.get("when", node).place, "`when` excludes the role or the pack's scope", _APART
    elif not solver.possible(*gates, Not(rule.require)):
        yield entry["require"].place, "it can never fail: where it applies, `require` holds", _ALWAYS
    elif not solver.possible(*gates, rule.require):
        yield entry["require"].place, "it can never pass: where it applies, `require` does not hold", _APART
    for one in rule.transitions:
        if not solver.possible(*gates, one.condition):
            yield entry["transition"].place, "a transition never holds where the rule applies", _APART
    for start in rule.heading.starts:
        if start.condition is not None and not solver.possible(*gates, start.condition):
            yield entry["applies_from"].place, "a first day never holds where the rule applies", _APART


def _of_classification(rule: Classification, node: Node, solver: Solver) -> Iterator[tuple[str, str, str]]:
    place = node.entries()["value"].place
    if not isinstance(rule.value, Choice):
        if not solver.possible(rule.value):
            yield place, f"'{rule.writes}' is always no", _APART
        elif not solver.possible(Not(rule.value)):
            yield place, f"'{rule.writes}' is always yes", _ALWAYS
        return
    before: list[Condition] = []
    for branch in rule.value.branches:
        if not solver.possible(*before, branch.condition):
            yield place, f"the case of '{branch.value}' is never reached", _APART
        before.append(Not(branch.condition))
    if not solver.possible(*before):
        yield place, "`else` is never reached", _ALWAYS
