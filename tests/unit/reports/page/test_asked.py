from auditor.domain.fact import Settler
from auditor.domain.finding import Finding, Missing, Question, Verdict
from auditor.reports.page.asked import Asked, WaitsFor, asked, numbered, waits_for
from tests.builders.audit import a_finding, a_model, an_audit, rich


def question(*names: str, subjects: tuple[str, ...] = ("m",), n_needed: int = 0) -> Question:
    return Question("What is it?", names, subjects, Settler.OPERATOR, "ask the ward", 1, ("r",), n_needed)


def lacking(*names: str, reason: str = "nobody says so") -> Finding:
    missing = tuple(Missing(name, "m", reason, Settler.PROVIDER, "") for name in names)
    return a_finding(a_model(), verdict=Verdict.UNKNOWN, missing=missing)


def test_questions_are_numbered_in_the_order_of_the_audit_and_say_why_they_are_open() -> None:
    audit = an_audit(
        a_model(),
        findings=(lacking("model.gpai", "model.family"), lacking("model.family", reason="no entry")),
        questions=(question("model.family", n_needed=1), question("model.gpai")),
    )
    assert [one.number for one in asked(audit)] == [1, 2]
    assert asked(audit)[0] == Asked(
        1,
        "What is it?",
        "no entry; nobody says so",
        "the operator",
        "ask the ward",
        (),
        "settles 1\u00a0open finding, needed for 1 more",
    )


def test_of_many_reasons_the_most_frequent_are_said() -> None:
    findings = [lacking("model.gpai", reason=reason) for reason in ("a", "b", "b", "c", "d", "d", "d")]
    (one,) = asked(an_audit(a_model(), findings=tuple(findings), questions=(question("model.gpai"),)))
    assert one.why == "d; b; and 2 more reasons"


def test_a_number_is_that_of_the_subject_and_the_name() -> None:
    numbers = numbered((question("model.gpai", subjects=("a",)), question("model.gpai", "evidence:x")))
    assert numbers == {"a": {"model.gpai": 1}, "m": {"model.gpai": 2, "evidence:x": 2}}


def test_what_a_finding_waits_for_is_labelled_by_what_its_names_have_in_common() -> None:
    numbers = numbered(
        (
            question("organisation.eu_established", "evidence:union-nexus", "role.deployer"),
            question("compute.update_flop", "model.training_tokens"),
            question("evidence:ai-disclosure"),
            question("model.gpai"),
        )
    )
    names = ("organisation.eu_established", "evidence:union-nexus", "evidence:ai-disclosure")
    found = lacking(*names, "compute.update_flop", "model.training_tokens", "model.format")
    assert waits_for((found, lacking("role.deployer")), numbers) == (
        WaitsFor(1, "the organisation's role"),
        WaitsFor(2, "training compute"),
        WaitsFor(3, "AI disclosure"),
    )


def test_every_open_finding_of_an_audit_names_its_questions_in_every_table() -> None:
    audit = rich()
    numbers = numbered(audit.questions)
    asked_for = {(name, id_) for id_, named in numbers.items() for name in named}
    for finding in audit.findings:
        wanted = {(missing.name, missing.subject_id) for missing in finding.missing}
        assert bool(waits_for((finding,), numbers)) == bool(wanted & asked_for)
