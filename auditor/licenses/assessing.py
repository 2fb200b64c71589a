"""From what each source states to every ``license.*`` fact."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from auditor.catalogue import Catalogue
from auditor.catalogue.entry import TEXTUAL
from auditor.domain.fact import (
    FOLLOWS_FROM,
    Basis,
    Claim,
    Confidence,
    Conflict,
    Fact,
    Known,
    Settler,
    Silence,
    State,
    Statement,
    Unknown,
    weakest,
)
from auditor.domain.facts import FACTS
from auditor.domain.resolving import resolve
from auditor.domain.subject import Model
from auditor.domain.tri import Tri
from auditor.licenses.answers import NO_CLAUSE, QUESTIONS, Multimodal, Said
from auditor.licenses.base import Detector
from auditor.licenses.catalogued import sibling
from auditor.licenses.clauses import CLAUSE_FACTS
from auditor.licenses.header import HEADER
from auditor.licenses.lineage import assess_lineage
from auditor.licenses.listing import METHOD as LISTED
from auditor.licenses.stated import assess_stated, how_none, why_none
from auditor.licenses.terms import load_terms, terms_of
from auditor.licenses.text import ALTERED, UNREAD

_FACT: Final = "license.concluded"
_ASK_WHICH: Final = "ask its provider which licence holds, correct what states another, and scan again"
_REPLACE_IT: Final = (
    "ask its provider whether the altered licence text is meant; if not, put the licence's own in its place "
    "and scan again"
)
_READ_IT: Final = "have a person read the licence; no declaration answers it"
_RESTRICTIONS: Final = frozenset(
    {
        ("license.commercial_use", False),
        ("license.excludes_eu_licensees", True),
        ("license.foss_ai_act", False),
    }
)


def assess(
    model: Model, known: Mapping[str, Fact], catalogue: Catalogue, detectors: Iterable[Detector]
) -> Iterator[Statement]:
    """Yield every statement about the model's licence.

    Args:
        model: The model.
        known: Facts known so far; a resolution of ``license.concluded`` settles a conflict.
        catalogue: The catalogue as it weighs on the day of the audit.
        detectors: The methods of telling a licence: ``licenses.DETECTORS``.
    """
    claims = _aligned([claim for one in detectors for claim in one.detect(model, known, catalogue)])
    stated = [claim for claim in claims if claim.basis is Basis.DECLARED]
    yield from claims
    if not claims:
        reasons = (why_none(model), sibling(model, known, catalogue))
        yield _silence(_FACT, "; ".join(filter(None, reasons)), how_none(model))
    in_header, listed = ([one for one in stated if one.method == method] for method in (HEADER, LISTED))
    yield assess_stated(model, in_header, listed)
    yield _conflict(model, claims, known)
    # Nobody has read the terms of an altered text, so it cannot be said which of its base's it drops.
    read = [claim for claim in stated if not str(claim.value).startswith(ALTERED)]
    lineage = tuple(assess_lineage(known, catalogue, read))
    yield from lineage
    settled = _settled(model, known, claims)
    terms = tuple(_terms(settled, _multimodal(known)))
    dropped = next((one for one in lineage if one.fact == "license.base_conflict"), None)
    yield from _unless_void(terms, _hearsay(model, settled) or _dropped(dropped))


def _aligned(claims: Sequence[Claim]) -> list[Claim]:
    """Let a source that only names a licence mean the very one that another source tells.

    A text says which release of a series is meant; a name shared by several licences means the one
    of them that is told beside it. A text that is none in the table is the licence of its own that a card
    names, and not another.
    """
    said = {str(claim.value) for claim in claims}
    texts = {str(claim.value) for claim in claims if claim.method == "licence-text"}
    own = {name for name in said - texts if name.startswith("LicenseRef-") and name not in load_terms()}
    return [
        replace(claim, value=_named(str(claim.value), own))
        if claim.method == "licence-text"
        else replace(claim, value=_meant(str(claim.value), said, texts))
        for claim in claims
    ]


def _named(text: str, own: set[str]) -> str:
    return next(iter(own)) if text.startswith(UNREAD) and len(own) == 1 else text


def _meant(id_: str, said: set[str], texts: set[str]) -> str:
    table = load_terms()
    terms = table.get(id_)
    if terms is None:
        return id_
    releases = {
        text for text in texts if text in table and terms.series and table[text].series == terms.series
    }
    meant = releases or said.intersection(terms.covers)
    return meant.pop() if len(meant) == 1 else id_


def _conflict(model: Model, claims: Sequence[Claim], known: Mapping[str, Fact]) -> Statement:
    settled = _settled(model, known, claims)
    if isinstance(settled, Known) and settled.claims[0].settles:
        return replace(settled.claims[0], fact="license.conflict", value=False)
    if not claims:
        return Silence("license.conflict", Unknown("no source states a licence", Settler.PROVIDER))
    if all(str(claim.value).startswith(UNREAD) for claim in claims):
        # What nobody has read can say one thing and the other.
        reason = "the only source is a text that is none of the licences in the table"
        return Silence("license.conflict", Unknown(reason, Settler.PROVIDER))
    words = sorted({f"{claim.value} ({claim.method})" for claim in claims})
    return Claim(
        fact="license.conflict",
        value=len({claim.value for claim in claims}) > 1,
        basis=Basis.INFERRED,
        confidence=_of_comparison(claims),
        method=f"comparison of {len(claims)} sources" if len(claims) > 1 else "only one source",
        locator=claims[0].locator,
        citation="; ".join(words),
    )


def _of_comparison(claims: Sequence[Claim]) -> Confidence:
    """Return what a comparison is worth: a contradiction as much as the weaker of its two best sides.

    Sources that agree, and one alone, contradict nobody, however weakly any of them says what it says.
    """
    sides: dict[str, Confidence] = {}
    for claim in claims:
        side = str(claim.value)
        sides[side] = max(sides.get(side, claim.confidence), claim.confidence, key=lambda level: level.rank)
    levels = sorted(sides.values(), key=lambda level: level.rank, reverse=True)
    return weakest(*levels[:2]) if len(levels) > 1 else Confidence.MEDIUM


def _settled(model: Model, known: Mapping[str, Fact], claims: Sequence[Claim]) -> State:
    """Return the state of the licence, a resolution by the organisation with evidence included."""
    said = known.get(_FACT)
    earlier = () if said is None or isinstance(said.state, Unknown) else said.state.claims
    unknown = Unknown(why_none(model), Settler.PROVIDER, how_none(model))
    state = resolve(FACTS[_FACT], (*earlier, *claims), unknown=unknown).state
    if isinstance(state, Known) and state.claims[0].settles:
        return Known(state.value, (state.claims[0],))
    return state


def _multimodal(known: Mapping[str, Fact]) -> Multimodal:
    fact = known.get("model.modalities")
    if fact is None or not isinstance(fact.state, Known) or not isinstance(fact.state.value, tuple):
        return Multimodal(Tri.UNKNOWN, Confidence.LOW)
    return Multimodal(Tri.of(not TEXTUAL.issuperset(fact.state.value)), fact.state.confidence)


def _terms(state: State, multimodal: Multimodal) -> Iterator[Statement]:
    for fact in QUESTIONS:
        yield _evaluated(fact, state, multimodal)


def _hearsay(model: Model, state: State) -> str:
    """Return why nothing that a licence allows is allowed here; empty where a source of the model states it.

    Whoever trains a model further may keep its name and has as many parameters: that the catalogue lists the
    release under a licence says what its provider took away, and not what whoever made these files gave.
    """
    if model.artifact is None or isinstance(state, Unknown):
        return ""
    if any(claim.basis is not Basis.CATALOGUED for claim in state.claims):
        return ""
    return f"no source states its licence; the catalogue lists a release called alike under {_listed(state)}"


def _listed(state: Known | Conflict) -> str:
    return " or ".join(dict.fromkeys(str(claim.value) for claim in state.claims))


def _dropped(conflict: Statement | None) -> str:
    """Return why a licence allows nothing where it drops the terms of its base; empty where it does not."""
    if not isinstance(conflict, Claim) or conflict.value is not True:
        return ""
    return f"the licence it states drops its base's terms ({conflict.citation})"


def _unless_void(terms: Sequence[Statement], why: str) -> Iterator[Statement]:
    """Yield the terms; where a reason voids them, what they restrict themselves, and no permission."""
    for term in terms:
        is_void = bool(why) and isinstance(term, Claim) and not _restricts(term)
        yield _silence(term.fact, why) if is_void and isinstance(term, Claim) else term


def _restricts(term: Claim) -> bool:
    """Say whether a term takes something away; what a base's licence adds to it gives nothing back."""
    if term.fact == "license.eu_exclusion_clause" or term.fact in CLAUSE_FACTS:
        return term.value != NO_CLAUSE
    return (term.fact, term.value) in _RESTRICTIONS


