import gc
import subprocess
import sys
from pathlib import Path

import pytest

from auditor import __main__ as module


def test_the_process_ends_with_the_code_of_the_command_and_all_its_output(tmp_path: Path) -> None:
    line = [sys.executable, "-m", "auditor", "scan", str(tmp_path), "--db", str(tmp_path / "a.db")]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert done.stdout.splitlines()[-1] == f"database {tmp_path / 'a.db'}"
    assert done.stderr == "no model was found; that is not a clean result\n"
    # The database is closed in order: nothing is left beside it for the next one to recover.
    assert [path.name for path in tmp_path.iterdir()] == ["a.db"]


def test_no_cycles_are_looked_for_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    before = gc.get_threshold()
    monkeypatch.setattr(sys, "argv", ["auditor", "--version"])
    try:
        with pytest.raises(SystemExit) as ended:
            module.main()
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
    assert ended.value.code == 0
