"""The commands of docs/reports.md give the digests that they are said to give."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from auditor import catalogue, declarations, policy, resources
from auditor.reports.page.checking import checks

PAGE = (Path(__file__).parents[3] / "docs" / "reports.md").read_text("utf-8")
ROOT = resources.POLICIES.parent
BLOCKS = re.findall(r"^ *```(\w*)\n(.*?)^ *```", PAGE, re.DOTALL | re.MULTILINE)


def block(language: str, words: str) -> str:
    (found,) = (text for kind, text in BLOCKS if kind == language and words in text)
    return "\n".join(line.removeprefix("  ") for line in found.splitlines())


def printed(*command: str, folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.split()[0]


def test_the_page_names_the_commands_that_the_reports_print() -> None:
    for check in checks("LEDGER-ENTRY", is_attached=True):
        assert check.command in PAGE


def test_the_catalogues_digest_can_be_taken_by_a_shell() -> None:
    folder = Path(catalogue.__file__).parents[2]
    command = block("sh", "catalogue/data")
    assert printed("bash", "-c", command, folder=folder) == catalogue.load().sha256


def test_the_bundles_digest_can_be_taken_from_the_policy_files() -> None:
    command = block("python", "policies")
    assert printed(sys.executable, "-c", command, folder=ROOT) == policy.load().sha256


@pytest.mark.parametrize("left_out", ["", "\n# a comment is not declared\n"])
def test_the_declarations_digest_is_of_what_is_declared(tmp_path: Path, left_out: str) -> None:
    folder = tmp_path / "declarations"
    folder.mkdir()
    example = (ROOT / "docs" / "declarations.md").read_text("utf-8")
    text = re.findall(r"```yaml\n(.*?)```", example, re.DOTALL)[0]
    (folder / "clinic.yaml").write_text(text, "utf-8")
    expected = declarations.load(folder).sha256
    (folder / "clinic.yaml").write_text(text + left_out, "utf-8")
    assert printed(sys.executable, "-c", block("python", "declarations"), folder=tmp_path) == expected
