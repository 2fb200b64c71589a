from dataclasses import replace
from datetime import date, timedelta

from auditor.domain.finding import RuleKind, Severity, Tally, Verdict
from auditor.domain.subject import Organisation
from auditor.reports.counts import count
from auditor.reports.headline.overview import (
    Overview,
    ScanLine,
    failing_groups,
    headline,
    hypothetical,
    overview,
    soon_groups,
    subjects_words,
)
from auditor.reports.headline.tiles import upcoming_days
from tests.builders.audit import (
    a_finding,
    a_model,
    a_run,
    an_audit,
    empty,
    huge,
    rich,
    run_of,
    serviced,
)
from tests.builders.dated import open_dated


def of_rich(limit: int = 10) -> Overview:
    return overview(rich(), a_run(), limit)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_what_fails_comes_by_severity_and_duties_before_terms() -> None:
    assert [group.first.rule for group in failing_groups(rich())] == [
        "aia-53-1-d-training-summary",
        "aia-50-1-disclosure",
        "license-eu-excluded",
        "license-conflict",
    ]


def test_an_action_names_whom_why_what_to_do_and_where_it_stands() -> None:
    first = of_rich().failing.actions[1]
    assert (first.head, first.body) == (
        "Support bot",
        "fails Article 50(1): declared that users are not told that it is a machine",
    )
    assert plain(first.source) == "high · duty · Art. 50(1) · aia-50-1-disclosure"


def test_questions_say_what_they_settle_and_who_can_tell() -> None:
    first = of_rich().questions.actions[0]
    assert (first.head, first.body) == ("How many tokens were these models trained on?", "")
    assert (
        plain(first.source) == "settles 84 open findings · the provider can tell · auditor declare training"
    )


def test_only_what_applies_within_a_month_is_soon() -> None:
    assert [group.first.rule for group in soon_groups(rich())] == ["aia-5-1-ba"]
    assert [days for days, _ in upcoming_days(rich())] == [10, 375]
    (action,) = of_rich().soon.actions
    assert plain(action.head) == "Before 2 December 2026: Support bot"
    assert plain(action.source) == "Art. 5(1)(ba), applies in 10 days · aia-5-1-ba"


def test_a_list_that_is_cut_keeps_its_count() -> None:
    cut = of_rich(limit=1)
    assert [
        (len(part.actions), part.n_actions, part.n_shown, part.n)
        for part in (cut.failing, cut.questions, cut.soon)
    ] == [
        (1, 4, 1, 4),
        (1, 2, 1, 2),
        (1, 1, 1, 1),
    ]


def test_conflicts_and_reservations_are_on_page_one() -> None:
    page = of_rich()
    assert page.conflicts == (
        ("EuroMed-7B", "licence: MIT or Apache-2.0"),
        ("EuroMed-7B", "provider: EuroMed or Alibaba Cloud"),
    )
    assert page.reservations == (
        "endpoints were not asked: none was named",
        "places with a fault that the organisation accepts as such: 1",
        "unreadable, altered, incomplete, closed or in a format not read, and not accepted: 1\u00a0place",
    )
    assert overview(empty(), a_run(), 3).reservations[-1] == (
        "the organisation is not declared for this day, so its roles are unknown"
    )


def test_a_scan_is_named_with_its_hour_even_when_it_was_cut_off() -> None:
    scan = a_run().scans[0]
    lines = overview(rich(), a_run(scans=(scan, replace(scan, finished_at=None))), 3).scans
    assert [plain(line.when) for line in lines] == [
        "22 November 2026, 09:27 UTC",
        "22 November 2026, 09:26 UTC",
    ]
    assert lines[0] == ScanLine("dir:/srv/models", "dir:/srv/models", lines[0].when, scan.sha256)


def test_the_headline_never_praises_what_was_not_looked_at() -> None:
    assert headline(empty(), count(empty())) == "No model was found: this is not a clean result."
    none_owed = an_audit(a_model())
    assert plain(headline(none_owed, count(none_owed))).endswith(
        "as of 22 November 2026, because none was found to be owed: see what does not apply, and why."
    )


