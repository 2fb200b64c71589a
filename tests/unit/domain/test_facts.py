import pytest

from auditor.declarations.kinds import KINDS
from auditor.domain.fact import FactDefinition, SubjectKind
from auditor.domain.facts import FACTS, of_subject

_DECLARE = "auditor declare "
KEYS = {kind.name: {*kind.required, *kind.optional} for kind in KINDS}
# Two follow from a field and from the catalogue: no command answers them for certain.
# A role follows from other fields, or is listed.
DECLARED = [
    fact for fact in FACTS.values() if fact.how and fact.declared_as and not fact.name.startswith("role.")
]


@pytest.mark.parametrize("fact", DECLARED, ids=lambda fact: fact.name)
def test_a_field_is_one_of_the_entry_that_the_command_declares(fact: FactDefinition) -> None:
    kind, _, _ = fact.how.removeprefix(_DECLARE).partition(" ")
    assert fact.declared_as in KEYS[kind]


def test_a_field_is_named_only_where_it_is_called_otherwise() -> None:
    assert [fact.name for fact in FACTS.values() if fact.field == fact.name.partition(".")[2]] == [
        "modifier.base_flop",
        "deployment.operator",
        "deployment.region",
    ]


def test_what_an_entry_calls_otherwise_is_asked_for_as_the_entry_calls_it() -> None:
    named = ("model.training_hardware", "model.stated_cumulative_flop", "declaration.union_placements")
    assert [FACTS[name].declared_as for name in named] == ["hardware", "cumulative_flop", "union_placed_on"]


@pytest.mark.parametrize(
    "name", ["declaration.n_entries", "declaration.unbound", "declaration.refused_waivers"]
)
def test_what_is_found_out_about_the_declarations_has_no_field(name: str) -> None:
    assert FACTS[name].declared_as == ""


def test_every_fact_of_a_deployment_has_a_label_of_its_own() -> None:
    assert [fact.name for fact in of_subject(SubjectKind.DEPLOYMENT) if not fact.label] == []
