from dataclasses import replace
from datetime import date

import pytest

from auditor.domain.fact import Settler
from auditor.domain.finding import Missing, OpenDay
from auditor.domain.open_days import either_day, either_or_open, what_answers
from auditor.domain.phrasing import prose_day

FIRST, LAST = date(2027, 12, 2), date(2030, 8, 2)
DESIGN = Missing("system.changed_design_on", "s", "not said", Settler.ORGANISATION, "auditor declare system")
NOTICE = Missing("evidence:union-nexus", "s", "nothing is recorded", Settler.ORGANISATION, "")


@pytest.mark.parametrize(
    ("open_day", "said"),
    [
        (OpenDay((FIRST, LAST)), "2 December 2027 or 2 August 2030"),
        (OpenDay((FIRST,), may_never=True), "2 December 2027, or not at all"),
        (OpenDay((FIRST, LAST), may_never=True), "2 December 2027 or 2 August 2030, or not at all"),
    ],
)
def test_every_day_that_it_may_be_is_said_and_that_it_may_be_none(open_day: OpenDay, said: str) -> None:
    assert either_day(open_day, prose_day) == said
    assert either_or_open(open_day, prose_day) == f"{said}, still open"


def test_what_would_tell_is_said_once_with_the_command_that_answers() -> None:
    open_day = OpenDay((FIRST, LAST), missing=(DESIGN, DESIGN, NOTICE))
    what = "day of its last significant change of design"
    assert either_or_open(open_day, prose_day).endswith(f"still open ({what}; union nexus)")
    assert what_answers(open_day) == (f"{what} (auditor declare system)", "union nexus")


def test_a_sentence_names_two_things_that_are_open_and_counts_the_others() -> None:
    facts = ("changed_design_on", "repurposed", "substantially_modified", "high_risk_since")
    asked = tuple(replace(DESIGN, name=f"system.{name}") for name in facts)
    said = either_or_open(OpenDay((FIRST, LAST), missing=asked), prose_day)
    assert said.endswith("; and 2 more)")
    assert said.count(";") == 2
    assert len(what_answers(OpenDay((FIRST, LAST), missing=asked))) == 4
