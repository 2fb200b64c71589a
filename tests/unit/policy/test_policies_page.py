"""The page about policies says what the loader does."""

import re
from datetime import date
from pathlib import Path

import pytest

from auditor.domain.finding import RuleKind, Severity
from auditor.policy.bundle import Bundle, assemble
from auditor.policy.choosing import load
from auditor.policy.conditions import Operator, Relation
from auditor.policy.testing.cases import run, uncovered

PAGE = (Path(__file__).parents[3] / "docs" / "policies.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"```yaml (\w+)\n(.*?)```", PAGE, re.DOTALL))
CODE = set(re.findall(r"`([^`\n]+)`", PAGE))


def documented() -> Bundle:
    shipped = load(("security",))
    pack = 'id: house\ntitle: House rules\nversion: "1"\ndescription: The worked example.\n'
    files = {"house/pack.yaml": pack, "house/rules.yaml": BLOCKS["rule"]}
    return assemble({**shipped.files, **files, "house/cases/house-logs-kept.yaml": BLOCKS["cases"]})


def test_the_worked_rule_comes_to_what_its_cases_state() -> None:
    results = run(documented())
    assert len(results) == 8
    assert [result for result in results if not result.passed] == []


def test_the_worked_rule_has_a_case_for_each_outcome() -> None:
    assert [pair for pair in uncovered(documented()) if pair[0] == "house-logs-kept"] == []


@pytest.mark.parametrize(
    "word",
    [
        *(operator.value for operator in Operator),
        *(kind.value for kind in RuleKind),
        *(severity.value for severity in Severity),
        *(relation.value for relation in Relation),
        *(
            "readings",
            "transition",
            "floor",
            "waivable",
            "needs_person",
            "clause",
            "failing",
            "note",
            "writes",
        ),
    ],
)
def test_every_word_a_rule_may_use_is_on_the_page(word: str) -> None:
    assert any(word in code for code in CODE)


def test_the_page_lists_every_name_of_the_law_with_its_newest_value() -> None:
    section = PAGE.partition("## Names in law.yaml\n")[2].partition("\n## ")[0]
    listed = dict(re.findall(r"^\| `([\w.]+)` \| (\S+) \| [^|]+ \|$", section, re.MULTILINE))
    law = load().law
    assert listed == {name: str(versions[-1].value) for name, versions in law.values.items()}


def test_the_page_says_which_findings_weigh_most() -> None:
    said = {severity.value: str(10**severity.rank) for severity in Severity}
    assert all(f"{word} {weight}" in PAGE for word, weight in said.items())


def test_the_page_cites_the_same_paragraph_in_both_versions() -> None:
    law = load().law
    for day in (date(2025, 10, 1), date(2026, 11, 22)):
        assert f'"{law.cited("modification", day)}"' in PAGE.replace("\n", " ")
