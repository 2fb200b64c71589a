"""One isolated run from beginning to end, seen from outside."""

import hashlib
import importlib.metadata
import importlib.util
import os
import re
import stat
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from auditor.airgap import known_answer
from auditor.airgap.bait import laid
from auditor.airgap.launcher import Ended, cpu_allowance_s, launch
from auditor.airgap.machine import this_machine
from auditor.airgap.probes import compare, controls
from auditor.airgap.protocol import Request, Settings, printable
from auditor.airgap.reach import Bait
from auditor.airgap.verdict import Observed, judge
from auditor.domain.attestation import Attestation, Isolation, Outcome
from auditor.errors import AirgapError

PROMPT: Final = "The first article of the law says that"
_N_TOKENS: Final = 16
# More threads give other sums, and the machine has other work.
_MAX_THREADS: Final = 2
_MAX_BUDGET_S: Final = 86_400.0
# The request has to fit into a pipe's buffer.
_MAX_PROMPT_CHARACTERS: Final = 4096
# Interpreter and libraries take 1.5 GiB of address space; weights may be there twice, mapped and repacked.
_BASE_MEMORY_BYTES: Final = 4 * 2**30
_MEMORY_PER_FILE_BYTE: Final = 3

# A digest names one file, and llama.cpp would load the others; it finds them by this pattern alone.
# Source: llama.cpp, include/llama.h, llama_split_path.
_SPLIT_NAME: Final = re.compile(r"-\d{5}-of-(\d{5})\.gguf$")

