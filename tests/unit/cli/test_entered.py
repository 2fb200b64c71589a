from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from auditor.cli.asking import Person
from auditor.cli.entered import guide_through
from auditor.cli.options import Options
from auditor.declarations import load
from auditor.domain.declaration import SystemDeclared
from tests.builders.declarations import write
from tests.conftest import Ended
from tests.unit.cli.conftest import Cli, refusal
from tests.unit.cli.test_guided import Officer


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


SYSTEM = ("declare", "system", "--by", "A. Officer", "--set", "id=triage", "--set", "name=Triage")


def test_fields_on_the_command_line_become_an_entry_that_is_printed(cli: Cli, tmp_path: Path) -> None:
    ended = cli(*SYSTEM, "--set", "annex_iii=5d", "--set", "union_placed_on=none", "--set", "purpose=a: b #c")
    assert ended == Ended(
        0,
        f"- kind: system\n  by: A. Officer\n  on: {_today()}\n  id: triage\n  name: Triage\n"
        "  annex_iii: [5d]\n"
        "  union_placed_on: null\n  purpose: 'a: b #c'\n",
        "",
    )
    assert not (tmp_path / "declarations").exists()


def test_it_is_written_after_what_is_there_and_checked(cli: Cli, tmp_path: Path) -> None:
    assert cli(*SYSTEM, "--write").code == 0
    path = tmp_path / "declarations" / "system.yaml"
    assert path.read_text() == cli(*SYSTEM[:-4], "--set", "id=b", "--set", "name=Triage").out.replace(
        "id: b", "id: triage"
    )
    ended = cli("declare", "system", "--by", "B", "--set", "id=b", "--set", "name=B", "--write", "--check")
    assert (ended.code, len(load(path.parent).entries)) == (0, 2)


@pytest.mark.parametrize(
    ("arguments", "error", "hint"),
    [
        (
            ("declare", "system", "--set", "id=a", "--set", "name=A"),
            "declare: nobody says so",
            "Add --by NAME.",
        ),
        ((*SYSTEM, "--set", "owner="), "declare: --set owner is empty", "Leave it out, or say none."),
        ((*SYSTEM, "--set", "own_nam=yes"), "system: unknown field 'own_nam'", "Did you mean 'own_name'?"),
        (
            (*SYSTEM, "--set", "own_name=perhaps"),
            "own_name must be yes or no, not 'perhaps'",
            "Answer yes or no; leave it empty if you do not know.",
        ),
    ],
)
def test_what_is_no_answer_is_refused(
    cli: Cli, tmp_path: Path, arguments: tuple[str, ...], error: str, hint: str
) -> None:
    assert cli(*arguments, "--write") == refusal(error, hint)
    assert list(tmp_path.iterdir()) == []


def test_an_entry_that_is_not_whole_is_refused(cli: Cli, tmp_path: Path) -> None:
    ended = cli("declare", "evidence", "--by", "N", "--set", "evidence=union-nexus", "--write")
    assert (ended.code, ended.err.splitlines()[0].rpartition(": ")[2]) == (2, "evidence lacks status")
    assert list(tmp_path.iterdir()) == []


def test_what_is_wrong_with_what_is_given_is_in_no_line_of_a_file(cli: Cli, tmp_path: Path) -> None:
    said = ("evidence=ai-interaction-notice", "status=absent")
    given = (
        "declare",
        "evidence",
        "--by",
        "N",
        *(word for one in said for word in ("--set", one)),
        "--write",
    )
    ended = cli(*given)
    error, hint = ended.err.splitlines()
    assert error == "error: declare: evidence does not know 'ai-interaction-notice'"
    assert hint.startswith("hint: Did you mean 'affected-persons-notice' or ")
    assert hint.endswith("All kinds: auditor show evidence-kinds.")
    assert len(hint) < 170
    folder = write(tmp_path / "declarations", a="- {kind: sistem}\n")
    ended = cli(*given)
    assert (ended.code, "a.yaml:1: unknown kind 'sistem'" in ended.err) == (2, True)
    assert [path.name for path in folder.iterdir()] == ["a.yaml"]


