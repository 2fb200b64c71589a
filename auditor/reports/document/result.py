"""The canonical document: everything an audit says, as JSON.

``result`` is deterministic: the same inputs give the same bytes. Clock, ids, host and speed stand
beside it, in ``run``. Text that UTF-8 cannot carry is spelled out and whole numbers beyond
2^53 become floats, so that a hostile header cannot make an audit unprintable.
"""

import json
from typing import Final, cast

from auditor import trust
from auditor.domain.audit import Audit, Run
from auditor.reports.document.authority_blocks import law_block, rule_block
from auditor.reports.document.coverage_blocks import coverage_block, problem_block, summary_block
from auditor.reports.document.explanations import Explanations
from auditor.reports.document.finding_blocks import (
    declaration_block,
    evidence_block,
    finding_block,
    holding_block,
    question_block,
    waiver_block,
)
from auditor.reports.document.policy_blocks import policy_block
from auditor.reports.document.run_blocks import attestation_block, run_block
from auditor.reports.document.run_shape import RunBlock
from auditor.reports.document.shape import (
    RESULT_FORM,
    SCHEMA,
    InputsBlock,
    Report,
    Result,
)
from auditor.reports.document.sources import sources_of
from auditor.reports.document.subject_blocks import (
    deployment_block,
    model_blocks,
    organisation_block,
    system_block,
)
from auditor.reports.wording import encodable

# RFC 7493 (I-JSON), section 2.2: integers beyond this do not survive a reader's double.
_LARGEST_INTEGER: Final = 2**53 - 1


def report_document(audit: Audit, run: Run) -> Report:
    """Return the whole document; ``result_sha256`` is that of the ``result`` within it."""
    result = result_document(audit)
    return {
        "schema": SCHEMA,
        "result_form": RESULT_FORM,
        "result_sha256": _digest(result),
        "result": result,
        "run": cast(RunBlock, plain(run_block(audit, run))),
    }


def written(document: Report) -> bytes:
    """Return the bytes of ``report.json``, beside a dossier and attached to it alike."""
    return f"{json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)}\n".encode()


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
    inventory, explanations = audit.inventory, Explanations()
    penalties = {rule.rule: rule.penalty for rule in audit.rules}
    result: Result = {
        "as_of": audit.as_of.isoformat(),
        "inputs": _inputs_block(audit),
        "organisation": organisation_block(audit),
        "models": model_blocks(audit),
        "deployments": [
            deployment_block(place, audit.facts.get(place.id, {})) for place in inventory.deployments
        ],
        "systems": [system_block(system, audit) for system in audit.systems],
        "findings": [finding_block(finding, explanations, penalties) for finding in audit.findings],
        "explanations": explanations.blocks,
        "holding": [holding_block(holding) for holding in audit.holding],
        "questions": [question_block(question) for question in audit.questions],
        "evidence": [evidence_block(record) for record in audit.evidence],
        "declarations": [declaration_block(given, audit.as_of) for given in audit.declared],
        "sources": sources_of(audit.facts),
        "attestations": [attestation_block(attestation) for attestation in audit.attestations],
        "problems": [problem_block(audit, problem) for problem in inventory.problems],
        "coverage": coverage_block(audit),
        "summary": summary_block(audit),
        "rules": [rule_block(rule) for rule in audit.rules],
        "law": [law_block(figure) for figure in audit.law],
        "license_titles": dict(audit.license_titles),
        "policy": policy_block(audit.policy),
        "waivers": [waiver_block(waiver) for waiver in audit.waivers],
    }
    return cast(Result, plain(result))


def plain(node: object) -> object:
    """Return the document with text that UTF-8 can carry and numbers that JSON readers keep."""
    if isinstance(node, str):
        return node if node.isascii() else encodable(node)
    if isinstance(node, dict):
        return {plain(key): plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [plain(value) for value in node]
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
