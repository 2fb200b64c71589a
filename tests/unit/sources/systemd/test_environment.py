from pathlib import Path

from auditor.sources.base import Target
from auditor.sources.setting_files import place_of
from auditor.sources.systemd.environment import environment_of
from auditor.sources.systemd.unit import Unit


def _read(folder: Path, text: str) -> tuple[dict[str, str | None], bool]:
    unit = Unit("a.service", "a.service")
    unit.add(text, "a.service")
    return environment_of(unit, "Service", place_of(Target("systemd", str(folder))))


def test_a_file_of_variables_counts_above_what_stands_in_the_unit(tmp_path: Path) -> None:
    (tmp_path / "own.env").write_text("B=3\n")

    found = _read(
        tmp_path, '[Service]\nEnvironment=A=1 "B=2 x"\nPassEnvironment=C\nEnvironmentFile=-own.env\n'
    )

    assert found == ({"A": "1", "B": "3", "C": None}, True)


def test_a_file_that_is_not_there_leaves_more_of_them_unknown(tmp_path: Path) -> None:
    assert _read(tmp_path, "[Service]\nEnvironmentFile=/etc/own\n") == ({}, False)
