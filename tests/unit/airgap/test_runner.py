import hashlib
import importlib.metadata
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from auditor.airgap.known_answer import SELF_TEST_MODEL, answer_sha256
from auditor.airgap.launcher import Ended
from auditor.airgap.machine import this_machine
from auditor.airgap.probes import Stage, attempts
from auditor.airgap.protocol import Inference, Prison, Request, Said, Settings
from auditor.airgap.runner import PROMPT, Job, attest, refuse, run, self_test
from auditor.airgap.verdict import PLAIN
from auditor.domain.attestation import Attestation, Generation, Isolation, Outcome
from auditor.errors import AirgapError

pytestmark = pytest.mark.loopback

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
BYTES = b"GGUF and so on"
SHA256 = hashlib.sha256(BYTES).hexdigest()
GENERATION = Generation(4, 16, answer_sha256(), 0.5, 100.0, 2**20, 2, 64)
ANSWERS = tuple(
    (stage, attempt.name, min(attempt.namespace_says if stage is Stage.NAMESPACE else attempt.seccomp_says))
    for stage in (Stage.NAMESPACE, Stage.SECCOMP)
    for attempt in attempts(stage)
)
PRISON = Prison(Isolation.NAMESPACE_SECCOMP, "", ANSWERS)
PASSING = Ended(Said(PRISON, "engine 1", Inference(GENERATION)), "", 0)
CRASHING = Ended(Said(PRISON, "engine 1"), "assertion failed", -4)


def noon() -> datetime:
    return NOON


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "model.gguf"
    path.write_bytes(BYTES)
    return path


class Launches:
    """Stands in for starting workers: each ends as told, and is remembered."""

    def __init__(self, *ends: Ended, meanwhile: Callable[[], object] = lambda: None) -> None:
        self._ends = iter(ends)
        self._meanwhile = meanwhile
        self.requests: list[Request] = []
        self.budgets_s: list[float] = []

    def __call__(self, request: Request, budget_s: float) -> Ended:
        self.requests.append(request)
        self.budgets_s.append(budget_s)
        self._meanwhile()
        return next(self._ends)


def test_a_run_becomes_an_attestation(model: Path) -> None:
    launches = Launches(PASSING)
    attestation = attest(Job(model), now=noon, launch=launches)
    assert replace(attestation, probes=()) == Attestation(
        artifact_sha256=SHA256,
        file_name="model.gguf",
        is_self_test=False,
        engine="engine 1",
        isolation=Isolation.NAMESPACE_SECCOMP,
        outcome=Outcome.PASSED,
        reason="tokens were generated; none of 29 probes got out",
        probes=(),
        generation=GENERATION,
        performed_at=NOON,
        machine=this_machine(),
    )
    assert [probe.name for probe in attestation.probes] == [
        f"{stage.value}/{name}" for stage, name, _ in ANSWERS
    ]
    assert all(probe.holds for probe in attestation.probes)


def test_the_worker_is_asked_for_the_strongest_prison_and_few_threads(model: Path) -> None:
    launches = Launches(PASSING)
    attest(Job(model, prompt="Hello", budget_s=7), now=noon, launch=launches)
    (request,) = launches.requests
    n_threads = min(2, os.cpu_count() or 1)
    assert request == Request(
        path=str(model),
        prompt="Hello",
        n_tokens=16,
        settings=Settings(n_threads),
        wanted=Isolation.NAMESPACE_SECCOMP,
        loads_unheld=False,
        memory_bytes=4 * 2**30 + 3 * len(BYTES),
        cpu_s=7 * n_threads + 5,
        bait=request.bait,
    )
    assert launches.budgets_s == [7]


def test_the_self_test_is_asked_its_own_question() -> None:
    launches = Launches(PASSING)
    attestation = attest(Job(SELF_TEST_MODEL, is_self_test=True), now=noon, launch=launches)
    assert (launches.requests[0].prompt, launches.requests[0].loads_unheld) == ("abc", True)
    assert (attestation.outcome, attestation.is_self_test) == (Outcome.PASSED, True)


