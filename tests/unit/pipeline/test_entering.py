from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from auditor.errors import DeclarationError, UsageError
from auditor.pipeline.entering import DRAFT, Draft, Fields, n_entries, prepared
from tests.builders.declarations import EVIDENCE_KINDS, TODAY, write

if TYPE_CHECKING:
    from auditor.formats.yaml_writing import Value

ENTRY: Fields = {"kind": "system", "by": "N", "on": TODAY, "id": "a", "name": "A"}
WRITTEN = "- kind: system\n  by: N\n  on: 2026-11-22\n  id: a\n  name: A\n"


def new(folder: Path, *entries: Fields) -> dict[Path, str]:
    return dict(prepared(EVIDENCE_KINDS, folder, entries, TODAY).files)


def test_an_entry_is_put_after_those_of_its_kind(tmp_path: Path) -> None:
    there = "# Ours\n- {kind: system, by: N, on: 2026-11-01, id: b, name: B}\n"
    write(tmp_path, system=there)
    assert new(tmp_path, ENTRY) == {tmp_path / "system.yaml": f"{there}\n{WRITTEN}"}
    assert (tmp_path / "system.yaml").read_text() == there


def test_two_entries_of_a_kind_go_into_one_file(tmp_path: Path) -> None:
    files = new(tmp_path, ENTRY, {**ENTRY, "id": "b"})
    assert n_entries(files[tmp_path / "system.yaml"], tmp_path) == 2


def test_what_goes_together_with_nothing_there_is_refused(tmp_path: Path) -> None:
    write(tmp_path, other=WRITTEN)
    with pytest.raises(DeclarationError, match="system 'a' is already declared at"):
        new(tmp_path, ENTRY)


def test_a_file_that_is_no_list_stays_as_it_is(tmp_path: Path) -> None:
    write(tmp_path, system="[{kind: x}]\n")
    with pytest.raises(UsageError, match="is no list that an entry can be put after"):
        new(tmp_path, ENTRY)


def test_answers_are_kept_and_found_again(tmp_path: Path) -> None:
    assert Draft.kept(tmp_path) is None
    screen: Value = ({"annex_iii": "5d", "answer": "no", "reason": "r", "on": TODAY},)
    draft = Draft(
        ({**ENTRY, "annex_iii": (), "owner": None, "screen": screen},), ("system.id", "system.owner")
    )
    draft.keep(tmp_path)
    assert Draft.kept(tmp_path) == draft
    assert new(tmp_path, {**ENTRY, "id": "b"})  # it is no declaration
    Draft.drop(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "x", "[]", "- 1\n", "- {kind: system}\n", "- {name: x}\n"])
def test_what_is_no_draft_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / DRAFT).write_text(text)
    with pytest.raises(DeclarationError, match="no answers of a session"):
        Draft.kept(tmp_path)
