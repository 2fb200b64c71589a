import os
from pathlib import Path

import pytest

from auditor.errors import ReportError
from auditor.reports.files import write_atomically


def test_a_report_is_written_whole_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "out" / "deep" / "report.json"
    write_atomically(path, b"one")
    write_atomically(path, b"two")
    assert path.read_bytes() == b"two"
    assert [entry.name for entry in path.parent.iterdir()] == ["report.json"]


def test_a_symbolic_link_is_replaced_and_its_target_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_bytes(b"keep")
    path = tmp_path / "report.json"
    path.symlink_to(target)
    write_atomically(path, b"new")
    assert (target.read_bytes(), path.read_bytes(), path.is_symlink()) == (b"keep", b"new", False)


def test_a_folder_in_the_way_is_named_with_advice(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.mkdir()
    with pytest.raises(ReportError, match=r"report\.json: cannot be written") as caught:
        write_atomically(path, b"new")
    assert "--out" in caught.value.hint
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.json"]


def test_a_file_where_a_folder_is_needed_is_named(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"")
    with pytest.raises(ReportError, match="cannot be written"):
        write_atomically(tmp_path / "out" / "report.json", b"new")


def test_the_file_can_be_read_by_whom_the_umask_allows(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_atomically(tmp_path / "report.json", b"x")
    finally:
        os.umask(before)
    assert (tmp_path / "report.json").stat().st_mode & 0o777 == 0o640
