"""What several claims about one name resolve to.

Claims about the same name are kept side by side; those that disagree beyond the fact's tolerance are a
conflict, which is reported and never guessed away. The order of bases only picks the figure among claims that
agree.
"""

from collections.abc import Sequence

from auditor.domain.fact import (
    Agreement,
    Basis,
    Claim,
    Confidence,
    Conflict,
    Fact,
    FactDefinition,
    Known,
    State,
    Unknown,
)
from auditor.domain.values import FactValue, Range, set_of


def resolve(definition: FactDefinition, claims: Sequence[Claim], *, unknown: Unknown | None = None) -> Fact:
    """Resolve the claims about one fact of one subject.

    Args:
        definition: The fact's entry in the registry.
        claims: All claims about it, in any order.
        unknown: What to say when there are none; by default what the registry says.

    Returns:
        The fact: known, unknown or in conflict.
    """
    ordered = tuple(sorted(set(claims), key=_speaking_order))
    others = tuple(claim for claim in ordered if not claim.settles)
    if not is_open(definition, others):
        # Where every source agrees there is nothing to settle, and nothing that a resolution changes.
        ordered = others
    if not ordered:
        return Fact(definition.name, _silence(definition, unknown))
    if definition.agreement is Agreement.UNION:
        words = [word for claim in ordered if isinstance(claim.value, tuple) for word in claim.value]
        return Fact(definition.name, Known(set_of(words), ordered))
    settling = tuple(claim for claim in ordered if claim.settles)
    if len({claim.value for claim in settling}) == 1 and not outweighing(definition, settling[0], others):
        return Fact(definition.name, Known(settling[0].value, (*settling, *others)))
    first = ordered[0]
    if _is_agreed(definition, ordered):
        return Fact(definition.name, Known(first.value, ordered))
    return Fact(definition.name, Conflict(ordered))


def is_open(definition: FactDefinition, claims: Sequence[Claim]) -> bool:
    """Say whether a resolution has something to settle: no claims, a conflict, or what was only concluded."""
    is_concluded = definition.producer == "policy" or definition.name.startswith("role.")
    if is_concluded or all(claim.basis is Basis.INFERRED for claim in claims):
        return True
    return not _is_agreed(definition, claims)


def outweighing(definition: FactDefinition, settling: Claim, others: Sequence[Claim]) -> tuple[Claim, ...]:
    """Return the claims that say otherwise and that a resolution cannot settle: those that bear more than it.

    Against the organisation's own word, or what follows from it, only what can be looked at again settles
    anything: an address bears no more than a word.
    """
    return tuple(
        claim
        for claim in others
        if not _agree(definition, settling.value, claim.value)
        and (
            claim.confidence.rank > settling.confidence.rank
            or (settling.confidence is not Confidence.HIGH and _is_own(definition, claim))
        )
    )


def overturned(definition: FactDefinition, state: State) -> tuple[Claim, ...]:
    """Return what the organisation declared, or what follows from that, where a resolution says otherwise."""
    if not isinstance(state, Known) or not any(claim.settles for claim in state.claims):
        return ()
    return tuple(
        claim
        for claim in state.claims
        if _is_own(definition, claim) and not _agree(definition, state.value, claim.value)
    )


def _is_own(definition: FactDefinition, claim: Claim) -> bool:
    """Say whether a claim is the organisation's own word, or was concluded from its declarations."""
    is_concluded = claim.basis is Basis.INFERRED and definition.producer in ("declarations", "policy")
    return claim.basis is Basis.ATTESTED or is_concluded


def _is_agreed(definition: FactDefinition, claims: Sequence[Claim]) -> bool:
    first, *others = sorted(claims, key=_speaking_order)
    return all(_agree(definition, first.value, claim.value) for claim in others)


def _speaking_order(claim: Claim) -> tuple[int, int, str, str, str]:
    """Order claims by basis, then confidence; the rest only makes the order total."""
    return claim.rank, -claim.confidence.rank, claim.method, claim.locator, str(claim.value)


def _silence(definition: FactDefinition, unknown: Unknown | None) -> State:
    if definition.default is not None:
        said = Claim(
            fact=definition.name,
            value=definition.default,
            basis=Basis.CATALOGUED,
            confidence=Confidence.MEDIUM,
            method="default",
            locator="registry",
            citation=definition.default_reason,
        )
        return Known(definition.default, (said,))
    return unknown or Unknown("nothing looked at says so", definition.who, definition.how)


def _agree(definition: FactDefinition, one: FactValue, other: FactValue) -> bool:
    if definition.agreement.may_differ:
        return True
    if definition.agreement is Agreement.TOLERANCE:
        if isinstance(one, Range) and isinstance(other, Range):
            return one.low <= other.high and other.low <= one.high
        if isinstance(one, int | float) and isinstance(other, int | float):
            return abs(one - other) <= definition.tolerance * max(abs(one), abs(other))
    return one == other
