"""``auditor declare`` in a real terminal: stopped, resumed, written, and read by an audit."""

import sys
from datetime import date
from pathlib import Path

import pytest

from auditor.declarations import load
from auditor.declarations.register import register
from auditor.domain.declaration import OrganisationDeclared, SystemDeclared
from tests.builders.terminal import at_terminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")

Answers = list[tuple[str, str]]

ORGANISATION: Answers = [
    ("Your name", "A. Officer\n"),
    ("organisation called?", "Clinic\n"),
    ("country", "UK\n"),
    ("Did you mean GB?", "DE\n"),
    ("micro, an SME", "large\n"),
    *((asked, "?\n") for asked in ("public law", "public services", "financial", "law enforcement")),
    ("roles", "deployer\n"),
]
SYSTEM: Answers = [
    ("short id", "triage\n"),
    ("is it called?", "Triage\n"),
    ("one sentence", "Sorts: patients\n"),
    ("answers for it", "\n"),
    ("models does it use", "llama*\n"),
    ("own name", "yes\n"),
    ("somebody else", "none\n"),
    ("put into service", "2026-03-01\n"),
    ("taken out of service", "none\n"),
    ("Union market", "none\n"),
]
REST: Answers = [
    ("Annex I product", "n\n"),
    ("profile", "n\n"),
    ("Art. 6(3)", "none\n"),
    ("another purpose", "n\n"),
    ("modify it substantially", "n\n"),
    ("design", "none\n"),
    *((asked, "n\n") for asked in ("interact", "deep fakes", "public interest", "emotions", "biometrics")),
]


def points(codes: str) -> Answers:
    return [line for code in codes.split() for line in ((f"({code})", "n\n"), ("Why", "not its purpose\n"))]


def areas() -> Answers:
    found: Answers = []
    for area in range(1, 9):
        found.append((f"\n{area}. ", "yes\n" if area == 5 else "n\n"))
        if area == 5:
            found += points("5a 5b 5c")
            found += [("(5d)", "y\n"), ("Why", "orders emergency patients\n")]
        else:
            found.append(("Why", "another field\n"))
    return found


def test_a_session_is_stopped_goes_on_and_is_written(tmp_path: Path) -> None:
    stopped = [*ORGANISATION, *SYSTEM, *points("a b ba"), ("(bb)", "stop\n")]
    code, printed = at_terminal(["declare"], tmp_path, stopped)
    assert (code, printed.strip().splitlines()[-1]) == (
        3,
        "Nothing was written; your answers are kept, auditor declare goes on with them.",
    )
    folder = tmp_path / "declarations"
    assert load(folder).entries == ()
    persons: Answers = []
    for asked, answer in REST:
        persons.append((asked, answer))
        if asked == "interact":
            persons.append(("generate", "none\n"))
    used: Answers = [
        ("workplace", "n\n"),
        ("decide about", "n\n"),
        ("control?", "?\n"),
        ("logs kept", "?\n"),
        ("data goes", "?\n"),
        ("impact assessment", "?\n"),
        ("serious incident", "n\n"),
        ("Write this", "y\n"),
    ]
    again: Answers = [("Go on with them?", "y\n"), ("Your name", "A. Officer\n")]
    code, printed = at_terminal(
        ["declare"], tmp_path, [*again, *points("bb c d e f g h"), *areas(), *persons, *used]
    )
    assert code == 0, printed
    organisation, system = load(folder).entries
    assert isinstance(organisation, OrganisationDeclared)
    assert isinstance(system, SystemDeclared)
    assert dict(organisation.fields) == {"country": "DE", "size": "large", "roles": ("deployer",)}
    fields = dict(system.fields)
    assert (system.purpose, fields["annex_iii"], fields["practices_art_5"]) == (
        "Sorts: patients",
        ("5d",),
        (),
    )
    assert "log_retention_days" not in fields
    assert all((folder / name).read_text() in printed for name in ("organisation.yaml", "system.yaml"))
    code, printed = at_terminal(["declare", "--check"], tmp_path, [])
    assert (code, "2 entries, all well formed" in printed) == (0, True)


def test_an_interrupted_session_keeps_its_answers(tmp_path: Path) -> None:
    code, printed = at_terminal(
        ["declare", "organisation", "--interactive"], tmp_path, [*ORGANISATION[:3], ("Did", "\x03")]
    )
    assert (code, "your answers are kept" in printed) == (3, True)
    assert "name: Clinic" in (tmp_path / "declarations" / ".unfinished.yaml").read_text()


