from pathlib import Path

import pytest

from benchmarks import __main__, measuring
from benchmarks.measuring import Row


@pytest.mark.parametrize(
    ("row", "is_missed"),
    [
        (Row("a", 1.2, 1.2, "s"), False),
        (Row("a", 1.21, 1.2, "s"), True),
        (Row("a", 0.9, 0.9, "x", at_least=True), False),
        (Row("a", 0.89, 0.9, "x", at_least=True), True),
        (Row("a", None, 0.9, "x", at_least=True, note="not installed"), False),
        (Row("a", 9.0, None, "s"), False),
    ],
)
def test_a_target_is_missed_on_its_wrong_side_only(row: Row, is_missed: bool) -> None:
    assert row.is_missed is is_missed
    assert ("MISSED" in str(row)) is is_missed


@pytest.mark.parametrize(("value", "code"), [(1.0, 0), (3.0, 1)])
def test_the_exit_says_whether_a_target_was_missed(
    value: float, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(__main__.PARTS, "start", lambda _: [Row("a scan", value, 2.0, "s")])
    assert __main__.main(["start"]) == code
    printed = capsys.readouterr().out.splitlines()
    assert printed[1].split() == ["a", "scan", "<=", "2", "s", str(int(value)), "s"] + ["MISSED"] * code
    assert printed[-1].startswith(f"{code} missed")


def test_a_benchmark_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert __main__.main(["nonsense"]) == 2
    assert "start, hashing, scanning, buckets, audit" in capsys.readouterr().err


def test_medians_leave_out_the_warm_up(monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter([90.0, 5.0, 1.0, 4.0, 2.0, 3.0])
    monkeypatch.setattr(measuring, "timed_s", lambda _: next(times))
    assert measuring.median_s(lambda: None) == 3.0


def test_the_files_of_a_tree_all_differ(tmp_path: Path) -> None:
    found = [path.read_bytes() for path in measuring.tree(tmp_path, 6, n_folders=2).rglob("*.safetensors")]
    assert (len(found), len(set(found))) == (6, 6)
