import errno
import os

import pytest

from auditor.airgap.bait import laid
from auditor.airgap.probes import ATTEMPTS, Attempt, Stage, answer, answers, attempts, compare, controls
from auditor.airgap.reach import Bait
from auditor.domain.attestation import Probe

NOWHERE = Bait(0, 0, 0, 0, "", "")


def an_attempt(code: int) -> Attempt:
    def fail(_: Bait) -> None:
        raise OSError(code, os.strerror(code))

    return Attempt("x", fail)


@pytest.mark.loopback
def test_outside_every_attempt_gets_through_unless_the_machine_has_not_got_it() -> None:
    with laid() as bait:
        said = controls(bait)
    optional = {"ipv6-connect", "vsock", "io-uring", "shared-memory", "process-memory"}
    assert {name: said[name] for name in said if name not in optional} == dict.fromkeys(
        (attempt.name for attempt in ATTEMPTS if attempt.name not in optional), "reached"
    )
    assert set(said) == {attempt.name for attempt in ATTEMPTS}


@pytest.mark.loopback
def test_outside_nothing_gets_through_to_listeners_that_are_gone() -> None:
    with laid() as bait:
        pass
    said = controls(bait)
    expected = {
        "ipv4-connect": "ECONNREFUSED",
        "unix-abstract": "ECONNREFUSED",
        "unix-path": "ENOENT",
        "file-read": "ENOENT",
        "file-write": "ENOENT",
        "file-truncate": "ENOENT",
        "file-create": "ENOENT",
        "fifo-write": "ENOENT",
    }
    assert {name: said[name] for name in expected} == expected
    # The kernel may tell, or say nothing at all.
    assert said["dns-query"] in {"ECONNREFUSED", "ETIMEDOUT"}


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (errno.EPERM, "EPERM"),
        (errno.ENETUNREACH, "ENETUNREACH"),
        (errno.ETIMEDOUT, "ETIMEDOUT"),
        (99999, "EIO"),
    ],
)
def test_an_error_is_answered_by_its_name(code: int, said: str) -> None:
    assert answer(an_attempt(code), NOWHERE) == said


def test_an_error_without_number_is_still_an_error() -> None:
    def fail(_: Bait) -> None:
        raise OSError("path too long")

    assert answer(Attempt("x", fail), NOWHERE) == "EIO"


def test_a_namespace_is_only_asked_for_what_it_can_stop() -> None:
    assert [attempt.name for attempt in attempts(Stage.NAMESPACE)] == [
        "ipv4-connect",
        "ipv6-connect",
        "ipv4-send",
        "dns-query",
        "unix-abstract",
        "unix-path",
        "file-read",
        "file-write",
        "file-truncate",
        "file-create",
        "fifo-write",
        "shared-memory",
    ]


def test_a_filter_is_asked_for_everything_but_reading_and_without_one_nothing_is_left_out() -> None:
    assert [attempt.name for attempt in ATTEMPTS if attempt not in attempts(Stage.SECCOMP)] == ["file-read"]
    assert attempts(Stage.OPEN) == ATTEMPTS


@pytest.mark.loopback
def test_the_answers_of_a_stage_carry_its_name() -> None:
    with laid() as bait:
        said = answers(Stage.NAMESPACE, bait)
    assert [(stage, name) for stage, name, _ in said] == [
        (Stage.NAMESPACE, attempt.name) for attempt in attempts(Stage.NAMESPACE)
    ]


@pytest.mark.parametrize(
    ("stage", "name", "inside", "outside", "expected"),
    [
        (Stage.SECCOMP, "ipv4-connect", "EPERM", "reached", ("reached", True)),
        (Stage.SECCOMP, "ipv4-connect", "reached", "reached", ("reached", False)),
        # Refused, but not in the way a filter refuses: something else is in the way.
        (Stage.SECCOMP, "ipv4-connect", "ECONNREFUSED", "reached", ("reached", False)),
        # The one control that no machine is excused from.
        (Stage.SECCOMP, "ipv4-connect", "EPERM", "EADDRNOTAVAIL", ("EADDRNOTAVAIL", False)),
        (Stage.SECCOMP, "ipv6-connect", "EPERM", "EADDRNOTAVAIL", ("", True)),
        (Stage.SECCOMP, "ipv6-connect", "EPERM", "ECONNREFUSED", ("ECONNREFUSED", False)),
        (Stage.SECCOMP, "io-uring", "EPERM", "ENOSYS", ("", True)),
        (Stage.SECCOMP, "io-uring", "reached", "ENOSYS", ("", False)),
        (Stage.SECCOMP, "inherited-socket", "ENOTSOCK", "reached", ("reached", True)),
        (Stage.SECCOMP, "signal", "EPERM", "EPERM", ("EPERM", False)),
        (Stage.SECCOMP, "shared-memory", "EPERM", "ENOSYS", ("", True)),
        (Stage.SECCOMP, "file-truncate", "ENOENT", "reached", ("reached", False)),
        (Stage.NAMESPACE, "file-read", "ENOENT", "reached", ("reached", True)),
        (Stage.NAMESPACE, "file-read", "ENOENT", "EACCES", ("EACCES", False)),
        (Stage.NAMESPACE, "ipv4-connect", "ENETUNREACH", "reached", ("reached", True)),
        (Stage.NAMESPACE, "ipv4-connect", "EPERM", "reached", ("reached", False)),
        (Stage.NAMESPACE, "ipv6-connect", "EADDRNOTAVAIL", "reached", ("reached", True)),
        (Stage.OPEN, "ipv4-connect", "ENETUNREACH", "reached", ("reached", True)),
        (Stage.OPEN, "unix-path", "reached", "reached", ("reached", False)),
    ],
)
def test_a_probe_holds_when_refused_inside_and_reached_outside(
    stage: Stage, name: str, inside: str, outside: str, expected: tuple[str, bool]
) -> None:
    shown, holds = expected
    assert compare([(stage, name, inside)], {name: outside}) == (
        Probe(f"{stage.value}/{name}", inside, shown, holds),
    )


def test_attempts_have_names_of_their_own_and_some_controls_are_indispensable() -> None:
    names = [attempt.name for attempt in ATTEMPTS]
    assert len(set(names)) == len(names)
    assert [attempt.name for attempt in ATTEMPTS if attempt.needs_control] == [
        "ipv4-connect",
        "file-read",
        "file-write",
        "file-truncate",
        "file-create",
        "fifo-write",
        "signal",
    ]
