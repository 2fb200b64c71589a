from dataclasses import replace
from datetime import date

from auditor.declarations.loading import Declarations
from auditor.declarations.proof import record
from auditor.declarations.remembering import remember
from auditor.domain.evidence import EvidenceDeclared, EvidenceState
from auditor.domain.resolution import ResolveDeclared
from tests.builders.declarations import TODAY, a_provenance, a_resolution, a_system, an_evidence, bound

A, B, C = "a" * 64, "b" * 64, "c" * 64
FIRST = an_evidence(file="plan.pdf", file_sha256=A)
SWAPPED = replace(FIRST, file_sha256=B)


def remembered(entry: EvidenceDeclared, *earlier: EvidenceDeclared) -> EvidenceDeclared:
    records = tuple(record(one, ("organisation",), TODAY) for one in earlier)
    (found,) = remember(Declarations((entry,)), records).entries
    assert isinstance(found, EvidenceDeclared)
    return found


def test_a_file_that_was_swapped_has_the_digest_that_was_recorded_first() -> None:
    assert remembered(SWAPPED, FIRST) == replace(SWAPPED, recorded_sha256=A)
    assert remembered(SWAPPED, FIRST, SWAPPED, replace(FIRST, file_sha256=C)).recorded_sha256 == A


def test_an_unchanged_file_leaves_the_declarations_and_their_digest_as_they_are() -> None:
    declared = Declarations((FIRST, a_system()))
    records = (record(FIRST, ("organisation",), TODAY),)
    assert remember(declared, records) == declared
    assert remember(declared, records).sha256 == declared.sha256
    assert remember(declared, ()) == declared


def test_a_file_that_is_gone_has_the_digest_it_had_and_one_that_was_never_there_has_none() -> None:
    gone = replace(FIRST, file_sha256=None)
    assert remembered(gone, FIRST) == replace(gone, recorded_sha256=A)
    assert remembered(gone, gone) == gone
    assert remembered(FIRST, gone) == FIRST
    assert remembered(an_evidence(), FIRST) == an_evidence()


def test_what_was_said_anew_or_by_another_or_of_another_file_is_another_statement() -> None:
    for other in (
        replace(SWAPPED, provenance=a_provenance(on=date(2026, 11, 2))),
        replace(SWAPPED, provenance=a_provenance(by="B. Officer")),
        replace(SWAPPED, file="other.pdf"),
        replace(SWAPPED, evidence="another-kind"),
    ):
        assert remembered(other, FIRST) == other


def test_where_the_entry_stands_does_not_matter() -> None:
    moved = replace(SWAPPED, provenance=a_provenance("declarations/other.yaml:90"))
    assert remembered(moved, FIRST).recorded_sha256 == A


def test_what_proved_a_resolution_is_remembered_too() -> None:
    declared = a_resolution(None, "organisation.size", "sme")
    (proof,) = bound(declared).evidence
    changed = replace(declared, proof=replace(declared.proof, file_sha256="1" * 64))
    (same,) = remember(Declarations((declared,)), (proof,)).entries
    (entry,) = remember(Declarations((changed,)), (proof,)).entries
    assert same == declared
    assert isinstance(entry, ResolveDeclared)
    assert entry.proof.recorded_sha256 == "0" * 64
    (altered,) = bound(entry).evidence
    assert altered.state is EvidenceState.ALTERED


def test_what_never_proved_anything_is_not_remembered() -> None:
    for flaw in (EvidenceState.EMPTY, EvidenceState.DECLARATION):
        assert remembered(SWAPPED, replace(FIRST, flaw=flaw)) == SWAPPED
