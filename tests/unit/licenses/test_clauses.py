import re

import pytest

from auditor import resources
from auditor.domain.facts import FACTS
from auditor.licenses.clauses import CLAUSE_FACTS, Clauses, load_clauses
from auditor.licenses.terms import load_terms

KINDS = ("users", "outputs", "naming", "use_policy", "law")


def test_every_entry_is_of_a_licence_in_the_table() -> None:
    assert set(load_clauses()) <= set(load_terms())
    assert len(load_clauses()) > 30


def test_each_kind_of_clause_has_a_fact() -> None:
    assert tuple(CLAUSE_FACTS.values()) == KINDS
    assert set(CLAUSE_FACTS) <= set(FACTS)


def test_a_clause_on_users_is_there_where_the_terms_have_a_limit() -> None:
    for id_, clauses in load_clauses().items():
        if clauses.users is not None:
            assert bool(clauses.users) == bool(load_terms()[id_].monthly_users_limit), id_
    limited = {id_ for id_, terms in load_terms().items() if terms.monthly_users_limit}
    assert limited <= set(load_clauses())


def test_the_rule_on_users_knows_every_limit_there_is() -> None:
    rules = (resources.POLICIES / "licensing" / "use.yaml").read_text(encoding="utf-8")
    written = {int(limit) for limit in re.findall(r"at_most: (\d+)", rules)}
    assert {terms.monthly_users_limit for terms in load_terms().values()} - {0} == written


@pytest.mark.parametrize("kind", ["users", "outputs", "use_policy"])
def test_a_clause_says_where_it_stands(kind: str) -> None:
    said = [clause for one in load_clauses().values() if (clause := getattr(one, kind))]
    assert said
    assert [clause for clause in said if ": " not in clause or clause.endswith(".")] == []


def test_releases_of_llama_differ_in_what_outputs_may_do() -> None:
    clauses = load_clauses()
    assert "section 1.b.v" in (clauses["LicenseRef-llama-3-community"].outputs or "")
    assert clauses["LicenseRef-scancode-llama-3.1-license-2024"].outputs == ""


def test_what_was_not_read_is_not_there() -> None:
    assert Clauses() == Clauses(None, None, None, None, None)
    assert load_clauses()["LicenseRef-scancode-stability-ai-community-2024"].outputs is None
