from dataclasses import replace
from datetime import date

from auditor.domain.fact import Settler
from auditor.domain.finding import Missing, Question, RuleKind, Severity, Verdict
from auditor.domain.phrasing import plain_spaces
from auditor.domain.waiver import Granted
from auditor.reports.agenda.tasks import Task, tasks
from tests.builders.audit import TODAY, a_finding, a_model, an_audit, known
from tests.builders.dated import (
    BACKSTOP,
    DESK,
    DISCLOSURE,
    LOGS,
    MODEL,
    SOON,
    SUMMARY,
    TRIAGE,
    dated,
    of_rule,
    open_dated,
)

DECLARE = "auditor declare evidence"
NOTICE = Missing(
    "evidence:notice", DESK.id, "nothing is recorded", Settler.ORGANISATION, "auditor declare evidence"
)
ASKED = Question(
    "Where is the notice?",
    ("evidence:notice",),
    (DESK.id,),
    Settler.ORGANISATION,
    DECLARE,
    1,
    ("intimate",),
)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_a_duty_is_one_task_with_its_day_owner_role_and_what_closes_it() -> None:
    finding = of_rule(LOGS, TRIAGE, role=("deployer",), upcoming=True, applies_from=BACKSTOP)
    audit = dated(findings=(finding,), facts={TRIAGE.id: {"system.owner": known("system.owner", "ward-it")}})
    (task,) = tasks(audit)
    assert replace(task, article=plain(task.article)) == Task(
        due=BACKSTOP,
        kind="duty",
        status="would fail",
        severity=Severity.MEDIUM,
        n=1,
        subjects=(TRIAGE.name,),
        owner="ward-it",
        role="the organisation as deployer",
        article="Art. 26(6)",
        what="Logs are kept: fails Article 26(6)",
        closes=("Remedy of logs.",),
        rules=("logs",),
    )


def test_what_applies_already_is_due_and_the_weightier_first() -> None:
    findings = (
        of_rule(LOGS, TRIAGE, upcoming=True, applies_from=SOON, severity=Severity.CRITICAL),
        of_rule(DISCLOSURE, DESK, applies_from=date(2025, 2, 2), severity=Severity.LOW),
        of_rule(DISCLOSURE, TRIAGE, severity=Severity.HIGH, verdict=Verdict.UNKNOWN),
        of_rule(DISCLOSURE, MODEL, severity=Severity.HIGH),
    )
    found = [(one.due, one.severity.value, one.status) for one in tasks(dated(findings=findings))]
    assert found == [
        (TODAY, "high", "fails"),
        (TODAY, "high", "unknown"),
        (TODAY, "low", "fails"),
        (SOON, "critical", "would fail"),
    ]


def test_a_gap_is_the_vendors_and_one_line_however_many_models_and_reasons() -> None:
    models = [a_model(name) for name in ("a", "b", "c")]
    open_ = [
        of_rule(
            SUMMARY, model, verdict=Verdict.UNKNOWN, owed=owed, sentence=f"the provider has not shown {n}"
        )
        for n, (model, owed) in enumerate(zip(models, (False, False, True), strict=True))
    ]
    maybe, owed = sorted(tasks(an_audit(*models, findings=tuple(open_))), key=lambda one: -one.n)
    assert (maybe.kind, maybe.n, maybe.status) == ("vendor gap", 2, "not shown, and not known to be owed")
    assert (owed.n, owed.status) == (1, "not shown")
    assert maybe.what == "the provider has not shown: Public summary"
    assert maybe.role == "the provider, asked by the organisation"


def test_a_question_is_a_question_due_with_the_first_that_waits_for_it() -> None:
    commands = (
        "auditor declare evidence --set serves=system:desk",
        "auditor declare evidence --set serves=system:x",
    )
    question = replace(ASKED, how=commands[0], commands=commands)
    waiting = tuple(
        of_rule(rule, DESK, verdict=Verdict.UNKNOWN, missing=(NOTICE,), severity=severity, **more)
        for rule, severity, more in (
            (LOGS, Severity.HIGH, {"upcoming": True, "applies_from": BACKSTOP}),
            (DISCLOSURE, Severity.LOW, {"upcoming": True, "applies_from": SOON}),
        )
    )
    (task,) = (one for one in tasks(dated(findings=waiting, questions=(question,))) if one.kind == "question")
    assert (task.due, task.severity, task.status) == (SOON, Severity.HIGH, "open")
    assert (task.what, task.role, task.subjects) == ("Where is the notice?", "the organisation", (DESK.name,))
    assert plain(task.article) == "Art. 26(6), Art. 50(1)"
    assert task.closes[:2] == commands
    assert plain(task.settles) == "settles 1 open finding"


def test_a_question_that_nothing_waits_for_any_more_is_still_asked() -> None:
    (task,) = tasks(an_audit(questions=(ASKED,)))
    assert (task.due, task.severity, task.article) == (TODAY, Severity.INFO, "")


def test_terms_and_recommendations_are_tasks_where_they_fail_alone() -> None:
    findings = tuple(
        a_finding(DESK, rule=f"{kind}-{verdict}", kind=kind, verdict=verdict)
        for kind in (RuleKind.TERM, RuleKind.PREFERENCE, RuleKind.CLASSIFICATION)
        for verdict in (Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS)
    )
    assert [one.kind for one in tasks(an_audit(findings=findings))] == [
        "shipped recommendation",
        "licence term",
    ]


def test_alike_over_many_subjects_is_one_line() -> None:
    models = [a_model(f"m{n}") for n in range(50)]
    findings = tuple(of_rule(LOGS, model, verdict=Verdict.UNKNOWN) for model in models)
    (task,) = tasks(an_audit(*models, findings=findings))
    assert task.n == 50


def test_what_is_waived_is_due_when_its_waiver_ends() -> None:
    granted = Granted("why", "SEC-12", "B. Head", "C. Board", TODAY, SOON, "clinic.yaml:30")
    findings = (of_rule(DISCLOSURE, DESK, waiver=granted), of_rule(DISCLOSURE, TRIAGE))
    found = [(one.due, one.status, one.subjects) for one in tasks(dated(findings=findings))]
    assert found == [(TODAY, "fails", (TRIAGE.name,)), (SOON, "fails, waived", (DESK.name,))]
    undecided = tuple(replace(one, verdict=Verdict.UNKNOWN) for one in findings)
    found = [(one.due, one.status, one.subjects) for one in tasks(dated(findings=undecided))]
    assert found == [(TODAY, "unknown", (TRIAGE.name,)), (SOON, "unknown, waived", (DESK.name,))]


def test_what_is_not_decided_from_a_day_that_is_open_says_every_day() -> None:
    found = {task.rules[0]: task for task in tasks(open_dated()) if task.kind == "duty"}
    whenever = (
        "from 2 December 2026 or 2 August 2030, still open (day of its last significant change of design)"
    )
    assert plain_spaces(found["intimate"].what).endswith(f"; it applies {whenever}")
    assert found["intimate"].due == SOON
    assert "it applies" not in found["logs"].what
    assert plain_spaces(found["disclosure"].what).endswith("; it applies since 2 August 2026")
