from auditor.domain.fact import SubjectKind
from auditor.domain.facts import FACTS
from auditor.domain.roles import ROLES


def test_every_role_is_a_fact_of_its_subject_and_every_such_fact_a_role() -> None:
    of_facts = {name: fact.subject for name, fact in FACTS.items() if name.startswith("role.")}
    assert {role.fact: role.subject for role in ROLES} == of_facts
    assert len(ROLES) == len(of_facts)


def test_a_role_that_no_rule_concludes_rests_on_an_article_and_any_other_on_its_rule() -> None:
    of_declarations = {name for name, fact in FACTS.items() if fact.producer == "declarations"}
    assert {role.fact for role in ROLES if role.article} == {
        role.fact for role in ROLES if role.fact in of_declarations
    }


def test_a_role_follows_from_fields_of_a_system() -> None:
    fields = {f"system.{field}" for role in ROLES for field in role.follows_from}
    assert fields <= FACTS.keys()


def test_no_two_roles_towards_a_system_read_the_same_beside_its_name() -> None:
    short = [role.short for role in ROLES if role.subject is SubjectKind.SYSTEM and role.short]
    assert len(set(short)) == len(short) == 12
