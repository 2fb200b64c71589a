"""What a verdict does not cover: what was not judged, not read, not declared or known by name only."""

from collections.abc import Iterator
from typing import Final

from auditor.domain.audit import Audit
from auditor.domain.subject import Strength
from auditor.reports import wording
from auditor.reports.counts import Counts
from auditor.reports.document.fact_blocks import FactsOf, known_count, known_words
from auditor.reports.headline.overturned import overturned_facts
from auditor.reports.headline.unjudged import unjudged
from auditor.reports.headline.waivers import waiver_counts

_MOST_NAMED: Final = 3


def reservations(audit: Audit, counts: Counts) -> tuple[str, ...]:
    """Return what nobody signs for, one sentence each without a full stop."""
    said = [*filter(None, (unjudged(audit), overturned_facts(audit))), *audit.left_out]
    if counts.n_not_read:
        be = "is" if counts.n_not_read == 1 else "are"
        files = wording.counted(counts.n_not_read, "file")
        said.append(f"{files} {be} in formats not read, and may hold models that nothing here is said about")
    elsewhere = [one for one in audit.inventory.skipped if one.elsewhere is not None]
    if elsewhere:
        files = wording.counted(len(elsewhere), "file")
        targets = ", ".join(dict.fromkeys(filter(None, (one.elsewhere for one in elsewhere))))
        said.append(f"not looked into: {files} that other targets read ({wording.clipped(targets, 80)})")
    named = (model for model in audit.inventory.models if model.declared_same is None)
    n_named = sum(model.strength is Strength.NAME for model in named)
    if n_named:
        be = "is" if n_named == 1 else "are"
        said.append(f"{wording.counted(n_named, 'model')} {be} known by name only: no byte was seen")
    if counts.n_accepted:
        n = wording.number(counts.n_accepted)
        said.append(f"places with a fault that the organisation accepts as such: {n}")
    facts = audit.facts.get(audit.organisation.id, {})
    n_open = known_count(facts, "coverage.n_unreadable")
    # Where nothing is accepted, what is unreadable is named one by one, and counted under "found".
    if n_open and counts.n_accepted:
        counted = wording.counted(n_open, "place")
        said.append(
            f"unreadable, altered, incomplete, closed or in a format not read, and not accepted: {counted}"
        )
    said += _against_declarations(facts)
    n_waivers = sum(waiver.needs_attention for waiver in audit.waivers)
    if n_waivers:
        need = "needs" if n_waivers == 1 else "need"
        said.append(f"{wording.counted(n_waivers, 'waiver')} {need} attention: {waiver_counts(audit)}")
    if audit.organisation.declared_on is None:
        said.append("the organisation is not declared for this day, so its roles are unknown")
    return tuple(said)


def _against_declarations(facts: FactsOf) -> Iterator[str]:
    """Yield what is in use and not declared, which no duty was judged for, and what was declared only."""
    n_undeclared = known_count(facts, "declaration.n_undeclared")
    if n_undeclared:
        be, them = ("belongs", "it") if n_undeclared == 1 else ("belong", "them")
        places = wording.counted(n_undeclared, "place in use", "places in use")
        yield f"{places} {be} to no declared system, so that no duty towards persons was judged for {them}"
    unseen = known_words(facts, "declaration.unseen")
    if unseen:
        named = ", ".join(wording.clipped(name, 60) for name in unseen[:_MOST_NAMED])
        n_more = len(unseen) - _MOST_NAMED
        more = f" and {wording.number(n_more)} more" if n_more > 0 else ""
        yield f"declared and seen nowhere: {named}{more}"
