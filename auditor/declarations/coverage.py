"""Which gaps of a scan the organisation accepts."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import takewhile
from typing import Final

from auditor.declarations.problem import BindingProblem
from auditor.declarations.selector import miscount
from auditor.declarations.spelling import Spelling
from auditor.domain.audit import Inventory
from auditor.domain.declaration import Acceptance, CoverageAccepted
from auditor.domain.observation import Problem, ProblemKind, Skipped
from auditor.domain.places import places_of, places_that_run_code

_MOST_LISTED: Final = 3
AS_PRINTED: Final = Spelling()
"""Places of which nothing but what reports print is known."""


def acceptable(gaps: Iterable[Problem | Skipped]) -> frozenset[str]:
    """Return the places that can be accepted: what is known there is that something is not known.

    Altered bytes are known to be what nobody vouched for, and nobody can accept that in advance.
    """
    seen = tuple(gaps)
    return places_of(seen) - places_of(seen, ProblemKind.ALTERED)


def accepted_places(
    entry: CoverageAccepted,
    gaps: Iterable[str],
    by_name: Collection[str] = (),
    spelling: Spelling = AS_PRINTED,
) -> tuple[str, ...]:
    """Return the places of gaps that an entry names, whole or by a shell-style pattern, sorted.

    Args:
        entry: The entry.
        gaps: The places.
        by_name: Those among them that no pattern names: only who names them in full has looked at them.
        spelling: How else the places may be spelled.
    """
    places = {place for place in gaps if spelling.names(entry, place)}
    return tuple(sorted(place for place in places if place not in by_name or spelling.is_place(entry, place)))


def unmet(
    entry: CoverageAccepted,
    places: Collection[str],
    gaps: Iterable[str],
    refused: Mapping[str, Iterable[str]],
    spelling: Spelling = AS_PRINTED,
) -> str | None:
    """Return one sentence if an entry names fewer or more problems than it expects, else ``None``.

    Where it names none, the sentence lists what there is, the nearest first.

    Args:
        entry: The entry.
        places: What it names of the gaps.
        gaps: Places that can be accepted.
        refused: Places that it cannot name, by why not.
        spelling: How else the places may be spelled.
    """
    wrong = miscount(f"locator {entry.locator}", places, entry.expect_low, entry.expect_high)
    for why, there in refused.items() if wrong is not None else ():
        if named := [place for place in accepted_places(entry, there, (), spelling) if place not in places]:
            return f"{wrong}; {why}: {', '.join(named[:_MOST_LISTED])}"
    if wrong is None or places:
        return wrong
    there = sorted(set(gaps), key=lambda place: (*_apart(entry.locator, place), place))
    more = f" and {len(there) - _MOST_LISTED} more" if len(there) > _MOST_LISTED else ""
    return f"{wrong}; there are: {', '.join(there[:_MOST_LISTED])}{more}" if there else wrong


def _digests(gaps: Iterable[Problem | Skipped]) -> Mapping[str, frozenset[str]]:
    """Return the digests of what lies at each place, where they were computed."""
    found: dict[str, set[str]] = {}
    for gap in gaps:
        if isinstance(gap, Problem) and gap.sha256:
            found.setdefault(gap.place, set()).add(gap.sha256)
    return {place: frozenset(digests) for place, digests in found.items()}


def other_bytes(
    entry: CoverageAccepted, places: Iterable[str], gaps: Iterable[Problem | Skipped]
) -> str | None:
    """Return one sentence if what lies at a place that an entry names is not what it accepts, else ``None``.

    What runs code when it is loaded is accepted for its bytes alone: whoever looked at them did not look
    at what may lie there next. The sentence ends with the entry for the bytes that are there now.

    Args:
        entry: The entry.
        places: What it names of the gaps.
        gaps: What is the matter, and where.
    """
    seen = tuple(gaps)
    harmful, digests = places_that_run_code(seen), _digests(seen)
    for place in places:
        there = digests.get(place, frozenset())
        if (entry.sha256 is None and place not in harmful) or there == {entry.sha256}:
            continue
        if len(there) != 1:
            return f"{place}: the digest of its bytes is not known; read them: auditor scan --hash full"
        (digest,) = there
        why = (
            "runs code when it is loaded, which is accepted for its bytes alone"
            if entry.sha256 is None
            else "has other bytes than those accepted"
        )
        return f"{place} {why}; where they are known and meant: {_to_copy(place, digest)}"
    return None


def _to_copy(place: str, digest: str) -> str:
    """Return the entry that accepts the bytes at a place, ready but for who says so and why."""
    said = json.dumps(place, ensure_ascii=False)
    return (
        f"{{kind: accept-coverage, by: YOUR NAME, on: YYYY-MM-DD, locator: {said}, "
        f'sha256: "{digest}", reason: WHY IT IS ACCEPTED}}'
    )


def _apart(locator: str, place: str) -> tuple[int, int]:
    """Return how far two places are from each other: by what they share at their ends, where the name is.

    Whole parts of the path first; then characters, for who mistyped the name.
    """
    parts, others = locator.split("/"), place.split("/")
    n_letters = _n_alike(locator[::-1], place[::-1]) + _n_alike(parts[-1], others[-1])
    return -_n_alike(parts[::-1], others[::-1]), -n_letters


def _n_alike(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many items two sequences begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def acceptances(
    declared: Iterable[CoverageAccepted],
    inventory: Inventory,
    targets: Mapping[str, str],
    problems: list[BindingProblem],
) -> tuple[Acceptance, ...]:
    """Return every place whose gap is accepted, sorted; of two entries for one the first accepts it.

    Args:
        declared: The entries.
        inventory: What was found.
        targets: Targets as the inventory names them, each with the same in full.
        problems: What is the matter with an entry is added here.
    """
    accepted: dict[str, Acceptance] = {}
    spelling = Spelling.of(inventory.gaps, targets)
    for entry in declared:
        for place in _accepted(entry, inventory, spelling, problems):
            accepted.setdefault(place, _acceptance(place, entry))
    return tuple(accepted[place] for place in sorted(accepted))


def _acceptance(place: str, declared: CoverageAccepted) -> Acceptance:
    who = declared.provenance
    return Acceptance(place, declared.reason, who.by, who.on, who.valid_until, who.locator)


def _accepted(
    declared: CoverageAccepted, inventory: Inventory, spelling: Spelling, problems: list[BindingProblem]
) -> tuple[str, ...]:
    gaps = acceptable(inventory.gaps)
    harmful = places_that_run_code(inventory.gaps)
    places = accepted_places(declared, gaps, harmful, spelling)
    refused = {
        "altered, which cannot be accepted": places_of(inventory.gaps) - gaps,
        "runs code when it is loaded, which is accepted by its place in full alone": harmful,
    }
    wrong = unmet(declared, places, gaps, refused, spelling) or other_bytes(declared, places, inventory.gaps)
    if wrong is None:
        return places
    problems.append(BindingProblem("accept-coverage", wrong, declared.provenance.locator))
    return ()
