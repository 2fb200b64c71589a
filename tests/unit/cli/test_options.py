import json
import os
import pty
import socket
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.cli.options import Day, Digest, Options, Seconds, print_as_json, shown_database, visible
from auditor.settings import Settings
from tests.builders.gguf import gguf_file
from tests.unit.cli.conftest import Cli


@given(st.dates())
def test_a_day_is_read_as_it_is_written(day: date) -> None:
    assert Day().convert(day.isoformat(), None, None) == day
    assert Day().convert(day, None, None) is day


@pytest.mark.parametrize("text", ["yesterday", "2026-02-30", "2026-13-01", "22.11.2026", "", " 2026-11-22"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter, match="is not a day; write it as 2026-11-22"):
        Day().convert(text, None, None)


@pytest.mark.parametrize(("text", "seconds"), [("0.5", 0.5), ("86400", 86_400.0), ("1e3", 1000.0)])
def test_seconds_are_above_0_and_at_most_a_day(text: str, seconds: float) -> None:
    assert Seconds().convert(text, None, None) == seconds


@pytest.mark.parametrize("text", ["0", "-1", "nan", "inf", "-inf", "86400.1", "soon", ""])
def test_what_is_no_time_to_spend_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter, match="is not"):
        Seconds().convert(text, None, None)


def test_a_digest_is_64_hexadecimal_digits_in_either_case() -> None:
    assert Digest().convert(" " + "AB" * 32, None, None) == "ab" * 32


@pytest.mark.parametrize("text", ["", "ab" * 31, "ab" * 33, "xy" * 32, "sha256:" + "ab" * 32])
def test_what_is_no_digest_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter, match="is not a SHA-256: 64 hexadecimal digits"):
        Digest().convert(text, None, None)


@given(st.text())
def test_what_is_printed_is_one_line_that_moves_no_cursor(text: str) -> None:
    shown = visible(text)
    assert "\n" not in shown
    assert "\x1b" not in shown
    assert "\x9b" not in shown
    assert visible(shown) == shown


def test_global_options_are_taken_before_after_and_between_and_the_last_one_holds(
    cli: Cli, tmp_path: Path
) -> None:
    names = ("before", "between", "after")
    for name in names:
        cli("db", "upgrade", "--db", f"{name}.db")
    assert cli("--db", "before.db", "db", "current").out.startswith(f"sqlite:///{tmp_path}/before.db: ")
    assert cli("db", "--db", "between.db", "current").out.startswith(f"sqlite:///{tmp_path}/between.db: ")
    last = cli("--db", "before.db", "db", "--db", "between.db", "current", "--db", "after.db")
    assert last.out.startswith(f"sqlite:///{tmp_path}/after.db: ")


def test_the_options_given_become_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AUDITOR_DATABASE", raising=False)
    config = tmp_path / "other.toml"
    config.write_text('targets = ["dir:/srv"]\ndatabase = "kept.db"\n')
    chosen = Options()
    chosen.values = {"config": str(config)}
    assert chosen.settings() == Settings(
        folder=tmp_path,
        config=config,
        targets=("dir:/srv",),
        declarations=tmp_path / "declarations",
        packs=(),
        database=f"sqlite:///{tmp_path}/kept.db",
    )
    chosen.values["db"] = str(tmp_path / "named.db")
    assert chosen.settings().database == f"sqlite:///{tmp_path}/named.db"


def test_the_edge_is_this_machine_and_this_moment(capsys: pytest.CaptureFixture[str]) -> None:
    before, edge = datetime.now(UTC), Options().edge()
    assert edge.host == socket.gethostname()
    assert before <= edge.now() <= datetime.now(UTC)
    edge.notify("looking")
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(("more", "shows"), [((), True), (("--quiet",), False)])
def test_progress_is_shown_on_a_terminal_unless_nobody_wants_it(
    tmp_path: Path, more: tuple[str, ...], shows: bool
) -> None:
    (tmp_path / "models").mkdir()
    gguf_file(tmp_path / "models" / "a.gguf")
    terminal, behind = pty.openpty()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "auditor", "scan", "models", *more],
            stdout=subprocess.PIPE,
            stderr=behind,
            cwd=tmp_path,
            check=True,
        )
    finally:
        os.close(behind)
    said = os.read(terminal, 10_000).decode()
    os.close(terminal)
    assert ("\r\x1b[2Klooking at dir:models" in said) is shows
    assert said.endswith("\r\x1b[2K")
    assert b"looking" not in done.stdout


def test_a_database_is_named_from_here_if_it_is_below_and_by_its_whole_path_if_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert shown_database(f"sqlite:///{tmp_path}/here/auditor.db") == "auditor.db"
    assert shown_database(f"sqlite:///{tmp_path}/here/a/b.db") == "a/b.db"
    assert shown_database(f"sqlite:///{tmp_path}/auditor.db") == f"{tmp_path}/auditor.db"


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        (("audit", "models", "--out", ""), "'--out'"),
        (("dossier", "--out", " "), "'--out'"),
        (("report", "-f", "json", "--out", ""), "'--out'"),
        (("dossier", "--run", ""), "'--run'"),
        (("show", "models", "--run", ""), "'--run'"),
    ],
)
def test_an_option_that_is_empty_is_refused(
    cli: Cli, tmp_path: Path, arguments: tuple[str, ...], option: str
) -> None:
    ended = cli(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert f"invalid value for {option}: it is empty" in ended.err.lower()
    assert list(tmp_path.iterdir()) == []


def test_text_that_utf_8_cannot_carry_is_printed_as_json_all_the_same(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_as_json([{"target": "dir:f\udcff ä"}])
    assert json.loads(capsys.readouterr().out) == [{"target": "dir:f\udcff ä"}]
