from dataclasses import replace
from datetime import date

from auditor.reports.agenda.calendar import calendar
from auditor.reports.agenda.days import counted_days, duty_days, end_days
from auditor.reports.agenda.ends import End
from auditor.reports.wording import plain_spaces
from tests.builders.audit import rich

SHOWN = calendar(rich())


def test_what_applies_already_has_its_day_alone_and_what_comes_how_far_it_is_off() -> None:
    days = [plain_spaces(day.when) for day in duty_days((*SHOWN.now, *SHOWN.later), SHOWN)]
    assert days == [
        "always",
        "since 2 February 2025",
        "since 2 August 2025",
        "since 2 August 2026",
        "2 December 2026, in 10 days",
        "2 December 2027, in 375 days",
    ]


def test_a_duty_is_cited_with_what_is_to_be_confirmed_and_how_many_it_concerns() -> None:
    *_, last = duty_days(SHOWN.later, SHOWN)
    assert [plain_spaces(line.cited) for line in last.lines] == ["Art. 26(6) · to be confirmed · 1 system"]
    assert last.lines[0].standing == ("would fail for Support bot",)


def test_of_many_articles_the_first_are_cited_and_the_rest_counted() -> None:
    gap = SHOWN.gaps[0]
    many = [replace(gap, rule=f"r{n}", legal=replace(gap.legal, article=f"53({n})")) for n in range(1, 16)]
    (day,) = counted_days(many, SHOWN)
    assert plain_spaces(day.counted) == "15 duties"
    assert plain_spaces(day.cited).endswith("Art. 53(12) and 3 more")
    assert day.when == "from a day that is not known"


def test_what_names_no_subject_ends_for_the_organisation() -> None:
    end = End(
        "declaration", date(2026, 12, 1), "what A. declares ends", (), (), "Declare it anew.", "a.yaml:1"
    )
    (day,) = end_days(replace(SHOWN, ends=(end,)))
    assert (plain_spaces(day.when), day.ends) == ("1 December 2026, in 9 days", ((end, "the organisation"),))
