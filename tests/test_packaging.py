"""What is shipped: the wheel, and documents that say what is there."""

import os
import re
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from auditor import __version__
from auditor.cli import COMMANDS
from auditor.cli.main import main

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(out.glob("*.whl"))


def test_the_wheel_carries_the_shipped_folders_as_they_are_in_git(wheel: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "migrations", "templates", "policies"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    with zipfile.ZipFile(wheel) as archive:
        shipped = {name.removeprefix("auditor/_data/") for name in archive.namelist() if "/_data/" in name}
    assert shipped == set(listed.stdout.split())


def test_the_wheel_carries_the_catalogue_and_the_self_test_model(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert "auditor/airgap/self_test.gguf" in names
    assert any(name.startswith("auditor/catalogue/data/") for name in names)


@pytest.mark.slow
def test_an_installed_wheel_audits_its_own_sample(wheel: Path, tmp_path: Path) -> None:
    """Installed beside the locked dependencies, away from the checkout."""
    venv.create(tmp_path / "v", with_pip=True, system_site_packages=False)
    python = tmp_path / "v" / "bin" / "python"
    subprocess.run(
        [python, "-m", "pip", "install", "-q", "--no-deps", str(wheel)], check=True, capture_output=True
    )
    site = next(path for path in sys.path if path.endswith("site-packages"))
    (next((tmp_path / "v" / "lib").iterdir()) / "site-packages" / "locked.pth").write_text(site)
    done = subprocess.run(
        [python, "-m", "auditor", "audit", "demo:", "--out", "out"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 10, done.stderr
    assert (tmp_path / "out" / "dossier.pdf").read_bytes().startswith(b"%PDF")


def _undated(text: str) -> list[str]:
    """Return lines without what differs from day to day and from machine to machine."""
    for pattern in (r"\d{4}-\d\d-\d\d", r"in \d+ days?", r"(?<=passed on )\S+", r"[0-9a-f]{64}"):
        text = re.sub(pattern, "*", text)
    return [line.rstrip() for line in text.splitlines()]


@pytest.mark.slow
def test_the_sample_in_the_readme_is_what_the_demo_prints(tmp_path: Path) -> None:
    place = "out/demo"
    command = ["audit", f"demo:{place}/estate", "--out", place, "--db", f"{place}/auditor.db"]
    (tmp_path / place).mkdir(parents=True)
    done = subprocess.run(
        [sys.executable, "-m", "auditor", *command],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "120", "PYTHONPATH": str(ROOT)},
    )
    sample = next(b for b in (ROOT / "README.md").read_text().split("```") if b.startswith("\nauditor 0"))
    printed = iter(_undated(done.stdout))
    # Where the sample leaves lines out it says so.
    missing = [line for line in _undated(sample.strip("\n")) if line.strip() != "…" and line not in printed]
    assert missing == []


def test_every_command_has_help_with_its_options_and_the_readme_names_it() -> None:
    readme = (ROOT / "README.md").read_text()
    for name, _ in COMMANDS:
        shown = CliRunner().invoke(main, [name, "--help"])
        assert shown.exit_code == 0, shown.output
        assert "Usage:" in shown.output
        assert f"auditor {name}" in readme, name


def test_the_help_in_the_readme_is_the_help() -> None:
    readme = (ROOT / "README.md").read_text()
    shown = CliRunner().invoke(main, ["--help"], prog_name="auditor").output
    commands = shown[shown.index("Commands:") :].splitlines()
    assert "\n".join(line.rstrip() for line in commands[1 : len(COMMANDS) + 1]) in readme


def test_the_readme_is_short_and_its_first_command_is_near_the_top() -> None:
    lines = (ROOT / "README.md").read_text().splitlines()
    assert len(lines) <= 120
    assert next(n for n, line in enumerate(lines, 1) if line.startswith("make demo")) <= 25


def test_the_version_is_the_same_everywhere() -> None:
    assert re.search(
        rf'^version = "{re.escape(__version__)}"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE
    )


def test_links_between_documents_lead_somewhere() -> None:
    documents = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{document.relative_to(ROOT)}: {link}"
        for document in documents
        for link in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", document.read_text())
        if not (document.parent / link).exists()
    ]
    assert broken == []


def test_every_dependency_has_its_reason() -> None:
    reasons = (ROOT / "docs" / "adr" / "0006-dependencies.md").read_text().lower()
    project = (ROOT / "pyproject.toml").read_text()
    names = re.findall(r'^  "([A-Za-z0-9.-]+)(?:\[.*\])?>=', project, re.MULTILINE)
    assert len(names) > 10
    assert [name for name in names if name.lower() not in reasons] == []


def test_everything_locked_is_locked_by_hash() -> None:
    for lock in (ROOT / "requirements").glob("*.lock"):
        text = lock.read_text()
        pinned = re.findall(r"^([A-Za-z0-9._-]+)==", text, re.MULTILINE)
        assert pinned
        assert "://" not in text
        assert text.count("--hash=sha256:") >= len(pinned)
