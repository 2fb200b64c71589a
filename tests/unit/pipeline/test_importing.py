from datetime import date, timedelta
from pathlib import Path

from auditor import declarations
from auditor.declarations.importing import columns_of, read_rows
from auditor.declarations.register import register
from auditor.formats.csv_table import table_of
from auditor.pipeline.importing import Brought, bring
from tests.builders.declarations import EVIDENCE_KINDS, TODAY, write

REGISTER = Path("systems.csv")
SOURCE = "register of systems, systems.csv"


def brought(
    folder: Path, sheet: str, *, by: str = "A. Officer", today: date = TODAY, writes: bool = True
) -> Brought:
    table = table_of(sheet)
    read = read_rows(table, columns_of(table, {}))
    assert read.problems == ()
    found = bring(EVIDENCE_KINDS, folder, REGISTER, read, by, today)
    if writes:
        found.prepared.write()
    return found


def entries(folder: Path, as_of: date = TODAY) -> list[tuple[str, str, str, dict[str, object]]]:
    """Return each system with who says what it is for, and its fields."""
    return [
        (one.id, one.purpose, one.of("purpose").by, dict(one.fields))
        for one in register(declarations.load(folder), as_of).systems
    ]


SHEET = "id,name,purpose\na,A,Sorts\nb,B,Writes\n"


def test_new_systems_are_added(tmp_path: Path) -> None:
    found = brought(tmp_path, SHEET)
    assert (found.added, found.changed, found.n_same, found.gone) == (("a", "b"), (), 0, ())
    assert entries(tmp_path) == [
        ("a", "Sorts", "A. Officer", {}),
        ("b", "Writes", "A. Officer", {}),
    ]


def test_the_same_register_again_changes_nothing(tmp_path: Path) -> None:
    brought(tmp_path, SHEET)
    found = brought(tmp_path, SHEET, today=TODAY + timedelta(days=30), writes=False)
    assert (found.prepared.files, found.n_same) == ({}, 2)


def by_hand(folder: Path) -> None:
    path = folder / "system.yaml"
    path.write_text(
        path.read_text().replace("purpose: Sorts", "owner: ward   # asked them\n  purpose: Sorts")
    )


def test_on_the_same_day_a_change_goes_into_the_entry_and_answers_by_hand_stay(tmp_path: Path) -> None:
    brought(tmp_path, SHEET)
    by_hand(tmp_path)
    found = brought(tmp_path, SHEET.replace("Sorts", "Sorts patients"))
    assert [(one.id, one.fields) for one in found.changed] == [
        ("a", {"purpose": ("Sorts", "Sorts patients")})
    ]
    assert entries(tmp_path)[0] == ("a", "Sorts patients", "A. Officer", {"owner": "ward"})
    assert "# asked them" in (tmp_path / "system.yaml").read_text()


def test_on_a_later_day_the_register_says_what_changed_beside_the_answers_by_hand(tmp_path: Path) -> None:
    brought(tmp_path, SHEET)
    by_hand(tmp_path)
    later = TODAY + timedelta(days=30)
    brought(tmp_path, SHEET.replace("Sorts", "Sorts patients"), by="B. Other", today=later)
    assert entries(tmp_path)[0] == ("a", "Sorts", "A. Officer", {"owner": "ward"})
    assert entries(tmp_path, later)[0] == ("a", "Sorts patients", "B. Other", {"owner": "ward"})
    changed, _ = register(declarations.load(tmp_path), later).systems
    assert (changed.of("purpose").source, changed.of("owner").by) == (SOURCE, "A. Officer")
    # It is still the register's, and stays so.
    assert brought(tmp_path, "id,name\nb,B\n", today=later, writes=False).gone == ("a",)


def test_what_somebody_else_said_the_same_day_stays_signed_by_them(tmp_path: Path) -> None:
    brought(tmp_path, SHEET)
    before = (tmp_path / "system.yaml").read_text()
    brought(tmp_path, SHEET.replace("Sorts", "Sorts patients"), by="B. Other")
    assert entries(tmp_path)[0][1:3] == ("Sorts patients", "B. Other")
    assert (tmp_path / "system.yaml").read_text().startswith(before)


