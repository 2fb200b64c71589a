"""The algebra of verdicts: Kleene's laws, and that more knowledge never turns a verdict around."""

from collections import Counter
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.domain.audit import Assessed
from auditor.domain.evidence import EvidenceState
from auditor.domain.fact import Confidence, Settler, SubjectKind
from auditor.domain.finding import Finding, Missing, Reason, Verdict
from auditor.domain.tri import Tri
from auditor.domain.values import FactValue, Range
from auditor.errors import PolicyError
from auditor.formats import yaml12
from auditor.policy.choosing import load
from auditor.policy.conditions import (
    AllOf,
    AnyOf,
    Condition,
    EvidenceLeaf,
    FactLeaf,
    Not,
    Operator,
    Quantified,
    Relation,
)
from auditor.policy.judging.judge import Judgement, judge
from auditor.policy.logic import answer
from auditor.policy.logic.answer import Answer
from auditor.policy.logic.evaluate import evaluate
from auditor.policy.logic.verdict import rule_on
from auditor.policy.logic.world import Scene
from tests.builders.policy import (
    DUTY,
    TODAY,
    a_bundle,
    a_model,
    a_record,
    a_scene,
    a_vocabulary,
    a_world,
    an_organisation,
    changed,
    known,
    scene_of,
)

FACTS = ("model.gpai", "model.weights_public", "license.stated", "unsafe.custom_code")
States = dict[str, tuple[bool | None, Confidence]]
VALUES = st.sampled_from([True, False, None])
LEVELS = st.sampled_from(list(Confidence))
FLOORS = st.sampled_from([None, *Confidence])
STATES = st.fixed_dictionaries({fact: st.tuples(VALUES, LEVELS) for fact in FACTS})

LEAVES: st.SearchStrategy[Condition] = st.builds(
    FactLeaf, st.sampled_from(FACTS), st.just(Operator.IS), st.booleans()
)


