"""``kind: resolve``: what holds where sources disagree, or a rule concludes otherwise, and what proves it."""

from dataclasses import dataclass, replace

from auditor.declarations.entry import Entry, Field
from auditor.declarations.files import Files
from auditor.declarations.kinds.base import VALID_FROM
from auditor.declarations.selector import read_selector
from auditor.declarations.web import is_address
from auditor.domain.declaration import Provenance, Selector
from auditor.domain.evidence import EvidenceDeclared, EvidenceStatus
from auditor.domain.fact import FactDefinition, SubjectKind
from auditor.domain.facts import FACTS
from auditor.domain.resolution import ResolveDeclared
from auditor.domain.values import FactValue, Range, ValueType
from auditor.formats.yaml_node import did_you_mean


@dataclass(frozen=True, slots=True)
class ResolveReader:
    """Reads resolutions; the value is of the fact's type, and a file that proves it is digested here."""

    name: str = "resolve"
    required: tuple[str, ...] = ("fact", "value", "evidence")
    optional: tuple[str, ...] = ("subject", "sha256", VALID_FROM)

    def read(self, entry: Entry, provenance: Provenance, files: Files) -> ResolveDeclared:
        """See `Kind.read`."""
        definition = _definition(entry)
        subject = _subject(entry, definition.subject)
        proof = EvidenceDeclared(
            evidence=f"resolution of {definition.name}",
            serves=subject,
            serves_kind=definition.subject.value,
            status=EvidenceStatus.PRESENT,
            file=None,
            file_sha256=None,
            expected_sha256=entry.digest("sha256"),
            url=None,
            provenance=provenance,
        )
        return ResolveDeclared(
            fact=definition.name,
            value=_value(entry, definition),
            subject=subject,
            proof=_located(proof, entry, files),
            provenance=provenance,
        )


def _definition(entry: Entry) -> FactDefinition:
    name = entry.text("fact")
    if name not in FACTS:
        raise entry.error("fact", f"does not know {name[:60]!r}", did_you_mean(name, sorted(FACTS)))
    definition = FACTS[name]
    if definition.agreement.may_differ:
        raise entry.error("fact", f"{name} cannot be in conflict", "Its sources add up; correct the source.")
    return definition


def _subject(entry: Entry, kind: SubjectKind) -> Selector | None:
    """Return whose fact it is; a fact of the organisation has one subject, which is not named."""
    if kind is SubjectKind.ORGANISATION:
        if "subject" in entry.fields:
            raise entry.error("subject", "is given for a fact of the organisation", "Remove it.")
        return None
    if "subject" not in entry.fields:
        hint = 'Write subject: {id: "sha256:..."} or {name: "llama*", expect: 1}.'
        raise entry.error("subject", f"is missing: the fact is of a {kind.value}", hint)
    return read_selector(entry.child("subject", "the selector of subject"))


def _value(entry: Entry, definition: FactDefinition) -> FactValue:
    """Return the value; a number stands for a range of no width."""
    if definition.type is ValueType.RANGE:
        number = entry.number("value")
        return Range(number, number, number)
    value = entry.value(Field("value", definition.type))
    if value is None:
        raise entry.error("value", "must be given", "It is what holds; null resolves nothing.")
    return value


def _located(proof: EvidenceDeclared, entry: Entry, files: Files) -> EvidenceDeclared:
    """Return the proof with its address, or its file and that file's digest."""
    where = entry.text("evidence")
    if not is_address(where):
        digest = files.digest(entry, "evidence", where)
        return replace(proof, file=where, file_sha256=digest, flaw=files.flaw(where))
    if proof.expected_sha256 is not None:
        raise entry.error("sha256", "is given without a file", "Keep a copy and name it as evidence.")
    return replace(proof, url=where)
