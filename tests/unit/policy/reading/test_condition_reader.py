from datetime import date

import pytest

from auditor.domain.fact import Basis, SubjectKind
from auditor.errors import PolicyError
from auditor.policy.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Counted,
    EvidenceLeaf,
    FactLeaf,
    LawReference,
    Not,
    Operator,
    Quantified,
    Relation,
)
from tests.builders.policy import a_condition, a_vocabulary, node

GPAI = FactLeaf("model.gpai", Operator.IS, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{fact: model.gpai, is: true}", GPAI),
        (
            "{fact: model.gpai, is: true, basis: attested}",
            FactLeaf("model.gpai", Operator.IS, True, Basis.ATTESTED),
        ),
        (
            "{fact: model.format, in: [onnx, gguf, gguf]}",
            FactLeaf("model.format", Operator.IN, ("gguf", "onnx")),
        ),
        ("{fact: model.base_models, is: []}", FactLeaf("model.base_models", Operator.IS, ())),
        (
            "{fact: compute.update_flop, more_than: {law: flop}}",
            FactLeaf("compute.update_flop", Operator.MORE_THAN, LawReference("flop")),
        ),
        (
            "{fact: compute.update_flop, at_most: 1e23}",
            FactLeaf("compute.update_flop", Operator.AT_MOST, 1e23),
        ),
        ("{fact: airgap.age_days, at_most: 7.5}", FactLeaf("airgap.age_days", Operator.AT_MOST, 7.5)),
        (
            "{fact: model.union_placed_on, before: {law: cutoff}}",
            FactLeaf("model.union_placed_on", Operator.BEFORE, LawReference("cutoff")),
        ),
        (
            "{fact: model.union_placed_on, on_or_after: 2026-01-02}",
            FactLeaf("model.union_placed_on", Operator.ON_OR_AFTER, date(2026, 1, 2)),
        ),
        (
            "{fact: model.quantization, older_than: '1.2'}",
            FactLeaf("model.quantization", Operator.OLDER_THAN, "1.2"),
        ),
        (
            "{fact: organisation.eu_established, is: true}",
            FactLeaf("organisation.eu_established", Operator.IS, True),
        ),
        ("{evidence: summary}", EvidenceLeaf("summary")),
        ("{all: [{fact: model.gpai, is: true}]}", AllOf((GPAI,))),
        (
            "{any: [{fact: model.gpai, is: true}, {evidence: summary}]}",
            AnyOf((GPAI, EvidenceLeaf("summary"))),
        ),
        ("{not: {fact: model.gpai, is: true}}", Not(GPAI)),
        (
            "{not: [{fact: model.gpai, is: true}, {evidence: summary}]}",
            Not(AnyOf((GPAI, EvidenceLeaf("summary")))),
        ),
        (
            "{any: base_models, satisfy: {fact: model.gpai, is: true}}",
            Quantified(False, Relation.BASE_MODELS, None, GPAI),
        ),
        (
            "{all: base_models, of: {fact: model.gpai, is: true}, satisfy: {evidence: summary}}",
            Quantified(True, Relation.BASE_MODELS, GPAI, EvidenceLeaf("summary")),
        ),
        ("{count: base_models, at_least: 2}", Counted(Relation.BASE_MODELS, None, Operator.AT_LEAST, 2)),
        (
            "{count: base_models, of: {fact: model.gpai, is: true}, less_than: 2}",
            Counted(Relation.BASE_MODELS, GPAI, Operator.LESS_THAN, 2),
        ),
    ],
)
def test_conditions_read_as_typed_data(text: str, expected: Condition) -> None:
    assert a_condition(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{fact: model.gpay, is: true}", "unknown fact 'model.gpay'"),
        ("{fact: system.annex_i, is: true}", "'system.annex_i' is a fact of a system, not of a model"),
        (
            "{fact: incident.category, is: death}",
            "'incident.category' is a fact of an incident, not of a model",
        ),
        ("{fact: model.gpai}", "needs exactly one operator"),
        ("{fact: model.gpai, is: true, in: [a]}", "needs exactly one operator"),
        ("{fact: model.gpai, equals: true}", "unknown key 'equals'"),
        ("{fact: model.gpai, is: 1}", "model.gpai is a yes/no, not '1'"),
        ("{fact: model.gpai, is: yes}", "model.gpai is a yes/no, not 'yes'"),
        ("{fact: model.gpai, is: ~}", "model.gpai is a yes/no, not nothing"),
        ("{fact: model.gpai, is: {law: flop}}", "'is' needs a value written here"),
        ("{fact: model.gpai, more_than: 1}", "'more_than' does not fit model.gpai, a yes/no"),
        ("{fact: compute.update_flop, is: 1e23}", "'is' does not fit compute.update_flop, a range"),
        ("{fact: compute.update_flop, more_than: many}", "compute.update_flop is a range, not 'many'"),
        ("{fact: compute.update_flop, more_than: {law: start}}", "'start' is a date"),
        ("{fact: compute.update_flop, more_than: {law: none}}", "law.yaml has no 'none'"),
        ("{fact: compute.update_flop, more_than: {laws: flop}}", "unknown key 'laws'"),
        ("{fact: model.union_placed_on, before: {law: flop}}", "'flop' is a number"),
        ("{fact: model.union_placed_on, before: soon}", "model.union_placed_on is a date, not 'soon'"),
        ("{fact: airgap.age_days, is: 1.5}", "airgap.age_days is a count, not '1.5'"),
        ("{fact: airgap.age_days, at_most: [1]}", "'at_most' needs a single value"),
        ("{fact: model.format, in: gguf}", "'in' needs a list"),
        ("{fact: model.format, in: []}", "the list is empty"),
        ("{fact: model.format, in: {law: flop}}", "'in' needs a value written here"),
        ("{fact: model.format, is: [gguf]}", "model.format is a text, not a list"),
        ("{fact: model.base_models, is: Llama}", "model.base_models is a set of words, not 'Llama'"),
        ("{fact: model.base_models, includes_any: [1]}", "expected a text, found '1'"),
        ("{fact: model.gpai, is: true, basis: rumour}", "'rumour' is no basis"),
        ("{evidence: rumour}", "unknown kind of evidence 'rumour'"),
        ("{evidence: summary, is: true}", "unknown key 'is'"),
        ("{all: []}", "the list is empty"),
        ("{all: [], any: []}", "unknown key 'any'"),
        ("{not: []}", "the list is empty"),
        ("{not: models}", "expected a condition or a list of them"),
        ("{never: true}", "not a condition"),
        ("[]", "expected a mapping, found an empty list"),
        ("{any: models, satisfy: {fact: model.gpai, is: true}}", "there are no models below a model"),
        ("{any: systems, satisfy: {evidence: notice}}", "there are no systems below a model"),
        ("{any: incidents, satisfy: {evidence: notice}}", "there are no incidents below a model"),
        ("{any: mishaps, satisfy: {evidence: notice}}", "unknown relation 'mishaps'"),
        ("{any: base_models}", "'satisfy' is missing"),
        ("{count: base_models}", "needs exactly one operator"),
        ("{count: base_models, at_least: -1}", "expected a whole number, found '-1'"),
        ("{count: base_models, at_least: true}", "expected a whole number, found 'True'"),
    ],
)
def test_what_could_never_be_evaluated_is_refused_with_its_line(text: str, message: str) -> None:
    with pytest.raises(PolicyError) as raised:
        a_condition(text)
    assert raised.value.message == f"rules.yaml:1: {message}"


