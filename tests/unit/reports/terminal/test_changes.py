from dataclasses import replace
from typing import Any

from auditor.domain.audit import Audit, Run
from auditor.domain.fact import Settler
from auditor.domain.finding import Missing, Verdict
from auditor.domain.header import OnLoad
from auditor.domain.observation import Problem
from auditor.domain.subject import System
from auditor.reports.document.changes import changes
from auditor.reports.terminal.changes import changes_text
from tests.builders.audit import a_deployment, a_finding, a_model, a_run, an_audit, inventory

LETTERS = a_model()
PLACE = a_deployment(LETTERS)


def test_where_nothing_changed_it_says_so() -> None:
    same = (an_audit(LETTERS), a_run())
    assert changes_text(changes(same, same), 120) == (
        "both rest on the same scans, declarations, attestations, catalogue, policies and days\n\n"
        "no model changed\n\nno place changed\n\nno problem changed\n\nno system changed\n\n"
        "no verdict changed\n"
    )


def test_what_changed_is_counted_and_listed() -> None:
    before = replace(an_audit(), findings=())
    after = an_audit(inventory=inventory(models=(LETTERS,), deployments=(PLACE,)))
    failing = replace(after, findings=(a_finding(LETTERS, verdict=Verdict.FAIL),))
    lines = changes_text(changes((before, a_run()), (failing, a_run())), 160).splitlines()
    assert "1 model new, gone or changed" in lines
    assert "1 place new, gone or changed" in lines
    assert "1 verdict changed" in lines
    verdict = lines[-1].split()
    assert verdict[:4] == ["not", "there", "fail", "medium"]


def _pair(**changes: Any) -> tuple[Audit, Run]:
    return replace(an_audit(LETTERS), **changes), a_run()


def test_a_failure_that_is_gone_reads_as_what_it_may_be() -> None:
    text = changes_text(changes(_pair(findings=(a_finding(LETTERS),)), _pair(rules=())), 200)
    assert "fail  not asked" in text
    (rule,) = an_audit().rules
    asked = (replace(rule, rule=a_finding(LETTERS).rule),)
    held = changes(_pair(findings=(a_finding(LETTERS),), rules=asked), _pair(rules=asked))
    assert "fail  no longer fails" in changes_text(held, 200)
    back = changes(_pair(rules=asked), _pair(findings=(a_finding(LETTERS),), rules=asked))
    assert "did not fail  fail" in changes_text(back, 200)


def test_what_waits_for_one_answer_is_one_line() -> None:
    waits = Missing("role.deployer", "organisation", "nobody says", Settler.ORGANISATION, "auditor declare")
    others = tuple(a_model(name) for name in ("a", "b"))
    audit = an_audit(*others)
    unknown = (a_finding(one, verdict=Verdict.UNKNOWN, missing=(waits,), sentence=one.name) for one in others)
    found = changes((audit, a_run()), (replace(audit, findings=tuple(unknown)), a_run()))
    lines = changes_text(found, 200).splitlines()
    assert "2 verdicts changed" in lines
    (line,) = [line for line in lines if "unknown" in line]
    assert ("a, b" in line, "for want of" in line) == (True, True)


def test_what_nobody_looked_at_any_more_is_not_gone() -> None:
    here = a_run().scans[0]
    there = replace(here, target="dir:n", resolved="dir:/srv/n")
    other = a_model("Other", locations=("dir:n#other.gguf",))
    both = an_audit(LETTERS, other), a_run(scans=(here, there))
    text = changes_text(changes(both, (an_audit(LETTERS), a_run(scans=(here,)))), 200)
    assert ("no longer looked at: dir:n\n" in text, "not looked at any more" in text) == (True, True)


def test_other_bytes_new_files_and_systems_are_said() -> None:
    model = replace(LETTERS, id=f"sha256:{'ee' * 32}")
    problem = Problem("dir:/srv/models", "a.pt", "imports os", on_load=OnLoad.RUNS, sha256="aa" * 32)
    held = inventory(models=(model,), deployments=(), problems=(problem,))
    system = System("triage", "Triage", "sorts", ())
    later = an_audit(inventory=held, systems=(system,)), a_run()
    text = changes_text(changes(_pair(), later), 300)
    assert f"{LETTERS.id[7:19]}, now sha256 eeeeeeeeeeee" in text
    assert "1 problem new, gone or changed" in text
    assert "1 system new, gone or changed" in text
    other = replace(problem, sha256="bb" * 32)
    changed = replace(later[0], inventory=replace(held, problems=(other,))), a_run()
    text = changes_text(changes(later, changed), 300)
    assert "imports os: sha256 aaaaaaaaaaaa, now sha256 bbbbbbbbbbbb" in text
