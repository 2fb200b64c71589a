"""The same conditions in the Common Expression Language: ``python -m benchmarks.judging_cel``.

Two libraries, not installed with the project: ``pip install common-expression-language cel-expr-python``.
What is not there is not measured, and the row says so. Each rule is one expression, ``!(role && when) ||
require``, over what is known of a model. That says less than a verdict: no reason, no floor, no day, no range
that straddles; and where a fact is missing it is an error, which ``||`` may swallow. Each library evaluates
every rule for every model, and then with the memo the judge has: models alike to a rule are evaluated once.
"""

import json
import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import Any, Final

from auditor.domain.fact import Known, SubjectKind
from auditor.domain.facts import FACTS
from auditor.domain.values import Range
from auditor.policy.bundle import Bundle
from auditor.policy.conditions import (
    AllOf,
    AnyOf,
    Condition,
    EvidenceLeaf,
    FactLeaf,
    LawReference,
    Not,
    Operator,
)
from auditor.policy.judging.alike import Likeness
from auditor.policy.judging.classify import classify
from auditor.policy.judging.docket import Examination
from auditor.policy.judging.reads import names_of, reads_of
from auditor.policy.logic.verdict import rule_on
from auditor.policy.logic.world import Scene
from auditor.policy.rules import Rule
from benchmarks.judging import AS_OF, N_RULES, bundle, world
from benchmarks.screening.screening import Screening

N_MODELS: Final = 2_000
Evaluate = Callable[[Mapping[str, Any]], object]
Compile = Callable[[str], Evaluate]
_SIGNS: Final = {
    Operator.IS: "==",
    Operator.MORE_THAN: ">",
    Operator.AT_LEAST: ">=",
    Operator.LESS_THAN: "<",
    Operator.AT_MOST: "<=",
    Operator.BEFORE: "<",
    Operator.ON_OR_AFTER: ">=",
}


def rust() -> Compile:
    """Return what compiles with ``common-expression-language``."""
    import cel  # type: ignore[import-not-found] # not a dependency

    return lambda text: cel.compile(text).execute


def google() -> Compile:
    """Return what compiles with ``cel-expr-python``, whose errors are values."""
    from cel_expr_python import cel  # type: ignore[import-not-found] # not a dependency

    env = cel.NewEnv(
        variables={"facts": cel.Type.Map(cel.Type.STRING, cel.Type.DYN), "evidence": cel.Type.DYN}
    )

    def compiled(text: str) -> Evaluate:
        expression = env.compile(text)

        def evaluated(given: Mapping[str, Any]) -> object:
            value = expression.eval(data=given)
            if value.type() == cel.Type.ERROR:
                raise ValueError(value.value())
            return value.value()

        return evaluated

    return compiled


def expression(condition: Condition, scene: Scene) -> str:
    """Return a condition in CEL; a range is compared by the end that decides.

    Raises:
        NotImplementedError: there is no such thing there.
    """
    match condition:
        case AllOf(parts):
            return f"({' && '.join(expression(part, scene) for part in parts)})"
        case AnyOf(parts):
            return f"({' || '.join(expression(part, scene) for part in parts)})"
        case Not(part):
            return f"!{expression(part, scene)}"
        case EvidenceLeaf(kind):
            return f'("{kind}" in evidence)'
        case FactLeaf():
            return f"({_leaf(condition, scene)})"
    raise NotImplementedError(condition)


def _leaf(leaf: FactLeaf, scene: Scene) -> str:
    bound = leaf.operand
    if isinstance(bound, LawReference):
        version = scene.version(bound)
        if version is None:
            raise NotImplementedError(leaf)
        bound = version.value
    held = f'facts["{leaf.fact}"]'
    match leaf.operator:
        case Operator.IN:
            return f"{held} in {json.dumps(bound)}"
        case Operator.NOT_IN:
            return f"!({held} in {json.dumps(bound)})"
        case Operator.INCLUDES_ANY:
            return f"{held}.exists(word, word in {json.dumps(bound)})"
        case Operator.INCLUDES_NONE:
            return f"!{held}.exists(word, word in {json.dumps(bound)})"
        case Operator.OLDER_THAN:
            raise NotImplementedError(leaf)
    if FACTS[leaf.fact].type == "range":
        held += ".low" if leaf.operator in {Operator.MORE_THAN, Operator.AT_LEAST} else ".high"
    return f"{held} {_SIGNS[leaf.operator]} {_literal(bound)}"


def _literal(bound: object) -> str:
    if isinstance(bound, date):
        return json.dumps(bound.isoformat())
    return json.dumps(float(bound) if isinstance(bound, int | float) and bound > 2**31 else bound)


