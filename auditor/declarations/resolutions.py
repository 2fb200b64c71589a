"""Resolutions meet what was found: the facts each settles, and whether there was anything to settle."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from auditor.declarations.problem import BindingProblem
from auditor.declarations.proof import NO_PROOF, judge, record
from auditor.declarations.register import said
from auditor.declarations.selector import mismatch
from auditor.declarations.stock import Stock
from auditor.domain.evidence import EvidenceRecord, EvidenceState
from auditor.domain.fact import RESOLVED, Basis, Claim, Statement
from auditor.domain.facts import FACTS
from auditor.domain.resolution import ResolveDeclared
from auditor.domain.resolving import is_open, outweighing
from auditor.domain.subject import Organisation

GONE: Final = (*NO_PROOF, EvidenceState.MISSING, EvidenceState.ALTERED)
"""States of a proof that proves nothing any more, or never did."""

_ORGANISATION: Final = Organisation("").id


@dataclass(frozen=True, slots=True)
class BoundResolution:
    """A resolution and whose fact it settles.

    Attributes:
        declared: The resolution.
        subject_ids: The subjects it binds to.
        proof: Its evidence, judged.
        problems: Why it settles nothing, where it should.
    """

    declared: ResolveDeclared
    subject_ids: tuple[str, ...]
    proof: EvidenceRecord
    problems: tuple[BindingProblem, ...]

    @property
    def claims(self) -> Iterator[tuple[str, Claim]]:
        """What it settles, by subject id; nothing unless its proof is there and holds."""
        if self.proof.state is EvidenceState.VALID:
            yield from ((id_, _claim(self.declared, self.proof)) for id_ in self.subject_ids)


def bind_resolutions(
    declared: Iterable[ResolveDeclared], stock: Stock, as_of: date
) -> tuple[BoundResolution, ...]:
    """Bind resolutions to the subjects they name, and judge what proves them."""
    return tuple(_bound(one, stock, as_of) for one in declared)


def _bound(declared: ResolveDeclared, stock: Stock, as_of: date) -> BoundResolution:
    ids: tuple[str, ...] = (_ORGANISATION,)
    problems = list(broken_proof(declared, as_of))
    if declared.subject is not None:
        ids = tuple(sorted(stock.ids(FACTS[declared.fact].subject.value, declared.subject)))
        wrong = mismatch(declared.subject, ids)
        if wrong is not None:
            ids = ()
            problems.append(_problem(declared, wrong))
    if declared.provenance.has_ended(as_of):
        problems.clear()
    return BoundResolution(declared, ids, record(declared.proof, ids, as_of), tuple(problems))


def broken_proof(declared: ResolveDeclared, as_of: date) -> Iterator[BindingProblem]:
    """Yield what is the matter with the file that proves a resolution."""
    state, why = judge(declared.proof, as_of)
    if state in GONE:
        yield _problem(declared, f"{declared.proof.file}: {why}")


def _problem(declared: ResolveDeclared, sentence: str) -> BindingProblem:
    return BindingProblem(f"resolve {declared.fact}", sentence, declared.provenance.locator)


def _claim(declared: ResolveDeclared, proof: EvidenceRecord) -> Claim:
    return Claim(
        fact=declared.fact,
        value=declared.value,
        basis=Basis.ATTESTED,
        confidence=proof.confidence,
        method=RESOLVED,
        locator=f"{declared.provenance.locator}#value",
        citation=f"settled by {said(declared.provenance)}, proven by {proof.file or proof.url}",
        with_evidence=True,
        attested_by=declared.provenance.by,
        attested_on=declared.provenance.on,
    )


def needless(
    bound: Iterable[BoundResolution], said_of: Mapping[str, Sequence[Statement]]
) -> Iterator[BindingProblem]:
    """Yield the resolutions that settle nothing: nobody contradicts what they say, or nothing was concluded.

    What a rule writes is not known yet here, and is left out.

    Args:
        bound: The resolutions.
        said_of: Everything said about each subject, by its id.
    """
    for one in bound:
        for id_, settling in one.claims:
            why = _why_needless(settling, f"{settling.fact} of {id_}", said_of.get(id_, ()))
            if why:
                yield _problem(one.declared, why)


def unjudged(
    declared: Iterable[ResolveDeclared], as_of: date, *, is_compared: bool
) -> Iterator[BindingProblem]:
    """Yield the resolutions of which nobody looked whether there is anything to settle, and why not.

    Args:
        declared: The resolutions.
        as_of: The day; one that has ended settles nothing in any case.
        is_compared: Whether they were compared with what was found.
    """
    for one in declared:
        if one.provenance.has_ended(as_of):
            continue
        if not is_compared:
            yield _problem(one, "not compared with what its sources say, for there is no scan")
        elif FACTS[one.fact].producer == "policy":
            yield _problem(one, "not compared with what the rules conclude, which auditor check does")


def _why_needless(settling: Claim, what: str, statements: Iterable[Statement]) -> str:
    definition = FACTS[settling.fact]
    about = [one for one in statements if one.fact == settling.fact]
    claims = [one for one in about if isinstance(one, Claim) and not one.settles]
    if definition.producer == "policy":
        return ""
    if not claims:
        is_role = settling.fact.startswith("role.")
        return "" if is_role else f"there is no conflict to settle: nobody states {what}"
    if is_open(definition, claims) and any(claim.value != settling.value for claim in claims):
        stronger = outweighing(definition, settling, claims)
        return _too_weak(what, stronger[0]) if stronger else ""
    return f"there is no conflict to settle: every source agrees on {what}"


def _too_weak(what: str, stronger: Claim) -> str:
    return (
        f"an address alone does not settle {what}: {stronger.locator} says otherwise with "
        f"{stronger.confidence} confidence; keep a copy of what proves it, and name that file"
    )


def followed(bound: Iterable[BoundResolution], also: Mapping[str, str]) -> tuple[BoundResolution, ...]:
    """Return the resolutions, each of a name also of the model that the name is declared to be."""
    found = []
    for one in bound:
        ids = tuple(dict.fromkeys((*one.subject_ids, *(also[id_] for id_ in one.subject_ids if id_ in also))))
        found.append(replace(one, subject_ids=ids, proof=replace(one.proof, subject_ids=ids)))
    return tuple(found)