def test_a_self_test_with_another_answer_does_not_pass() -> None:
    wrong = replace(PASSING.said, inference=Inference(replace(GENERATION, output_sha256="cd" * 32)))
    launches = Launches(replace(PASSING, said=wrong))
    attestation = attest(Job(SELF_TEST_MODEL, is_self_test=True), now=noon, launch=launches)
    assert (attestation.outcome, attestation.reason) == (
        Outcome.UNPROVEN,
        "the self-test model gave a wrong answer: inference is not right here",
    )


def test_another_file_is_not_taken_for_the_self_test(model: Path) -> None:
    attestation = attest(Job(model, is_self_test=True), now=noon, launch=Launches())
    assert (attestation.outcome, attestation.is_self_test, attestation.artifact_sha256) == (
        Outcome.NOT_RUN,
        True,
        SHA256,
    )


def test_a_crash_is_tried_once_more_with_plain_settings_and_what_is_left_of_the_budget(model: Path) -> None:
    launches = Launches(CRASHING, PASSING)
    attestation = attest(Job(model, budget_s=50), now=noon, launch=launches)
    assert launches.requests[1] == replace(launches.requests[0], settings=Settings(1, is_plain=True))
    assert 0 < launches.budgets_s[1] < launches.budgets_s[0] == 50
    assert (attestation.outcome, attestation.reason) == (
        Outcome.PASSED,
        f"died by SIGILL; with {PLAIN}: tokens were generated; none of 29 probes got out",
    )


def test_a_second_crash_is_the_end(model: Path) -> None:
    attestation = attest(Job(model), now=noon, launch=Launches(CRASHING, CRASHING))
    assert (attestation.outcome, attestation.reason, attestation.engine) == (
        Outcome.CRASHED,
        f"died by SIGILL, and by SIGILL with {PLAIN} (assertion failed)",
        "engine 1",
    )


def test_a_file_that_changes_during_the_run_proves_nothing(model: Path) -> None:
    launches = Launches(PASSING, meanwhile=lambda: model.write_bytes(b"another"))
    attestation = attest(Job(model), now=noon, launch=launches)
    assert (attestation.outcome, attestation.reason, attestation.artifact_sha256) == (
        Outcome.UNPROVEN,
        "the file changed during the run",
        SHA256,
    )


def test_a_file_that_gave_its_name_away_for_a_while_proves_nothing(model: Path) -> None:
    def swap() -> None:
        away = model.rename(model.with_name("away"))
        model.write_bytes(b"another")
        away.replace(model)

    attestation = attest(Job(model), now=noon, launch=Launches(PASSING, meanwhile=swap))
    assert model.read_bytes() == BYTES
    assert (attestation.outcome, attestation.reason) == (Outcome.UNPROVEN, "the file changed during the run")


def test_a_file_that_vanishes_during_the_run_is_an_error_with_a_name(model: Path) -> None:
    with pytest.raises(AirgapError, match=r"model\.gguf: No such file"):
        attest(Job(model), now=noon, launch=Launches(PASSING, meanwhile=model.unlink))


def test_a_silent_worker_leaves_what_is_installed_as_the_engine(model: Path) -> None:
    attestation = attest(Job(model), now=noon, launch=Launches(Ended(Said(), "", None)))
    assert (attestation.outcome, attestation.isolation, attestation.probes) == (
        Outcome.TIMED_OUT,
        Isolation.NONE,
        (),
    )
    assert attestation.engine.startswith("llama-cpp-python")