def composed(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    lists = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return st.one_of(st.builds(AllOf, lists), st.builds(AnyOf, lists), st.builds(Not, parts))


CONDITIONS = st.recursive(LEAVES, composed, max_leaves=8)


def scene(states: States) -> Scene:
    facts = {
        name: known(name, value, confidence=level)
        for name, (value, level) in states.items()
        if value is not None
    }
    return a_scene(an_organisation(), a_model(given=facts), relations={"organisation": ("m",)})


def parts() -> st.SearchStrategy[list[Answer]]:
    def leaf(value: Tri, level: Confidence, name: str) -> Answer:
        missing = (Missing(name, "m", "", Settler.NOBODY, ""),) if value is Tri.UNKNOWN else ()
        return answer.leaf(Reason(name, value, name), level, missing)

    one = st.builds(leaf, st.sampled_from(Tri), LEVELS, st.sampled_from(FACTS))
    return st.lists(one, min_size=1, max_size=5)


@given(parts())
def test_de_morgan_holds_for_value_confidence_and_what_is_missing(given_parts: list[Answer]) -> None:
    negated = [answer.negation("not", part) for part in given_parts]
    one = answer.negation("not", answer.conjunction("all", given_parts))
    other = answer.disjunction("any", negated)
    assert (one.value, one.confidence, one.missing, one.leaf.fact) == (
        other.value,
        other.confidence,
        other.missing,
        other.leaf.fact,
    )


@given(parts())
def test_only_an_unknown_answer_is_missing_something(given_parts: list[Answer]) -> None:
    for found in (answer.conjunction("all", given_parts), answer.disjunction("any", given_parts)):
        assert bool(found.missing) is (found.value is Tri.UNKNOWN)


@given(CONDITIONS, STATES, st.data())
def test_learning_a_fact_never_turns_an_answer_around(
    condition: Condition, states: States, data: st.DataObject
) -> None:
    before = evaluate(condition, "m", scene(states)).value
    learnt: States = {
        name: (data.draw(st.booleans()) if value is None else value, level)
        for name, (value, level) in states.items()
    }
    after = evaluate(condition, "m", scene(learnt)).value
    assert before is Tri.UNKNOWN or after is before


@given(CONDITIONS, STATES, FLOORS)
def test_a_floor_can_only_make_an_answer_unknown(
    condition: Condition, states: States, floor: Confidence | None
) -> None:
    free, floored = evaluate(condition, "m", scene(states)), evaluate(condition, "m", scene(states), floor)
    assert floored.value in {free.value, Tri.UNKNOWN}
    if free.value is not Tri.UNKNOWN:
        weak = floor is not None and free.confidence.rank < floor.rank
        assert (floored.value is Tri.UNKNOWN) is weak


@given(CONDITIONS, STATES)
def test_over_a_single_subject_all_and_any_are_the_condition_itself(
    condition: Condition, states: States
) -> None:
    alone = evaluate(condition, "m", scene(states)).value
    for every in (True, False):
        quantified = Quantified(every, Relation.MODELS, None, condition)
        assert evaluate(quantified, "organisation", scene(states)).value is alone


def written(condition: Condition) -> str:
    match condition:
        case FactLeaf(fact, operator, operand):
            return f"{{fact: {fact}, {operator}: {str(operand).lower()}}}"
        case AllOf(within):
            return "{all: [" + ", ".join(written(part) for part in within) + "]}"
        case AnyOf(within):
            return "{any: [" + ", ".join(written(part) for part in within) + "]}"
        case Not(part):
            return f"{{not: {written(part)}}}"
        case _:
            raise AssertionError(condition)


@given(CONDITIONS)
def test_a_condition_that_is_written_reads_back_as_itself(condition: Condition) -> None:
    node = yaml12.read(written(condition), "rules.yaml", PolicyError)
    assert a_vocabulary().condition(node, SubjectKind.MODEL) == condition


BUNDLE = a_bundle(
    changed(
        DUTY,
        role="gpai_provider",
        when="{fact: model.gpai, is: true}",
        require="{fact: model.weights_public, is: true}",
        floor="low",
    )
)
TRI = st.sampled_from([True, False, None])


def verdict(role: bool | None, gpai: bool | None, public: bool | None) -> Verdict:
    named = {"role.gpai_provider": role, "model.gpai": gpai, "model.weights_public": public}
    given_facts = {name: value for name, value in named.items() if value is not None}
    found = scene_of(BUNDLE, an_organisation(), a_model(given=given_facts))
    return rule_on(BUNDLE.rules[0], None, found.subjects["m"], found).verdict


@given(TRI, TRI, TRI, st.data())
def test_learning_a_fact_never_turns_pass_into_fail_nor_fail_into_pass(
    role: bool | None, gpai: bool | None, public: bool | None, data: st.DataObject
) -> None:
    before = verdict(role, gpai, public)
    settled = [data.draw(st.booleans()) if value is None else value for value in (role, gpai, public)]
    after = verdict(*settled)
    assert after is not Verdict.UNKNOWN
    # A pass that was met whether owed or not may turn out not to be owed; nothing else changes.
    allowed = {
        Verdict.PASS: {Verdict.PASS, Verdict.NOT_APPLICABLE},
        Verdict.FAIL: {Verdict.FAIL},
        Verdict.NOT_APPLICABLE: {Verdict.NOT_APPLICABLE},
        Verdict.UNKNOWN: set(Verdict),
    }
    assert after in allowed[before]


def test_evidence_leaves_are_conditions_too() -> None:
    assert evaluate(EvidenceLeaf("summary"), "m", scene({})).value is Tri.UNKNOWN


SHIPPED = load()
ABOUT_MODELS = {rule.id for rule in SHIPPED.rules if rule.heading.subject is SubjectKind.MODEL}
# Values at which the rules about models part, each known well, known badly, or not known.
SAID = {
    "role.gpai_provider": (True, False),
    "model.gpai": (True, False),
    "model.format": ("gguf", "safetensors"),
    "identity.strength": ("content", "header", "file", "name"),
    "license.stated": (True, False),
    "license.foss_ai_act": (True, False),
    "license.excludes_eu_licensees": (True, False),
    "model.modalities": (("text",), ("embedding",)),
    "compute.cumulative_bounds_flop": (Range(1e24, 2e24), Range(2e25, 4e25)),
    "model.union_placed_on": (date(2024, 1, 1), date(2026, 1, 1)),
}
MODELS = st.lists(
    st.tuples(
        st.fixed_dictionaries(
            {
                name: st.none() | st.tuples(st.sampled_from(values), st.sampled_from(list(Confidence)))
                for name, values in SAID.items()
            }
        ),
        st.none() | st.sampled_from(list(EvidenceState)),
    ),
    min_size=2,
    max_size=5,
)


@settings(max_examples=40)
@given(MODELS)
def test_many_models_judged_together_come_to_what_each_comes_to_alone(
    models: list[tuple[dict[str, tuple[FactValue, Confidence] | None], EvidenceState | None]],
) -> None:
    assessed = [
        a_model(
            f"m{number}",
            {name: known(name, said[0], confidence=said[1]) for name, said in given.items() if said},
        )
        for number, (given, _) in enumerate(models)
    ]
    evidence = tuple(
        a_record("copyright-policy", f"m{number}", state=state)
        for number, (_, state) in enumerate(models)
        if state is not None
    )
    organisation = an_organisation({"organisation.eu_established": True})

    def judged(*subjects: Assessed) -> Judgement:
        return judge(SHIPPED, a_world(organisation, *subjects, evidence=evidence), as_of=TODAY, run_day=TODAY)

    def of_models(judgement: Judgement) -> Counter[tuple[str, ...]]:
        return Counter(
            {
                (one.rule, one.verdict, str(one.upcoming), one.sentence): one.n
                for one in judgement.tallies
                if one.rule in ABOUT_MODELS
            }
        )

    def findings(*judgements: Judgement) -> dict[tuple[str, str], Finding]:
        found = [finding for one in judgements for finding in one.findings]
        return {(one.rule, one.subject_id): one for one in found if one.rule in ABOUT_MODELS}

    together, alone = judged(*assessed), [judged(model) for model in assessed]
    assert of_models(together) == sum((of_models(one) for one in alone), Counter())
    assert findings(together) == findings(*alone)
