import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import pytest

from auditor.airgap.namespace import Entered, needed

ROOT = Path(__file__).parents[3]


def entered(
    body: str, model: Path, python: tuple[str, ...] = (sys.executable,)
) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own, in namespaces of its own."""
    program = (
        "import os, sys\nfrom pathlib import Path\nfrom auditor.airgap.namespace import enter\n"
        f"came = enter(Path({str(model)!r}))\nif came.missing: raise SystemExit(77)\n"
    )
    done = subprocess.run(
        [*python, "-c", program + textwrap.dedent(body)],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(ROOT)},
    )
    if done.returncode == 77:
        pytest.skip("this platform forbids namespaces")
    return done


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "a model\n.gguf"
    path.write_bytes(b"weights")
    return path


def test_the_model_is_where_it_is_said_to_be_and_may_only_be_read(model: Path) -> None:
    done = entered(
        """
        print(came.model, came.model.read_bytes())
        try:
            came.model.open("ab")
        except OSError as error:
            print(error.strerror)
        """,
        model,
    )
    assert (done.stdout, done.stderr) == ("/model.gguf b'weights'\nRead-only file system\n", "")


def test_nothing_else_of_the_user_or_the_machine_is_there(model: Path) -> None:
    done = entered(
        """
        gone = ["run", "var", "dev", "sys", "bin", "boot", "old", "etc/shadow", "proc/1", "proc/net"]
        print([place for place in gone if Path("/", place).exists()])
        print(os.listdir("/proc"), os.listdir("/proc/self"))
        print(*os.listdir("/"))
        """,
        model,
    )
    nothing, processes, rest = done.stdout.splitlines()
    assert (nothing, processes, done.stderr) == ("[]", "['self'] ['status']", "")
    system = {"lib", "lib64", "usr", "etc", "nix", "gnu", "proc", "model.gguf"}
    # What is left leads to the interpreter, wherever that is installed.
    assert set(rest.split()) - system <= {Path(place).parts[1] for place in (sys.prefix, sys.base_prefix)}


def test_no_folder_takes_a_file_and_none_on_the_way_holds_another(model: Path) -> None:
    done = entered(
        """
        for place in ["/", "/usr", "/proc", "/usr/lib", sys.base_prefix + "/lib"]:
            try:
                Path(place, "new").touch()
            except OSError as error:
                print(error.strerror)
        print(Path("/tmp").is_dir() and [name for name in os.listdir("/tmp") if name.startswith("pytest")])
        """,
        model,
    )
    *refused, temporary = done.stdout.splitlines()
    assert (refused, done.stderr) == (["Read-only file system"] * 5, "")
    assert temporary in {"False", "[]"}


def test_privileges_are_gone_and_the_loopback_device_stays_down(model: Path) -> None:
    done = entered(
        """
        import fcntl, socket, struct
        told = open("/proc/self/status").read().splitlines()
        print([line.split()[1] for line in told if line.startswith(("CapEff", "CapPrm"))])
        with socket.socket() as one:
            try:
                # SIOCSIFFLAGS with IFF_UP.
                fcntl.ioctl(one, 0x8914, struct.pack("16sh14x", b"lo", 1))
            except OSError as error:
                print(error.strerror)
        print(socket.if_nameindex())
        """,
        model,
    )
    assert done.stdout.splitlines() == [
        "['0000000000000000', '0000000000000000']",
        "Operation not permitted",
        "[(1, 'lo')]",
    ]


def test_a_model_that_cannot_be_bound_cannot_be_read_either(model: Path) -> None:
    done = entered("print(os.access(came.model, os.R_OK), came.model.exists())", model.with_name("gone"))
    assert (done.stdout, done.stderr) == ("False True\n", "")


def test_libraries_and_packages_can_still_be_loaded(model: Path) -> None:
    done = entered("import ctypes, sqlite3; print(ctypes.CDLL('libc.so.6').getpid() == os.getpid())", model)
    assert (done.stdout, done.stderr) == ("True\n", "")


def test_no_way_leads_back_to_the_old_root(model: Path) -> None:
    done = entered(
        """
        before = os.listdir("/")
        for _ in range(20):
            os.chdir("..")
        print(os.listdir(".") == before)
        try:
            os.chroot("/usr")
        except OSError as error:
            print(error.strerror)
        """,
        model,
    )
    assert (done.stdout, done.stderr) == ("True\nOperation not permitted\n", "")


def as_nobody() -> tuple[str, ...]:
    """Return how a user without privileges starts Python; some interpreters are in root's folders."""
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        pytest.skip("only root may become nobody")
    become = ("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups")
    for interpreter in (sys.executable, "/usr/bin/python3"):
        command = (*become, interpreter)
        trial = (*command, "-c", "import auditor.airgap.namespace")
        if subprocess.run(trial, env={"PYTHONPATH": str(ROOT)}, check=False).returncode == 0:
            return command
    pytest.skip("no interpreter that nobody may start, or no checkout that nobody may read")


@pytest.mark.parametrize(("mode", "reads"), [(0o644, "b'weights'"), (0o600, "Permission denied")])
def test_a_user_without_privileges_builds_the_same(mode: int, reads: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        model = Path(folder, "m.gguf")
        model.write_bytes(b"weights")
        model.chmod(mode)
        done = entered(
            """
            print(os.getuid(), os.path.exists("/dev"), os.path.exists("/etc/passwd"))
            try:
                print(came.model.read_bytes())
            except OSError as error:
                print(error.strerror)
            """,
            model,
            as_nobody(),
        )
    assert (done.stdout, done.stderr) == (f"65534 False False\n{reads}\n", "")


def test_what_is_needed_is_libraries_and_the_interpreter_and_never_a_checkout() -> None:
    places = needed()
    assert ROOT not in places
    assert Path("/") not in places
    assert Path("/proc/self/status") in places
    inside = [place for place in places if any(parent in places for parent in place.parents)]
    assert inside == []
    library = Path(textwrap.__file__)
    assert any(place in library.parents for place in places)


def test_what_the_linker_was_told_to_search_is_needed_as_well(tmp_path: Path) -> None:
    told = (str(tmp_path), "", "relative", "/", str(tmp_path / "missing"))
    assert set(needed(told)) - set(needed()) == {tmp_path}


def test_what_came_of_it_is_a_place_and_a_reason() -> None:
    assert Entered(Path("/model.gguf")).missing == ""