def test_what_an_entry_leaves_open_is_answered_in_it(cli: Cli, tmp_path: Path) -> None:
    cli(*SYSTEM, "--write")
    more = ("declare", "system", "--by", "A. Officer", "--set", "id=triage", "--set")
    path = tmp_path / "declarations" / "system.yaml"
    before = path.read_text()
    assert cli(*more, "own_name=yes") == Ended(0, "changed: triage: own_name: yes\n", "")
    assert path.read_text() == before
    ended = cli(*more, "own_name=yes", "--write")
    assert (ended.code, ended.out.splitlines()[0]) == (0, "changed: triage: own_name: yes")
    (entry,) = load(path.parent).entries
    assert isinstance(entry, SystemDeclared)
    assert (entry.name, dict(entry.fields)) == ("Triage", {"own_name": True})
    assert cli(*more, "own_name=yes", "--write").out == "Nothing changes: that is declared already.\n"


def test_what_somebody_else_says_stands_beside_the_entry_with_their_source(cli: Cli, tmp_path: Path) -> None:
    entry = "- {kind: organisation, by: N, on: 2026-01-01, name: Clinic, country: DE}\n"
    folder = write(tmp_path / "declarations", a=entry)
    said = ("declare", "organisation", "--by", "B", "--set", "country=FR", "--set", "finance=no", "--write")
    assert cli(*said).out.splitlines()[:2] == [
        "changed: organisation: country: DE -> FR",
        "changed: organisation: finance: no",
    ]
    old, new = load(folder).entries
    assert (old.provenance.by, old.provenance.valid_until, new.provenance.by) == ("N", None, "B")
    assert (folder / "a.yaml").read_text().startswith(entry)
    told = ("declare", "organisation", "--by", "B", "--set", "size=sme", "--set", "source=minutes")
    assert cli(*told, "--write").code == 0
    assert [one.provenance.source for one in load(folder).entries] == [None, None, "minutes"]


def test_a_resolution_is_said_as_a_person_says_it(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "proof.txt").write_text("proof")
    said = ("fact=role.gpai_provider", "value=nein", "subject=model:clinic*", "evidence=proof.txt")
    ended = cli("declare", "resolve", "--by", "N", *(word for one in said for word in ("--set", one)))
    assert (ended.code, ended.err) == (0, "")
    assert "value: false" in ended.out
    assert "subject: {name: clinic*, expect: 1}" in ended.out
    wrong = ("fact=role.gpai_provider", "value=perhaps", "subject=model:clinic*", "evidence=proof.txt")
    ended = cli("declare", "resolve", "--by", "N", *(word for one in wrong for word in ("--set", one)))
    assert (ended.code, "must be yes or no, not 'perhaps'" in ended.err) == (2, True)


def test_answers_in_a_file_are_entries_as_far_as_they_are_answered(cli: Cli, tmp_path: Path) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text(
        "- {kind: organisation, name: Clinic, country: DE}\n"
        "- {kind: system, by: B. Other, on: 2026-11-01, id: a, name: A, annex_iii: [5d],\n"
        "   screen: [{annex_iii: 5d, answer: yes, reason: triage}]}\n"
    )
    assert cli("declare", "--answers", "answers.yaml", "--by", "A. Officer", "--write").code == 0
    entries = load(tmp_path / "declarations").entries
    assert [(type(one).__name__, one.provenance.by) for one in entries] == [
        ("OrganisationDeclared", "A. Officer"),
        ("SystemDeclared", "B. Other"),
    ]
    answers.write_text(
        "- {kind: system, id: b, name: B, annex_iii: [],\n   screen: [{annex_iii: 5d, answer: yes}]}\n"
    )
    ended = cli("declare", "--answers", "answers.yaml", "--by", "A. Officer", "--write")
    assert (ended.code, "yes has no reason" in ended.err) == (2, True)
    assert len(load(tmp_path / "declarations").entries) == 2


def through(officer: Officer) -> int:
    with click.Context(click.Command("declare"), obj=Options()):
        return guide_through(("organisation", "system"), Person(officer.ask, officer.told.append))


