from dataclasses import replace
from datetime import date

from auditor.domain.audit import Audit
from auditor.domain.finding import RuleKind, Severity, Verdict
from auditor.domain.waiver import Granted, Waiver, WaiverState
from auditor.pipeline.exits import Gate, decide
from auditor.reports.counts import count
from auditor.reports.document.result import result_document
from auditor.reports.headline.groups import grouped
from auditor.reports.headline.overview import failing_groups, headline
from auditor.reports.headline.reservations import reservations
from auditor.reports.headline.tiles import tiles
from auditor.reports.headline.waivers import waived_until, waiver_counts, waiver_lines
from auditor.reports.html import HtmlReport
from auditor.reports.terminal.listing import findings_table
from auditor.reports.terminal.summary import summary
from auditor.reports.wording import plain_spaces
from tests.builders.audit import a_finding, a_model, a_run, an_audit, run_of

GRANTED = Granted(
    reason="behind the gateway",
    ticket="SEC-12",
    requested_by="B. Engineer",
    approved_by="C. Director",
    created=date(2026, 11, 1),
    expires=date(2027, 2, 1),
    locator="declarations/waivers.yaml:1",
)
MODEL, OTHER = a_model("one"), a_model("two")
WAIVER = Waiver(
    rule="license-conflict",
    rule_version=1,
    subject=f"id {MODEL.id}",
    pinned=(MODEL.id,),
    waived=(MODEL.id,),
    granted=GRANTED,
    state=WaiverState.ACTIVE,
)
ENDED = replace(
    WAIVER,
    subject="name gpu-*",
    pinned=("dep:1", "dep:2"),
    waived=(),
    granted=replace(GRANTED, expires=date(2026, 11, 21), locator="declarations/waivers.yaml:20"),
    state=WaiverState.EXPIRED,
    remarks=("ended on 21 November 2026",),
)
WORDS = "waived until 1 February 2027 by C. Director, asked for by B. Engineer: behind the gateway (SEC-12)"


def waived(*others: Waiver) -> Audit:
    """Return an audit of two models, the same finding about each, of which one is waived."""
    failing = a_finding(MODEL, kind=RuleKind.DUTY, severity=Severity.HIGH)
    one, other = replace(failing, waiver=GRANTED), a_finding(OTHER, severity=Severity.LOW)
    return an_audit(MODEL, OTHER, findings=(one, other), waivers=(WAIVER, *others))


def test_a_waived_finding_keeps_its_verdict_and_does_not_count() -> None:
    audit = waived()
    assert audit.findings[0].verdict is Verdict.FAIL
    counts = count(audit)
    duties = counts.duties
    assert (duties.failing, duties.waived, duties.waived_failing, counts.failing) == (0, 1, 1, 1)
    assert decide(audit, Gate()).code == 0
    found = tuple(replace(one, waiver=None) for one in audit.findings)
    assert decide(replace(audit, findings=found), Gate()).code == 10
    assert [group.subjects for group in failing_groups(audit)] == [("two",)]


def test_a_duty_that_fails_is_not_said_away_by_a_waiver() -> None:
    audit = waived()
    said = plain_spaces(headline(audit, count(audit)))
    assert said.startswith("1 duty fails under bundle ")
    assert said.endswith(
        "as of 22 November 2026 and is waived by the organisation until 1 February 2027. "
        "1 finding is waived and not counted."
    )
    first = tiles(audit, count(audit))[0]
    assert (first.n, first.label, first.tone) == (
        0,
        "duties failing; 1 more, waived by the organisation",
        "bad",
    )
    page = plain_spaces(HtmlReport().render(audit, run_of(audit)).decode())
    assert "No failing duty" not in page
    assert "waived by the organisation until 1 February 2027" in page


