from datetime import date, timedelta
from pathlib import Path

import pytest

from auditor import settings
from auditor.errors import DeclarationError
from auditor.pipeline.amending import Texts, standing
from tests.builders.declarations import TODAY, write

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
    found = standing(settings.load(None), texts(tmp_path))
    assert {key: (at.path.name, at.n) for key, at in found.items()} == {
        ("organisation", ""): ("a.yaml", 1),
        ("system", "a"): ("a.yaml", 2),
    }


def test_a_folder_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    made = texts(tmp_path)
    write(tmp_path, b="- {kind: sistem}\n")
    with pytest.raises(DeclarationError, match="unknown kind 'sistem'"):
        standing(settings.load(None), made)


def test_saying_the_same_changes_nothing(tmp_path: Path) -> None:
    made = texts(tmp_path)
    at = standing(settings.load(None), made)["system", "a"]
    assert made.change(at, {"kind": "system", "id": "a", "name": "A", "by": "B", "on": TODAY}, "s") is None
    assert made.changed() == {}


def test_a_change_ends_the_entry_and_carries_over_what_it_said(tmp_path: Path) -> None:
    made = texts(tmp_path)
    at = standing(settings.load(None), made)["system", "a"]
    found = made.change(at, {"owner": "ward", "by": "B"}, "")
    assert found is not None
    assert (found.id, found.fields) == ("a", {"owner": ("", "ward")})
    (text,) = made.changed().values()
    assert f"valid_until: {TODAY - timedelta(days=1)}" in text
    assert text.startswith("# Ours\n")
    assert text.endswith(
        "\n- kind: system\n  by: B\n  on: 2026-11-22\n  id: a\n  name: A\n  owner: ward\n"
        "  source: what is not said anew as N declared on 2026-07-01\n"
    )