def test_equal_conditions_are_one_object() -> None:
    vocabulary = a_vocabulary()
    twice = [vocabulary.condition(node("{fact: model.gpai, is: true}"), SubjectKind.MODEL) for _ in range(2)]
    assert twice[0] is twice[1]


def test_conditions_that_only_python_holds_equal_are_told_apart() -> None:
    vocabulary = a_vocabulary()
    whole = vocabulary.condition(node("{fact: airgap.age_days, at_most: 1}"), SubjectKind.MODEL)
    broken = vocabulary.condition(node("{fact: airgap.age_days, at_most: 1.0}"), SubjectKind.MODEL)
    assert (repr(whole), repr(broken)) == (
        repr(FactLeaf("airgap.age_days", Operator.AT_MOST, 1)),
        repr(FactLeaf("airgap.age_days", Operator.AT_MOST, 1.0)),
    )


@pytest.mark.parametrize("above", [SubjectKind.ORGANISATION, SubjectKind.SYSTEM])
def test_incidents_are_below_systems(above: SubjectKind) -> None:
    asked = a_condition("{count: incidents, at_least: 1}", above)
    assert asked == Counted(Relation.INCIDENTS, None, Operator.AT_LEAST, 1)


@pytest.mark.parametrize("relation", ["deployments", "models", "base_models", "incidents", "systems"])
def test_nothing_is_below_an_incident(relation: str) -> None:
    with pytest.raises(PolicyError) as raised:
        a_condition(f"{{count: {relation}, at_least: 1}}", SubjectKind.INCIDENT)
    assert raised.value.message == f"rules.yaml:1: there are no {relation} below an incident"
