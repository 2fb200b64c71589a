"""Findings with their explanations, line by line."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from auditor.domain.audit import Audit
from auditor.domain.fact import Fact
from auditor.domain.finding import Finding, Reason, Verdict
from auditor.domain.tri import Tri
from auditor.reports.document.fact_blocks import claims_of
from auditor.reports.headline.groups import Group
from auditor.reports.headline.penalties import penalties
from auditor.reports.page.asked import WaitsFor, numbered, waits_for
from auditor.reports.page.evidence import Evidence, cited

# Reasons are trees; deeper than this nobody reads them on paper, and the attached data has them whole.
_DEEPEST: Final = 4
# Not yes and no: the sentence before it ends with the fact, which has a yes or no of its own.
_HOLDS: Final = {Tri.TRUE: "holds", Tri.FALSE: "does not hold", Tri.UNKNOWN: "open"}

FactsById = Mapping[str, Mapping[str, Fact]]
"""Facts by subject id, then by name."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A line of an explanation, with its depth in the tree."""

    depth: int
    text: str
    value: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """A group of findings, and why.

    Attributes:
        anchor: Where it stands in a page.
        group: The findings.
        why: The explanation of the first of them; the others are alike.
        waits: The questions whose answers would settle it.
        penalty: Of a duty that fails: the most that its fine can be; empty where that is not known.
    """

    anchor: str
    group: Group
    why: tuple[Leaf, ...]
    waits: tuple[WaitsFor, ...]
    penalty: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it is not known to fail, so that its remedy is one for later, if at all."""
        return self.group.first.verdict is Verdict.UNKNOWN


def explained(groups: Iterable[Group], audit: Audit, prefix: str) -> tuple[Explained, ...]:
    """Explain groups; they stand at ``PREFIX-1`` and so on."""
    numbers, fined = numbered(audit.questions), penalties(audit)
    return tuple(
        Explained(
            f"{prefix}-{place}",
            group,
            leaves(group.first, audit.facts),
            waits_for(group.findings, numbers),
            fined.get(group.first.rule, "") if group.first.verdict is Verdict.FAIL else "",
        )
        for place, group in enumerate(groups, start=1)
    )


def leaves(finding: Finding, facts: FactsById) -> tuple[Leaf, ...]:
    """Return an explanation line by line, each part below what it is a part of.

    A root that only repeats the finding's sentence is left out.
    """
    root = finding.reason
    if root.parts and root.text == finding.sentence:
        return tuple(leaf for part in root.parts for leaf in _walk(part, 0, facts))
    return tuple(_walk(root, 0, facts))


def _walk(reason: Reason, depth: int, facts: FactsById) -> Iterator[Leaf]:
    claims = claims_of(facts.get(reason.subject_id, {}), reason.fact)
    evidence = tuple(cited(text, claims) for text in reason.evidence)
    yield Leaf(depth, reason.text, _HOLDS[reason.value], evidence)
    if reason.parts and depth == _DEEPEST:
        yield Leaf(depth + 1, "report.json has its parts", _HOLDS[reason.value], ())
        return
    for part in reason.parts:
        yield from _walk(part, depth + 1, facts)