Launch = Callable[[Request, float], Ended]


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be run.

    Attributes:
        path: The file.
        prompt: Text to continue.
        is_self_test: The file is the shipped model, whose answer is known.
        budget_s: Seconds for everything but hashing.
        of_budget_s: The budget it is a part of, which the reason names; ``None`` if it is the whole.
        wanted: The strongest isolation to try; anything but the default cannot pass.
    """

    path: Path
    prompt: str = PROMPT
    is_self_test: bool = False
    budget_s: float = 120.0
    of_budget_s: float | None = None
    wanted: Isolation = Isolation.NAMESPACE_SECCOMP


def run(
    path: Path,
    *,
    budget_s: float = 120.0,
    of_budget_s: float | None = None,
    prompt: str = PROMPT,
    now: Callable[[], datetime],
) -> Attestation:
    """Run one model file without network and say what that proves.

    Whatever the file does to llama.cpp is an outcome.

    Args:
        path: A GGUF file.
        budget_s: Seconds, at most a day, for everything but hashing the file before and after.
        of_budget_s: The budget these are what is left of, if several files share one; the reason names it.
        prompt: Text to continue, at most 4,096 characters of valid text.
        now: The clock; asked once, at the end.

    Raises:
        AirgapError: the file cannot be read, an argument is out of range, or no process can be started.
    """
    return attest(Job(path, prompt, budget_s=budget_s, of_budget_s=of_budget_s), now=now)


def self_test(*, budget_s: float = 60.0, now: Callable[[], datetime]) -> Attestation:
    """Run the shipped model: whether this machine can shut llama.cpp in, and whether it then computes right.

    Raises:
        AirgapError: the shipped file is missing, or no process can be started.
    """
    return attest(Job(known_answer.SELF_TEST_MODEL, is_self_test=True, budget_s=budget_s), now=now)


def refuse(file_name: str, artifact_sha256: str, reason: str, *, now: Callable[[], datetime]) -> Attestation:
    """Record that a file was not run, and why: it has problems, or the budget was used up by others."""
    return Attestation(
        artifact_sha256=artifact_sha256,
        file_name=file_name,
        is_self_test=False,
        engine=_installed(),
        isolation=Isolation.NONE,
        outcome=Outcome.NOT_RUN,
        reason=reason,
        probes=(),
        generation=None,
        performed_at=now(),
        machine=this_machine(),
    )


def attest(job: Job, *, now: Callable[[], datetime], launch: Launch = launch) -> Attestation:
    """Run a job; see :func:`run`."""
    _check(job)
    seen = _see(job.path)
    file_name = os.fsencode(job.path.name).decode(errors="replace")
    if unfit := _unfit(job, seen.sha256):
        outcome, reason = unfit
        refused = refuse(file_name, seen.sha256, reason, now=now)
        return replace(refused, outcome=outcome, is_self_test=job.is_self_test)
    observed = _observed(job, seen, launch)
    outcome, reason = judge(observed)
    said = observed.ended.said
    return Attestation(
        artifact_sha256=seen.sha256,
        file_name=file_name,
        is_self_test=job.is_self_test,
        engine=said.engine or _installed(),
        isolation=said.prison.isolation if said.prison else Isolation.NONE,
        outcome=outcome,
        reason=reason,
        probes=observed.probes,
        generation=said.inference.generation if said.inference else None,
        performed_at=now(),
        machine=this_machine(),
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """A file at a moment; two that are equal leave no time in which other bytes stood under its name.

    Attributes:
        path: Where it is, without symbolic links.
        sha256: Digest of its bytes.
        size_bytes: Its size.
        stamp: Device, inode and the nanosecond of the last change, which writing and renaming renew.
    """

    path: Path
    sha256: str
    size_bytes: int
    stamp: tuple[int, int, int]


def _observed(job: Job, seen: _Seen, launch: Launch) -> Observed:
    """Make the controls, run a worker, and after a crash another."""
    with laid() as bait:
        outside = controls(bait)
        request = _request(job, seen, bait)
        deadline = time.monotonic() + job.budget_s
        ended, earlier_signal = launch(request, job.budget_s), ""
        if ended.has_crashed:
            earlier_signal = ended.signal_name
            plain = replace(request, settings=Settings(1, is_plain=True))
            ended = launch(plain, max(0.0, deadline - time.monotonic()))
    prison = ended.said.prison
    return Observed(
        ended=ended,
        earlier_signal=earlier_signal,
        probes=compare(prison.answers if prison else (), outside),
        has_same_bytes=_see(job.path) == seen,
        expected_sha256=known_answer.answer_sha256() if job.is_self_test else "",
        budget_s=job.budget_s if job.of_budget_s is None else job.of_budget_s,
    )


def _request(job: Job, seen: _Seen, bait: Bait) -> Request:
    n_threads = min(_MAX_THREADS, os.cpu_count() or 1)
    return Request(
        path=str(seen.path),
        prompt=known_answer.PROMPT if job.is_self_test else job.prompt,
        n_tokens=known_answer.N_TOKENS if job.is_self_test else _N_TOKENS,
        settings=Settings(n_threads),
        wanted=job.wanted,
        loads_unheld=job.is_self_test,
        memory_bytes=_BASE_MEMORY_BYTES + _MEMORY_PER_FILE_BYTE * seen.size_bytes,
        cpu_s=cpu_allowance_s(job.budget_s, n_threads),
        bait=bait,
    )


def _unfit(job: Job, sha256: str) -> tuple[Outcome, str] | None:
    """Return why no worker is started at all, or nothing."""
    if sys.platform != "linux":
        return Outcome.UNPROVEN, "not Linux: no namespaces and no seccomp"
    if importlib.util.find_spec("llama_cpp") is None:
        return Outcome.NOT_RUN, "extra llama not installed: pip install auditor[llama]"
    if (parts := _SPLIT_NAME.search(job.path.name)) and int(parts[1]) > 1:
        return Outcome.NOT_RUN, "the file is one part of a split model; join the parts to run them"
    if job.is_self_test and sha256 != _shipped_sha256():
        return Outcome.NOT_RUN, "the file is not the shipped self-test model: its digest differs"
    return None


def _check(job: Job) -> None:
    if not 0 < job.budget_s <= _MAX_BUDGET_S:
        raise AirgapError(
            f"air-gap budget: {job.budget_s} s", hint="Give more than 0 seconds, at most a day."
        )
    if len(job.prompt) > _MAX_PROMPT_CHARACTERS:
        raise AirgapError(
            f"air-gap prompt: {len(job.prompt)} characters", hint=f"Give at most {_MAX_PROMPT_CHARACTERS}."
        )
    try:
        job.prompt.encode()
    except UnicodeEncodeError as error:
        raise AirgapError("air-gap prompt: not valid text", hint="Give it in UTF-8.") from error


def _see(path: Path) -> _Seen:
    """Read a regular file from beginning to end.

    Raises:
        AirgapError: it is not there, not regular (a pipe would wait for ever), or cannot be read.
    """
    try:
        real = Path(os.path.realpath(path))
        if not stat.S_ISREG(real.stat().st_mode):
            raise AirgapError(f"{printable(str(path))}: not a regular file", hint="Name a GGUF file.")
        with real.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
            status = os.fstat(stream.fileno())
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise AirgapError(
            f"{printable(str(path))}: {why}", hint="Name a GGUF file that can be read."
        ) from error
    return _Seen(real, sha256, status.st_size, (status.st_dev, status.st_ino, status.st_ctime_ns))


def _shipped_sha256() -> str:
    """Return the digest the shipped model must have, by making it anew."""
    from auditor.airgap.self_test_model import build

    return hashlib.sha256(build()).hexdigest()


def _installed() -> str:
    """Return what is installed, without loading it."""
    try:
        return f"llama-cpp-python {importlib.metadata.version('llama-cpp-python')}"
    except importlib.metadata.PackageNotFoundError:
        return "llama-cpp-python is not installed"