def test_another_system_than_linux_proves_nothing(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    attestation = attest(Job(model), now=noon, launch=Launches())
    assert (attestation.outcome, attestation.isolation, attestation.reason) == (
        Outcome.UNPROVEN,
        Isolation.NONE,
        "not Linux: no namespaces and no seccomp",
    )


def test_without_the_extra_nothing_is_run(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setitem(sys.modules, "llama_cpp", None)
    monkeypatch.setattr(importlib.metadata, "version", missing)
    attestation = attest(Job(model), now=noon, launch=Launches())
    assert (attestation.outcome, attestation.reason, attestation.engine) == (
        Outcome.NOT_RUN,
        "extra llama not installed: pip install auditor[llama]",
        "llama-cpp-python is not installed",
    )


@pytest.mark.parametrize(
    ("name", "is_run"),
    [
        ("m-00001-of-00003.gguf", False),
        ("m-00002-of-00002.gguf", False),
        ("m-00001-of-00001.gguf", True),
        ("m-1-of-3.gguf", True),
        ("m-00001-of-00003.gguf.bak", True),
    ],
)
def test_one_part_of_many_is_not_run(name: str, is_run: bool, model: Path) -> None:
    part = model.rename(model.with_name(name))
    attestation = attest(Job(part), now=noon, launch=Launches(PASSING))
    assert attestation.outcome is (Outcome.PASSED if is_run else Outcome.NOT_RUN)


def test_a_name_that_is_not_text_is_shown_as_far_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "m\udcff.gguf"
    path.write_bytes(BYTES)
    assert attest(Job(path), now=noon, launch=Launches(PASSING)).file_name == "m\ufffd.gguf"


@pytest.mark.parametrize("name", ["missing.gguf", ".", "pipe", "nul\0.gguf", "locked.gguf/inside"])
def test_what_is_not_a_readable_file_is_an_error_with_advice(name: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "locked.gguf").write_bytes(BYTES)
    with pytest.raises(AirgapError) as caught:
        run(tmp_path / name, now=noon)
    assert caught.value.message.isprintable()
    assert caught.value.hint


@pytest.mark.parametrize("budget_s", [0.0, -1.0, float("nan"), float("inf"), 86_401.0])
def test_a_budget_is_more_than_nothing_and_at_most_a_day(budget_s: float, model: Path) -> None:
    with pytest.raises(AirgapError, match="air-gap budget"):
        run(model, budget_s=budget_s, now=noon)


@pytest.mark.parametrize("prompt", ["x" * 4097, "\udcff"])
def test_a_prompt_is_short_and_text(prompt: str, model: Path) -> None:
    with pytest.raises(AirgapError, match="air-gap prompt"):
        run(model, prompt=prompt, now=noon)


def test_a_refusal_is_recorded_with_its_reason() -> None:
    attestation = refuse("bad.gguf", SHA256, "the header has problems", now=noon)
    assert attestation == Attestation(
        artifact_sha256=SHA256,
        file_name="bad.gguf",
        is_self_test=False,
        engine=attestation.engine,
        isolation=Isolation.NONE,
        outcome=Outcome.NOT_RUN,
        reason="the header has problems",
        probes=(),
        generation=None,
        performed_at=NOON,
        machine=this_machine(),
    )


def test_a_budget_too_small_to_start_runs_out(model: Path) -> None:
    assert run(model, budget_s=0.001, now=noon).outcome is Outcome.TIMED_OUT
    assert self_test(budget_s=0.001, now=noon).outcome is Outcome.TIMED_OUT


def test_the_usual_prompt_is_plain_text() -> None:
    assert PROMPT.isascii()


def test_a_run_in_what_is_left_of_a_budget_names_the_whole(model: Path) -> None:
    job = Job(model, budget_s=0.399997, of_budget_s=120)
    attestation = attest(job, now=noon, launch=Launches(Ended(Said(PRISON), "", None)))
    assert (attestation.outcome, attestation.reason) == (
        Outcome.TIMED_OUT,
        "not finished within the budget of 120 s",
    )


def test_a_file_is_run_from_where_its_links_lead(model: Path) -> None:
    link = model.with_name("link.gguf")
    link.symlink_to(model)
    launches = Launches(PASSING)
    attestation = attest(Job(link), now=noon, launch=launches)
    assert (launches.requests[0].path, attestation.file_name) == (str(model), "link.gguf")


def test_a_link_that_leads_elsewhere_during_the_run_proves_nothing(model: Path, tmp_path: Path) -> None:
    link, other = tmp_path / "link.gguf", tmp_path / "other.gguf"
    link.symlink_to(model)
    other.write_bytes(BYTES)

    def turn() -> None:
        link.unlink()
        link.symlink_to(other)

    attestation = attest(Job(link), now=noon, launch=Launches(PASSING, meanwhile=turn))
    assert (attestation.outcome, attestation.reason) == (Outcome.UNPROVEN, "the file changed during the run")


def test_links_in_a_circle_are_an_error_with_advice(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(AirgapError, match="Too many levels of symbolic links"):
        run(tmp_path / "a", now=noon)
