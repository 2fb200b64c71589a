from auditor.reports.terminal.waivers import waivers_table
from auditor.reports.wording import plain_spaces
from tests.builders.audit import an_audit
from tests.unit.reports.headline.test_waivers import ENDED, waived


def test_every_waiver_is_listed_with_what_is_to_be_said_about_it() -> None:
    table = " ".join(plain_spaces(waivers_table(waived(ENDED), 600)).split())
    for said in (
        "expired",
        "ended on 21 November 2026",
        "license-conflict (version 1)",
        "sets aside: one",
        "sets aside: nothing",
        "behind the gateway (SEC-12); asked for by B. Engineer, granted by C. Director",
        "declarations/waivers.yaml:20",
    ):
        assert said in table
    assert "written in" in table
    assert table.index("expired") < table.index("active")


def test_that_there_are_none_is_said() -> None:
    assert waivers_table(an_audit(), 100) == "no waiver is declared\n"
