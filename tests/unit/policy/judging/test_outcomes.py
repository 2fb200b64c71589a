from datetime import date

import pytest

from auditor.domain.finding import RuleKind, Verdict
from auditor.policy.judging.outcomes import Outcome, TallyKey
from tests.builders.policy import DUTY, a_bundle, changed

DAY = date(2026, 12, 2)


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
    outcome = Outcome(rule, counted, (), True, DAY, "", "")
    assert outcome.holds is holds
    assert outcome.held == ("owed", True, DAY)
