import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.domain.audit import Audit
from auditor.domain.finding import Verdict
from auditor.reports.tasks import TasksReport, cell
from tests.builders.audit import HOSTILE_NAMES, STARTED, a_run, an_audit, rich
from tests.builders.dated import DESK, DISCLOSURE, dated, of_rule

HEADS = [
    "due", "days left", "kind", "status", "severity", "subjects", "for whom", "owner", "who should",
    "article", "what is open", "what closes it", "what an answer settles", "rules",
]  # fmt: skip


def rows(audit: Audit) -> list[list[str]]:
    written = TasksReport().render(audit, a_run())
    return list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))


def test_a_table_has_a_line_per_task_below_its_heads() -> None:
    heads, *lines = rows(dated())
    assert heads == HEADS
    assert [cell.replace("\u00a0", " ") for cell in lines[0]] == [
        "2026-11-22", "0", "duty", "fails", "medium", "1", "Front desk", "", "the organisation",
        "Art. 50(1)", "Disclosure: fails Article 50(1); it applies since 2 August 2026",
        "Remedy of disclosure.", "", "disclosure",
    ]  # fmt: skip
    assert [line[:4] for line in lines[1:]] == [
        ["2026-11-22", "0", "vendor gap", "not shown, and not known to be owed"],
        ["2026-12-02", "10", "duty", "unknown"],
        ["2030-08-02", "1349", "duty", "would fail"],
        ["2030-08-02", "1349", "duty", "unknown"],
    ]


def test_commands_are_lines_of_a_cell_and_what_they_settle_stands_apart() -> None:
    commands = ("auditor declare system --set id=a", "auditor declare system --set id=b\n=1")
    (question, *_) = rich().questions
    asked = replace(question, how=commands[0], commands=commands)
    (line,) = rows(an_audit(questions=(asked,)))[1:]
    assert line[11].split("\n") == [commands[0], "auditor declare system --set id=b\\n=1"]
    assert line[12].replace("\u00a0", " ") == "settles 84 open findings"


def test_nothing_open_is_a_table_of_heads() -> None:
    assert rows(an_audit()) == [HEADS]


def test_a_spreadsheet_takes_it_for_utf_8_and_every_run_of_one_result_is_the_same() -> None:
    written = TasksReport().render(dated(), a_run())
    assert written.startswith(b"\xef\xbb\xbf")
    assert written == TasksReport().render(dated(), a_run(id="another", started_at=STARTED))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1", "  '=1"),
        ("\uff1d1", "'\uff1d1"),
        ("a;=HYPERLINK(1)", "a;'=HYPERLINK(1)"),
        ("a; +1", "a; '+1"),
        ("\t=1", "\\t=1"),
        ("\r\n=1", "\\r\\n=1"),
        ("a-b, c=d", "a-b, c=d"),
        ("", ""),
        ("\ud800", "\\ud800"),
    ],
)
def test_what_a_spreadsheet_would_compute_is_text(text: str, shown: str) -> None:
    assert cell(text) == shown


@given(st.text(alphabet=st.sampled_from("=+-@;, \t\r\n\"'x\uff1d"), max_size=30))
def test_no_cell_begins_as_a_formula_however_the_table_is_split(text: str) -> None:
    for part in cell(text).split(";"):
        assert part.lstrip()[:1] not in set("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20") - {""}


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", *HOSTILE_NAMES])
def test_a_hostile_name_stays_in_its_cell(name: str) -> None:
    audit = an_audit(findings=(of_rule(DISCLOSURE, replace(DESK, name=name)),))
    (_, line) = rows(audit)
    assert len(line) == len(HEADS)
    assert not line[6].startswith("=")
    assert "\n" not in line[6]


def test_what_comes_on_a_day_that_is_not_known_has_none_and_stands_last() -> None:
    found = of_rule(DISCLOSURE, DESK, verdict=Verdict.UNKNOWN, upcoming=True, applies_from=None)
    (line,) = rows(dated(findings=(found,), holding=(), questions=()))[1:]
    assert line[:2] == ["not known", ""]
