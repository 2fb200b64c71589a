from datetime import date

import pytest

from auditor.domain.finding import LegalReference
from auditor.reports.agenda.transitions import transition_of, transitions
from tests.builders.audit import TEXT, an_audit
from tests.builders.dated import BACKSTOP, DAYS, SOON

LEGACY = date(2027, 8, 2)


@pytest.mark.parametrize(
    ("article", "day", "put_off"),
    [
        ("26(6)", BACKSTOP, "111(2)"),
        ("50(2)", SOON, "111(4)"),
        ("5(1)(ba)", SOON, ""),
        ("50(1)", SOON, ""),
        ("53(1)(d)", LEGACY, "111(3)"),
        ("5", LEGACY, ""),
        ("26(6)", date(2027, 12, 2), ""),
        ("26(6)", None, ""),
    ],
)
def test_a_duty_is_put_off_to_the_day_of_its_transition_alone(
    article: str, day: date | None, put_off: str
) -> None:
    days = transitions(an_audit(law=DAYS))
    found = transition_of(LegalReference(article, "C", TEXT, "high"), day, days)
    assert found == (f"Art.\u00a0{put_off}" if put_off else "")


def test_other_texts_know_no_transitions_and_no_law_has_no_days() -> None:
    days = transitions(an_audit(law=DAYS))
    assert transition_of(LegalReference("26(6)", "", "house rules"), BACKSTOP, days) == ""
    assert transitions(an_audit(law=())) == {}