def _evaluated(fact: str, state: State, multimodal: Multimodal) -> Statement:
    if isinstance(state, Unknown):
        return _silence(fact, f"the licence is not known: {state.reason}", state.how)
    expressions = tuple(dict.fromkeys(str(claim.value) for claim in state.claims))
    said = [_answer(fact, expression, multimodal, _remark(state, expression)) for expression in expressions]
    if isinstance(state, Conflict) and len({one.value for one in said}) > 1:
        sources = "; ".join(f"{claim.value} ({claim.method})" for claim in state.claims)
        return _silence(fact, f"its sources state different licences: {sources}", _ASK_WHICH)
    first = said[0]
    if first.value is None:
        follows = f"{FOLLOWS_FROM}{first.follows_from}" if first.follows_from else ""
        return _silence(fact, first.reason, follows or _how_to_read(expressions))
    return Claim(
        fact=fact,
        value=first.value,
        basis=Basis.INFERRED,
        confidence=weakest(state.confidence, *(one.confidence for one in said)),
        method="terms of the licence",
        locator=f"licence terms#{' | '.join(expressions)}",
        citation=_citation(expressions, first),
    )


def _how_to_read(expressions: Sequence[str]) -> str:
    """Return what would tell terms that nobody has read; empty where the text beside the weights would."""
    if any(expression.startswith(ALTERED) for expression in expressions):
        return _REPLACE_IT
    return "" if any(map(terms_of, expressions)) else _READ_IT


def _silence(fact: str, reason: str, how: str = "") -> Silence:
    return Silence(fact, Unknown(reason, Settler.PROVIDER, how))


def _answer(fact: str, expression: str, multimodal: Multimodal, remark: str) -> Said:
    answer = terms_of(expression)
    if answer is None:
        return Said(None, f"the terms of {expression} are not in the table{remark}", Confidence.LOW)
    return QUESTIONS[fact](answer, multimodal)


def _remark(state: Known | Conflict, expression: str) -> str:
    """Return what the source says about how it came to an expression, if that is an altered text."""
    claims = (claim for claim in state.claims if claim.value == expression and claim.citation)
    return next((f": {claim.citation}" for claim in claims if expression.startswith(ALTERED)), "")


def _citation(expressions: Sequence[str], said: Said) -> str:
    answers = [terms_of(expression) for expression in expressions]
    sources = [part.source for answer in answers if answer for part in answer.parts]
    return "; ".join(word for word in dict.fromkeys([*sources, said.reason]) if word)
