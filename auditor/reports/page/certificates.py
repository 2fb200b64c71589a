"""Air-gap attestations in words."""

from dataclasses import dataclass

from auditor.domain.attestation import Attestation, Probe
from auditor.reports import wording


@dataclass(frozen=True, slots=True)
class Certificate:
    """An isolated run: what it shows, where it was made, and every attempt to reach out of it.

    Attributes:
        outcome: How it ended.
        passed: Whether the file generated tokens and nothing got out.
        file_name: The file's name.
        sha256: Digest of its bytes.
        when: When it ran.
        engine: The inference engine, with its build.
        isolation: How it was shut in.
        reason: The outcome in one sentence.
        speed: What was generated, how fast.
        machine: The machine it ran on.
        probes: Every attempt to get out, with what happened inside and outside.
    """

    outcome: str
    passed: bool
    file_name: str
    sha256: str
    when: str
    engine: str
    isolation: str
    reason: str
    speed: str
    machine: str
    probes: tuple[Probe, ...]


def certificate(run: Attestation) -> Certificate:
    """Return an isolated run in words."""
    generation = run.generation
    speed = (
        f"{generation.n_generated_tokens} tokens at {wording.rate(generation.tokens_per_s)} per second, "
        f"peak memory {wording.size(generation.peak_memory_bytes)}"
        if generation
        else "nothing was generated"
    )
    return Certificate(
        outcome=run.outcome.value,
        passed=run.passed,
        file_name=run.file_name,
        sha256=run.artifact_sha256,
        when=wording.moment(run.performed_at),
        engine=run.engine,
        isolation=run.isolation.value,
        reason=run.reason,
        speed=speed,
        machine=str(run.machine),
        probes=run.probes,
    )
