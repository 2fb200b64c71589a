"""How often what was found; every report shows the same numbers because they come from here."""

from collections import Counter
from dataclasses import dataclass

from auditor.domain.audit import Audit
from auditor.domain.finding import Finding, RuleKind, Verdict
from auditor.domain.observation import Problem, ProblemKind, Skipped, places_of
from auditor.domain.subject import DeploymentState
from auditor.reports import wording


@dataclass(frozen=True, slots=True)
class KindCount:
    """Verdicts of one kind of rule; the upcoming are in none of the other three."""

    failing: int
    unknown: int
    hold: int
    upcoming: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Every number a report leads with.

    Attributes:
        n_models: Models.
        n_places: Places models are at.
        states: Models by the strongest state of any of their places, strongest first.
        n_unreadable: Places of what could not be read, accepted ones included.
        n_incomplete: Places of split sets that are not whole.
        n_altered: Places of what is not what its store says.
        n_not_read: Files in formats that models come in and that are not read.
        n_accepted: Places with any of these that the organisation accepts.
        duties: Verdicts of duties.
        terms: Verdicts of terms.
        preferences: Verdicts of preferences.
        n_gaps_open: Vendor gaps that fail or are unknown, upcoming ones left out.
    """

    n_models: int
    n_places: int
    states: tuple[tuple[DeploymentState, int], ...]
    n_unreadable: int
    n_incomplete: int
    n_altered: int
    n_not_read: int
    n_accepted: int
    duties: KindCount
    terms: KindCount
    preferences: KindCount
    n_gaps_open: int

    @property
    def failing(self) -> int:
        """Findings that fail and count."""
        return self.duties.failing + self.terms.failing + self.preferences.failing


def count(audit: Audit) -> Counts:
    """Count an audit: what is stored finding by finding is counted there, passes from the tallies."""
    problems = audit.inventory.problems
    gaps = (finding for finding in audit.findings if finding.kind is RuleKind.VENDOR_GAP)
    return Counts(
        n_models=len(audit.inventory.models),
        n_places=sum(len(model.locations) for model in audit.inventory.models),
        states=_states(audit),
        n_unreadable=len(places_of(problems, ProblemKind.UNREADABLE)),
        n_incomplete=len(places_of(problems, ProblemKind.INCOMPLETE)),
        n_altered=len(places_of(problems, ProblemKind.ALTERED)),
        n_not_read=len(places_of(audit.inventory.not_read)),
        n_accepted=len(audit.inventory.gaps & set(audit.accepted)),
        duties=_of_kind(audit, RuleKind.DUTY),
        terms=_of_kind(audit, RuleKind.TERM),
        preferences=_of_kind(audit, RuleKind.PREFERENCE),
        n_gaps_open=sum(not finding.upcoming for finding in gaps),
    )


def gap_words(counts: Counts) -> tuple[str, ...]:
    """Return what is not known of the inventory: ``2 files unreadable``, ``1 split set incomplete``."""
    said = (
        (counts.n_unreadable, "file unreadable", "files unreadable"),
        (counts.n_incomplete, "split set incomplete", "split sets incomplete"),
        (counts.n_altered, "file altered", "files altered"),
        (counts.n_not_read, "file in a format not read", "files in formats not read"),
    )
    return tuple(wording.counted(n, one, many) for n, one, many in said if n)


def is_accepted(audit: Audit, gap: Problem | Skipped) -> bool:
    """Say whether the organisation accepts a problem, or a file in a format not read, as such."""
    return gap.place in audit.accepted


def is_upcoming_open(finding: Finding) -> bool:
    """Say whether a finding is a duty that applies later and does not hold yet."""
    return finding.kind is RuleKind.DUTY and finding.upcoming


def _of_kind(audit: Audit, kind: RuleKind) -> KindCount:
    verdicts = Counter((f.verdict, f.upcoming) for f in audit.findings if f.kind is kind)
    passes = [tally for tally in audit.tallies if tally.kind is kind and tally.verdict is Verdict.PASS]
    later = sum(n for (_, is_upcoming), n in verdicts.items() if is_upcoming)
    return KindCount(
        failing=verdicts[Verdict.FAIL, False],
        unknown=verdicts[Verdict.UNKNOWN, False],
        hold=sum(tally.n for tally in passes if not tally.upcoming),
        upcoming=later + sum(tally.n for tally in passes if tally.upcoming),
    )


def _states(audit: Audit) -> tuple[tuple[DeploymentState, int], ...]:
    order = list(DeploymentState)
    strongest: dict[str, int] = {}
    for place in audit.inventory.deployments:
        if place.model_id is not None:
            rank = order.index(place.state)
            strongest[place.model_id] = min(rank, strongest.get(place.model_id, rank))
    found = Counter(strongest.values())
    return tuple((order[rank], found[rank]) for rank in sorted(found))
