from pathlib import Path

import pytest

from auditor.declarations import load
from auditor.declarations.answering import typed
from auditor.declarations.nobody import is_yes_or_no, names_nobody
from auditor.errors import DeclarationError
from tests.builders.declarations import write

WAIVER = """\
- kind: waiver
  by: B. Engineer
  on: 2026-11-01
  rule: endpoint-no-auth
  rule_version: 1
  subject: {id: "dep:0123"}
  reason: behind the gateway
  ticket: SEC-12
  requested_by: B. Engineer
  approved_by: C. Director
  created: 2026-11-01
  expires: 2027-02-01
"""
SYSTEM = "- {kind: system, by: B. Engineer, on: 2026-11-01, id: a, name: A, owner: Ward IT}\n"

NOBODY = ["nobody", "?", "TBD", "t.b.d.", "n/a", "himself", "same", "system", "null", "-", "N.N.", "k. A."]
NOBODY += ["Niemand", "derselbe", "wie oben", "noch offen", "Moi-même", "à définir", "quelqu'un", "idem"]
NOBODY += [
    "Nobody (CISO)",
    "TBD, CISO",
    "nobody <c@example.org>",
    "TBD <tbd@example.org>",
    "nobody@example.org",
]
NAMES = [
    "Ng",
    "Bo Li",
    "Li",
    "Nan",
    "A. Officer",
    "李明",
    "김",
    "Rossi, Anna",
    "No, Anna",
    "Same Rossi",
    "IT",
]
NAMES += ["b.engineer@example.org", "c@example.org", "Anna Rossi <anna@example.org>", "Ömer", "Na Li"]


@pytest.mark.parametrize("text", NOBODY)
def test_words_that_name_no_person(text: str) -> None:
    assert names_nobody(text)


@pytest.mark.parametrize("text", NAMES)
def test_names_however_short(text: str) -> None:
    assert not names_nobody(text)
    assert not is_yes_or_no(text)


@pytest.mark.parametrize("key", ["by", "requested_by", "approved_by"])
def test_every_person_of_a_waiver_is_somebody(tmp_path: Path, key: str) -> None:
    person = "C. Director" if key == "approved_by" else "B. Engineer"
    for text in NOBODY:
        folder = write(tmp_path / "d", a=WAIVER.replace(f"  {key}: {person}", f'  {key}: "{text}"'))
        with pytest.raises(DeclarationError, match=f":[0-9]+: {key} names nobody") as caught:
            load(folder)
        assert "a.yaml:" in caught.value.message
        assert caught.value.hint == "Name the person who answers for it, as others know them: A. Officer."


def test_who_says_so_may_have_a_short_name(tmp_path: Path) -> None:
    for text in NAMES:
        text_of = WAIVER.replace("  by: B. Engineer", f'  by: "{text}"')
        assert load(write(tmp_path / "d", a=text_of)).entries[0].provenance.by == text


@pytest.mark.parametrize("letter", ["C", "c.", "A. B.", "Ö", "n"])
def test_initials_alone_neither_ask_for_a_waiver_nor_grant_it(tmp_path: Path, letter: str) -> None:
    for key, person in (("requested_by: ", "B. Engineer"), ("approved_by: ", "C. Director")):
        folder = write(tmp_path / "d", a=WAIVER.replace(f"{key}{person}", f'{key}"{letter}"'))
        with pytest.raises(DeclarationError, match="is no name"):
            load(folder)


def test_owners_and_who_answered_a_point_are_somebody(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match="owner names nobody: 'TBD'"):
        load(write(tmp_path / "d", a=SYSTEM.replace("Ward IT", "TBD")))
    point = "screen: [{annex_iii: 5d, answer: unknown, reason: r, by: same, on: 2026-11-01}]"
    with pytest.raises(DeclarationError, match="by names nobody: 'same'"):
        load(write(tmp_path / "d", a=SYSTEM.replace("owner: Ward IT", point)))


@pytest.mark.parametrize(
    ("kind", "key"),
    [("system", "provider"), ("system", "owner"), ("hosting", "operator"), ("organisation", "represents")],
)
@pytest.mark.parametrize("text", ["ja", "Yes", "oui", "nein", "false"])
def test_yes_and_no_are_no_names(kind: str, key: str, text: str) -> None:
    if key == "represents" and text in ("nein", "false"):
        assert typed(kind, key, text) == ()
        return
    with pytest.raises(DeclarationError, match=f"{key} must be a name, not '{text}'"):
        typed(kind, key, text)


def test_none_is_said_of_a_provider_and_a_name_kept() -> None:
    assert typed("system", "provider", "keiner") is None
    assert typed("system", "provider", "Ng") == "Ng"