def test_the_first_and_the_last_day_are_said_of_several_waivers() -> None:
    failing = a_finding(MODEL, kind=RuleKind.DUTY)
    later = replace(GRANTED, expires=date(2027, 4, 1))
    findings = (
        replace(failing, waiver=GRANTED),
        replace(failing, rule="aia-50-1", waiver=later),
        replace(failing, rule="aia-4"),
    )
    audit = an_audit(MODEL, findings=findings, waivers=(WAIVER,))
    said = plain_spaces(headline(audit, count(audit)))
    assert "as of 22 November 2026. 2 more duties fail and are waived by the organisation" in said
    assert "organisation until 1 February 2027, the last of them until 1 April 2027." in said
    none = replace(audit, findings=(replace(failing, verdict=Verdict.UNKNOWN, waiver=GRANTED),))
    assert "No failing duty" in headline(none, count(none))
    assert waived_until(none) == ""


def test_a_waived_finding_stands_apart_from_its_like() -> None:
    finding = a_finding(MODEL)
    like = replace(finding, subject_id=OTHER.id, subject_name="two", waiver=GRANTED)
    groups = grouped((finding, like))
    assert [(group.verdict, group.tone, plain_spaces(group.waived)) for group in groups] == [
        ("fails", "bad", ""),
        ("fails, waived", "plain", WORDS),
    ]


def test_waivers_that_somebody_should_look_at_come_first() -> None:
    first, second = waiver_lines(waived(ENDED))
    assert (first.state, first.needs_attention, first.waived, first.subjects) == (
        "expired",
        True,
        (),
        "name gpu-*: dep:1, dep:2",
    )
    assert (second.state, second.needs_attention, second.waived) == ("active", False, ("one",))
    assert second.rule == "license-conflict (version 1)"
    assert second.who == "asked for by B. Engineer, granted by C. Director"
    assert plain_spaces(second.term) == "1 November 2026 to 1 February 2027"


def test_they_are_counted_by_what_became_of_them() -> None:
    assert waiver_counts(waived(ENDED)) == "1 expired, 1 active"
    assert waiver_counts(an_audit()) == ""
    audit = waived(ENDED)
    (said,) = [one for one in reservations(audit, count(audit)) if "waiver" in one]
    assert plain_spaces(said) == "1 waiver needs attention: 1 expired, 1 active"


def test_the_document_has_them_with_the_findings_and_by_themselves() -> None:
    result = result_document(waived(ENDED))
    assert result["findings"][0]["waiver"] == {
        "reason": "behind the gateway",
        "ticket": "SEC-12",
        "requested_by": "B. Engineer",
        "approved_by": "C. Director",
        "created": "2026-11-01",
        "expires": "2027-02-01",
        "locator": "declarations/waivers.yaml:1",
    }
    assert result["findings"][1]["waiver"] is None
    assert [(one["state"], one["waived"], one["remarks"]) for one in result["waivers"]] == [
        ("active", [MODEL.id], []),
        ("expired", [], ["ended on 21 November 2026"]),
    ]
    assert result["summary"]["duties"]["waived"] == 1
    assert result["summary"]["duties"]["waived_failing"] == 1


def test_terminal_and_page_show_verdict_and_waiver() -> None:
    audit = waived(ENDED)
    printed = summary(audit, a_run(), width=200)
    assert "0 failing  ·  1 fails and is waived until 1 February 2027  ·  0 unknown" in plain_spaces(printed)
    assert "Waivers      1 expired, 1 active  ·  1 finding is waived and not counted" in printed
    table = " ".join(plain_spaces(findings_table(audit, 400)).split())
    assert "fails, waived" in table
    assert "waived until 1 February 2027 by C. Director" in table
    page = plain_spaces(HtmlReport().render(audit, run_of(audit)).decode())
    assert "Waived until 1 February 2027 by C. Director" in page
    assert page.count("declarations/waivers.yaml:20") == 1
    assert "Ended on 21 November 2026" in page


def test_where_there_are_none_no_report_speaks_of_them() -> None:
    audit = an_audit(MODEL)
    assert "Waivers" not in summary(audit, a_run(), width=200)
    assert 'id="waivers"' not in HtmlReport().render(audit, run_of(audit)).decode()