ANSWERS = {"organisation called": "Clinic", "country is the seat": "DE", "Write this": "yes"}


@pytest.mark.usefixtures("cli")
def test_a_session_shows_the_entries_before_it_writes_them(tmp_path: Path) -> None:
    officer = Officer(**ANSWERS)
    assert through(officer) == 0
    folder = tmp_path / "declarations"
    assert sorted(path.name for path in folder.iterdir()) == ["organisation.yaml", "system.yaml"]
    shown = "\n".join(officer.told)
    assert all((folder / f"{kind}.yaml").read_text() in shown + "\n" for kind in ("organisation", "system"))


@pytest.mark.usefixtures("cli")
def test_without_a_yes_nothing_is_written_and_the_answers_are_kept(tmp_path: Path) -> None:
    assert through(Officer(**ANSWERS | {"Write this": "no"})) == 3
    assert [path.name for path in (tmp_path / "declarations").iterdir()] == [".unfinished.yaml"]
    later = Officer(**ANSWERS | {"Go on": "yes"})
    assert through(later) == 0
    assert len(later.asked) == 3
    assert len(load(tmp_path / "declarations").entries) == 2


@pytest.mark.usefixtures("cli")
def test_answers_that_are_not_wanted_any_more_are_asked_for_again(tmp_path: Path) -> None:
    through(Officer(**ANSWERS | {"Write this": "no"}))
    again = Officer(**ANSWERS | {"Go on": "no", "it called": "Other"})
    assert through(again) == 0
    assert "name: Other" in (tmp_path / "declarations" / "system.yaml").read_text()


@pytest.mark.usefixtures("cli")
def test_a_session_reads_what_is_there_before_it_asks(tmp_path: Path) -> None:
    write(tmp_path / "declarations", a="- {kind: sistem}\n")
    officer = Officer()
    with pytest.raises(Exception, match="unknown kind 'sistem'"):
        through(officer)
    assert officer.asked == []


def _said(kind: str, *fields: str) -> tuple[str, ...]:
    return ("declare", kind, "--by", "N", *(word for one in fields for word in ("--set", one)))


@pytest.mark.parametrize(
    ("kind", "fields", "what"),
    [
        ("hosting", ("deployment=gpu-*", "mode=managed"), "hosting: name gpu-* matches nothing, 1 expected"),
        ("training", ("model=Twin", "tokens=5e7"), "training: name Twin matches 2, 1 expected: "),
        ("hosting", ("deployment={name: '*', expect: 9}",), "hosting: name * matches 4, 9 expected: "),
        (
            "evidence",
            ("evidence=union-nexus", "status=absent", "serves=system:mail"),
            "evidence 'union-nexus': id mail matches nothing, 1 expected",
        ),
        ("incident", ("id=INC-1", "system=mail"), "incident 'INC-1': no system 'mail' is declared"),
    ],
)
def test_what_matches_fewer_or_more_than_it_says_is_not_written(
    record: Cli, tmp_path: Path, kind: str, fields: tuple[str, ...], what: str
) -> None:
    ended = record(*_said(kind, *fields), "--write")
    error, hint = ended.err.splitlines()
    assert (ended.code, ended.out) == (2, "")
    assert error.startswith(f"error: declare: {what}")
    assert "auditor show models, deployments or systems" in hint
    assert not (tmp_path / "declarations" / f"{kind}.yaml").exists()


def test_as_many_as_are_meant_are_written(record: Cli, tmp_path: Path) -> None:
    said = _said("hosting", "deployment={name: '*', expect: 4}", "mode=self_onprem")
    assert record(*said, "--write").code == 0
    assert "expect: 4" in (tmp_path / "declarations" / "hosting.yaml").read_text()


def test_before_anything_is_scanned_a_selector_is_taken_at_its_word(cli: Cli) -> None:
    assert cli(*_said("hosting", "deployment=gpu-*", "mode=managed")).code == 0


