from pathlib import Path

import pytest

from auditor.errors import ReportError
from auditor.reports.page.environment import environment, render_template


def rendered(tmp_path: Path, template: str, **context: object) -> str:
    (tmp_path / "t.html").write_text(template)
    return environment(tmp_path).get_template("t.html").render(**context)


def test_what_is_printed_is_made_visible_and_then_escaped(tmp_path: Path) -> None:
    assert rendered(tmp_path, "{{ name }}", name="<b>\x1b[1m\u202e&") == r"&lt;b&gt;\x1b[1m\u202e&amp;"


def test_running_text_ends_with_a_stop_and_sets_commands_as_code(tmp_path: Path) -> None:
    said = rendered(tmp_path, "{{ text | prose }}", text="Run `auditor <x>`, then wait")
    assert said == "Run <code>auditor &lt;x&gt;</code>, then wait."
    assert rendered(tmp_path, "{{ text | prose }}", text="Which one?") == "Which one?"
    assert rendered(tmp_path, "{{ text | prose }}", text="it`s <so>") == "it`s &lt;so&gt;."


def test_a_sentence_begins_with_a_capital_and_keeps_the_rest(tmp_path: Path) -> None:
    assert rendered(tmp_path, "{{ 'peak 92 MB' | sentence }}") == "Peak 92 MB"


def test_a_name_with_a_dot_is_spelled_as_it_is_where_a_sentence_begins(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("{{ text | sentence }}")
    page = environment(tmp_path).get_template("page.html")
    assert page.render(text="llama.cpp does not load it") == "llama.cpp does not load it"
    assert page.render(text="passed.") == "Passed."


def test_a_long_name_does_not_fill_the_page(tmp_path: Path) -> None:
    assert len(rendered(tmp_path, "{{ name }}", name="x" * 10_000)) == 4_000
    assert len(rendered(tmp_path, "{{ name | prose }}", name="x" * 10_000)) == 601
    assert len(rendered(tmp_path, "{{ name | clip }}", name="x" * 10_000)) == 90


def test_a_name_that_does_not_exist_is_an_error_and_not_a_gap() -> None:
    with pytest.raises(ReportError, match=r"template report/report\.html: 'view' is undefined"):
        render_template("report/report.html")


def test_a_missing_template_is_named() -> None:
    with pytest.raises(ReportError, match=r"template nowhere\.html"):
        render_template("nowhere.html")
