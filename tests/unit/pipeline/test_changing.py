from pathlib import Path
from typing import TYPE_CHECKING

from auditor.declarations import load
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
