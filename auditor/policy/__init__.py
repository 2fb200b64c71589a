"""Policies are data: rules over facts, judged as of a date in three-valued logic.

The data flow, one direction::

    policies/*.yaml --yaml12-->      Node        plain data with line numbers, YAML 1.2
                    --syntax-->      Condition   typed, checked against facts, law and evidence kinds
                    --rule_syntax--> Rule        a classification, duty, vendor gap, term or preference
                    --bundle-->      Bundle      every rule in force, law.yaml, evidence kinds, one digest
    World           --classify-->    facts       classifications write theirs, each after what it reads
                    --verdict-->     Ruling      scope and role and `when` -> `require`, and from when on
                    --judge-->       Judgement   findings, tallies, questions
    cases           --cases-->       CaseResult  every rule's own tests, with the same evaluator

A rule needs no Python: write it in ``policies/PACK/AREA.yaml`` and its cases in
``policies/PACK/cases/RULE.yaml``. The module :mod:`auditor.policy.evaluate` is the whole logic.
"""

from auditor.policy.applied import figures_in_force, rules_in_force
from auditor.policy.bundle import Bundle, load
from auditor.policy.cases import CaseResult
from auditor.policy.cases import run as run_cases
from auditor.policy.conditions import LawReference
from auditor.policy.judge import Judgement, judge
from auditor.policy.world import World

__all__ = [
    "Bundle",
    "CaseResult",
    "Judgement",
    "LawReference",
    "World",
    "figures_in_force",
    "judge",
    "load",
    "rules_in_force",
    "run_cases",
]
