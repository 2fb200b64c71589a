"""The shape of what was run: attestations, and the run itself; see :mod:`auditor.reports.document.shape`."""

from typing import TypedDict


class ProbeBlock(TypedDict):
    """One attempt to reach the network, inside the prison and outside."""

    name: str
    inside: str
    outside: str
    holds: bool


class AttestationBlock(TypedDict):
    """An isolated run of one file; when it ran and how fast stands in ``run``."""

    artifact_sha256: str
    file_name: str
    is_self_test: bool
    engine: str
    isolation: str
    outcome: str
    reason: str
    n_generated_tokens: int | None
    output_sha256: str | None
    probes: list[ProbeBlock]


class ScanBlock(TypedDict):
    """One look at one target: the clock and ids behind a digest in ``inputs.scans``."""

    id: str
    target: str
    sha256: str
    started_at: str
    finished_at: str | None
    hash_mode: str


class AttestedRun(TypedDict):
    """The clock, the machine and the speed of one isolated run."""

    artifact_sha256: str
    engine: str
    performed_at: str
    host: str
    kernel: str
    cpu: str
    cpu_features: list[str]
    load_s: float | None
    tokens_per_s: float | None
    peak_memory_bytes: int | None


class LedgerBlock(TypedDict):
    """The audit's place in the ledger, and the digest and the form of the result recorded there.

    Where ``result_form`` of the report is another, another version made the report: the digests differ.
    """

    sha256: str
    predecessor_sha256: str
    result_sha256: str
    result_form: int
    database: str


class ExitBlock(TypedDict):
    """How the process ends, and why."""

    code: int
    because: str


class RunBlock(TypedDict):
    """What differs between two audits of the same inputs: clock, ids, host, timings."""

    id: str
    started_at: str
    tool: str
    host: str
    timings: dict[str, float]
    scans: list[ScanBlock]
    attestations: list[AttestedRun]
    ledger: LedgerBlock
    exit: ExitBlock
