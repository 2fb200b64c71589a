import subprocess
import sys
from pathlib import Path

import pytest

from auditor.domain.audit import Audit
from auditor.reports.document.result import report_document, written
from auditor.reports.page.checking import checks
from auditor.trust import sha256
from tests.builders.audit import hostile, rich, run_of


def printed_by(command: str, folder: Path) -> str:
    # The interpreter of the tests has the named implementation of RFC 8785; the one on the path may not.
    command = command.replace("python3", f"'{sys.executable}'", 1)
    done = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.split()[0]


@pytest.mark.parametrize("audit", [rich(), hostile()], ids=["rich", "hostile"])
@pytest.mark.parametrize("between", [" ", "\n"], ids=["one line", "broken as in print"])
def test_each_command_prints_the_digest_it_is_said_to(audit: Audit, between: str, tmp_path: Path) -> None:
    document = report_document(audit, run_of(audit))
    (tmp_path / "report.json").write_bytes(written(document))
    file, result, _ = checks("", is_attached=False)
    assert printed_by(between.join(file.parts), tmp_path) == sha256(written(document))
    assert printed_by(between.join(result.parts), tmp_path) == document["result_sha256"]


def test_what_needs_the_files_alone_comes_before_what_needs_the_database() -> None:
    commands = [check.command for check in checks("ab" * 32, is_attached=True)]
    assert commands[0].startswith("pdfdetach ")
    assert [command.startswith("auditor") for command in commands] == [False, False, False, True]
    assert commands[-1].endswith(f"--anchor {'ab' * 32}")
