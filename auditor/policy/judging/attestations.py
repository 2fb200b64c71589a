"""Who attested what a verdict rests on: a word is told with its owner and day."""

from collections.abc import Iterable
from typing import Final

from auditor.domain.evidence import EvidenceState
from auditor.domain.fact import Basis, Claim, Known, State, Unknown
from auditor.domain.finding import Reason
from auditor.domain.phrasing import prose_day
from auditor.policy.logic.leaves import EVIDENCE
from auditor.policy.logic.world import Scene

_MOST_NAMED: Final = 3


def is_attested(state: State) -> bool:
    """Say whether nothing but somebody's word says what a fact is, a resolution of conflicts included."""
    return bool(_words(state))


def _words(state: State) -> tuple[Claim, ...]:
    """Return the claims that are somebody's word, where nothing else says the same."""
    if isinstance(state, Unknown):
        return ()
    settling = tuple(one for one in state.claims if one.settles)
    if isinstance(state, Known) and settling:
        others = (one for one in state.claims if not one.settles)
        return () if any(one.value == state.value for one in others) else settling
    return state.claims if all(one.basis is Basis.ATTESTED for one in state.claims) else ()


def attesting(leaf: Reason, scene: Scene) -> tuple[str, ...]:
    """Return whose word a leaf rests on, ``NAME on DAY`` each; nothing where more than a word says so."""
    if not leaf.fact:
        return ()
    if leaf.fact.startswith(EVIDENCE):
        key = (leaf.fact.removeprefix(EVIDENCE), leaf.subject_id)
        valid = [one for one in scene.records.get(key, ()) if one.state is EvidenceState.VALID]
        best = max(valid, key=lambda one: (one.confidence.rank, one.on, one.locator), default=None)
        return () if best is None else (f"{best.by} on {prose_day(best.on)}",)
    words = _words(scene.state(leaf.fact, leaf.subject_id))
    return tuple(dict.fromkeys(map(_whose, words)))


def _whose(claim: Claim) -> str:
    if not claim.attested_by or claim.attested_on is None:
        return "the organisation"
    return f"{claim.attested_by} on {prose_day(claim.attested_on)}"


def attested_by(leaves: Iterable[Reason], scene: Scene) -> str:
    """Return who attested what some leaves say, ``NAME on DAY``; empty for none."""
    whose = list(dict.fromkeys(one for leaf in leaves for one in attesting(leaf, scene)))
    if not whose:
        return ""
    more = len(whose) - _MOST_NAMED
    return f"{'; '.join(whose[:_MOST_NAMED])}{f' and {more} more' if more > 0 else ''}"
