import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import auditor
from auditor.airgap.launcher import WORKER, Ended, cpu_allowance_s, launch
from auditor.airgap.probes import Stage
from auditor.airgap.protocol import MAX_OUTPUT_BYTES, Inference, Prison, Request, Said, Settings, encode
from auditor.airgap.reach import Bait
from auditor.domain.attestation import Isolation
from auditor.errors import AirgapError
from tests.unit.airgap.processes import children

REQUEST = Request(
    path="/model.gguf",
    prompt="p" * 4096,
    n_tokens=16,
    settings=Settings(1),
    wanted=Isolation.NAMESPACE_SECCOMP,
    loads_unheld=False,
    memory_bytes=2**32,
    cpu_s=10,
    bait=Bait(1, 2, 3, 4, "a", "/b"),
)
PRISON = Prison(Isolation.SECCOMP, "", ((Stage.SECCOMP, "netlink", "EPERM"),))


def ran(program: str, budget_s: float = 20.0) -> Ended:
    """Launch a stand-in for the worker."""
    return launch(REQUEST, budget_s, ("-I", "-c", program))


def test_the_request_is_given_and_the_answer_read() -> None:
    line = encode(PRISON).decode()
    program = f"import sys; assert b'/model.gguf' in sys.stdin.buffer.read(); print({line!r})"
    assert ran(program) == Ended(Said(PRISON), "", 0)


def test_the_last_line_of_complaint_is_kept_without_the_compilers_folders() -> None:
    program = "import sys; sys.stderr.write('first\\n/tmp/x-1/llama.cpp/src/a-b.cpp:12: \\x1b[1mno\\n\\n')"
    assert ran(program) == Ended(Said(), "a-b.cpp:12: [1mno", 0)


def test_a_flood_is_drained_and_mostly_forgotten() -> None:
    program = f"""
import sys
sys.stdout.buffer.write({encode(PRISON)!r})
for _ in range(100):
    sys.stdout.buffer.write(b"x" * {MAX_OUTPUT_BYTES})
    sys.stderr.buffer.write(b"y" * {MAX_OUTPUT_BYTES})
sys.stderr.write("\\nlast")
"""
    assert ran(program) == Ended(Said(PRISON), "last", 0)


def test_a_worker_that_does_not_read_is_no_obstacle() -> None:
    assert ran("raise SystemExit(3)") == Ended(Said(), "", 3)


def test_a_worker_that_closes_its_ends_is_still_awaited() -> None:
    assert ran("import os, time; os.close(1); os.close(2); time.sleep(0.3); os._exit(4)").exit_code == 4


def test_a_crash_is_known_by_its_signal() -> None:
    line = encode(PRISON).decode()
    ended = ran(f"import os, sys; print({line!r}, flush=True); os.kill(os.getpid(), 11)")
    assert (ended.exit_code, ended.signal_name, ended.has_crashed, ended.is_overdue) == (
        -11,
        "SIGSEGV",
        True,
        False,
    )


@pytest.mark.parametrize(
    ("said", "exit_code", "name", "crashed", "overdue"),
    [
        (Said(PRISON), 0, "", False, False),
        (Said(PRISON), None, "", False, True),
        (Said(PRISON), -24, "SIGXCPU", False, True),
        (Said(PRISON), -60, "signal 60", True, False),
        # Before the prison stood, no foreign code had run.
        (Said(), -31, "SIGSYS", False, False),
    ],
)
def test_only_foreign_code_crashes(
    said: Said, exit_code: int | None, name: str, crashed: bool, overdue: bool
) -> None:
    ended = Ended(said, "", exit_code)
    assert (ended.signal_name, ended.has_crashed, ended.is_overdue) == (name, crashed, overdue)


def test_a_worker_that_overstays_is_killed_with_everything_it_started(tmp_path: Path) -> None:
    note = tmp_path / "child"
    program = f"""
import os, time
child = os.fork()
if child:
    open({str(note)!r}, "w").write(str(child))
time.sleep(60)
"""
    started = time.monotonic()
    ended = ran(program, budget_s=1.0)
    assert (ended.exit_code, time.monotonic() - started < 10) == (None, True)
    status = Path(f"/proc/{note.read_text()}/status")
    deadline = time.monotonic() + 10
    while status.exists() and "zombie" not in status.read_text() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not status.exists() or "zombie" in status.read_text()


def test_a_worker_that_is_stopped_is_killed_as_well() -> None:
    ended = ran("import os, signal; os.kill(os.getpid(), signal.SIGSTOP)", budget_s=1.0)
    assert ended == Ended(Said(), "", None)


def test_the_worker_is_the_code_of_its_parent() -> None:
    """An isolated interpreter would find another copy, where one is installed beside a checkout."""
    program = WORKER[3].partition("from auditor")[0] + "import auditor; print(auditor)"
    done = subprocess.run(
        [sys.executable, *WORKER[:3], program, WORKER[4]], capture_output=True, text=True, check=True, cwd="/"
    )
    assert str(Path(auditor.__file__)) in done.stdout


def test_a_worker_that_closes_its_ends_and_stays_is_killed_as_well() -> None:
    ended = ran("import os, time; os.close(1); os.close(2); time.sleep(60)", budget_s=0.5)
    assert ended == Ended(Said(), "", None)


def test_no_child_is_left_to_be_reaped() -> None:
    before = children()
    ran("pass")
    ran("import time; time.sleep(60)", budget_s=0.2)
    assert children() == before


def test_the_worker_inherits_neither_environment_nor_descriptors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/nowhere")
    readable, writable = os.pipe()
    os.set_inheritable(writable, True)
    program = """
import os, sys
n_descriptors = len(os.listdir("/proc/self/fd"))
sys.stderr.write(f"{','.join(sorted(os.environ))} {os.getcwd()} {n_descriptors}")
"""
    ended = ran(program)
    os.close(readable)
    os.close(writable)
    # Three pipes, and the listing itself.
    assert ended.complaint == "GGML_NO_BACKTRACE,LANG,LC_ALL,LD_LIBRARY_PATH / 4"


def test_no_interpreter_no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    with pytest.raises(AirgapError, match="no worker can be started"):
        ran("pass")


def test_processor_time_outlasts_the_budget() -> None:
    assert cpu_allowance_s(1.5, 2) == 9


def test_an_inference_is_read_after_the_prison() -> None:
    raw = (encode(PRISON) + encode("engine") + encode(Inference(None, "no"))).decode()
    assert ran(f"print({raw!r})").said == Said(PRISON, "engine", Inference(None, "no"))
