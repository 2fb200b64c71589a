"""What is said to be impossible is: no world makes it hold. What some world makes hold is possible."""

from hypothesis import given
from hypothesis import strategies as st

from auditor.domain.fact import SubjectKind
from auditor.domain.tri import Tri
from auditor.policy.conditions import AllOf, AnyOf, Condition, EvidenceLeaf, FactLeaf, Not, Operator
from auditor.policy.linting.satisfying import Solver
from auditor.policy.logic.evaluate import evaluate
from tests.builders.policy import a_condition, a_model, a_record, a_scene, the_law

SOLVER = Solver(the_law(), lambda _: ())

NUMBERS = st.integers(0, 4)
LEAVES = st.one_of(
    st.booleans().map(lambda value: FactLeaf("model.gpai", Operator.IS, value)),
    st.builds(
        lambda operator, bound: FactLeaf("model.n_parameters", operator, bound),
        st.sampled_from([Operator.MORE_THAN, Operator.AT_LEAST, Operator.LESS_THAN, Operator.AT_MOST]),
        NUMBERS,
    ),
    st.sampled_from(["gguf", "onnx"]).map(lambda word: FactLeaf("model.format", Operator.IS, word)),
    st.builds(
        lambda operator, words: FactLeaf("model.modalities", operator, tuple(sorted(words))),
        st.sampled_from([Operator.INCLUDES_ANY, Operator.INCLUDES_NONE, Operator.IS]),
        st.sets(st.sampled_from(["code", "text"]), min_size=1),
    ),
    st.just(EvidenceLeaf("summary")),
)


def composed(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    parts = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(parts.map(AllOf), parts.map(AnyOf), inner.map(Not))


CONDITIONS = st.recursive(LEAVES, composed, max_leaves=6)
WORLDS = [
    (gpai, n, form, modalities, recorded)
    for gpai in (True, False)
    for n in range(6)
    for form in ("gguf", "onnx", "another word")
    for modalities in ((), ("code",), ("text",), ("code", "text"), ("another word",))
    for recorded in (True, False)
]


def holds(condition: Condition, world: tuple[bool, int, str, tuple[str, ...], bool]) -> bool:
    gpai, n, form, modalities, recorded = world
    evidence = (a_record("summary", "m"),) if recorded else ()
    scene = a_scene(
        a_model(
            "m",
            {
                "model.gpai": gpai,
                "model.n_parameters": n,
                "model.format": form,
                "model.modalities": modalities,
            },
        ),
        evidence=evidence,
    )
    return evaluate(condition, "m", scene).value is Tri.TRUE


@given(CONDITIONS, st.sampled_from(WORLDS))
def test_what_holds_in_some_world_is_possible(
    condition: Condition, world: tuple[bool, int, str, tuple[str, ...], bool]
) -> None:
    if holds(condition, world):
        assert SOLVER.possible(condition)


@given(CONDITIONS)
def test_a_condition_or_its_denial_is_possible(condition: Condition) -> None:
    assert SOLVER.possible(condition) or SOLVER.possible(Not(condition))


@given(CONDITIONS)
def test_nothing_holds_together_with_its_denial(condition: Condition) -> None:
    assert not SOLVER.possible(condition, Not(condition))


def test_a_closed_list_of_words_leaves_no_other() -> None:
    condition = a_condition("{fact: identity.strength, not_in: [content, header, name]}")
    assert SOLVER.possible(condition)
    assert not Solver(the_law(), lambda _: ("content", "header", "name")).possible(condition)


def test_a_set_with_closed_words_has_no_other() -> None:
    closed = Solver(the_law(), lambda _: ("code", "text"))
    none_of_both = FactLeaf("model.modalities", Operator.INCLUDES_NONE, ("code", "text"))
    empty = FactLeaf("model.modalities", Operator.IS, ())
    assert closed.possible(none_of_both)
    assert not closed.possible(none_of_both, Not(empty))
    assert SOLVER.possible(none_of_both, Not(empty))
    assert closed.possible(FactLeaf("model.modalities", Operator.INCLUDES_NONE, ("code",)), Not(empty))


def test_what_has_too_many_alternatives_is_taken_for_possible() -> None:
    pairs = tuple(
        AnyOf((FactLeaf("model.n_parameters", Operator.IS, n), EvidenceLeaf("summary"))) for n in range(40)
    )
    never = (EvidenceLeaf("notice"), Not(EvidenceLeaf("notice")))
    assert SOLVER.possible(*pairs, *never)
    assert not SOLVER.possible(*never)


def test_versions_and_quantifiers_are_possible_unless_they_contradict_themselves() -> None:
    kind = SubjectKind.DEPLOYMENT
    assert SOLVER.possible(a_condition("{fact: runtime.version, older_than: 1.2.0}", kind))
    inner = "{all: [{fact: model.gpai, is: true}, {fact: model.gpai, is: false}]}"
    assert not SOLVER.possible(a_condition(f"{{any: base_models, satisfy: {inner}}}"))
    assert not SOLVER.possible(a_condition(f"{{all: base_models, satisfy: {inner}}}"))
    assert SOLVER.possible(
        a_condition(f"{{all: base_models, of: {{fact: model.gpai, is: true}}, satisfy: {inner}}}")
    )
    assert SOLVER.possible(a_condition(f"{{not: {{any: base_models, satisfy: {inner}}}}}"))
