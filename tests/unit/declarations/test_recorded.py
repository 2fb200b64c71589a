from pathlib import Path

from auditor.declarations import broken_files, load
from auditor.domain.evidence import EvidenceState
from tests.builders.declarations import TODAY, bound, write


def test_a_file_that_says_nothing_of_its_own_is_a_problem_and_proves_nothing(tmp_path: Path) -> None:
    who = "by: N, on: 2026-11-01"
    folder = write(
        tmp_path / "d",
        a=f"- {{kind: evidence, evidence: literacy-plan, status: present, file: zero.pdf, {who}}}\n"
        f"- {{kind: evidence, evidence: literacy-plan, status: present, file: a.yaml, {who}}}\n"
        f"- {{kind: resolve, fact: organisation.size, value: sme, evidence: zero.pdf, {who}}}\n",
    )
    (folder / "zero.pdf").touch()
    declared = load(folder)
    told = [
        ("evidence 'literacy-plan'", "zero.pdf: empty, which proves nothing", "d/a.yaml:1"),
        ("evidence 'literacy-plan'", "a.yaml: itself a declaration, which proves nothing", "d/a.yaml:2"),
        ("resolve organisation.size", "zero.pdf: empty, which proves nothing", "d/a.yaml:3"),
    ]
    assert [(one.subject, one.sentence, one.locator) for one in broken_files(declared, TODAY)] == told
    result = bound(*declared.entries)
    assert [(one.subject, one.sentence, one.locator) for one in result.problems] == told
    empty, own = EvidenceState.EMPTY, EvidenceState.DECLARATION
    assert [one.state for one in result.evidence] == [empty, own, empty]
    assert [list(one.claims) for one in result.resolved] == [[]]
