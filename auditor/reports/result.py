"""The canonical document: everything an audit says, as JSON.

``result`` is deterministic: the same inputs give the same bytes. Clock, ids, host and speed stand
beside it, in ``run``. Text that UTF-8 cannot carry is spelled out and whole numbers beyond
2^53 become floats, so that a hostile header cannot make an audit unprintable.
"""

from typing import Final, cast

from auditor import trust
from auditor.domain.attestation import Attestation
from auditor.domain.audit import Audit, Run
from auditor.domain.fact import Basis
from auditor.domain.finding import Finding, Reason
from auditor.reports.authority_blocks import law_block, legal_block, rule_block
from auditor.reports.counts import KindCount, count, is_accepted
from auditor.reports.packs import is_act_judged, packs_of
from auditor.reports.shape import (
    SCHEMA,
    AttestationBlock,
    AttestedRun,
    BecauseBlock,
    CountBlock,
    CoverageBlock,
    FindingBlock,
    InputsBlock,
    Report,
    Result,
    RunBlock,
    SummaryBlock,
)
from auditor.reports.subject_blocks import deployment_block, model_blocks, organisation_block, system_block
from auditor.reports.wording import encodable

# RFC 7493 (I-JSON), section 2.2: integers beyond this do not survive a reader's double.
_LARGEST_INTEGER: Final = 2**53 - 1


def report_document(audit: Audit, run: Run) -> Report:
    """Return the whole document; ``result_sha256`` is that of the ``result`` within it."""
    result = result_document(audit)
    return {
        "schema": SCHEMA,
        "result_sha256": _digest(result),
        "result": result,
        "run": cast(RunBlock, _plain(_run_block(audit, run))),
    }


def result_sha256(audit: Audit) -> str:
    """Return the digest of the canonical result, which is what is printed, compared and chained.

    Raises:
        ReportError: a number in it is not finite.
    """
    return _digest(result_document(audit))


def _digest(result: Result) -> str:
    return trust.sha256(trust.canonical(cast(trust.JsonValue, result)))


def result_document(audit: Audit) -> Result:
    """Return the deterministic part: what was found, judged and left out."""
    inventory = audit.inventory
    result: Result = {
        "as_of": audit.as_of.isoformat(),
        "inputs": _inputs_block(audit),
        "organisation": organisation_block(audit),
        "models": model_blocks(audit),
        "deployments": [
            deployment_block(place, audit.facts.get(place.id, {})) for place in inventory.deployments
        ],
        "systems": [system_block(system, audit.facts.get(system.id, {})) for system in audit.systems],
        "findings": [_finding_block(finding) for finding in audit.findings],
        "questions": [
            {
                "ask": question.ask,
                "names": list(question.names),
                "subjects": list(question.subject_ids),
                "who": question.who.value,
                "how": question.how,
                "n_settles": question.n_settles,
                "rules": list(question.rules),
                "n_needed": question.n_needed,
            }
            for question in audit.questions
        ],
        "evidence": [
            {
                "evidence": record.evidence,
                "subjects": list(record.subject_ids),
                "state": record.state.value,
                "locator": record.locator,
                "by": record.by,
                "on": record.on.isoformat(),
                "basis": Basis.ATTESTED.value,
                "method": record.method,
                "confidence": record.confidence.value,
                "file_sha256": record.file_sha256,
            }
            for record in audit.evidence
        ],
        "attestations": [_attestation_block(attestation) for attestation in audit.attestations],
        "problems": [
            {
                "target": problem.target,
                "locator": problem.locator,
                "fault": problem.category.value,
                "reason": problem.reason,
                "offset": problem.offset,
                "accepted": is_accepted(audit, problem),
            }
            for problem in inventory.problems
        ],
        "coverage": _coverage_block(audit),
        "summary": _summary_block(audit),
        "rules": [rule_block(rule) for rule in audit.rules],
        "law": [law_block(figure) for figure in audit.law],
        "license_titles": dict(audit.license_titles),
    }
    return cast(Result, _plain(result))


