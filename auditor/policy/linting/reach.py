"""Rules that can come to one outcome only, whatever the facts."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from auditor.formats.yaml_node import Node
from auditor.policy.bundle import Bundle
from auditor.policy.conditions import Condition, Not
from auditor.policy.linting.base import Remark
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
    else:
        if rule.when is not None and not solver.possible(Not(rule.when)):
            yield entry["when"].place, "`when` always holds", _ALWAYS
        if not solver.possible(*gates, Not(rule.require)):
            yield entry["require"].place, "it can never fail: where it applies, `require` holds", _ALWAYS
        elif not solver.possible(*gates, rule.require):
            what = "it can never pass: where it applies, `require` does not hold"
            yield entry["require"].place, what, _APART
    yield from _beside(rule, gates, entry, solver)


def _beside(
    rule: Rule, gates: Sequence[Condition], entry: Mapping[str, Node], solver: Solver
) -> Iterator[tuple[str, str, str]]:
    """Yield transitions, first days and remedies that nothing is left for where the rule applies."""
    dated = [("applies_from", rule.heading.starts, "transition", rule.transitions)]
    dated += [("readings", one.starts, "readings", one.transitions) for one in rule.readings]
    for first, starts, later, transitions in dated:
        for one in transitions:
            if not solver.possible(*gates, one.condition):
                yield entry[later].place, "a transition never holds where the rule applies", _APART
        for start in starts:
            if start.condition is not None and not solver.possible(*gates, start.condition):
                yield entry[first].place, "a first day never holds where the rule applies", _APART
    if rule.unread is not None and not solver.possible(*gates, rule.unread.condition):
        yield entry["unread"].place, "nothing it was not read for is left where the rule applies", _APART
    for part in rule.remedy:
        # What else to do is also for the subject of which the cases are not known.
        for number in _unreached(part, gates, solver):
            yield entry["remedy"].place, f"case {number} of the remedy is never reached", _APART


def _of_classification(rule: Classification, node: Node, solver: Solver) -> Iterator[tuple[str, str, str]]:
    place = node.entries()["value"].place
    if not isinstance(rule.value, Choice):
        if not solver.possible(rule.value):
            yield place, f"'{rule.writes}' is always no", _APART
        elif not solver.possible(Not(rule.value)):
            yield place, f"'{rule.writes}' is always yes", _ALWAYS
        return
    for number in _unreached(rule.value, (), solver):
        yield place, f"case {number} is never reached", _APART
    if not solver.possible(*(Not(branch.condition) for branch in rule.value.branches)):
        yield place, "`else` is never reached", _ALWAYS


def _unreached(choice: Choice, gates: Sequence[Condition], solver: Solver) -> Iterator[int]:
    """Yield the numbers of the branches that nothing is left for."""
    before = list(gates)
    for number, branch in enumerate(choice.branches, start=1):
        if not solver.possible(*before, branch.condition):
            yield number
        before.append(Not(branch.condition))
