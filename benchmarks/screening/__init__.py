"""Verdicts alone, of more subjects than anybody reads about: ADR 0036. No command asks for them.

::

    facts, or claim sets (claimed) --table--> a row of numbers for each subject, as where words are asked for
    rows --classing--> the numbers of classified facts, put into the rows
    rows --panels--> what rules that read the same come to, looked up by what they read
    not met before --asked--> looked up by what the conditions come to; else judged by the evaluator

Nothing is put into words until somebody asks (``auditor.policy.judging.explain``). A property test compares
all of it with judging each subject alone.
"""
