from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from auditor.declarations import load
from auditor.declarations.register import register
from auditor.errors import DeclarationError
from auditor.pipeline.changing import with_changes
from tests.builders.declarations import EVIDENCE_KINDS, TODAY, write

if TYPE_CHECKING:
    from auditor.pipeline.entering import Fields


def test_new_entries_and_changes_are_written_together(tmp_path: Path) -> None:
    write(tmp_path, system="- {kind: system, by: N, on: 2026-11-22, id: a, name: A}\n")
    entries: list[Fields] = [
        {"kind": "system", "by": "N", "on": TODAY, "id": "a", "owner": "ward"},
        {"kind": "system", "by": "N", "on": TODAY, "id": "b", "name": "B"},
    ]
    prepared, changes = with_changes(EVIDENCE_KINDS, tmp_path, entries, TODAY)
    assert [(one.id, one.fields) for one in changes] == [("a", {"owner": ("", "ward")})]
    assert prepared.shown == "- kind: system\n  by: N\n  on: 2026-11-22\n  id: b\n  name: B\n"
    assert prepared.write() == (tmp_path / "system.yaml",)
    assert len(load(tmp_path).entries) == 2


def test_what_is_new_alone_is_an_entry(tmp_path: Path) -> None:
    entry: Fields = {"kind": "organisation", "by": "N", "on": TODAY, "name": "X"}
    prepared, changes = with_changes(EVIDENCE_KINDS, tmp_path, [entry], TODAY)
    assert (list(prepared.files), changes) == ([tmp_path / "organisation.yaml"], ())


def signed(folder: Path) -> dict[str, tuple[str, date]]:
    """Return who said each field of the only system, and when."""
    (system,) = register(load(folder), date.max).systems
    keys = ("name", *(key for key, _ in system.fields))
    return {key: (system.of(key).by, system.of(key).on) for key in keys}


EARLIER = date(2026, 11, 20)


def test_what_others_answer_of_a_new_entry_stands_beside_it_each_on_their_day(tmp_path: Path) -> None:
    entries: list[Fields] = [
        {"kind": "system", "by": "A", "on": EARLIER, "id": "a", "name": "A", "own_name": True},
        {"kind": "system", "by": "B", "on": TODAY, "id": "a", "own_name": False, "annex_i": False},
        {"kind": "system", "by": "C", "on": TODAY, "id": "a", "annex_i": True},
    ]
    prepared, changes = with_changes(EVIDENCE_KINDS, tmp_path, entries, TODAY)
    assert [dict(one.fields) for one in changes] == [
        {"own_name": (True, False), "annex_i": ("", False)},
        {"annex_i": (False, True)},
    ]
    prepared.write()
    assert signed(tmp_path) == {"name": ("A", EARLIER), "own_name": ("B", TODAY), "annex_i": ("C", TODAY)}
    assert dict(register(load(tmp_path), TODAY).systems[0].fields) == {"own_name": False, "annex_i": True}


def test_an_answer_of_an_earlier_day_keeps_that_day_beside_what_was_declared_before(tmp_path: Path) -> None:
    write(tmp_path, system="- {kind: system, by: N, on: 2026-11-01, id: a, name: A}\n")
    answer: Fields = {"kind": "system", "by": "A", "on": EARLIER, "id": "a", "own_name": True}
    with_changes(EVIDENCE_KINDS, tmp_path, [answer], TODAY)[0].write()
    assert signed(tmp_path) == {"name": ("N", date(2026, 11, 1)), "own_name": ("A", EARLIER)}


def test_an_answer_that_would_not_be_the_last_word_on_its_day_is_said_today(tmp_path: Path) -> None:
    later = "- {kind: amendment, by: M, on: 2026-11-21, system: a, own_name: false}\n"
    write(tmp_path, system="- {kind: system, by: N, on: 2026-11-01, id: a, name: A}\n" + later)
    answer: Fields = {"kind": "system", "by": "A", "on": EARLIER, "id": "a", "own_name": True}
    with_changes(EVIDENCE_KINDS, tmp_path, [answer], TODAY)[0].write()
    assert signed(tmp_path)["own_name"] == ("A", TODAY)


def test_one_thing_declared_twice_by_one_person_on_one_day_is_refused(tmp_path: Path) -> None:
    entry: Fields = {"kind": "system", "by": "A", "on": TODAY, "id": "a", "name": "A"}
    with pytest.raises(DeclarationError, match="already declared"):
        with_changes(EVIDENCE_KINDS, tmp_path, [entry, {**entry, "name": "B"}], TODAY)


def test_an_entry_of_another_person_for_days_to_come_is_an_entry(tmp_path: Path) -> None:
    entries: list[Fields] = [
        {"kind": "system", "by": "A", "on": TODAY, "id": "a", "name": "A", "valid_from": date(2027, 1, 1)},
        {"kind": "system", "by": "B", "on": TODAY, "id": "a", "name": "A", "valid_until": TODAY},
    ]
    prepared, changes = with_changes(EVIDENCE_KINDS, tmp_path, entries, TODAY)
    prepared.write()
    assert (len(load(tmp_path).entries), changes) == (2, ())
