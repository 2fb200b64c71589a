"""The register in ``docs/`` is the one of the rules that are shipped."""

from datetime import date
from pathlib import Path

import pytest

from auditor.policy.bundle import assemble
from auditor.policy.choosing import load
from auditor.policy.register.answers import answers, unlisted
from auditor.policy.register.obligations import obligations
from auditor.policy.register.page import PACK, page
from tests.builders.policy import DUTY, LAW, changed, texts

DOCUMENTED = Path(__file__).parents[4] / "docs" / "obligations.md"
SHIPPED = load()
ROWS = answers(obligations(SHIPPED, PACK), SHIPPED)
HEAD = "as_of: 2026-11-22\nrows:\n"


def row(id_: str, more: str = "") -> str:
    return f'- {{id: {id_}, article: "1(1)", actor: provider, asks: A summary{more}}}\n'


def cells(*rules: str, rows: str, law: str = LAW) -> list[str]:
    """Return the first row of the register of a small pack."""
    text = page(assemble(texts(*rules, law=law, example__obligations=HEAD + rows)), "example")
    line = next(line for line in text.splitlines() if line.startswith("| A-1 |"))
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_the_page_is_what_rows_and_rules_say() -> None:
    assert DOCUMENTED.read_text(encoding="utf-8") == page(SHIPPED), "run `make obligations`"


def test_every_row_is_answered_for() -> None:
    assert [one.row.id for one in ROWS if one.is_awaited] == []


def test_every_rule_of_the_pack_answers_for_a_row() -> None:
    assert [rule.id for rule in unlisted(ROWS, SHIPPED, PACK)] == []


def test_vendors_rows_are_vendor_gaps_and_no_other_row_is() -> None:
    for one in ROWS:
        kinds = {rule.kind.value for rule in one.rules if hasattr(rule, "kind")}
        if one.row.id.startswith("VND-"):
            assert kinds == {"vendor_gap"}, one.row.id
        elif one.row.rules is None and not one.row.until:
            assert kinds <= {"duty"}, one.row.id


def test_a_row_says_whose_it_is_and_since_when() -> None:
    rule = changed(
        DUTY,
        id="a-1-first",
        role="[gpai_provider, gpai_modifier]",
        transition="{if: {fact: model.union_placed_on, before: {law: cutoff}}, until: {law: grace}}",
    )
    assert cells(rule, rows=row("A-1")) == [
        *("A-1", "1(1)", "provider", "A summary", "`a-1-first`", "duty", "gpai provider; gpai modifier"),
        *("applies since 2025-08-02; for some not before 2027-08-02", ""),
    ]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"applies_from": "{law: moved}"}, "upcoming, from 2027-12-02"),
        (
            {
                "applies_from": "[{if: {fact: model.gpai, is: true}, from: {law: moved}},"
                " {if: {fact: model.gpai, is: false}, from: {law: late}}]"
            },
            "upcoming, from 2026-12-02 or 2027-12-02",
        ),
        (
            {
                "applies_from": None,
                "readings": "[{name: one, applies_from: {law: moved}, default: true},"
                " {name: two, applies_from: {law: start}}]",
            },
            "upcoming, from 2027-12-02; applies since 2025-08-02 by another reading",
        ),
        (
            {"transition": "{if: {fact: model.gpai, is: true}, until: never}"},
            "applies since 2025-08-02; for some never",
        ),
        (
            {"transition": "{if: {fact: model.gpai, is: true}, until: {law: cutoff}}"},
            "applies since 2025-08-02",
        ),
    ],
)
def test_the_status_is_that_of_the_day(changes: dict[str, str | None], status: str) -> None:
    assert cells(changed(DUTY, id="a-1-first", **changes), rows=row("A-1"))[7] == status


@pytest.mark.parametrize(
    ("more", "answered", "role", "status"),
    [
        ("", "nothing yet", "", "nothing yet"),
        (", by: scope, since: start", "scope of the pack", "", "applies since 2025-08-02"),
        (
            ", by: role, role: deployer, since: late",
            "derived role `role.deployer`",
            "deployer",
            "upcoming, from 2026-12-02",
        ),
        (", by: transition, until: cutoff", "nothing yet", "", "nothing yet"),
    ],
)
def test_a_row_without_a_rule_says_what_there_is_instead(
    more: str, answered: str, role: str, status: str
) -> None:
    found = cells(DUTY, rows=row("A-1", more))
    assert (found[4], found[6], found[7]) == (answered, role, status)


@pytest.mark.parametrize(
    ("law", "status"), [("grace", "runs until 2027-08-02"), ("cutoff", "ended on 2025-08-02")]
)
def test_a_transition_names_what_it_delays_and_its_end(law: str, status: str) -> None:
    delayed = changed(DUTY, transition=f"{{if: {{fact: model.gpai, is: true}}, until: {{law: {law}}}}}")
    found = cells(delayed, rows=row("A-1", f", by: transition, until: {law}"))
    assert (found[4], found[7]) == ("transition of `owed`", status)


ACT = "02024R1689-20260727"
OF_THE_ACT = LAW.replace("  second:", f"  {ACT}: {{title: The Act, published: 2026-07-27}}\n  second:", 1)


@pytest.mark.parametrize(
    ("article", "text", "kind", "fine"),
    [
        ("1(1)", ACT, "duty", "9(4)"),
        ("27(1)", ACT, "duty", "national"),
        ("8", ACT, "duty", ""),
        ("1(1)", ACT, "vendor_gap", ""),
        # An article of another text, such as the Commission's guidelines, is none that the Act fines.
        ("1(1)", "second", "duty", ""),
        ("27(1)", "second", "duty", ""),
    ],
)
def test_a_fine_is_told_of_duties_and_only_where_findings_state_it(
    article: str, text: str, kind: str, fine: str
) -> None:
    legal = f'{{article: "{article}", source: C, text: {text}}}'
    rule = changed(DUTY, id="a-1-first", kind=kind, legal=legal)
    assert cells(rule, rows=row("A-1"), law=OF_THE_ACT)[8] == fine


def test_the_page_counts_what_is_there_and_names_what_is_not() -> None:
    rows = row("A-1") + row("A-2") + row("S", ", by: scope, since: start")
    text = page(
        assemble(texts(DUTY, changed(DUTY, id="a-1-first"), example__obligations=HEAD + rows)),
        "example",
    )
    assert "3 rows: 1 by rules, 1 by the scope, 0 by a role, 0 by transitions, 1 by nothing yet." in text
    assert "Nothing answers yet for A-2." in text
    assert "Rules of no row: `owed`." in text
    assert "| `a-1-first` | `evidence:summary` |  |" in text


def test_the_shipped_register_is_drawn_up_for_a_day_on_which_its_law_is_published() -> None:
    register = obligations(SHIPPED, PACK)
    assert register.as_of >= date(2026, 7, 27)
    assert len(register.rows) == len({one.id for one in register.rows}) == 102
