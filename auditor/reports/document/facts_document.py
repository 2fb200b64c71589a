"""Every fact of every subject, as JSON for whoever brings an engine of their own.

No clock, host or run is in it: what differs between two audits of the same inputs stays out, so equal inputs
give equal bytes.
"""

from collections.abc import Iterator, Mapping
from typing import cast

from auditor.domain.audit import Audit
from auditor.domain.fact import Conflict, Fact, FactDefinition, Known
from auditor.domain.facts import FACTS
from auditor.domain.naming import distinct_names
from auditor.domain.subject import Deployment, Model, Organisation, Subject, System
from auditor.reports.document.fact_blocks import facts_block
from auditor.reports.document.facts_shape import (
    SCHEMA,
    DefinitionBlock,
    FactsReport,
    FactSubject,
    StatedFact,
)
from auditor.reports.document.finding_blocks import evidence_block
from auditor.reports.document.result import plain, result_sha256
from auditor.reports.document.subject_shape import FactBlock


def facts_document(audit: Audit) -> FactsReport:
    """Return every fact of an audit, those included that classifications wrote."""
    names = distinct_names(audit.subjects)
    used = {name for facts in audit.facts.values() for name in facts}
    document: FactsReport = {
        "schema": SCHEMA,
        "as_of": audit.as_of.isoformat(),
        "result_sha256": result_sha256(audit),
        "definitions": {name: _definition(FACTS[name]) for name in sorted(used & FACTS.keys())},
        "subjects": [_subject(subject, names, audit) for subject in audit.subjects],
        "evidence": [evidence_block(record) for record in audit.evidence],
    }
    return cast(FactsReport, plain(document))


def _definition(fact: FactDefinition) -> DefinitionBlock:
    return {
        "subject": fact.subject.value,
        "type": fact.type.value,
        "unit": fact.unit or None,
        "meaning": fact.meaning,
    }


def _subject(subject: Subject, names: Mapping[str, str], audit: Audit) -> FactSubject:
    facts = audit.facts.get(subject.id, {})
    blocks = facts_block(facts)
    return {
        "id": subject.id,
        "kind": subject.kind.value,
        "name": names[subject.id],
        "below": list(_below(subject, audit)),
        "same_as": subject.declared_same if isinstance(subject, Model) else None,
        "facts": {name: _stated(facts[name], blocks[name]) for name in blocks},
    }


def _below(subject: Subject, audit: Audit) -> Iterator[str]:
    match subject:
        case Organisation():
            yield from (system.id for system in audit.systems)
        case System():
            yield from subject.deployment_ids
            yield from (one.id for one in audit.incidents if one.system_id == subject.id)
        case Deployment() if subject.model_id:
            yield subject.model_id
        case _:
            return


def _stated(fact: Fact, block: FactBlock) -> StatedFact:
    state = fact.state
    is_known = isinstance(state, Known)
    return {
        "state": "known" if is_known else "conflict" if isinstance(state, Conflict) else "unknown",
        "value": block.get("value"),
        "unit": block["unit"],
        "confidence": state.confidence.value if isinstance(state, Known) else None,
        "basis": state.claims[0].basis.value if isinstance(state, Known) else None,
        "unknown": block.get("unknown"),
        "conflict": block.get("conflict", []),
        "claims": block["claims"],
    }
