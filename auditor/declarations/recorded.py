"""Entries of evidence meet their files, and the subjects that they serve."""

from collections.abc import Collection, Iterator
from datetime import date

from auditor.declarations.attested import by_file
from auditor.declarations.kinds.evidence import ORGANISATION
from auditor.declarations.loading import Declarations
from auditor.declarations.problem import BindingProblem
from auditor.declarations.proof import NO_PROOF, judge, record, shown
from auditor.declarations.register import Register, register
from auditor.declarations.resolutions import GONE, broken_proof
from auditor.declarations.selector import mismatch
from auditor.declarations.stock import Stock
from auditor.domain.evidence import EvidenceDeclared, EvidenceRecord, EvidenceState


def broken_files(declarations: Declarations, as_of: date) -> tuple[BindingProblem, ...]:
    """Return the evidence entries whose file is not there or is not what was recorded, as problems."""
    held = register(declarations, as_of)
    of_evidence = (problem for one in held.evidence for problem in _of_file(one, as_of, GONE))
    return (*of_evidence, *(problem for one in held.resolved for problem in broken_proof(one, as_of)))


def _of_file(
    declared: EvidenceDeclared, as_of: date, states: Collection[EvidenceState]
) -> Iterator[BindingProblem]:
    """Yield what is the matter with the file of an evidence entry, if it is in one of these states."""
    state, why = judge(declared, as_of)
    if state in states:
        subject = f"evidence {declared.evidence!r}"
        yield BindingProblem(subject, f"{declared.file}: {why}", declared.provenance.locator)


def bind_evidence(
    declared: EvidenceDeclared, stock: Stock, held: Register, problems: list[BindingProblem]
) -> EvidenceRecord:
    """Return what an entry proves, and of what; what is the matter with it is added to problems."""
    found = _recorded(declared, stock, held.as_of, problems)
    return shown(found) if by_file(declared.provenance, held.backed) else found


def _recorded(
    declared: EvidenceDeclared, stock: Stock, as_of: date, problems: list[BindingProblem]
) -> EvidenceRecord:
    if not declared.provenance.has_ended(as_of):
        # Of a file that was recorded, the record says more: there, integrity is broken.
        problems.extend(_of_file(declared, as_of, NO_PROOF))
    if declared.serves is None:
        return record(declared, (ORGANISATION,), as_of)
    matched = stock.ids(declared.serves_kind, declared.serves)
    wrong = mismatch(declared.serves, matched)
    if wrong is None:
        return record(declared, tuple(sorted(matched)), as_of)
    if not declared.provenance.has_ended(as_of):
        subject = f"evidence {declared.evidence!r}"
        problems.append(BindingProblem(subject, wrong, declared.provenance.locator))
    return record(declared, (), as_of)
