from dataclasses import replace

import pytest

from auditor.airgap.launcher import Ended
from auditor.airgap.probes import Stage
from auditor.airgap.protocol import Inference, Prison, Said
from auditor.airgap.verdict import PLAIN, Observed, judge
from auditor.domain.attestation import Generation, Isolation, Outcome, Probe

ANSWER = "ab" * 32
GENERATED = Inference(Generation(4, 16, ANSWER, 0.5, 100.0, 2**20, 2, 64))
PRISON = Prison(Isolation.NAMESPACE_SECCOMP, "", ((Stage.SECCOMP, "ipv4-connect", "EPERM"),))
HOLDS = Probe("seccomp/ipv4-connect", "EPERM", "reached", True)
GOOD = Observed(
    ended=Ended(Said(PRISON, "engine", GENERATED), "", 0),
    earlier_signal="",
    probes=(HOLDS,),
    has_same_bytes=True,
    expected_sha256="",
    budget_s=120.0,
)


def said(
    prison: Prison | None, inference: Inference | None, exit_code: int | None = 0, complaint: str = ""
) -> Ended:
    return Ended(Said(prison, "engine", inference), complaint, exit_code)


def test_tokens_in_a_prison_that_holds_are_a_pass() -> None:
    assert judge(GOOD) == (Outcome.PASSED, "tokens were generated; none of 1 probes got out")


def test_the_known_answer_is_mentioned_where_it_was_demanded() -> None:
    assert judge(replace(GOOD, expected_sha256=ANSWER)) == (
        Outcome.PASSED,
        "tokens were generated, with the known answer; none of 1 probes got out",
    )


def test_a_wrong_answer_proves_nothing() -> None:
    assert judge(replace(GOOD, expected_sha256="cd" * 32)) == (
        Outcome.UNPROVEN,
        "the self-test model gave a wrong answer: inference is not right here",
    )


@pytest.mark.parametrize(
    "ended",
    [said(None, None), said(None, GENERATED), said(None, None, -9), said(None, None, 1, "boom")],
)
def test_without_a_report_of_the_prison_nothing_is_proven(ended: Ended) -> None:
    outcome, reason = judge(replace(GOOD, ended=ended, probes=()))
    assert outcome is Outcome.UNPROVEN
    assert reason.startswith("the worker ended without a result")
    assert ("SIGKILL" in reason) is (ended.exit_code == -9)
    assert ended.complaint in reason


def test_a_worker_that_stops_talking_proves_nothing() -> None:
    assert judge(replace(GOOD, ended=said(PRISON, None, 3, "odd"))) == (
        Outcome.UNPROVEN,
        "the worker ended without a result (odd)",
    )


@pytest.mark.parametrize("exit_code", [0, -6, None])
def test_a_leak_outweighs_everything(exit_code: int | None) -> None:
    leaking = replace(PRISON, answers=((Stage.SECCOMP, "unix-path", "reached"),))
    probes = (HOLDS, Probe("seccomp/unix-path", "reached", "reached", False))
    assert judge(replace(GOOD, ended=said(leaking, GENERATED, exit_code), probes=probes)) == (
        Outcome.LEAKED,
        "reached from inside: seccomp/unix-path (inside reached, outside reached)",
    )


@pytest.mark.parametrize("exit_code", [None, -24])
def test_time_runs_out_on_the_clock_or_on_the_processor(exit_code: int | None) -> None:
    assert judge(replace(GOOD, ended=said(PRISON, None, exit_code), budget_s=1.5)) == (
        Outcome.TIMED_OUT,
        "not finished within the budget of 1.5 s",
    )


def test_a_crash_is_named_with_the_last_words() -> None:
    ended = said(PRISON, None, -6, "GGML_ASSERT(x) failed")
    assert judge(replace(GOOD, ended=ended)) == (Outcome.CRASHED, "died by SIGABRT (GGML_ASSERT(x) failed)")


def test_two_crashes_are_both_named() -> None:
    observed = replace(GOOD, ended=said(PRISON, None, -11), earlier_signal="SIGILL")
    assert judge(observed) == (Outcome.CRASHED, f"died by SIGILL, and by SIGSEGV with {PLAIN}")


def test_a_signal_without_a_name_is_a_crash_as_well() -> None:
    assert judge(replace(GOOD, ended=said(PRISON, None, -63))) == (Outcome.CRASHED, "died by signal 63")


@pytest.mark.parametrize(
    ("ended", "expected"),
    [
        (
            GOOD.ended,
            (Outcome.PASSED, "tokens were generated; none of 1 probes got out"),
        ),
        (said(PRISON, Inference(None, "bad file")), (Outcome.REFUSED, "bad file")),
        (said(PRISON, None, None), (Outcome.TIMED_OUT, "not finished within the budget of 120 s")),
    ],
)
def test_what_happens_after_a_crash_is_told_together_with_it(
    ended: Ended, expected: tuple[Outcome, str]
) -> None:
    outcome, reason = expected
    assert judge(replace(GOOD, ended=ended, earlier_signal="SIGILL")) == (
        outcome,
        f"died by SIGILL; with {PLAIN}: {reason}",
    )


@pytest.mark.parametrize(
    ("isolation", "outcome"),
    [(Isolation.NONE, Outcome.UNPROVEN), (Isolation.SECCOMP, Outcome.NOT_RUN)],
)
def test_a_file_that_was_not_loaded_is_neither_refused_nor_passed(
    isolation: Isolation, outcome: Outcome
) -> None:
    prison = replace(PRISON, isolation=isolation, missing="unshare: EPERM")
    ended = said(prison, Inference(None, "not loaded", is_unread=True))
    assert judge(replace(GOOD, ended=ended)) == (outcome, "not loaded (unshare: EPERM)")


@pytest.mark.parametrize("isolation", [Isolation.SECCOMP, Isolation.NONE])
def test_less_than_full_isolation_never_passes(isolation: Isolation) -> None:
    prison = replace(PRISON, isolation=isolation, missing="unshare: EPERM")
    assert judge(replace(GOOD, ended=said(prison, GENERATED))) == (
        Outcome.UNPROVEN,
        "tokens were generated without full isolation (unshare: EPERM)",
    )


def test_a_file_that_changed_never_passes() -> None:
    assert judge(replace(GOOD, has_same_bytes=False)) == (Outcome.UNPROVEN, "the file changed during the run")


def test_a_control_that_fails_never_passes() -> None:
    probes = (
        HOLDS,
        Probe("seccomp/vsock", "EPERM", "EMFILE", False),
        Probe("seccomp/netlink", "EIO", "", False),
    )
    assert judge(replace(GOOD, probes=probes)) == (
        Outcome.UNPROVEN,
        "no proof from: seccomp/vsock (inside EPERM, outside EMFILE), "
        "seccomp/netlink (inside EIO, outside no control)",
    )


def test_no_probes_at_all_never_pass() -> None:
    assert judge(replace(GOOD, probes=())) == (Outcome.UNPROVEN, "no proof from: no probes")


def test_where_loopback_is_down_that_is_why_nothing_is_proven() -> None:
    probe = Probe("seccomp/ipv4-connect", "EPERM", "ENETUNREACH", False)
    assert judge(replace(GOOD, probes=(probe, HOLDS))) == (
        Outcome.UNPROVEN,
        "the positive control cannot be made, the loopback device is down here; no proof from: "
        "seccomp/ipv4-connect (inside EPERM, outside ENETUNREACH)",
    )
