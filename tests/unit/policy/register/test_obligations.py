from datetime import date

import pytest

from auditor.errors import PolicyError
from auditor.policy.bundle import assemble
from auditor.policy.register.obligations import By, Obligation, Obligations, obligations
from tests.builders.policy import DUTY, a_bundle, texts

HEAD = "as_of: 2026-11-22\nrows:\n"
ROW = '- {id: A-1, article: "1(1)", actor: provider, asks: A summary}'


def register(*rows: str) -> Obligations:
    text = HEAD + "".join(f"{row}\n" for row in rows)
    return obligations(assemble(texts(DUTY, example__obligations=text)), "example")


def row(more: str) -> str:
    return ROW.replace("}", f", {more}}}")


def test_a_row_is_kept_as_it_is_written() -> None:
    assert register(ROW) == Obligations(
        "example",
        date(2026, 11, 22),
        (
            Obligation(
                id="A-1",
                article="1(1)",
                actor="provider",
                asks="A summary",
                by=By.RULES,
                rules=None,
                role="",
                since="",
                until="",
                place="example/obligations.yaml:3",
            ),
        ),
    )


@pytest.mark.parametrize(
    ("more", "by"),
    [
        ("rules: [owed]", By.RULES),
        ("rules: [owed], since: start", By.RULES),
        ("by: scope, since: start", By.SCOPE),
        ("by: role, role: deployer, since: start", By.ROLE),
        ("by: transition, until: grace", By.TRANSITION),
        ("by: transition, until: grace, rules: [owed]", By.TRANSITION),
    ],
)
def test_what_answers_for_a_row_is_one_of_four(more: str, by: By) -> None:
    (found,) = register(row(more)).rows
    assert found.by is by
    assert found.rules == (("owed",) if "owed" in more else None)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("rules: [owned]", "there is no rule 'owned'"),
        ("by: chance", "'chance' is none of rules, scope, role, transition"),
        ("by: scope", "answered for by scope, it needs since"),
        ("by: role, since: start", "answered for by role, it needs role and since"),
        ("by: role, role: baker, since: start", "there is no role 'baker'"),
        ("by: transition", "answered for by transition, it needs until"),
        ("by: transition, until: never", "law.yaml has no date 'never'"),
        ("by: transition, until: flop", "law.yaml has no date 'flop'"),
        ("since: start", "answered for by rules, it needs none of role, since and until"),
        ("rules: [owed], since: grace", "none of owed begins on 'grace'"),
        ("colour: red", "unknown key 'colour'"),
    ],
)
def test_what_names_nothing_or_says_half_is_refused_with_its_line(more: str, message: str) -> None:
    with pytest.raises(PolicyError) as caught:
        register(row(more))
    assert caught.value.message.startswith("example/obligations.yaml:3: ")
    assert message in caught.value.message


def test_a_row_is_there_once() -> None:
    with pytest.raises(PolicyError, match=r"the row 'A-1' is already at example/obligations\.yaml:3"):
        register(ROW, ROW)


def test_a_pack_without_rows_has_no_register() -> None:
    with pytest.raises(PolicyError, match=r"example/obligations\.yaml: is missing"):
        obligations(a_bundle(DUTY), "example")
