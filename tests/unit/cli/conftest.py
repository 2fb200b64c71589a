"""A folder with a finished audit in it, made once and copied to every test that asks for one."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from auditor.cli.main import run
from auditor.pipeline import recording
from auditor.reports.document.shape import RESULT_FORM
from auditor.settings import load
from auditor.store import Occasion, Store
from tests.builders.declarations import write
from tests.builders.gguf import gguf_file
from tests.conftest import Ended

Cli = Callable[..., Ended]

ORGANISATION = """\
- {kind: organisation, by: A. Officer, on: 2026-11-01, name: Example Clinic, country: DE, roles: [deployer]}
"""
SYSTEM = """\
- {kind: system, by: A. Officer, on: 2026-11-01, id: letters, name: Letters, purpose: Drafts letters.,
   uses: [{name: Letters 1B, expect: 1}], put_into_service_on: 2026-03-01, own_name: true, owner: ward-it}
"""


def refusal(error: str, hint: str) -> Ended:
    """What a command prints that refuses: two lines, nothing on standard output, code 2."""
    return Ended(2, "", f"error: {error}\nhint: {hint}\n")


@pytest.fixture(scope="session")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four models, two of one name, a broken file, an organisation and a system: scanned, checked once."""
    folder = tmp_path_factory.mktemp("estate")
    models = folder / "models"
    models.mkdir()
    gguf_file(models / "letters.gguf", license="mit", metadata={"general.name": "Letters 1B"})
    gguf_file(models / "answers.gguf", metadata={"general.name": "Answers"})
    for maker in ("one", "two"):
        metadata = {"general.name": "Twin", "general.organization": maker}
        gguf_file(models / f"twin-{maker}.gguf", license="apache-2.0", metadata=metadata)
    (models / "broken.gguf").write_bytes(b"GGUF")
    write(folder / "declarations", organisation=ORGANISATION, system=SYSTEM)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(folder / "home"))
        for name in ("AUDITOR_DATABASE", "AUDITOR_CONFIG", "AUDITOR_HOST"):
            patch.delenv(name, raising=False)
        patch.chdir(folder)
        assert run(["scan", "models"]) == 3
        assert run(["check"]) == 10
    return folder


@pytest.fixture
def record(estate: Path, cli: Cli, tmp_path: Path) -> Cli:
    """The command line in a copy of that folder, its record included."""
    shutil.copytree(estate, tmp_path, dirs_exist_ok=True)
    return cli


@pytest.fixture
def of_another_form(record: Cli) -> Cli:
    """The same, and behind it the same audit by a version whose result has another form."""
    audit, made = recording.load(load())
    occasion = Occasion(
        scans=made.scans,
        result_sha256="e" * 64,
        result_form=RESULT_FORM + 1,
        started_at=made.started_at + timedelta(minutes=1),
        tool="auditor 9.1.0",
        host=made.host,
        exit=made.exit,
        timings_s={},
    )
    with Store.open(load().database) as store:
        store.append_audit(audit, occasion)
    return record


@pytest.fixture
def scanned(cli: Cli, tmp_path: Path) -> Cli:
    """The command line in a folder whose one model was scanned and never judged."""
    (tmp_path / "models").mkdir()
    gguf_file(tmp_path / "models" / "a.gguf", license="mit")
    assert cli("scan", "models").code == 0
    return cli
