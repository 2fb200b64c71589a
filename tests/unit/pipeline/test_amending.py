from datetime import date
from pathlib import Path

import pytest

from auditor.errors import DeclarationError
from auditor.pipeline.amending import Texts, sources, standing
from tests.builders.declarations import EVIDENCE_KINDS, TODAY, write

ENTRIES = """\
# Ours
- {kind: organisation, by: N, on: 2026-01-01, valid_until: 2026-06-30, name: Old}
- {kind: organisation, by: N, on: 2026-07-01, name: New}
- {kind: system, by: N, on: 2026-07-01, id: a, name: A}
- {kind: evidence, by: N, on: 2026-07-01, evidence: union-nexus, status: absent}
"""


def texts(folder: Path, today: date = TODAY) -> Texts:
    write(folder, a=ENTRIES)
    return Texts(folder, today)


def test_what_stands_today_is_known_by_kind_and_id(tmp_path: Path) -> None:
    found = standing(EVIDENCE_KINDS, texts(tmp_path))
    assert {key: [(at.path.name, at.n) for at in there.every] for key, there in found.items()} == {
        ("organisation", ""): [("a.yaml", 1)],
        ("system", "a"): [("a.yaml", 2)],
    }


def test_what_amends_it_is_known_from_whatever_file_the_last_word_last(tmp_path: Path) -> None:
    made = texts(tmp_path)
    write(
        tmp_path,
        b="- {kind: amendment, by: B, on: 2026-09-01, system: a, owner: ward, own_name: true,"
        " source: b.txt}\n"
        "- {kind: amendment, by: B, on: 2026-09-01, finance: true}\n",
        c="- {kind: amendment, by: C, on: 2026-08-01, system: a, owner: it, purpose: Sorts}\n",
    )
    there = standing(EVIDENCE_KINDS, made)["system", "a"]
    assert [(at.path.name, at.n) for at in there.every] == [("a.yaml", 2), ("c.yaml", 0), ("b.yaml", 0)]
    assert there.said == {
        **there.base.entry,
        "system": "a",
        "owner": "ward",
        "purpose": "Sorts",
        "own_name": True,
    }
    assert sources(there) == ("", "", "b.txt")


def test_a_folder_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    made = texts(tmp_path)
    write(tmp_path, b="- {kind: sistem}\n")
    with pytest.raises(DeclarationError, match="unknown kind 'sistem'"):
        standing(EVIDENCE_KINDS, made)


def test_saying_the_same_changes_nothing(tmp_path: Path) -> None:
    made = texts(tmp_path)
    at = standing(EVIDENCE_KINDS, made)["system", "a"]
    assert made.change(at, {"kind": "system", "id": "a", "name": "A", "by": "B", "on": TODAY}, "s") is None
    assert made.changed() == {}


@pytest.mark.parametrize(
    ("said", "source", "written"),
    [
        ({"owner": "ward", "by": "B"}, "", "  owner: ward\n"),
        ({"name": "B", "by": "B"}, "b.csv", "  name: B\n  source: b.csv\n"),
        ({"owner": None, "by": "B", "source": "b.txt"}, "b.csv", "  owner: null\n  source: b.txt\n"),
    ],
)
def test_a_change_stands_beside_the_entry_which_stays_as_it_was_signed(
    tmp_path: Path, said: dict[str, str | None], source: str, written: str
) -> None:
    made = texts(tmp_path)
    there = standing(EVIDENCE_KINDS, made)["system", "a"]
    found = made.change(there, said, source)
    assert found is not None
    assert (found.id, set(found.fields)) == ("a", set(said) - {"by", "source"})
    (text,) = made.changed().values()
    assert text == f"{ENTRIES}\n- kind: amendment\n  by: B\n  on: 2026-11-22\n  system: a\n{written}"


def said_today(folder: Path, by: str, source: str = "") -> Texts:
    write(folder, a=f"- {{kind: system, by: {by}, on: {TODAY}, id: a, name: A{source}}}\n")
    return Texts(folder, TODAY)


@pytest.mark.parametrize(
    ("by", "source", "is_own"), [("N", "", True), ("B", "", False), ("N", ", source: a.txt", False)]
)
def test_only_ones_own_words_of_the_day_and_source_are_completed(
    tmp_path: Path, by: str, source: str, is_own: bool
) -> None:
    made = said_today(tmp_path, by, source)
    made.change(standing(EVIDENCE_KINDS, made)["system", "a"], {"owner": "ward", "by": "N"}, "")
    (text,) = made.changed().values()
    assert ("kind: amendment" not in text) is is_own


def test_after_somebody_elses_word_of_the_day_ones_own_is_a_new_one(tmp_path: Path) -> None:
    made = said_today(tmp_path, "N")
    made.append(
        tmp_path / "a.yaml", {"kind": "amendment", "by": "B", "on": TODAY, "system": "a", "owner": "b"}
    )
    (path,) = made.changed()
    path.write_text(made.text(path))
    made = Texts(tmp_path, TODAY)
    made.change(standing(EVIDENCE_KINDS, made)["system", "a"], {"owner": "n", "by": "N"}, "")
    (text,) = made.changed().values()
    assert text.endswith("- kind: amendment\n  by: N\n  on: 2026-11-22\n  system: a\n  owner: n\n")


def test_of_the_organisation_no_system_is_named(tmp_path: Path) -> None:
    made = texts(tmp_path)
    made.change(standing(EVIDENCE_KINDS, made)["organisation", ""], {"country": "DE", "by": "B"}, "")
    (text,) = made.changed().values()
    assert text.endswith("- kind: amendment\n  by: B\n  on: 2026-11-22\n  country: DE\n")


def test_an_entry_that_is_ended_ends_where_it_stands(tmp_path: Path) -> None:
    made = texts(tmp_path)
    there = standing(EVIDENCE_KINDS, made)["system", "a"]
    assert made.change(there, {"valid_until": TODAY, "by": "B"}, "") is not None
    (text,) = made.changed().values()
    assert "kind: amendment" not in text
    assert f"valid_until: {TODAY}" in text


def test_who_says_for_how_long_a_change_holds_says_it_of_the_change(tmp_path: Path) -> None:
    made = texts(tmp_path)
    there = standing(EVIDENCE_KINDS, made)["system", "a"]
    made.change(there, {"owner": "b", "valid_until": TODAY, "by": "B"}, "")
    (text,) = made.changed().values()
    assert text.endswith(f"  system: a\n  owner: b\n  valid_until: {TODAY}\n")
