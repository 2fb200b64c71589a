import json
from pathlib import Path

import pytest

from auditor.sources import SOURCES
from auditor.sources.base import UsualSource
from tests.builders.gguf import gguf_file
from tests.unit.cli.conftest import Cli, refusal


@pytest.mark.llama_cpp
@pytest.mark.weasyprint
def test_an_audit_writes_report_page_and_dossier_and_ends_as_its_report_says(
    cli: Cli, tmp_path: Path
) -> None:
    (tmp_path / "models").mkdir()
    gguf_file(tmp_path / "models" / "a\x1b[31m\nFAIL.gguf", license="mit")
    ended = cli("audit", "models", "--out", "new/out", "--as-of", "2026-11-22")
    report = json.loads((tmp_path / "new" / "out" / "report.json").read_text())
    assert ended.code == report["run"]["exit"]["code"]
    assert sorted(path.name for path in (tmp_path / "new" / "out").iterdir()) == [
        "dossier.pdf",
        "report.html",
        "report.json",
    ]
    assert "Wrote        new/out/report.json  new/out/report.html  new/out/dossier.pdf" in ended.out
    assert "Air-gap      self-test passed" in ended.out
    assert "\x1b" not in ended.out + ended.err
    assert report["result"]["as_of"] == "2026-11-22"


@pytest.mark.llama_cpp
def test_only_the_reports_that_are_wanted_are_written(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    gguf_file(tmp_path / "models" / "a.gguf", license="mit")
    ended = cli("audit", "models", "--format", "html", "--format", "json")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["report.html", "report.json"]
    assert "Wrote        out/report.json  out/report.html  ·" in ended.out


@pytest.mark.parametrize("command", ["audit", "scan"])
def test_the_usual_places_are_those_that_are_looked_at_unasked(cli: Cli, command: str) -> None:
    usual = [f"{source.scheme}:" for source in SOURCES if isinstance(source, UsualSource)]
    assert f"({' '.join(usual)})" in cli(command, "--help").out


@pytest.mark.parametrize(
    ("arguments", "error", "hint"),
    [
        (
            ("--out", "taken"),
            "auditor audit: invalid value for '--out': Directory 'taken' is a file",
            "See auditor audit --help.",
        ),
        (
            ("--out", "taken/below"),
            "taken/below: {here}/taken is a file",
            "Name a folder you may write to with --out.",
        ),
        (
            ("--out", "/proc/out"),
            "/proc/out: /proc takes no folders or files",
            "Name a folder you may write to with --out.",
        ),
        (
            ("--out", "models/blocked"),
            "models/blocked/report.html: is a folder",
            "Move it away, or name another folder with --out.",
        ),
        (
            ("--hash", "some"),
            "auditor audit: invalid value for '--hash': 'some' is not one of 'full', 'trust-store', 'none'",
            "See auditor audit --help.",
        ),
        (
            ("--airgap-budget", "nan"),
            "auditor audit: invalid value for '--airgap-budget': "
            "'nan' is not above 0 and at most a day (86400)",
            "See auditor audit --help.",
        ),
        (
            ("--airgap-budget", "soon"),
            "auditor audit: invalid value for '--airgap-budget': 'soon' is not a number of seconds",
            "See auditor audit --help.",
        ),
        (
            ("--pack", "x"),
            "x: no such pack",
            "shipped packs: declarations, eu-ai-act, licensing, security, sovereignty",
        ),
        (
            ("--db", "no/a.db"),
            "{here}/no/a.db: its folder does not exist",
            "Create {here}/no first.",
        ),
        (("dir:gone",), "dir:gone: no such file or folder", "Check the path."),
    ],
)
def test_a_wrong_option_is_refused_before_anything_is_written(
    cli: Cli, tmp_path: Path, arguments: tuple[str, ...], error: str, hint: str
) -> None:
    (tmp_path / "models").mkdir()
    gguf_file(tmp_path / "models" / "a.gguf")
    (tmp_path / "models" / "blocked" / "report.html").mkdir(parents=True)
    (tmp_path / "taken").write_text("mine")
    ended = cli("audit", "models", *arguments)
    assert ended == refusal(error.format(here=tmp_path), hint.format(here=tmp_path))
    assert (tmp_path / "taken").read_text() == "mine"
    assert not (tmp_path / "out").exists()
    if arguments[0] != "dir:gone":
        assert sorted(path.name for path in tmp_path.iterdir()) == ["models", "taken"]
