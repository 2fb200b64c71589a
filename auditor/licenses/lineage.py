"""Licences of the models a model was made from, and whether its own drops their terms."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from auditor.catalogue import Catalogue, Entry
from auditor.catalogue.entry import Cell
from auditor.domain.fact import (
    Basis,
    Claim,
    Confidence,
    Fact,
    Known,
    Settler,
    Silence,
    Statement,
    Unknown,
    weakest,
)
from auditor.licenses.answers import QUESTIONS, Said, multimodal
from auditor.licenses.terms import Answer, Terms, load_terms, terms_of

METHOD: Final = "lineage"
_EXCLUDES: Final = "license.base_excludes_eu_licensees"

_Line = frozenset[tuple[str, str]]
"""Provider and licence of the releases between the model and one it was made from."""


def assess_lineage(
    known: Mapping[str, Fact], catalogue: Catalogue, stated: Sequence[Claim]
) -> Iterator[Statement]:
    """Yield ``license.inherited``, ``license.base_conflict`` and ``license.base_excludes_eu_licensees``.

    Args:
        known: Facts known so far: the declared base models and the catalogue entry, if there is one.
        catalogue: Where base models are looked up.
        stated: What header, card and text state; the catalogue's opinion does not drop anybody's terms.
    """
    scratch = _from_scratch(known)
    if scratch is not None:
        yield from scratch
        return
    bases = known.get("model.base_models")
    if bases is None or not isinstance(bases.state, Known) or not isinstance(bases.state.value, tuple):
        yield from _silences("it names no base model")
        return
    own = catalogue.joined(known)
    found = tuple(_ancestors(bases.state.value, catalogue, own))
    licensed = [(entry, entry.license) for entry in found if entry.license is not None]
    if not licensed:
        yield from _silences(_unlicensed(bases.state.value, catalogue))
        return
    for entry, cell in licensed:
        level = weakest(Confidence.MEDIUM, bases.state.confidence, cell.confidence)
        yield Claim(
            "license.inherited",
            (cell.value,),
            Basis.INFERRED,
            level,
            METHOD,
            f"{entry.locator}@license",
            cell.citation,
        )
    called = catalogue.called(bases.state.value)
    binding = _binding(bases.state.value, catalogue, own)
    foreign = [
        (called.get(entry.id, entry.id), cell.value) for entry, cell in licensed if entry.id in binding
    ]
    level = weakest(Confidence.MEDIUM, bases.state.confidence, *(cell.confidence for _, cell in licensed))
    yield _base_conflict(foreign, stated, level)
    yield _base_exclusion(licensed, level)


def _from_scratch(known: Mapping[str, Fact]) -> tuple[Statement, ...] | None:
    """Return what follows where it is declared that there is no base; a card that names none says less."""
    fact = known.get("model.names_base")
    if fact is None or not isinstance(fact.state, Known) or fact.state.value is True:
        return None
    said = next((claim for claim in fact.state.claims if claim.basis is Basis.ATTESTED), None)
    if said is None:
        return None
    nothing = Silence("license.inherited", Unknown("it was made from no other model", Settler.NOBODY))
    level = weakest(Confidence.MEDIUM, said.confidence)
    claims = (
        Claim(
            name,
            False,
            Basis.INFERRED,
            level,
            METHOD,
            said.locator,
            f"made from no other model, {said.citation}",
        )
        for name in ("license.base_conflict", _EXCLUDES)
    )
    return (nothing, *claims)


def _ancestors(names: Sequence[str], catalogue: Catalogue, own: Entry | None) -> Iterator[Entry]:
    """Yield the releases the names mean and those they were made from, each once; a circle ends by itself."""
    seen = {(own.id, licensed) for licensed in (True, False)} if own else set()
    waiting = list(names)
    while waiting:
        entry = _meant(waiting.pop(0), catalogue)
        if entry is None or (key := (entry.id, entry.license is not None)) in seen:
            continue
        seen.add(key)
        yield entry
        waiting += entry.base_models.value if entry.base_models else ()


def _meant(name: str, catalogue: Catalogue) -> Entry | None:
    """Return the release that a name means, without a licence that is that of another stage alone."""
    entry = catalogue.named(name)
    return entry if entry is None or entry.covers((name,)) else replace(entry, license=None)


def _unlicensed(names: Sequence[str], catalogue: Catalogue) -> str:
    """Return why no licence of a base is known, and which is listed for another stage of it alone."""
    named = (catalogue.named(name) for name in names)
    others = [
        f"{one.id} ({one.license.value})" for one in named if one is not None and one.license is not None
    ]
    none = f"no licence of its base {', '.join(names)} is in the catalogue"
    return f"{none}; that of {', '.join(others)} need not be its own" if others else none


def _binding(names: Sequence[str], catalogue: Catalogue, own: Entry | None) -> frozenset[str]:
    """Return the ids of the releases whose terms reach the model by at least one line.

    A provider may license its own releases anew. A release that the model itself, or a release between
    the two, follows from the same provider under another licence is superseded on that line; on another
    line, as where a merge names it beside its successor, it still binds.
    """
    # Individuals have no provider in common.
    exempt = own.provider if own else None
    waiting: list[tuple[str, _Line]] = [(name, frozenset()) for name in names]
    seen: set[tuple[str, _Line]] = set()
    binding: set[str] = set()
    while waiting:
        name, line = waiting.pop()
        entry = _meant(name, catalogue)
        if entry is None or (own and entry.id == own.id) or (entry.id, line) in seen:
            continue
        seen.add((entry.id, line))
        is_own = exempt is not None and entry.provider == exempt
        if not is_own and not _is_superseded(entry, line):
            binding.add(entry.id)
        if entry.provider and entry.license:
            line |= {(entry.provider, entry.license.value)}
        waiting += ((base, line) for base in (entry.base_models.value if entry.base_models else ()))
    return frozenset(binding)


def _is_superseded(entry: Entry, line: _Line) -> bool:
    """Say whether a later release on the line is by the same provider and under another licence."""
    own = entry.license.value if entry.license else None
    return any(provider == entry.provider and license_ != own for provider, license_ in line)


def _silences(reason: str) -> Iterator[Silence]:
    for fact in ("license.inherited", "license.base_conflict", _EXCLUDES):
        yield Silence(fact, Unknown(reason, Settler.PROVIDER))


def _base_conflict(
    foreign: Sequence[tuple[str, str]], stated: Sequence[Claim], level: Confidence
) -> Statement:
    if not stated:
        return _unsettled("no header, card or licence text states a licence to compare with its base's")
    obligations = [(base, terms_of(expression)) for base, expression in foreign]
    unread = [base for base, answer in obligations if answer is None]
    dropping = [
        [f"{part.name} of {base}" for base, part in _obliging(obligations) if not _keeps(claim, part)]
        for claim in stated
    ]
    level = weakest(level, *(claim.confidence for claim in stated))
    if all(dropping):
        what = ", ".join(dict.fromkeys(word for words in dropping for word in words))
        return _conflict_claim(True, stated[0], level, f"not stated: {what}")
    if any(dropping):
        return _unsettled("its sources state different licences, and not all of them drop its base's terms")
    if unread:
        return _unsettled(f"the terms of the licence of {', '.join(unread)} are not in the table")
    return _conflict_claim(
        False, stated[0], level, "every obliging licence of its bases is stated, or none is"
    )


def _base_exclusion(licensed: Sequence[tuple[Entry, Cell[str]]], level: Confidence) -> Statement:
    """Say whether a base's licence withholds its rights in the EU: those cannot be passed on by anybody."""
    said = [(entry, cell, _exclusion(entry, cell.value)) for entry, cell in licensed]
    excluding = [one for one in said if one[2].value is True]
    unread = [one for one in said if one[2].value is None]
    if not excluding and unread:
        entry, _, answer = unread[0]
        return Silence(_EXCLUDES, Unknown(f"licence of {entry.id}: {answer.reason}", Settler.PROVIDER))
    deciding = excluding or said
    return Claim(
        fact=_EXCLUDES,
        value=bool(excluding),
        basis=Basis.INFERRED,
        confidence=weakest(level, *(answer.confidence for _, _, answer in deciding)),
        method=METHOD,
        locator=f"{deciding[0][0].locator}@license",
        citation="; ".join(
            f"{cell.value}, licence of {entry.id}" + (f": {answer.reason}" if answer.reason else "")
            for entry, cell, answer in deciding
        ),
    )


