from dataclasses import replace
from datetime import date

import pytest

from auditor.domain.audit import Audit, Exit
from auditor.domain.evidence import EvidenceRecord, EvidenceState
from auditor.domain.finding import RuleKind, Severity, Verdict
from auditor.domain.observation import Problem, ProblemKind, SkipKind, Skipped
from auditor.pipeline.exits import Gate, decide
from tests.builders.audit import a_finding, a_model, an_audit
from tests.builders.declarations import accepted_at

MODEL = a_model()


def _audit(**changes: object) -> Audit:
    """One model and one finding about it."""
    finding = a_finding(
        MODEL, **{"kind": RuleKind.DUTY, "severity": Severity.HIGH, "upcoming": False, **changes}
    )
    return replace(an_audit(MODEL), findings=(finding,))


@pytest.mark.parametrize(
    ("changes", "gate", "code"),
    [
        ({"verdict": Verdict.FAIL}, Gate(), 10),
        ({"verdict": Verdict.FAIL, "severity": Severity.MEDIUM}, Gate(), 0),
        ({"verdict": Verdict.FAIL, "severity": Severity.MEDIUM}, Gate(fail_on=Severity.MEDIUM), 10),
        ({"verdict": Verdict.FAIL, "upcoming": True}, Gate(), 0),
        ({"verdict": Verdict.FAIL, "kind": RuleKind.VENDOR_GAP}, Gate(), 0),
        ({"verdict": Verdict.FAIL, "kind": RuleKind.TERM}, Gate(), 10),
        ({"verdict": Verdict.FAIL, "kind": RuleKind.PREFERENCE}, Gate(), 10),
        ({"verdict": Verdict.UNKNOWN}, Gate(), 0),
        ({"verdict": Verdict.UNKNOWN}, Gate(fail_on_unknown=Severity.HIGH), 11),
        ({"verdict": Verdict.UNKNOWN, "severity": Severity.LOW}, Gate(fail_on_unknown=Severity.HIGH), 0),
    ],
)
def test_what_counts_decides(changes: dict[str, object], gate: Gate, code: int) -> None:
    assert decide(_audit(**changes), gate).code == code


def test_a_failure_goes_before_an_unknown_and_an_unreadable_file() -> None:
    failed, unknown = _audit(verdict=Verdict.FAIL), _audit(verdict=Verdict.UNKNOWN)
    inventory = replace(failed.inventory, problems=(Problem("dir:x", "a", "broken"),))
    audit = replace(failed, findings=(*failed.findings, *unknown.findings), inventory=inventory)
    assert decide(audit, Gate(fail_on_unknown=Severity.LOW)) == Exit(
        10, "1 finding of severity high or above failed"
    )


def test_nothing_found_is_incomplete_unless_that_is_fine() -> None:
    assert decide(an_audit(), Gate()) == Exit(3, "no model was found; nothing checked is not clean")
    assert decide(an_audit(), Gate(allow_empty=True)) == Exit(0, "nothing counted failed")


def test_what_could_not_be_read_is_incomplete_unless_it_is_accepted() -> None:
    audit = an_audit(MODEL)
    problems = (
        Problem("dir:x", "a", "broken"),
        Problem("dir:x", "a", "twice"),
        Problem("dir:x", "b", "broken"),
    )
    unread = replace(audit, inventory=replace(audit.inventory, problems=problems))
    assert decide(unread, Gate()) == Exit(3, "not accepted by the organisation: 2 unreadable")
    assert decide(replace(unread, accepted=(accepted_at("dir:x/a"),)), Gate()) == Exit(
        3, "not accepted by the organisation: 1 unreadable"
    )
    assert (
        decide(replace(unread, accepted=(accepted_at("dir:x/a"), accepted_at("dir:x/b"))), Gate()).code == 0
    )


def test_what_is_not_known_is_named_by_its_kind_and_formats_not_read_are_among_it() -> None:
    audit = an_audit(MODEL)
    inventory = replace(
        audit.inventory,
        problems=(
            Problem("dir:x", "a", "broken"),
            Problem("dir:x", "b", "one shard", category=ProblemKind.INCOMPLETE),
            Problem("dir:x", "c", "other bytes", category=ProblemKind.ALTERED),
        ),
        skipped=(
            Skipped("dir:x", "d.pkl", "pickle", SkipKind.FORMAT),
            Skipped("dir:x", "e.pkl", "pickle", SkipKind.FORMAT),
            Skipped("dir:x", "f", "link out of the folder, not followed"),
        ),
    )
    unread = replace(audit, inventory=inventory)
    kinds = "1 unreadable, 1 incomplete, 1 altered, 2 files in formats not read"
    assert decide(unread, Gate()) == Exit(3, f"not accepted by the organisation: {kinds}")
    all_but_one = tuple(accepted_at(f"dir:x/{name}") for name in ("a", "b", "c", "d.pkl"))
    assert decide(replace(unread, accepted=all_but_one), Gate()) == Exit(
        3, "not accepted by the organisation: 1 file in a format not read"
    )
    assert decide(replace(unread, accepted=(*all_but_one, accepted_at("dir:x/e.pkl"))), Gate()).code == 0


def _record(file: str | None, state: EvidenceState = EvidenceState.ALTERED) -> EvidenceRecord:
    return EvidenceRecord("x", ("m",), state, "a.yaml:1", "A", date(2026, 11, 1), file=file)


def test_altered_evidence_goes_before_everything_else() -> None:
    audit = replace(_audit(verdict=Verdict.FAIL), evidence=(_record("plan.pdf"),))
    assert decide(audit, Gate()) == Exit(12, "1 evidence file is not what was recorded: plan.pdf")


def test_missing_files_and_altered_files_are_told_apart_and_named() -> None:
    missing = [_record(f"{n}.pdf", EvidenceState.MISSING) for n in range(5, 0, -1)]
    audit = replace(an_audit(MODEL), evidence=(*missing, _record("b.txt"), _record(None), _record("b.txt")))
    assert decide(audit, Gate()) == Exit(
        12,
        "5 evidence files are missing or cannot be read: 1.pdf, 2.pdf, 3.pdf and 2 more; "
        "2 evidence files are not what was recorded: a.yaml:1, b.txt",
    )
