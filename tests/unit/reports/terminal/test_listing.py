from dataclasses import replace

import pytest

from auditor.reports.terminal.listing import findings_table, models_table, questions_list
from tests.builders.audit import empty, rich, serviced

REASON = "fails Article 53(1)(d): the summary is declared absent by M. Keller on 1 November 2026"


@pytest.mark.parametrize("width", [80, 100, 120, 200])
def test_findings_read_well_at_any_width(width: int) -> None:
    said = findings_table(rich(), width)
    assert "shipped recommendation, shipped recommendation" not in said
    for words in ("aia-53-1-d-training-summary", "license-eu-excluded", "triage-tune-8B", "critical"):
        assert words in said
    if width >= 120:
        head, *lines = said.splitlines()
        assert head.split() == ["verdict", "severity", "rule", "subject", "reason"]
        longest = max(len(line[head.index("reason") :]) for line in lines)
        assert longest >= 30
    else:
        wrapped = [
            "  reason   fails Article 53(1)(d): the summary is declared absent by M. Keller",
            "           on 1 November 2026",
        ]
        assert said.splitlines()[:5] == [
            "fails  critical  aia-53-1-d-training-summary",
            "  duty · Art. 53(1)(d)",
            "  subject  triage-tune-8B",
            *(wrapped if width == 80 else [f"  reason   {REASON}", ""]),
        ]


def test_tables_say_what_they_are_about_and_when_they_are_empty() -> None:
    assert models_table(empty(), 80) == findings_table(empty(), 80) == questions_list(empty(), 80)
    assert models_table(empty(), 80) == "nothing to show\n"
    assert models_table(rich(), 200).splitlines()[0].split() == [
        *("model", "where", "made", "by", "licence", "training", "FLOP", "state")
    ]
    assert "EU excluded" in models_table(rich(), 160)
    assert questions_list(rich(), 160).splitlines()[1].split()[:3] == ["1.", "How", "many"]
    assert "(upcoming)" in findings_table(rich(), 160)


def test_the_list_of_questions_says_in_words_what_each_answer_does() -> None:
    audit = rich()
    needed = replace(audit.questions[0], n_settles=0, n_needed=130)
    text = questions_list(replace(audit, questions=(needed, audit.questions[1])), 160)
    assert "findings" in text.splitlines()[0]
    assert "needed for 130" in text
    assert "settles 12" in text


def test_services_are_listed_with_operator_and_region_instead_of_licence_and_compute() -> None:
    own, services = models_table(serviced(), 200).split("\n\n")
    assert "Qwen2.5" in own
    assert "gpt-4o" not in own
    lines = services.splitlines()
    assert lines[0].split("  ")[0] == "called as a service"
    assert lines[1].split() == [
        "nova-pro",
        "amazon-aws",
        "(US)",
        "aws-bedrock:us.",
        "no",
        "code:app#chat.py:9",
        "none:",
        "undeclared",
        "used",
        "in",
        "code",
    ]
