"""Facts as JSON: what they come to and every claim behind them."""

from collections.abc import Mapping
from datetime import date

from auditor.domain.fact import Claim, Conflict, Fact, Known, Unknown
from auditor.domain.facts import FACTS
from auditor.domain.values import FactValue, NoDay, Range
from auditor.reports.document.subject_shape import (
    ClaimBlock,
    FactBlock,
    Facts,
    TriWord,
    UnknownBlock,
    ValueBlock,
)

FactsOf = Mapping[str, Fact]
"""Facts of one subject, by name."""


def facts_block(facts: FactsOf) -> Facts:
    """Return every fact of a subject, by name."""
    return {name: _fact_block(facts[name]) for name in sorted(facts)}


def _fact_block(fact: Fact) -> FactBlock:
    definition = FACTS.get(fact.name)
    unit = (definition.unit or None) if definition else None
    state = fact.state
    match state:
        case Known():
            return {
                "value": value_block(state.value),
                "unit": unit,
                "claims": [_claim_block(claim) for claim in state.claims],
            }
        case Unknown():
            unknown: UnknownBlock = {"reason": state.reason, "who": state.who.value, "how": state.how}
            return {"unknown": unknown, "unit": unit, "claims": []}
        case Conflict():
            claims = [_claim_block(claim) for claim in state.claims]
            return {"conflict": _distinct(state), "unit": unit, "claims": claims}


def _distinct(conflict: Conflict) -> list[ValueBlock]:
    values: list[ValueBlock] = []
    for claim in conflict.claims:
        block = value_block(claim.value)
        if block not in values:
            values.append(block)
    return values


def _claim_block(claim: Claim) -> ClaimBlock:
    return {
        "basis": claim.basis.value,
        "value": value_block(claim.value),
        "method": claim.method,
        "locator": claim.locator,
        "confidence": claim.confidence.value,
        "citation": claim.citation,
        "with_evidence": claim.with_evidence,
        "attested_by": claim.attested_by or None,
        "attested_on": claim.attested_on.isoformat() if claim.attested_on else None,
    }


def value_block(value: FactValue) -> ValueBlock:
    """Return a value as JSON: yes/no facts as words, days in ISO 8601, sets as lists."""
    match value:
        case bool():
            return "yes" if value else "no"
        case Range():
            return {"low": value.low, "central": value.central, "high": value.high}
        case tuple():
            return list(value)
        case date():
            return value.isoformat()
        case NoDay():
            return value.value
        case _:
            return value


def known(facts: FactsOf, name: str) -> FactValue | None:
    """Return the value of a fact that is known, else nothing."""
    fact = facts.get(name)
    return fact.state.value if fact is not None and isinstance(fact.state, Known) else None


def known_text(facts: FactsOf, name: str) -> str | None:
    """Return the value of a known text fact."""
    found = known(facts, name)
    return found if isinstance(found, str) else None


def text_or(facts: FactsOf, name: str, fallback: str | None) -> str | None:
    """Return a text fact, or what else says it; nothing where its sources contradict each other."""
    return None if is_conflict(facts, name) else known_text(facts, name) or fallback


def count_or(facts: FactsOf, name: str, fallback: int | None) -> int | None:
    """Return a count, or what else says it; nothing where its sources contradict each other."""
    return None if is_conflict(facts, name) else known_count(facts, name) or fallback


def is_conflict(facts: FactsOf, name: str) -> bool:
    """Say whether the sources of a fact contradict each other."""
    fact = facts.get(name)
    return fact is not None and isinstance(fact.state, Conflict)


def conflicts(facts: FactsOf) -> list[str]:
    """Return the names of the facts whose sources contradict each other."""
    return [name for name in sorted(facts) if is_conflict(facts, name)]


def known_count(facts: FactsOf, name: str) -> int | None:
    """Return the value of a known count."""
    found = known(facts, name)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def known_range(facts: FactsOf, name: str) -> Range | None:
    """Return the value of a known range."""
    found = known(facts, name)
    return found if isinstance(found, Range) else None


def known_words(facts: FactsOf, name: str) -> tuple[str, ...]:
    """Return the words of a known set; none where it is not known."""
    found = known(facts, name)
    return found if isinstance(found, tuple) else ()


def tri_word(facts: FactsOf, name: str) -> TriWord:
    """Return a yes/no fact as a word."""
    found = known(facts, name)
    if not isinstance(found, bool):
        return "unknown"
    return "yes" if found else "no"


def claims_of(facts: FactsOf, name: str) -> tuple[Claim, ...]:
    """Return the claims about a fact, known or in conflict."""
    fact = facts.get(name)
    return () if fact is None or isinstance(fact.state, Unknown) else fact.state.claims
