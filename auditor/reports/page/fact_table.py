"""Facts as a table: what is known with its evidence, and what is not with who could tell."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from auditor.domain.fact import Conflict, Fact, Known, Settler, Unknown
from auditor.domain.facts import FACTS
from auditor.reports import wording
from auditor.reports.document.fact_blocks import FactsOf, known
from auditor.reports.page.evidence import Evidence, evidence_of
from auditor.reports.titles import with_titles

# Facts that a model's section states in a place of their own.
_STANDS_ELSEWHERE: Final = frozenset({"identity.sha256", "model.name", "model.size_bytes"})
# Facts that mean nothing for a subject of which another fact is known not to hold: by name, with that fact
# and what is said in their place. A "no" would read as an answer to a question that was never put.
_MEANT_ONLY_IF: Final = {"system.grandfathered": ("system.high_risk", "not applicable: it is not high-risk")}


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact as a line of a table.

    Attributes:
        name: Its name in the registry.
        label: The same for people.
        value: What it comes to.
        state: ``known``, ``unknown`` or ``conflict``.
        evidence: What each source says; for an unknown fact, who could tell.
        stands_elsewhere: A model's section says it in another place too.
    """

    name: str
    label: str
    value: str
    state: str
    evidence: tuple[Evidence, ...]
    stands_elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class OpenFacts:
    """Facts that one party could tell, and the numbers of the questions that ask for some of them."""

    who: str
    labels: tuple[str, ...]
    questions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FactTable:
    """Facts of one subject.

    Attributes:
        rows: Every fact, in the registry's order.
        open: The unknown ones, by who could tell.
    """

    rows: tuple[FactRow, ...]
    open: tuple[OpenFacts, ...]

    @property
    def settled(self) -> tuple[FactRow, ...]:
        """What is known, or in conflict, and said nowhere else in a model's section."""
        return tuple(row for row in self.rows if row.state != "unknown" and not row.stands_elsewhere)

    @property
    def n_open(self) -> int:
        """How many facts are unknown."""
        return sum(len(group.labels) for group in self.open)

    @property
    def by_evidence(self) -> tuple[tuple[tuple[Evidence, ...], tuple[FactRow, ...]], ...]:
        """What is settled, facts with the same evidence together: a declared system is one entry."""
        groups: dict[tuple[tuple[str, str, str], ...], list[FactRow]] = defaultdict(list)
        for row in self.settled:
            groups[tuple((one.basis, one.text, one.source) for one in row.evidence)].append(row)
        return tuple((rows[0].evidence, tuple(rows)) for rows in groups.values())


def fact_table(facts: FactsOf, titles: Mapping[str, str], numbers: Mapping[str, int]) -> FactTable:
    """Return every fact in the registry's order, those it does not hold last.

    Args:
        facts: The facts of one subject.
        titles: Titles of licences, by identifier.
        numbers: The number of the question that asks for a fact, by name; of any other unknown fact only
            who could tell is said, for a command that no question advises would not answer it.
    """
    order = {name: place for place, name in enumerate(FACTS)}
    names = sorted(facts, key=lambda name: (order.get(name, len(order)), name))
    return FactTable(
        tuple(_said_instead(_fact_row(facts[name], titles, numbers), facts) for name in names),
        _open((facts[name] for name in names if not _not_meant(name, facts)), numbers),
    )


def _said_instead(row: FactRow, facts: FactsOf) -> FactRow:
    instead = _not_meant(row.name, facts)
    if not instead:
        return row
    # Nobody is asked for what means nothing.
    return replace(row, value=instead, state="known", evidence=() if row.state == "unknown" else row.evidence)


def _not_meant(name: str, facts: FactsOf) -> str:
    """Return what is said in place of a fact that means nothing for the subject; else nothing."""
    needed, instead = _MEANT_ONLY_IF.get(name, ("", ""))
    return instead if needed and known(facts, needed) is False else ""


def _open(facts: Iterable[Fact], numbers: Mapping[str, int]) -> tuple[OpenFacts, ...]:
    waiting: dict[Settler, list[tuple[str, int]]] = defaultdict(list)
    for fact in facts:
        if isinstance(fact.state, Unknown):
            waiting[fact.state.who].append((wording.label(fact.name), numbers.get(fact.name, 0)))
    return tuple(
        OpenFacts(
            wording.settler(who),
            tuple(label for label, _ in waiting[who]),
            tuple(sorted({number for _, number in waiting[who] if number})),
        )
        for who in Settler
        if who in waiting
    )


def _fact_row(fact: Fact, titles: Mapping[str, str], numbers: Mapping[str, int]) -> FactRow:
    state = fact.state
    label, definition = wording.label(fact.name), FACTS.get(fact.name)
    if isinstance(state, Unknown):
        number = numbers.get(fact.name)
        who = f"{wording.settler(state.who)} can tell" + (f": question {number}" if number else "")
        reason = wording.unknown_because(state.reason)
        return FactRow(fact.name, label, reason, "unknown", (Evidence("", "", who, ""),))
    text = with_titles(wording.fact_text(fact, fact.name), titles)
    unit = definition.unit if definition else ""
    if unit and unit in label.split():
        text = text.removesuffix(f"\u00a0{unit}")
    return FactRow(
        fact.name,
        label,
        text,
        "conflict" if isinstance(state, Conflict) else "known",
        _each(state),
        fact.name in _STANDS_ELSEWHERE and not isinstance(state, Conflict),
    )


def _each(state: Known | Conflict) -> tuple[Evidence, ...]:
    """Return what each source says; what was settled against one of them is said beside it."""
    settled = isinstance(state, Known) and any(claim.settles for claim in state.claims)
    value = state.value if isinstance(state, Known) else None
    return tuple(evidence_of(claim, is_overruled=settled and claim.value != value) for claim in state.claims)