def _plain(node: object) -> object:
    """Return the document with text that UTF-8 can carry and numbers that JSON readers keep."""
    if isinstance(node, str):
        return node if node.isascii() else encodable(node)
    if isinstance(node, dict):
        return {_plain(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    if isinstance(node, int) and abs(node) > _LARGEST_INTEGER:
        return float(node)
    return node


def _inputs_block(audit: Audit) -> InputsBlock:
    inputs = audit.inputs
    return {
        "scans": list(inputs.scans),
        "catalogue_sha256": inputs.catalogue_sha256,
        "declarations_sha256": inputs.declarations_sha256,
        "attestations": list(inputs.attestations),
        "bundle_sha256": inputs.bundle_sha256,
        "run_day": inputs.run_day.isoformat(),
    }


def _finding_block(finding: Finding) -> FindingBlock:
    return {
        "rule": finding.rule,
        "rule_version": finding.rule_version,
        "pack": finding.pack,
        "kind": finding.kind.value,
        "title": finding.title,
        "role": list(finding.role),
        "subject": {
            "id": finding.subject_id,
            "kind": finding.subject_kind.value,
            "name": finding.subject_name,
        },
        "verdict": finding.verdict.value,
        "severity": finding.severity.value,
        "upcoming": finding.upcoming,
        "applies_from": finding.applies_from.isoformat() if finding.applies_from else None,
        "reason": finding.sentence,
        "because": _because(finding.reason),
        "missing": [
            {
                "name": missing.name,
                "subject": missing.subject_id,
                "reason": missing.reason,
                "who": missing.who.value,
                "how": missing.how,
            }
            for missing in finding.missing
        ],
        "legal": legal_block(finding.legal),
        "remedy": finding.remedy,
        "note": finding.note,
        "waiver": None,
    }


def _because(reason: Reason) -> BecauseBlock:
    return {
        "text": reason.text,
        "value": reason.value.value,
        "fact": reason.fact or None,
        "subject": reason.subject_id or None,
        "evidence": list(reason.evidence),
        "parts": [_because(part) for part in reason.parts],
    }


def _attestation_block(attestation: Attestation) -> AttestationBlock:
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


def _coverage_block(audit: Audit) -> CoverageBlock:
    inventory = audit.inventory
    return {
        "targets": [
            {"target": covered.target, "n_seen": covered.n_seen, "how_far": covered.how_far}
            for covered in inventory.covered
        ],
        "skipped": [
            {
                "locator": f"{skipped.target}#{skipped.locator}",
                "reason": skipped.reason,
                "category": skipped.category.value,
                "accepted": is_accepted(audit, skipped),
            }
            for skipped in inventory.skipped
        ],
        "not_models": [{"locator": locator, "reason": what} for locator, what in inventory.not_models],
        "left_out": list(audit.left_out),
        "not_covered": list(audit.not_covered),
    }


def _summary_block(audit: Audit) -> SummaryBlock:
    counts = count(audit)
    return {
        "n_models": counts.n_models,
        "n_places": counts.n_places,
        "states": {state.value: n for state, n in counts.states},
        "n_unreadable": counts.n_unreadable,
        "n_altered": counts.n_altered,
        "n_incomplete": counts.n_incomplete,
        "n_not_read": counts.n_not_read,
        "packs": list(packs_of(audit)),
        "eu_ai_act_judged": is_act_judged(audit),
        "duties": _count_block(counts.duties),
        "terms": _count_block(counts.terms),
        "preferences": _count_block(counts.preferences),
        "vendor_gaps_open": counts.n_gaps_open,
        "rules": [
            {
                "rule": tally.rule,
                "kind": tally.kind.value,
                "verdict": tally.verdict.value,
                "upcoming": tally.upcoming,
                "reason": tally.sentence,
                "n": tally.n,
            }
            for tally in audit.tallies
        ],
    }


def _count_block(kind: KindCount) -> CountBlock:
    return {"failing": kind.failing, "unknown": kind.unknown, "hold": kind.hold, "upcoming": kind.upcoming}


def _run_block(audit: Audit, run: Run) -> RunBlock:
    return {
        "id": run.id,
        "started_at": run.started_at.isoformat(),
        "tool": run.tool,
        "host": run.host,
        "timings": dict(run.timings_s),
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
