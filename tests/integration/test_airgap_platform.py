"""Platforms that forbid a wall, made real by a system-call filter that the workers inherit."""

import json
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.builders.gguf import gguf_file

pytestmark = [pytest.mark.llama_cpp, pytest.mark.loopback]

_PROGRAM = """
import errno, json
from datetime import UTC, datetime
import pyseccomp
from auditor import airgap

outer = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
{rules}
outer.load()

def told(attestation):
    return [attestation.isolation, attestation.outcome, attestation.reason,
            sorted({{probe.name.split("/")[0] for probe in attestation.probes}}),
            [probe.name for probe in attestation.probes if not probe.holds]]

now = lambda: datetime.now(UTC)
print(json.dumps([told(airgap.self_test(now=now)), told(airgap.run(airgap.SELF_TEST_MODEL, now=now))]))
"""

_NO_UNSHARE = 'outer.add_rule(pyseccomp.ERRNO(errno.EPERM), "unshare")'
_NO_USER_NAMESPACE = """
outer.add_rule(pyseccomp.ERRNO(errno.ENOSPC), "unshare",
               pyseccomp.Arg(0, pyseccomp.MASKED_EQ, 0x10000000, 0x10000000))
outer.add_rule(pyseccomp.ERRNO(errno.EPERM), "unshare",
               pyseccomp.Arg(0, pyseccomp.MASKED_EQ, 0x10000000, 0))
"""
# Loading a filter takes seccomp(2), or prctl's PR_SET_SECCOMP (22).
_NO_SECCOMP = """
outer.set_attr(pyseccomp.Attr.CTL_TSYNC, 0)
outer.add_rule(pyseccomp.ERRNO(errno.EPERM), "seccomp")
outer.add_rule(pyseccomp.ERRNO(errno.EPERM), "prctl", pyseccomp.Arg(0, pyseccomp.EQ, 22))
"""
# As where a security module forbids mounts in user namespaces.
_NO_MOUNT = 'outer.add_rule(pyseccomp.ERRNO(errno.EACCES), "mount")'
# MS_BIND is 0x1000; by then the new root stands, and has to be left again.
_NO_BIND = """
outer.add_rule(pyseccomp.ERRNO(errno.EACCES), "mount", pyseccomp.Arg(3, pyseccomp.MASKED_EQ, 0x1000, 0x1000))
"""
_NO_PIVOT = 'outer.add_rule(pyseccomp.ERRNO(errno.EINVAL), "pivot_root")'
# As kernels before 5.12 answer.
_NO_MOUNT_SETATTR = 'outer.add_rule(pyseccomp.ERRNO(errno.ENOSYS), "mount_setattr")'
_NO_IO_URING = 'outer.add_rule(pyseccomp.ERRNO(errno.EPERM), "io_uring_setup")'
# AF_INET6 is 10.
_NO_IPV6 = 'outer.add_rule(pyseccomp.ERRNO(errno.EAFNOSUPPORT), "socket", pyseccomp.Arg(0, pyseccomp.EQ, 10))'
# AF_INET is 2: no loopback listener, hence no control.
_NO_IPV4 = 'outer.add_rule(pyseccomp.ERRNO(errno.EAFNOSUPPORT), "socket", pyseccomp.Arg(0, pyseccomp.EQ, 2))'

_Told = tuple[str, str, str, list[str], list[str]]


def on_a_platform(rules: str) -> tuple[_Told, _Told]:
    """Return what the self-test and an ordinary run say: level, outcome, reason, stages, probes that fail."""
    if subprocess.run([sys.executable, "-c", "import pyseccomp"], check=False).returncode:
        pytest.skip("this platform has no seccomp to take things away with")
    program = _PROGRAM.format(rules=textwrap.dedent(rules))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    one, other = json.loads(done.stdout)
    return tuple(one), tuple(other)


@pytest.fixture(scope="module")
def can_build_it_all() -> bool:
    ours, _ = on_a_platform("")
    return ours[0] == "namespace+seccomp"


@pytest.mark.parametrize(("rules", "name"), [(_NO_UNSHARE, "EPERM"), (_NO_USER_NAMESPACE, "ENOSPC")])
def test_without_namespaces_the_level_is_the_filter_and_nothing_is_proven(rules: str, name: str) -> None:
    for told in on_a_platform(rules):
        assert told == (
            "seccomp",
            "unproven",
            f"tokens were generated without full isolation (unshare: {name})",
            ["seccomp"],
            [],
        )


def test_without_a_filter_there_is_no_isolation_and_no_stranger_is_loaded() -> None:
    ours, strangers = on_a_platform(_NO_SECCOMP)
    assert ours[:2] == strangers[:2] == ("none", "unproven")
    assert "seccomp: E" in ours[2]
    assert ours[2].startswith("tokens were generated without full isolation")
    assert strangers[2].startswith("the file was not loaded, because nothing would have held it")
    assert "open" in ours[3]
    assert "open/netlink" in ours[4]


@pytest.mark.parametrize(
    ("rules", "why"),
    [(_NO_MOUNT, "mount: EACCES"), (_NO_BIND, "mount: EACCES"), (_NO_PIVOT, "pivot_root: EINVAL")],
)
def test_without_a_root_of_its_own_the_level_is_the_filter(
    rules: str, why: str, can_build_it_all: bool
) -> None:
    if not can_build_it_all:
        pytest.skip("this platform forbids namespaces")
    for told in on_a_platform(rules):
        assert told == (
            "seccomp",
            "unproven",
            f"tokens were generated without full isolation ({why})",
            ["seccomp"],
            [],
        )


def test_an_older_kernel_makes_mounts_read_only_one_by_one(can_build_it_all: bool) -> None:
    for told in on_a_platform(_NO_MOUNT_SETATTR):
        assert told[4] == []
        assert told[1] == ("passed" if can_build_it_all else "unproven")


@pytest.mark.parametrize("rules", [_NO_IO_URING, _NO_IPV6])
def test_what_the_machine_has_not_got_needs_no_control(rules: str, can_build_it_all: bool) -> None:
    for told in on_a_platform(rules):
        assert told[4] == []
        assert told[1] == ("passed" if can_build_it_all else "unproven")


def test_without_the_indispensable_control_nothing_is_proven() -> None:
    for told in on_a_platform(_NO_IPV4):
        assert told[1] == "unproven"
        assert "seccomp/ipv4-connect" in told[4]


def test_where_loopback_is_down_an_audit_completes_and_says_why_nothing_is_proven(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    gguf_file(tmp_path / "models" / "a.gguf", license="mit")
    ended = subprocess.run(
        ["unshare", "-rn", sys.executable, "-m", "auditor", "audit", "models", "--out", "out"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if "unshare" in ended.stderr:
        pytest.skip(ended.stderr.strip())
    assert (ended.returncode, ended.stderr) == (0, "")
    (attested,) = json.loads((tmp_path / "out" / "report.json").read_text())["result"]["attestations"]
    assert attested["outcome"] == "unproven"
    assert "the loopback device is down" in attested["reason"]