def test_a_system_may_use_what_was_not_found_yet_and_that_is_told(record: Cli) -> None:
    ended = record(*_said("system", "id=mail", "name=Mail", "uses=Unseen 7B"))
    assert (ended.code, "uses:" in ended.out) == (0, True)
    told = "not found by the newest scans: system 'mail': name Unseen 7B matches nothing, 1 expected\n"
    assert ended.err == told


PROOF = ("evidence=union-nexus", "status=present")


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("nexus.pdf", "no file that can be read, neither beside the declaration nor in the folder above"),
        ("empty.pdf", "empty, which proves nothing"),
    ],
)
def test_evidence_that_is_not_there_is_not_written(cli: Cli, tmp_path: Path, file: str, why: str) -> None:
    (tmp_path / "empty.pdf").touch()
    assert cli(*_said("evidence", *PROOF, f"file={file}"), "--write") == refusal(
        f"declare: evidence 'union-nexus': {file}: {why}",
        "Name a file beside the declarations or in the folder above;"
        " an address alone is --set url=https://...",
    )
    assert [path.name for path in tmp_path.iterdir()] == ["empty.pdf"]


def test_evidence_with_a_file_that_is_there_or_an_address_alone_is_written(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "nexus.pdf").write_text("nexus")
    for where in ("file=nexus.pdf", "url=https://example.org/nexus"):
        assert cli(*_said("evidence", *PROOF, where), "--write").code == 0
    assert len(load(tmp_path / "declarations").entries) == 2


def test_what_was_wrong_before_keeps_nobody_from_saying_more(record: Cli, tmp_path: Path) -> None:
    gone = "- {kind: evidence, by: N, on: 2026-01-01, evidence: union-nexus, status: present, file: a.pdf}\n"
    write(tmp_path / "declarations", evidence=gone)
    assert record(*_said("organisation", "finance=no"), "--write").code == 0
    assert record(*_said("evidence", *PROOF, "url=https://example.org"), "--write").code == 0
    # A second entry that is wrong in the same way is new all the same.
    assert record(*_said("evidence", *PROOF, "file=a.pdf"), "--write").code == 2


@pytest.mark.parametrize(
    ("field", "what"),
    [
        ("category=bad", "category does not know 'bad'"),
        ("aware_on=yesterday", "aware_on must be a day, not 'yesterday'"),
        ("system=two words", "system cannot be 'two words'"),
    ],
)
def test_what_is_said_of_an_incident_has_its_type(cli: Cli, field: str, what: str) -> None:
    ended = cli(*_said("incident", "id=INC-1", field))
    assert (ended.code, ended.out, ended.err.splitlines()[0]) == (2, "", f"error: {what}")


def test_an_incident_is_said_as_a_person_says_it(record: Cli) -> None:
    ended = record(*_said("incident", "id=INC-1", "system=letters", "category=Tod", "aware_on=13.10.2026"))
    assert (ended.code, ended.err) == (0, "")
    assert "  category: death\n  aware_on: 2026-10-13\n" in ended.out


def test_an_incident_is_of_a_declared_system_before_anything_is_scanned(cli: Cli) -> None:
    ended = cli(*_said("incident", "id=INC-1", "system=mail"))
    assert (ended.code, ended.err.splitlines()[0]) == (
        2,
        "error: declare: incident 'INC-1': no system 'mail' is declared",
    )
    cli("declare", "system", "--by", "N", "--set", "id=mail", "--set", "name=Mail", "--write")
    assert cli(*_said("incident", "id=INC-1", "system=mail")).code == 0
    ended = cli(*_said("incident", "id=INC-1", "system=mail", "aware_on=2099-01-01"))
    assert (ended.code, "aware_on lies after" in ended.err) == (2, True)


def test_what_a_later_word_says_goes_together_with_the_entry(cli: Cli) -> None:
    cli(*SYSTEM, "--set", "put_into_service_on=2026-03-01", "--write")
    said = ("declare", "system", "--by", "B. Other", "--set", "id=triage", "--set")
    assert cli(*said, "out_of_service=2026-03-01").code == 0
    ended = cli(*said, "out_of_service=2026-02-28", "--write")
    assert (ended.code, "out_of_service lies before put_into_service_on" in ended.err) == (2, True)
