import json
from pathlib import Path

import pytest

from tests.conftest import Ended
from tests.unit.cli.conftest import Cli, refusal


@pytest.mark.weasyprint
def test_the_dossier_of_an_earlier_run_is_written_from_the_record(record: Cli, tmp_path: Path) -> None:
    record("check", "--pack", "licensing")
    newer, older = (run["id"] for run in json.loads(record("show", "runs", "--json").out))
    assert record("dossier", "--quiet", "--run", older[:10]) == Ended(0, "out/dossier.pdf\n", "")
    assert record("dossier", "--quiet", "--out", "new") == Ended(0, "new/dossier.pdf\n", "")
    old, new = ((tmp_path / folder / "dossier.pdf").read_bytes() for folder in ("out", "new"))
    assert old.startswith(b"%PDF-")
    assert new.startswith(b"%PDF-")
    assert newer != older
    assert old != new
    assert json.loads(record("show", "runs", "--json").out)[0]["id"] == newer


@pytest.mark.parametrize(
    ("arguments", "error", "hint"),
    [
        (("--run", "zzz"), "run zzz: no such run", "Run auditor show runs for their ids."),
        (
            ("--out", "auditor.db"),
            "auditor dossier: invalid value for '--out': Directory 'auditor.db' is a file",
            "See auditor dossier --help.",
        ),
    ],
)
def test_a_wrong_run_or_folder_is_refused_and_nothing_is_written(
    record: Cli, tmp_path: Path, arguments: tuple[str, ...], error: str, hint: str
) -> None:
    assert record("dossier", *arguments) == refusal(error, hint)
    assert not (tmp_path / "out").exists()


def test_without_an_audit_there_is_no_dossier(scanned: Cli, tmp_path: Path) -> None:
    assert scanned("dossier") == refusal(
        f"{tmp_path}/auditor.db: no audit yet", "Run auditor check first: it judges what was scanned."
    )
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_made_is_refused_before_pages_are_laid_out(
    record: Cli, tmp_path: Path
) -> None:
    assert record("dossier", "--out", "auditor.db/below") == refusal(
        f"auditor.db/below: {tmp_path}/auditor.db is a file", "Name a folder you may write to with --out."
    )


def test_a_folder_that_cannot_be_written_is_refused(record: Cli) -> None:
    assert record("dossier", "--out", "/proc/out") == refusal(
        "/proc/out: /proc takes no folders or files",
        "Name a folder you may write to with --out.",
    )
