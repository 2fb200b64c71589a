from dataclasses import replace

from auditor.domain.audit import Audit
from auditor.domain.finding import Holding, RuleKind, Tally, Verdict
from auditor.reports.document.changes import changes
from auditor.reports.document.well import well
from auditor.reports.terminal.changes import changes_text
from tests.builders.audit import a_finding, a_model, a_run, an_audit

MODEL, OTHER = a_model("one"), a_model("two")
TOLD = a_finding(MODEL, verdict=Verdict.UNKNOWN, sentence="cannot be decided: not known")


def tally(verdict: Verdict, sentence: str) -> Tally:
    return Tally(TOLD.rule, RuleKind.PREFERENCE, verdict, False, sentence, 1)


def judged(*tallies: Tally, holding: tuple[Holding, ...] = ()) -> Audit:
    return replace(an_audit(MODEL, OTHER), tallies=tallies, holding=holding)


def holds_for(*ids: str, n: int = 1) -> Holding:
    return Holding(TOLD.rule, False, None, n, ids)


HOLDS = tally(Verdict.PASS, "it holds")
NOT_OURS = tally(Verdict.NOT_APPLICABLE, "does not apply: role is no")


def test_the_only_verdict_there_is_is_that_of_the_subject() -> None:
    found = well(judged(NOT_OURS), TOLD, MODEL.id)
    assert found is not None
    assert (found["verdict"], found["reason"], found["counted"]) == (
        "not_applicable",
        "does not apply: role is no",
        False,
    )


def test_of_several_the_subjects_that_a_rule_holds_for_tell() -> None:
    both = judged(HOLDS, NOT_OURS, holding=(holds_for(OTHER.id),))
    mine, theirs = well(both, TOLD, MODEL.id), well(both, TOLD, OTHER.id)
    assert mine is not None
    assert theirs is not None
    assert (mine["reason"], theirs["reason"]) == ("does not apply: role is no", "it holds")


def test_where_nobody_can_tell_which_nothing_is_said() -> None:
    assert well(judged(HOLDS, NOT_OURS), TOLD, MODEL.id) is None
    not_all_named = judged(HOLDS, NOT_OURS, holding=(holds_for(OTHER.id, n=2),))
    assert well(not_all_named, TOLD, MODEL.id) is None
    assert well(judged(), TOLD, MODEL.id) is None


def test_several_reasons_are_none() -> None:
    other = tally(Verdict.NOT_APPLICABLE, "does not apply: its law is not in force")
    found = well(judged(NOT_OURS, other), TOLD, MODEL.id)
    assert found is not None
    assert (found["verdict"], found["reason"]) == ("not_applicable", "")


def test_what_is_no_longer_amiss_is_told_with_the_later_reason() -> None:
    before = replace(judged(), findings=(TOLD,))
    text = changes_text(changes((before, a_run()), (judged(NOT_OURS), a_run())), 200)
    assert "unknown  does not apply" in text
    assert "does not apply: role is no" in text
    assert "cannot be decided" not in text
    several = judged(NOT_OURS, tally(Verdict.NOT_APPLICABLE, "another"))
    assert "before: cannot be decided" in changes_text(changes((before, a_run()), (several, a_run())), 200)


def test_what_becomes_amiss_says_what_it_was() -> None:
    after = replace(judged(), findings=(TOLD,))
    text = changes_text(changes((judged(HOLDS), a_run()), (after, a_run())), 200)
    assert "holds  unknown" in text
    assert "cannot be decided: not known" in text
