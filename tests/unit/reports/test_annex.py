from dataclasses import replace
from datetime import date

from auditor.domain.finding import LegalReference
from auditor.reports.annex import LegalLine, ProblemLine, annex
from tests.builders.audit import a_finding, a_model, an_audit, empty, rich


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_findings_are_sorted_into_what_counts_and_what_does_not() -> None:
    made = annex(rich())
    assert [group.first.rule for group in made.failing] == [
        "aia-53-1-d-training-summary",
        "aia-50-1-disclosure",
        "license-eu-excluded",
        "license-conflict",
    ]
    assert [(group.first.rule, group.n) for group in made.unknown] == [("aia-53-1-a-documentation", 3)]
    assert [(group.first.rule, group.n) for group in made.gaps] == [("vnd-53-d", 2)]


def test_the_calendar_goes_day_by_day() -> None:
    said = [(plain(c.day), plain(c.left), [g.first.rule for g in c.groups]) for c in annex(rich()).calendar]
    assert said == [
        ("2 December 2026", "in 10 days", ["aia-5-1-ba"]),
        ("2 December 2027", "in 375 days", ["aia-26-6-logs"]),
    ]


def test_what_does_not_apply_keeps_its_reason() -> None:
    (tally,) = annex(rich()).inapplicable
    assert (tally.rule, tally.n) == ("aia-53-1-d-training-summary", 2)
    assert [tally.rule for tally in annex(rich()).holds] == [
        "aia-4-1-literacy",
        "license-stated",
        "aia-50-2-marking",
    ]


def test_a_secondary_source_is_to_be_confirmed() -> None:
    line = next(line for line in annex(rich()).law if plain(line.article) == "Art. 26(6)")
    assert line == LegalLine(
        line.article, "S: secondary source", "02024R1689-20260727", "medium", "aia-26-6-logs", True
    )
    odd = a_finding(a_model(), legal=LegalReference("9", "X", "t", "low"))
    assert annex(an_audit(findings=(odd,))).law[0].source == "X: source not listed"


def test_the_rules_behind_one_article_are_named_together() -> None:
    line = next(line for line in annex(rich()).law if plain(line.article) == "Art. 53(1)(d)")
    assert line.rules == "aia-53-1-d-training-summary, vnd-53-d"


def test_coverage_names_what_was_not_read() -> None:
    made = annex(rich())
    assert [replace(p, reason=plain(p.reason)) for p in made.problems] == [
        ProblemLine(
            "unreadable",
            "dir:/srv/models/broken.gguf",
            "tensor data ends before byte 4096 (byte 1 024)",
            False,
        ),
        ProblemLine("unreadable", "ollama:llama3:8b", "a layer the manifest names is missing", True),
    ]
    assert made.targets[0] == ("dir:/srv/models", "214", "every file below the folder, links not followed")
    assert made.skipped == (("dir:/srv/models#.git", "a version control folder"),)
    assert made.absent == (
        ("phi4:14b", "dir:/srv/models#triage-tune-8B.gguf", "configured: named by a script; no weights"),
    )
    assert plain(made.evidence[0][3]) == "M. Keller, 1 November 2026"


def test_the_limits_begin_with_the_hypothetical_where_there_is_one() -> None:
    assert annex(empty()).limits[0].startswith("Software wrote this")
    later = replace(empty(), as_of=date(2027, 12, 2))
    assert annex(later).limits[0].startswith("Hypothetical")
    assert any("not legal advice" in sentence for sentence in annex(empty()).limits)
