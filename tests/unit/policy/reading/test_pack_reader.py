import pytest

from auditor.domain.fact import Settler
from auditor.errors import PolicyError
from auditor.policy.conditions import FactLeaf, Operator
from auditor.policy.reading.pack_reader import evidence_kinds, pack
from auditor.policy.rules import EvidenceKind, Pack
from tests.builders.policy import PACK, a_vocabulary, node


def test_evidence_kinds_read_with_who_could_tell() -> None:
    kinds = evidence_kinds(node('- {id: a, title: A, question: "Where?", article: "1", who: provider}'))
    assert kinds == (EvidenceKind("a", "A", "Where?", "1", Settler.PROVIDER),)
    excusing = evidence_kinds(node('- {id: a, title: A, question: "Where?", article: "1", excuses: true}'))
    assert excusing == (EvidenceKind("a", "A", "Where?", "1", Settler.ORGANISATION, excuses=True),)
    proving = evidence_kinds(node('- {id: a, title: A, question: "Where?", article: "1", only_proves: true}'))
    assert proving == (EvidenceKind("a", "A", "Where?", "1", Settler.ORGANISATION, only_proves=True),)


def test_what_contradicts_an_absence_is_a_list_of_the_organisation() -> None:
    kind = '- {id: a, title: A, question: "Where?", article: "1", contradicted_by: FACT}'
    (read,) = evidence_kinds(node(kind.replace("FACT", "declaration.union_links")))
    assert read.contradicted_by == "declaration.union_links"
    for fact, message in (
        ("organisation.size", "'organisation.size' lists nothing"),
        ("model.modalities", "'model.modalities' is a fact of a model, not of the organisation"),
    ):
        with pytest.raises(PolicyError) as raised:
            evidence_kinds(node(kind.replace("FACT", fact)))
        assert raised.value.message.endswith(message)


def test_a_pack_reads_with_its_scope() -> None:
    scoped = node(
        'id: p\ntitle: P\nversion: "1"\ndescription: D\n'
        "scope: {fact: organisation.eu_established, is: true}\nscope_words: not here\n"
    )
    leaf = FactLeaf("organisation.eu_established", Operator.IS, True)
    assert pack(scoped, a_vocabulary()) == Pack("p", "P", "1", "D", (), leaf, "not here")


def test_a_scope_needs_its_words() -> None:
    unworded = node('id: p\ntitle: P\nversion: "1"\ndescription: D\nscope_words: not here\n')
    with pytest.raises(PolicyError) as raised:
        pack(unworded, a_vocabulary())
    assert raised.value.message == "rules.yaml:1: scope and scope_words belong together"


def test_a_pack_says_what_it_does_not_cover() -> None:
    listed = PACK + 'not_covered: ["Article 1(2)", "what {paragraph: reading} says"]\n'
    assert pack(node(listed), a_vocabulary()).not_covered == (
        "Article 1(2)",
        "what {paragraph: reading} says",
    )
    with pytest.raises(PolicyError) as raised:
        pack(node(PACK + 'not_covered: ["{paragraph: nowhere}"]\n'), a_vocabulary())
    assert raised.value.message == "rules.yaml:5: unknown paragraph 'nowhere'"
