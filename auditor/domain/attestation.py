"""What was proven about running one model file with no network."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Isolation(StrEnum):
    """How tightly the inference process was shut in, strongest first."""

    NAMESPACE_SECCOMP = "namespace+seccomp"
    SECCOMP = "seccomp"
    NONE = "none"


class Outcome(StrEnum):
    """How an isolated run ended."""

    PASSED = "passed"
    """Tokens were generated and every probe came out as it must."""
    LEAKED = "leaked"
    """A probe inside reached what it must not reach."""
    UNPROVEN = "unproven"
    """Tokens were generated, but the prison could not be built or its control failed."""
    REFUSED = "refused"
    """llama.cpp did not accept the file."""
    CRASHED = "crashed"
    """The process died by a signal."""
    TIMED_OUT = "timed out"
    """The budget was used up."""
    NOT_RUN = "not run"
    """The file was never loaded; the reason says why."""


@dataclass(frozen=True, slots=True)
class Probe:
    """One attempt to reach something outside the process.

    Attributes:
        name: What was tried, e.g. ``seccomp/ipv4-connect``, ``namespace/file-read``.
        inside: What happened in the prison: an errno name, or ``reached``.
        outside: What the same attempt did outside: ``reached``, an errno name, or empty without a control.
        holds: Refused inside, and reached outside where there is a control.
    """

    name: str
    inside: str
    outside: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Generation:
    """What the model did, with the settings that make it repeatable.

    Attributes:
        n_prompt_tokens: Tokens of the prompt.
        n_generated_tokens: Tokens generated greedily.
        output_sha256: Digest of the generated token ids, little-endian 32-bit.
        load_s: Seconds to load the file.
        tokens_per_s: Generated tokens per second.
        peak_memory_bytes: Peak resident memory of the worker.
        n_threads: Threads used.
        n_context: Context length used.
    """

    n_prompt_tokens: int
    n_generated_tokens: int
    output_sha256: str
    load_s: float
    tokens_per_s: float
    peak_memory_bytes: int
    n_threads: int
    n_context: int


@dataclass(frozen=True, slots=True)
class Machine:
    """Where a run was made. Each part is empty where the platform does not tell, or nobody wrote it down.

    Attributes:
        host: Name of the machine.
        kernel: System and kernel release.
        cpu: What the processor is called.
        cpu_features: What it can do that llama.cpp chooses its kernels by, as the kernel calls it, sorted.
    """

    host: str = ""
    kernel: str = ""
    cpu: str = ""
    cpu_features: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return one line: host, kernel, processor and features."""
        features = f" ({' '.join(self.cpu_features)})" if self.cpu_features else ""
        parts = (self.host, self.kernel, f"{self.cpu}{features}")
        return ", ".join(part for part in parts if part) or "machine not recorded"


@dataclass(frozen=True, slots=True)
class Attestation:
    """The result of one isolated run of one file.

    Attributes:
        artifact_sha256: Digest of the file before and after the run.
        file_name: The file's own name, without folders.
        is_self_test: The file is the shipped self-test model.
        engine: ``llama-cpp-python VERSION (llama.cpp BUILD)``.
        isolation: The level that was reached.
        outcome: How it ended.
        reason: One sentence on the outcome.
        probes: Every attempt to reach something outside, made in the prison and outside of it.
        generation: What was generated, if anything was.
        performed_at: When it ended.
        machine: Where it was made.
    """

    artifact_sha256: str
    file_name: str
    is_self_test: bool
    engine: str
    isolation: Isolation
    outcome: Outcome
    reason: str
    probes: tuple[Probe, ...]
    generation: Generation | None
    performed_at: datetime
    machine: Machine = Machine()

    @property
    def passed(self) -> bool:
        """Whether the run proves that inference works with no network."""
        return self.outcome is Outcome.PASSED
