"""The shipped cases, judged: every condition of every shipped rule is changed, and some case must notice.

A mutant has one leaf negated or one part dropped. One that no case tells from its rule would let that
part of the law be wrong unseen.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from auditor.policy.bundle import load
from auditor.policy.conditions import AllOf, AnyOf, Condition, Counted, Not, Quantified
from auditor.policy.rules import Choice, Classification, Pack, Rule
from auditor.policy.testing.case_reader import Case
from auditor.policy.testing.cases import came_to, cases_of, stated

BUNDLE = load()
JUDGED: dict[str, Rule | Classification] = {rule.id: rule for rule in BUNDLE.rules}
JUDGED.update((one.id, one) for one in BUNDLE.classifications)
CASES: dict[str, list[Case]] = {}
for _rule, _case in cases_of(BUNDLE):
    CASES.setdefault(_rule.id, []).append(_case)


def mutants(condition: Condition) -> Iterator[Condition]:
    """Yield a condition with one leaf negated, or one part dropped, at a time."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            for number, part in enumerate(parts):
                rest = (*parts[:number], *parts[number + 1 :])
                if rest:
                    yield replace(condition, parts=rest)
                for changed in mutants(part):
                    yield replace(condition, parts=(*parts[:number], changed, *parts[number + 1 :]))
        case Not(part):
            yield from (Not(changed) for changed in mutants(part))
        case Quantified(of=of, satisfy=satisfy):
            yield from (replace(condition, satisfy=changed) for changed in mutants(satisfy))
            if of is not None:
                yield replace(condition, of=None)
                yield from (replace(condition, of=changed) for changed in mutants(of))
        case Counted(of=of) if of is not None:
            yield from (replace(condition, of=changed) for changed in mutants(of))
        case leaf:
            yield Not(leaf)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A rule with one thing about its conditions changed, and where."""

    where: str
    rule: Rule | Classification


def rule_mutants(rule: Rule) -> Iterator[Mutant]:
    for changed in mutants(rule.require):
        yield Mutant("require", replace(rule, require=changed))
    if rule.when is not None:
        yield Mutant("when dropped", replace(rule, when=None))
        for changed in mutants(rule.when):
            yield Mutant("when", replace(rule, when=changed))
    if rule.owed is not None:
        yield Mutant("role dropped", replace(rule, owed=None))
        for changed in mutants(rule.owed):
            yield Mutant("role", replace(rule, owed=changed))
    yield from dated_mutants(rule)


def dated_mutants(rule: Rule) -> Iterator[Mutant]:
    starts = rule.heading.starts
    for number, start in enumerate(starts):
        for changed in mutants(start.condition) if start.condition is not None else ():
            one = replace(start, condition=changed)
            heading = replace(rule.heading, starts=(*starts[:number], one, *starts[number + 1 :]))
            yield Mutant(f"applies_from {number}", replace(rule, heading=heading))
    for number, reading in enumerate(rule.readings):
        for place, start in enumerate(reading.starts):
            for changed in mutants(start.condition) if start.condition is not None else ():
                one = replace(start, condition=changed)
                read_so = replace(
                    reading, starts=(*reading.starts[:place], one, *reading.starts[place + 1 :])
                )
                readings = (*rule.readings[:number], read_so, *rule.readings[number + 1 :])
                yield Mutant(f"reading {number}, start {place}", replace(rule, readings=readings))
    for number, transition in enumerate(rule.transitions):
        around = rule.transitions[:number], rule.transitions[number + 1 :]
        yield Mutant(f"transition {number} dropped", replace(rule, transitions=(*around[0], *around[1])))
        for changed in mutants(transition.condition):
            one_day = replace(transition, condition=changed)
            yield Mutant(f"transition {number}", replace(rule, transitions=(*around[0], one_day, *around[1])))


def classification_mutants(rule: Classification) -> Iterator[Mutant]:
    assert not isinstance(rule.value, Choice), "the shipped ones are conditions"
    for changed in mutants(rule.value):
        yield Mutant("value", replace(rule, value=changed))


@pytest.mark.parametrize("id_", sorted(JUDGED))
def test_a_case_notices_every_change_of_a_shipped_rule(id_: str) -> None:
    rule = JUDGED[id_]
    changed = rule_mutants(rule) if isinstance(rule, Rule) else classification_mutants(rule)
    unseen = [
        mutant
        for mutant in changed
        if all(came_to(mutant.rule, case, BUNDLE) == stated(case) for case in CASES[id_])
    ]
    assert unseen == []


@pytest.mark.parametrize("pack", [pack for pack in BUNDLE.packs if pack.scope], ids=lambda pack: pack.id)
def test_a_case_notices_every_change_of_a_shipped_scope(pack: Pack) -> None:
    assert pack.scope is not None
    others = tuple(one for one in BUNDLE.packs if one is not pack)
    judged = [
        (rule, case) for rule in BUNDLE.rules if rule.heading.pack == pack.id for case in CASES[rule.id]
    ]
    unseen = [
        scope
        for scope in mutants(pack.scope)
        if all(
            came_to(rule, case, replace(BUNDLE, packs=(replace(pack, scope=scope), *others))) == stated(case)
            for rule, case in judged
        )
    ]
    assert unseen == []