def whole(rule: Rule, scene: Scene) -> str:
    """Return a rule as one expression."""
    gates = [expression(gate, scene) for gate in (rule.owed, rule.when) if gate is not None]
    require = expression(rule.require, scene)
    return f"!({' && '.join(gates)}) || {require}" if gates else require


def known(subject_id: str, scene: Scene) -> dict[str, Any]:
    """Return what is known of a subject as CEL takes it."""
    facts: dict[str, Any] = {}
    for name, fact in (*scene.facts.get(scene.organisation.id, {}).items(), *scene.facts[subject_id].items()):
        if isinstance(fact.state, Known):
            value = fact.state.value
            if isinstance(value, Range):
                facts[name] = {"low": value.low, "high": value.high}
            elif isinstance(value, date):
                facts[name] = value.isoformat()
            else:
                facts[name] = list(value) if isinstance(value, tuple) else value
    kinds = [kind for kind, whom in scene.records if whom == subject_id]
    return {"facts": facts, "evidence": kinds}


def measured(rules: Mapping[Rule, Evaluate], scene: Scene, *, memo: bool) -> tuple[float, Counter[str]]:
    """Return the CPU seconds of every rule on every model, and what the expressions came to."""
    begun = time.process_time()
    reads = [(rule.id, reads_of(rule) or frozenset(), evaluate) for rule, evaluate in rules.items()]
    likeness = Likeness.of((leaf for _, asked, _ in reads for leaf in asked), scene)
    named = [(id_, tuple(sorted(set(names_of(asked)))), evaluate) for id_, asked, evaluate in reads]
    found: Counter[str] = Counter()
    seen: dict[tuple[str, tuple[int, ...]], str] = {}
    for subject in scene.of_kind(SubjectKind.MODEL):
        numbers = likeness.numbers(subject.id, scene) if memo else {}
        given: dict[str, Any] | None = None
        for id_, names, evaluate in named:
            key = (id_, tuple([numbers[name] for name in names]) if memo else ())
            said = seen.get(key) if memo else None
            if said is None:
                given = known(subject.id, scene) if given is None else given
                said = seen[key] = _said(evaluate, given)
            found[said] += 1
    return time.process_time() - begun, found


def _said(evaluate: Evaluate, given: Mapping[str, Any]) -> str:
    # What they raise has no class in common.
    with suppress(Exception):
        return str(evaluate(given)).lower()
    return "error"


def _ours(rules: Bundle, texts: Iterable[Rule], scene: Scene) -> None:
    """Measure and print what the same takes here."""

    def one_by_one() -> Iterator[object]:
        for rule in texts:
            for subject in scene.of_kind(SubjectKind.MODEL):
                yield rule_on(rule, rules.pack(rule.heading.pack).scope, subject, scene)
            scene.forget()

    ways: dict[str, Callable[[], Iterable[object]]] = {
        "auditor, one by one": one_by_one,
        "auditor, sentences included, with the memo": lambda: Examination(
            SubjectKind.MODEL, rules, scene
        ).outcomes(scene),
        "auditor, verdicts alone, with the memo": lambda: Screening(SubjectKind.MODEL, rules, scene).scene(
            scene
        ),
    }
    for what, way in ways.items():
        begun = time.process_time()
        deque(way(), maxlen=0)
        print(f"  {what:<44} {time.process_time() - begun:7.2f} CPU-s")


def main(n_models: int) -> None:
    """Measure and print."""
    rules = bundle(N_RULES)
    for declared in (True, False):
        given = world(n_models, declared=declared)
        scene = Scene.of(given, rules.law, rules.evidence, AS_OF)
        classify(rules.classifications, scene)
        texts = {}
        for rule in rules.rules:
            if rule.heading.subject is SubjectKind.MODEL and reads_of(rule) is not None:
                with suppress(NotImplementedError):
                    texts[rule] = whole(rule, scene)
        print(f"{n_models:,} models, {len(texts)} rules, {'all' if declared else 'nothing'} declared")
        _ours(rules, texts, scene)
        for name, library in (("common-expression-language", rust), ("cel-expr-python", google)):
            try:
                compiled = library()
            except ImportError:
                print(f"  {name}: not installed")
                continue
            programs = {rule: compiled(text) for rule, text in texts.items()}
            for memo in (False, True):
                seconds, found = measured(programs, scene, memo=memo)
                what = f"{name}{', with the memo' if memo else ''}"
                print(f"  {what:<44} {seconds:7.2f} CPU-s  {dict(sorted(found.items()))}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else N_MODELS)
