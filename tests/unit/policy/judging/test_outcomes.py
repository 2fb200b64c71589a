from datetime import date

import pytest

from auditor.domain.finding import OpenDay, RuleKind, Verdict
from auditor.policy.judging.outcomes import Outcome, TallyKey
from tests.builders.policy import DUTY, a_bundle, changed

DAY, LATER = date(2026, 12, 2), date(2030, 8, 2)


@pytest.mark.parametrize(
    ("kind", "verdict", "holds"),
    [
        ("duty", Verdict.PASS, True),
        ("duty", Verdict.FAIL, False),
        ("duty", Verdict.NOT_APPLICABLE, False),
        ("vendor_gap", Verdict.PASS, False),
    ],
)
def test_what_holds_is_kept_of_what_the_organisation_owes(kind: str, verdict: Verdict, holds: bool) -> None:
    (rule,) = a_bundle(changed(DUTY, kind=kind)).rules
    counted = TallyKey(rule.id, RuleKind(kind), verdict, True, "so it is")
    outcome = Outcome(rule, counted, (), True, DAY, None, "", "")
    assert outcome.holds is holds
    assert outcome.held == ("owed", True, DAY, ())


@pytest.mark.parametrize(("upcoming", "days"), [(True, (DAY, LATER)), (False, ())])
def test_what_holds_keeps_the_days_that_are_open_as_long_as_they_are_to_come(
    upcoming: bool, days: tuple[date, ...]
) -> None:
    (rule,) = a_bundle(DUTY).rules
    counted = TallyKey(rule.id, RuleKind.DUTY, Verdict.PASS, upcoming, "so it is")
    outcome = Outcome(rule, counted, (), True, DAY, OpenDay((DAY, LATER)), "", "")
    assert outcome.held == ("owed", upcoming, DAY, days)