def test_an_empty_inventory_hides_no_failing_duty() -> None:
    us, duty = empty().organisation, {"kind": RuleKind.DUTY}
    failing = tuple(a_finding(us, rule=rule, **duty) for rule in ("aia-4", "aia-5-1"))
    unsure = a_finding(us, rule="aia-50-1", verdict=Verdict.UNKNOWN, **duty)
    only_failing = replace(empty(), findings=failing)
    assert plain(headline(only_failing, count(only_failing))) == (
        "2 duties fail under bundle 1e6e…33fc as of 22 November 2026. "
        "No model was found: this is not a clean result."
    )
    only_unknown = replace(empty(), findings=(unsure,))
    assert plain(headline(only_unknown, count(only_unknown))) == (
        "No model was found: this is not a clean result. 1 duty is unknown and may fail once answered."
    )


def test_the_headline_names_bundle_and_day() -> None:
    assert plain(headline(rich(), count(rich()))) == (
        "2 duties fail under bundle 1e6e…33fc as of 22 November 2026. "
        "3 duties are unknown and may fail once answered."
    )
    holding = an_audit(a_model(), tallies=(Tally("r", RuleKind.DUTY, Verdict.PASS, False, "met", 3),))
    assert plain(headline(holding, count(holding))) == (
        "No failing duty under bundle 1e6e…33fc as of 22 November 2026."
    )


def test_the_law_of_another_day_is_hypothetical() -> None:
    assert hypothetical(rich(), a_run().scans) == ""
    later = replace(rich(), as_of=date(2027, 12, 2))
    said = "Hypothetical: law as of 2 December 2027, run on 22 November 2026"
    assert plain(hypothetical(later)) == said
    (scan,) = a_run().scans
    assert plain(hypothetical(later, (scan, scan))) == (
        f"{said}, observations of the scans of 22 November 2026"
    )
    older = replace(scan, finished_at=scan.started_at - timedelta(days=30))
    assert plain(hypothetical(later, (scan, older))) == (
        f"{said}, observations of the scans of 23 October 2026 to 22 November 2026"
    )


def test_a_duty_that_fails_comes_before_a_graver_policy() -> None:
    duty = a_finding(a_model(), rule="z-duty", kind=RuleKind.DUTY, severity=Severity.LOW)
    policy = a_finding(a_model(), rule="a-policy", kind=RuleKind.PREFERENCE, severity=Severity.CRITICAL)
    audit = an_audit(a_model(), findings=(policy, duty))
    assert [group.first.rule for group in failing_groups(audit)] == ["z-duty", "a-policy"]


def test_what_is_cut_is_counted_in_findings_as_the_tiles_do() -> None:
    failing = overview(huge(300), a_run(), 1).failing
    assert (len(failing.actions), failing.n_shown) == (1, 30)
    assert failing.n == count(huge(300)).failing


def test_many_subjects_are_named_in_part_and_counted() -> None:
    (group,) = failing_groups(huge(300))
    assert subjects_words(group) == "model-0000-q4, model-0010-q4, model-0020-q4 and 27 more"


def test_the_title_is_the_organisation_as_declared() -> None:
    audit = an_audit(organisation=Organisation("Klinik", date(2026, 11, 1)))
    assert overview(audit, a_run(), 3).who == "Klinik"


def test_models_of_which_only_a_name_is_known_are_a_reservation() -> None:
    audit = serviced()
    said = [plain(one) for one in overview(audit, run_of(audit), 3).reservations]
    assert "2 models are known by name only: no byte was seen" in said
    assert not any("by name only" in one for one in of_rich().reservations)


def test_what_may_apply_soon_is_headed_by_every_day_that_it_may_be() -> None:
    heads = [plain(action.head) for action in overview(open_dated(), a_run(), 9).soon.actions]
    days = "2 December 2026 or 2 August 2030, still open (day of its last significant change of design)"
    assert f"Before {days}: Emergency triage" in heads
