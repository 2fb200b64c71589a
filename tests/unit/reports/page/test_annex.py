from dataclasses import replace
from datetime import date

from auditor.reports.headline.adjusted import sentences
from auditor.reports.page.annex import ProblemLine, annex
from tests.builders.audit import empty, rich
from tests.builders.dated import open_dated


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_findings_are_sorted_into_what_counts_and_what_does_not() -> None:
    made = annex(rich())
    assert [item.group.first.rule for item in made.failing] == [
        "aia-53-1-d-training-summary",
        "aia-50-1-disclosure",
        "license-eu-excluded",
        "license-conflict",
    ]
    assert [(item.group.first.rule, item.group.n) for item in made.unknown] == [
        ("aia-53-1-a-documentation", 3)
    ]
    assert [(line.first.first.rule, line.n) for line in made.gaps] == [("vnd-53-d", 2)]


def test_the_calendar_goes_day_by_day() -> None:
    said = [(plain(c.day), plain(c.left), [g.first.rule for g in c.groups]) for c in annex(rich()).calendar]
    assert said == [
        ("2 December 2026", "in 10 days", ["aia-5-1-ba"]),
        ("2 December 2027", "in 375 days", ["aia-26-6-logs"]),
    ]


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
        (
            "phi4:14b",
            "dir:/srv/models#triage-tune-8B.gguf",
            "configured: named by a script; no weights; reach: unknown · credentials: unknown · "
            "encryption: unknown · whether declared: unknown",
        ),
    )
    assert [tuple(map(plain, record)) for record in made.evidence] == [
        (
            "disclosure",
            "declared absent",
            "declarations/systems.yaml:12",
            "M. Keller, 1 November 2026; attested, recorded without a file (medium)",
        )
    ]


def test_the_limits_begin_with_the_hypothetical_where_there_is_one() -> None:
    assert annex(empty()).limits[0].startswith("A duty is the organisation's own")
    later = replace(empty(), as_of=date(2027, 12, 2))
    assert annex(later).limits[0].startswith("Hypothetical")
    assert any("not legal advice" in sentence for sentence in annex(empty()).limits)


def test_what_is_set_differently_than_it_ships_is_told() -> None:
    assert annex(empty()).policy == ()
    assert annex(rich()).policy == sentences(rich().policy)
    assert len(annex(rich()).policy) == 4


def test_a_day_that_is_open_is_a_heading_with_every_day_and_what_it_depends_on() -> None:
    said = [(plain(c.day), plain(c.left), len(c.groups)) for c in annex(open_dated()).calendar]
    assert said == [
        (
            "2 December 2026 or 2 August 2030, still open (day of its last significant change of design)",
            "in 10 days at the earliest",
            2,
        )
    ]
