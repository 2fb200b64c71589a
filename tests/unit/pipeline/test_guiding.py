from datetime import date
from pathlib import Path

import pytest

from auditor import settings
from auditor.pipeline.guiding import guide
from tests.builders.declarations import TODAY, write
from tests.builders.gguf import gguf_file
from tests.unit.cli.conftest import Cli


@pytest.mark.usefixtures("cli")
def test_a_session_begins_with_what_is_declared_and_the_law_of_the_day(tmp_path: Path) -> None:
    write(
        tmp_path / "declarations",
        a="- {kind: organisation, by: N, on: 2026-01-01, valid_until: 2026-06-30, name: Old}\n"
        "- {kind: organisation, by: N, on: 2026-07-01, name: Clinic}\n"
        "- {kind: system, by: N, on: 2026-01-01, valid_until: 2026-01-02, id: a, name: A}\n"
        "- {kind: system, by: N, on: 2026-01-01, id: b, name: B}\n",
    )
    found = guide(settings.load(None), TODAY)
    assert found.organisation is not None
    assert (found.organisation["name"], found.elsewhen, found.models) == ("Clinic", frozenset({"a"}), ())
    assert {id_: one["name"] for id_, one in found.systems.items()} == {"b": "B"}
    assert found.folder == tmp_path / "declarations"
    assert [len(screen.points) for screen in found.screens] == [10, 25]
    assert [len(screen.points) for screen in guide(settings.load(None), date(2026, 7, 1)).screens] == [8, 25]


def test_the_models_of_the_newest_inventory_are_offered_by_name(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    for name in ("Twin", "answers"):
        gguf_file(tmp_path / "models" / f"{name}.gguf", license="mit", metadata={"general.name": name})
    assert cli("scan", "models").code == 0
    found = guide(settings.load(None), TODAY)
    assert [model.name for model in found.models] == ["answers", "Twin"]
