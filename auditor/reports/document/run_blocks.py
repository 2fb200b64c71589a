"""What was run, as JSON: attestations without clock and host, and the run with them."""

from auditor.domain.attestation import Attestation
from auditor.domain.audit import Audit, Run
from auditor.reports.document.run_shape import AttestationBlock, AttestedRun, RunBlock


def attestation_block(attestation: Attestation) -> AttestationBlock:
    """Return the part of an attestation that two equal runs share."""
    generation = attestation.generation
    return {
        "artifact_sha256": attestation.artifact_sha256,
        "file_name": attestation.file_name,
        "is_self_test": attestation.is_self_test,
        "engine": attestation.engine,
        "isolation": attestation.isolation.value,
        "outcome": attestation.outcome.value,
        "reason": attestation.reason,
        "n_generated_tokens": generation.n_generated_tokens if generation else None,
        "output_sha256": generation.output_sha256 if generation else None,
        "probes": [
            {"name": probe.name, "inside": probe.inside, "outside": probe.outside, "holds": probe.holds}
            for probe in attestation.probes
        ],
    }


def run_block(audit: Audit, run: Run) -> RunBlock:
    """Return clock, ids, host and speed, which may differ between equal audits."""
    return {
        "id": run.id,
        "started_at": run.started_at.isoformat(),
        "tool": run.tool,
        "host": run.host,
        # In the order of their names, as the record keeps them: one run is one document, whoever renders it.
        "timings": dict(sorted(run.timings_s.items())),
        "scans": [
            {
                "id": scan.id,
                "target": scan.target,
                "sha256": scan.sha256,
                "started_at": scan.started_at.isoformat(),
                "finished_at": scan.finished_at.isoformat() if scan.finished_at else None,
                "hash_mode": scan.hash_mode,
            }
            for scan in run.scans
        ],
        "attestations": [_attested_run(attestation) for attestation in audit.attestations],
        "ledger": {
            "sha256": run.ledger_sha256,
            "predecessor_sha256": run.predecessor_sha256,
            "result_sha256": run.result_sha256,
            "result_form": run.result_form,
            "database": run.database,
        },
        "exit": {"code": run.exit.code, "because": run.exit.because},
    }


def _attested_run(attestation: Attestation) -> AttestedRun:
    generation = attestation.generation
    return {
        "artifact_sha256": attestation.artifact_sha256,
        "engine": attestation.engine,
        "performed_at": attestation.performed_at.isoformat(),
        "host": attestation.machine.host,
        "kernel": attestation.machine.kernel,
        "cpu": attestation.machine.cpu,
        "cpu_features": list(attestation.machine.cpu_features),
        "load_s": generation.load_s if generation else None,
        "tokens_per_s": generation.tokens_per_s if generation else None,
        "peak_memory_bytes": generation.peak_memory_bytes if generation else None,
    }
