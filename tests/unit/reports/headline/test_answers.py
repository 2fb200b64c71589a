from pathlib import Path

import pytest

from auditor.declarations import load
from auditor.domain.fact import Settler
from auditor.domain.finding import Question
from auditor.errors import DeclarationError
from auditor.reports.headline.answers import answer_lines
from tests.builders.audit import rich
from tests.builders.declarations import write


def a_question(names: tuple[str, ...], subjects: tuple[str, ...], fields: tuple[str, ...] = ()) -> Question:
    return Question("?", names, subjects, Settler.ORGANISATION, "auditor declare", 1, ("r",), fields=fields)


def test_a_field_is_a_line_of_the_entry_it_belongs_in_with_an_example_from_the_template() -> None:
    asked = a_question(
        ("system.practices_art_5", "system.workplace"), ("support-bot",), ("practices_art_5", "workplace")
    )
    assert answer_lines(asked, rich()) == (
        "practices_art_5: YOUR ANSWER  # in system support-bot, e.g. []",
        "workplace: YOUR ANSWER  # in system support-bot, e.g. false",
    )


def test_evidence_says_which_system_it_serves() -> None:
    kind = ("evidence:ai-disclosure",)
    serves = "serves: {system: {id: support-bot}}"
    assert answer_lines(a_question(kind, ("support-bot",)), rich()) == (serves,)
    assert answer_lines(a_question(kind, ("organisation",)), rich()) == ()


def test_what_no_declaration_answers_has_no_lines() -> None:
    assert answer_lines(a_question(("license.concluded",), ("support-bot",)), rich()) == ()


def test_a_line_that_is_pasted_and_not_filled_in_is_refused(tmp_path: Path) -> None:
    """Pasted as it stands it would declare the example."""
    (line,) = answer_lines(a_question(("system.workplace",), ("support-bot",), ("workplace",)), rich())
    entry = "- kind: system\n  by: A\n  on: 2026-11-01\n  id: s\n  name: S\n  purpose: p\n  "
    assert len(load(write(tmp_path / "filled", a=entry + line.replace("YOUR ANSWER", "true"))).entries) == 1
    with pytest.raises(DeclarationError, match="YOUR ANSWER"):
        load(write(tmp_path / "pasted", a=entry + line))


def test_every_field_of_a_template_has_its_example() -> None:
    """A comment of one line must not swallow the next."""
    fields = ("deepfakes", "emotion_recognition", "biometric_categorisation", "country", "tokens", "own_name")
    lines = answer_lines(a_question(("system.deepfakes",), ("another",), fields), rich())
    assert lines == (
        "deepfakes: YOUR ANSWER  # e.g. false",
        "emotion_recognition: YOUR ANSWER  # e.g. false",
        "biometric_categorisation: YOUR ANSWER  # e.g. false",
        "country: YOUR ANSWER  # e.g. DE",
        "tokens: YOUR ANSWER  # e.g. 5e7",
        "own_name: YOUR ANSWER  # e.g. true",
    )