def _exclusion(entry: Entry, expression: str) -> Said:
    terms = terms_of(expression)
    if terms is None:
        return Said(None, f"the terms of {expression} are not in the table", Confidence.LOW)
    return QUESTIONS["license.excludes_eu_licensees"](terms, multimodal(entry.modalities))


def _unsettled(reason: str) -> Silence:
    return Silence("license.base_conflict", Unknown(reason, Settler.PROVIDER))


def _conflict_claim(value: bool, claim: Claim, level: Confidence, citation: str) -> Claim:
    return Claim("license.base_conflict", value, Basis.INFERRED, level, METHOD, claim.locator, citation)


def _obliging(obligations: Sequence[tuple[str, Answer | None]]) -> Iterator[tuple[str, Terms]]:
    """Yield the licences that bind whoever passes a derivative on; permissive ones ask for a notice."""
    for base, answer in obligations:
        if answer is None or (answer.is_choice and any(part.kind == "permissive" for part in answer.parts)):
            continue
        yield from ((base, part) for part in answer.parts if part.kind != "permissive")


def _keeps(claim: Claim, part: Terms) -> bool:
    """Say whether a stated expression names the licence, or another release of it."""
    words = str(claim.value).replace("(", " ").replace(")", " ").split()
    named = [load_terms()[word] for word in words if word in load_terms()]
    return any(terms.id == part.id or (part.series and terms.series == part.series) for terms in named)