def test_a_register_of_an_earlier_version_still_knows_its_systems(tmp_path: Path) -> None:
    source = f"{SOURCE}; what is not said anew as N declared on 2026-01-01"
    write(tmp_path, a=f'- {{kind: system, by: N, on: 2026-02-01, id: old, name: Old, source: "{source}"}}\n')
    assert brought(tmp_path, SHEET).gone == ("old",)


def test_an_empty_cell_takes_nothing_away(tmp_path: Path) -> None:
    brought(tmp_path, SHEET)
    assert brought(tmp_path, SHEET.replace("Sorts", ""), writes=False).n_same == 2


def test_a_system_that_was_written_by_hand_is_changed_where_it_stands(tmp_path: Path) -> None:
    head = f"by: N, on: {TODAY}"
    mine = f"# Mine\n- {{kind: system, {head}, id: a, name: A}}\n- {{kind: organisation, {head}, name: X}}\n"
    write(tmp_path, mine=mine)
    found = brought(tmp_path, SHEET.replace("b,B,Writes\n", ""))
    assert found.added == ()
    assert list(found.prepared.files) == [tmp_path / "mine.yaml"]
    assert (tmp_path / "mine.yaml").read_text().startswith(mine)
    assert (tmp_path / "mine.yaml").read_text().count("kind: amendment") == 1
    assert entries(tmp_path) == [("a", "Sorts", "A. Officer", {})]


def test_an_entry_that_is_over_is_followed_by_a_new_one(tmp_path: Path) -> None:
    write(tmp_path, mine="- {kind: system, by: N, on: 2026-01-01, valid_until: 2026-02-01, id: a, name: A}\n")
    assert brought(tmp_path, SHEET).added == ("a", "b")


AMENDED = """
- kind: amendment
  by: B. Other
  on: {on}
  system: a
  purpose: {purpose}
"""


def corrected(folder: Path, purpose: str, on: date = TODAY) -> None:
    path = folder / "system.yaml"
    path.write_text(path.read_text() + AMENDED.format(on=on, purpose=purpose))


def test_a_cell_that_did_not_change_takes_no_correction_back(tmp_path: Path) -> None:
    brought(tmp_path, SHEET)
    corrected(tmp_path, "Advises")
    later = TODAY + timedelta(days=30)
    found = brought(tmp_path, SHEET.replace("Writes", "Reads"), today=later)
    assert [(one.id, one.key, one.cell, one.said.entry["by"]) for one in found.kept] == [
        ("a", "purpose", "Sorts", "B. Other")
    ]
    assert [one.id for one in found.changed] == ["b"]
    assert [one[1] for one in entries(tmp_path, later)] == ["Advises", "Reads"]


def test_a_cell_that_changed_is_the_last_word_and_may_be_corrected_again(tmp_path: Path) -> None:
    brought(tmp_path, SHEET)
    corrected(tmp_path, "Advises")
    days = [TODAY + timedelta(days=n) for n in (1, 2, 3)]
    assert brought(tmp_path, SHEET.replace("Sorts", "Sorts patients"), today=days[0]).kept == ()
    assert entries(tmp_path, days[0])[0][1] == "Sorts patients"
    corrected(tmp_path, "Sorts", days[1])
    found = brought(tmp_path, SHEET.replace("Sorts", "Sorts patients"), today=days[1], writes=False)
    assert [one.cell for one in found.kept] == ["Sorts patients"]
    # What the register said long before is news once its cell says so again.
    corrected(tmp_path, "Advises", days[2])
    assert brought(tmp_path, SHEET, today=days[2]).kept == ()
    assert entries(tmp_path, days[2])[0][1] == "Sorts"


def test_a_register_of_another_name_takes_no_correction_back(tmp_path: Path) -> None:
    write(
        tmp_path, system="- {kind: system, by: A. Officer, on: 2026-01-01, id: a, name: A, purpose: Sorts}\n"
    )
    corrected(tmp_path, "Advises")
    found = brought(tmp_path, "id,name,purpose\na,A,Sorts\n")
    assert ([one.key for one in found.kept], found.changed, found.n_same) == (["purpose"], (), 1)
