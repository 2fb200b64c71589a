from auditor.domain.fact import SubjectKind
from auditor.policy.conditions import EvidenceLeaf, Operator, Relation, facts_read, leaves
from tests.builders.policy import a_condition


def test_leaves_come_in_the_order_they_are_written_through_every_form() -> None:
    condition = a_condition(
        """
        all:
          - {fact: organisation.public_body, is: true}
          - any: [{evidence: summary}]
          - not: {all: systems, of: {fact: system.annex_i, is: true}, satisfy: {evidence: notice}}
          - {any: models, satisfy: {fact: model.gpai, is: true}}
          - {count: models, of: {fact: model.format, is: gguf}, at_least: 1}
          - {count: systems, at_most: 3}
        """,
        SubjectKind.ORGANISATION,
    )
    found = [leaf.kind if isinstance(leaf, EvidenceLeaf) else leaf.fact for leaf in leaves(condition)]
    assert found == [
        "organisation.public_body",
        "summary",
        "system.annex_i",
        "notice",
        "model.gpai",
        "model.format",
    ]
    assert facts_read(condition) == {
        "organisation.public_body",
        "system.annex_i",
        "model.gpai",
        "model.format",
    }


def test_relations_end_at_a_kind_of_subject() -> None:
    assert [relation.kind for relation in Relation] == [
        SubjectKind.SYSTEM,
        SubjectKind.INCIDENT,
        SubjectKind.DEPLOYMENT,
        SubjectKind.MODEL,
        SubjectKind.MODEL,
    ]


def test_operators_read_as_words() -> None:
    assert Operator.ON_OR_AFTER.words == "on or after"


def test_what_an_operator_denies_reads_as_its_opposite() -> None:
    assert {operator.value: operator.denied for operator in Operator} == {
        "is": "is not",
        "in": "is none of",
        "not_in": "is one of",
        "includes_any": "includes none of",
        "includes_none": "includes any of",
        "more_than": "at most",
        "at_least": "less than",
        "less_than": "at least",
        "at_most": "more than",
        "before": "on or after",
        "on_or_after": "before",
        "older_than": "not older than",
    }
