"""Policies are data: rules over facts, judged as of a date in three-valued logic.

The data flow, one direction::

    policies/*.yaml --yaml12--> Node        plain data with line numbers, YAML 1.2
                    --reading--> Rule       typed, checked against facts, law and evidence kinds
    Selection       --choosing--> texts     of packs, signatures checked, and what is set differently
                    --bundle--> Bundle      every rule in force, law.yaml, evidence kinds, one digest
    World           --logic-->  Ruling      one rule, one subject: three values, with the reason
                    --judging--> Judgement  classifications write facts; then findings and tallies
                    --asking--> Question    what is missing, each asked once
    cases           --testing--> CaseResult  every rule's own tests, with the same evaluator

A rule needs no Python: write it in ``policies/PACK/AREA.yaml`` and its cases in
``policies/PACK/cases/RULE.yaml``. The package :mod:`auditor.policy.logic` is the whole logic.
"""

from typing import Final

from auditor.domain.facts import produced_by
from auditor.policy.bundle import Bundle
from auditor.policy.choosing import load, select
from auditor.policy.conditions import LawReference
from auditor.policy.judging.applied import figures_in_force, rules_in_force, terms_of
from auditor.policy.judging.judge import Judgement, judge
from auditor.policy.law import Law
from auditor.policy.logic.world import World
from auditor.policy.selection import Selection, profiles
from auditor.policy.testing.cases import CaseResult
from auditor.policy.testing.cases import run as run_cases

PRODUCES: Final = produced_by("policy")
"""The facts that classifications write."""

__all__ = [
    "PRODUCES",
    "Bundle",
    "CaseResult",
    "Judgement",
    "Law",
    "LawReference",
    "Selection",
    "World",
    "figures_in_force",
    "judge",
    "load",
    "profiles",
    "rules_in_force",
    "run_cases",
    "select",
    "terms_of",
]
