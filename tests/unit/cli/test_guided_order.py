import pytest

from auditor.cli.guided_order import (
    AFTER_SCREENS,
    ASKED,
    BEFORE_SCREENS,
    EXPLAINED,
    OF_ORGANISATION,
    WHERE,
    WORDS,
)
from auditor.declarations.answering import answerable
from auditor.domain.facts import FACTS
from auditor.domain.vocabulary import ROLES

SYSTEM = [key for _, keys in (*BEFORE_SCREENS, *AFTER_SCREENS) for key in keys]
NAMES = [*(f"system.{key}" for key in SYSTEM), *(f"organisation.{key}" for key in OF_ORGANISATION)]


@pytest.mark.parametrize("name", [*NAMES, *ASKED, *WORDS])
def test_every_field_that_is_asked_for_can_be_answered_and_has_a_question(name: str) -> None:
    kind, _, key = name.partition(".")
    assert key in answerable(kind)
    assert name in ASKED or FACTS[name].ask


def test_nothing_is_asked_twice_and_what_depends_on_another_answer_is_asked_at_all() -> None:
    assert len(set(SYSTEM)) == len(SYSTEM)
    assert set(WHERE) <= set(SYSTEM)


def test_every_role_that_is_taken_is_explained() -> None:
    assert [line.partition(":")[0] for line in EXPLAINED["organisation.roles"]] == list(ROLES)
    assert "deployer: uses this system under its authority" in EXPLAINED["organisation.roles"]


def test_what_makes_a_system_high_risk_leaves_its_logs_to_be_asked_about() -> None:
    assert WHERE["logs_under_control"]({"annex_iii": (), "annex_i": False}) is False
    assert WHERE["logs_under_control"]({"annex_iii": ("5d",), "annex_i": False}) is True


def test_the_sections_of_annex_i_are_told_with_where_machinery_stands() -> None:
    told = EXPLAINED["system.annex_i_section"]
    assert [line.partition(":")[0] for line in told] == list(WORDS["system.annex_i_section"])
    assert all("machinery" in line for line in told)
