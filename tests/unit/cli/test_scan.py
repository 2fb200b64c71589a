import json
from pathlib import Path

import pytest

from auditor.sources import SOURCES
from tests.builders.gguf import gguf_file
from tests.conftest import Ended
from tests.unit.cli.conftest import Cli, refusal


def _lines(ended: Ended) -> list[str]:
    """What was printed, without the ids that differ from run to run."""
    return [line.partition("  (scan ")[0] for line in ended.out.splitlines()]


def test_every_target_is_a_line_and_the_database_is_named(cli: Cli, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        gguf_file(tmp_path / name / "a.gguf")
    ended = cli("scan", "one", "dir:two")
    assert (ended.code, ended.err) == (0, "")
    assert _lines(ended) == [
        "dir:one: 1 model file",
        "dir:two: 1 model file",
        "database auditor.db",
    ]


def test_what_cannot_be_read_is_listed_and_the_exit_says_incomplete(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    gguf_file(tmp_path / "models" / "a.gguf")
    (tmp_path / "models" / "b.gguf").write_bytes(b"GGUF")
    ended = cli("scan", "models")
    assert (ended.code, ended.err) == (3, "")
    assert _lines(ended)[0] == "dir:models: 1 model file, 1 unreadable"
    assert _lines(ended)[1].startswith("  unreadable  b.gguf: gguf: ")


def test_files_in_formats_that_are_not_read_are_listed_and_the_exit_says_incomplete(
    cli: Cli, tmp_path: Path
) -> None:
    (tmp_path / "models").mkdir()
    gguf_file(tmp_path / "models" / "a.gguf")
    (tmp_path / "models" / "b.pkl").touch()
    ended = cli("scan", "models")
    assert (ended.code, ended.err) == (3, "")
    assert _lines(ended)[:2] == [
        "dir:models: 1 model file, 1 file in a format not read",
        "  skipped     b.pkl: format not read: pickle",
    ]


@pytest.mark.parametrize("text", ["dir:", "dir:~nobody-is-called-this"])
def test_a_target_without_a_place_is_refused(cli: Cli, text: str) -> None:
    ended = cli("scan", text)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("error: dir:")
    assert "\nhint: " in ended.err


def test_nothing_found_is_incomplete_unless_that_is_fine(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    empty = cli("scan", "models")
    assert (empty.code, empty.err) == (3, "nothing was found; that is not a clean result\n")
    assert cli("scan", "models", "--allow-empty").code == 0


def test_a_folder_s_name_cannot_steer_the_terminal_or_fake_a_line(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "a\n\x1b[2Jb"
    folder.mkdir()
    (folder / "c\r\x9bd\n  unreadable  e.gguf").write_bytes(b"GGUF")
    ended = cli("scan", folder.name)
    assert _lines(ended)[0] == "dir:a\\n\\x1b[2Jb: 0 model files, 1 unreadable"
    assert _lines(ended)[1].startswith("  unreadable  c\\r\\x9bd\\n  unreadable  e.gguf: gguf: ")
    assert len(_lines(ended)) == 3


def test_a_folder_that_is_no_text_is_scanned_like_any_other(cli: Cli, tmp_path: Path) -> None:
    folder = Path(bytes(tmp_path / "models").decode()) / b"f\xff".decode(errors="surrogateescape")
    folder.mkdir(parents=True)
    gguf_file(folder / "a.gguf")
    ended = cli("scan", "models")
    assert (ended.code, _lines(ended)[0]) == (0, "dir:models: 1 model file")
    checked = cli("check", "--fail-on", "critical")
    assert (checked.code, checked.err) == (0, "")
    for view in ("models", "deployments", "findings"):
        assert cli("show", view).code == 0


def test_without_a_target_those_scanned_before_are_looked_at_again(cli: Cli, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        gguf_file(tmp_path / name / "a.gguf")
    first = cli("scan", "one", "dir:two", "--hash", "none")
    gguf_file(tmp_path / "two" / "b.gguf")
    again = cli("scan", "--hash", "full")
    assert (first.code, again.code, again.err) == (0, 0, "")
    assert _lines(again) == ["dir:one: 1 model file", "dir:two: 2 model files", "database auditor.db"]


@pytest.mark.parametrize("mode", ["full", "trust-store", "none"])
def test_every_way_of_hashing_is_taken(cli: Cli, tmp_path: Path, mode: str) -> None:
    (tmp_path / "models").mkdir()
    gguf_file(tmp_path / "models" / "a.gguf")
    assert cli("scan", "models", "--hash", mode).code == 0


def test_help_lists_every_kind_of_target(cli: Cli) -> None:
    text = " ".join(cli("scan", "--help").out.split())
    assert all(f"{source.scheme}: {source.summary}" in text for source in SOURCES)


@pytest.mark.parametrize(
    ("arguments", "error", "hint"),
    [
        (
            ("nowhere",),
            "nowhere: no such file or folder",
            "Name a folder, or a target such as dir:/srv/models.",
        ),
        (
            (),
            "no target: nothing was named, configured or found in the usual places",
            "Name one, e.g. auditor audit dir:/srv/models, or try auditor audit demo:",
        ),
        (
            ("models", "--hash", "md5"),
            "auditor scan: invalid value for '--hash': 'md5' is not one of 'full', 'trust-store', 'none'",
            "See auditor scan --help.",
        ),
    ],
)
def test_a_wrong_target_or_option_is_refused_and_no_database_is_made(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], error: str, hint: str
) -> None:
    tmp_path = Path.cwd()
    # The hub's own library looks at the environment once, when it is imported.
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    (tmp_path / "models").mkdir()
    assert cli("scan", *arguments) == refusal(error, hint)
    assert [path.name for path in tmp_path.iterdir()] == ["models"]


def test_a_database_in_a_folder_that_does_not_exist_is_refused(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    assert cli("scan", "models", "--db", "no/such/a.db") == refusal(
        f"{tmp_path}/no/such/a.db: its folder does not exist", f"Create {tmp_path}/no/such first."
    )


def test_a_database_that_is_something_else_is_refused_and_left_as_it_is(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "notes.txt").write_text("not a database at all")
    assert cli("scan", "models", "--db", "notes.txt") == refusal(
        f"{tmp_path}/notes.txt: not a SQLite database", "Name another file with --db."
    )
    assert (tmp_path / "notes.txt").read_text() == "not a database at all"


def test_a_target_that_vanished_is_refused_and_earlier_ones_are_kept(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    gguf_file(tmp_path / "models" / "a.gguf")
    ended = cli("scan", "models", "dir:gone")
    assert (ended.code, ended.err) == (2, "error: dir:gone: no such file or folder\nhint: Check the path.\n")
    assert ended.out.startswith("dir:models: 1 model file  (scan ")
    assert cli("check", "models", "--fail-on", "critical").code == 0


def test_the_targets_of_a_configuration_are_the_same_wherever_the_command_runs(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    (home / "models").mkdir(parents=True)
    (elsewhere / "models").mkdir(parents=True)
    gguf_file(home / "models" / "a.gguf", license="mit")
    (home / "auditor.toml").write_text('targets = ["dir:models"]\n')
    monkeypatch.chdir(elsewhere)
    ended = cli("scan", "--config", str(home / "auditor.toml"))
    assert (ended.code, _lines(ended)[0]) == (0, f"dir:{home}/models: 1 model file")
    assert cli("check", "--config", str(home / "auditor.toml")).code != 2
    monkeypatch.chdir(home)
    assert cli("check").code != 2
    assert cli("check", "models").code != 2
    monkeypatch.chdir(elsewhere)
    assert cli("check", "models", "--config", str(home / "auditor.toml")).err.startswith(
        "error: dir:models: never scanned into this database\n"
    )


def test_scan_and_check_count_the_same_faults_and_call_them_the_same(cli: Cli, tmp_path: Path) -> None:
    models = tmp_path / "models"
    models.mkdir()
    gguf_file(models / "a.gguf", license="mit")
    (models / "broken.gguf").write_bytes(b"GGUF")
    (models / "broken-too.gguf").write_bytes(b"GGUF")
    gguf_file(models / "b-00001-of-00003.gguf", metadata={"split.no": 0, "split.count": 3})
    ended = cli("scan", "models")
    said = "2 unreadable, 1 incomplete"
    assert (ended.code, _lines(ended)[0]) == (3, f"dir:models: 2 model files, {said}")
    assert [line.split()[0] for line in ended.out.splitlines()[1:4]] == [
        "incomplete",
        "unreadable",
        "unreadable",
    ]
    assert f" · {said}\n" in cli("check", "--fail-on", "critical").out
    assert "not accepted by the organisation: 2 unreadable, 1 incomplete" in cli("show", "runs").out
    result = json.loads(cli("report", "-f", "json").out)["result"]
    summary = result["summary"]
    assert (summary["n_unreadable"], summary["n_altered"], summary["n_incomplete"]) == (2, 0, 1)
    assert [problem["fault"] for problem in result["problems"]] == ["incomplete", "unreadable", "unreadable"]
    page = cli("report", "-f", "html").out
    assert "2\u00a0unreadable, 1\u00a0incomplete" in page
    assert "<b>Incomplete:</b>" in page