def test_another_person_goes_on_and_signs_their_own_answers(tmp_path: Path) -> None:
    asking = ["declare", "organisation", "--interactive"]
    stopped: Answers = [*ORGANISATION[:5], ("public law", "yes\n"), ("public services", "stop\n")]
    assert at_terminal(asking, tmp_path, stopped)[0] == 3
    again: Answers = [
        ("Go on with them?", "y\n"),
        ("Your name", "B. Other\n"),
        ("public services", "no\n"),
        *((asked, "?\n") for asked in ("financial", "law enforcement")),
        ("roles", "deployer\n"),
        ("Write this", "y\n"),
    ]
    code, printed = at_terminal(asking, tmp_path, again)
    assert (code, "Clinic, as A. Officer answered on" in printed) == (0, True), printed
    organisation = register(load(tmp_path / "declarations"), date.max).organisation
    assert organisation is not None
    who = {key: organisation.of(key).by for key, _ in organisation.fields}
    theirs = dict.fromkeys(("country", "size", "public_body"), "A. Officer")
    assert who == {**theirs, "public_service": "B. Other", "roles": "B. Other"}
    assert at_terminal(["declare", "--check"], tmp_path, [])[0] == 0


def test_a_system_of_a_register_is_screened_afterwards(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("id,name,own name,Annex III\nS-04,Falls,no,\nS-05,Letters,no,none\n")
    importing = ["declare", "--from", "r.csv", "--by", "B. Keeper", "--write"]
    assert at_terminal([*importing, "--map", "id=id"], tmp_path, [])[0] == 0
    answers: Answers = [
        ("S-04: Falls\n  S-05: Letters", "s-04\n"),
        ("own_name: no", "Detects falls\n"),
        ("answers for it", "\n"),
        ("models does it use", "\n"),
        *((asked, "?\n") for asked in ("somebody else", "provider established", "into service")),
        *((asked, "?\n") for asked in ("out of service", "Union market", "supply it")),
        *points("a b ba bb c d e f g h"),
        *areas(),
        *((asked, "?\n") for asked in ("Annex I product", "section of Annex I", "profile", "6(3)")),
        *(
            (asked, "?\n")
            for asked in ("another purpose", "modify it substantially", "supplied it", "design")
        ),
        ("Since when", "?\n"),
        *((asked, "?\n") for asked in ("interact", "obvious", "generate", "standard editing", "deep fakes")),
        *((asked, "?\n") for asked in ("public interest", "answer for it?", "emotions", "biometrics")),
        *((asked, "?\n") for asked in ("workplace", "decide about", "adverse", "control?", "logs kept")),
        *((asked, "?\n") for asked in ("data goes", "impact assessment", "serious incident")),
        ("Write this", "y\n"),
    ]
    code, printed = at_terminal(
        ["declare", "system", "--interactive", "--by", "A. Officer"], tmp_path, answers
    )
    assert (code, "changed: S-04: practices_art_5: []" in printed) == (0, True), printed
    written = (tmp_path / "declarations" / "system.yaml").read_text()
    # What the register said stays its keeper's word; what was answered stands beside it.
    (falls, letters) = register(load(tmp_path / "declarations"), date.max).systems
    assert (falls.of("own_name").by, falls.of("practices_art_5").by) == ("B. Keeper", "A. Officer")
    fields = dict(falls.fields)
    assert (fields["own_name"], fields["annex_iii"], fields["practices_art_5"]) == (False, ("5d",), ())
    assert dict(letters.fields) == {"own_name": False, "annex_iii": ()}
    more = ["declare", "system", "--interactive", "--by", "A. Officer", "--set", "id=S-05"]
    code, printed = at_terminal(more, tmp_path, [("S-05, as", "Letters\n"), ("answers for it", "stop\n")])
    assert (code, "S-05" in printed, "short id" in printed) == (3, True, False)
    code, printed = at_terminal([*more[:-1], "id=S-04"], tmp_path, [])
    assert (code, "a stopped session is about S-05" in printed) == (2, True), printed
    assert (tmp_path / "declarations" / "system.yaml").read_text() == written


def test_columns_are_mapped_once_at_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "systems.csv").write_text("Nr;Titel;Kosten\nS1;Triage;3\n")
    importing = ["declare", "--from", "systems.csv", "--by", "N", "--write"]
    asked: Answers = [
        ("Nr [id]", "\n"),
        ("Titel [-]", "nam\n"),
        ("Did you mean 'name'", "name\n"),
        ("Kosten [-]", "\n"),
    ]
    code, printed = at_terminal(importing, tmp_path, asked)
    assert (code, "new: S1" in printed) == (0, True)
    code, printed = at_terminal(importing, tmp_path, [])
    assert (code, "unchanged: 1" in printed) == (0, True)
