"""How often what was found; every report shows the same numbers because they come from here."""

from collections import Counter
from dataclasses import dataclass

from auditor.domain.audit import Audit
from auditor.domain.declaration import Acceptance
from auditor.domain.fact import Known
from auditor.domain.finding import Finding, RuleKind, Verdict
from auditor.domain.observation import Problem, ProblemKind, SkipKind, Skipped
from auditor.domain.places import places_of
from auditor.domain.serving import DeploymentState
from auditor.domain.subject import Deployment
from auditor.domain.values import FactValue
from auditor.reports.wording import counted, faults, number, series


@dataclass(frozen=True, slots=True)
class KindCount:
    """Verdicts of one kind of rule; the upcoming, and what is waived, are in none of the others.

    ``waived_failing`` are those of ``waived`` that fail: a waiver leaves them failing.
    """

    failing: int
    unknown: int
    hold: int
    upcoming: int
    waived: int = 0
    waived_failing: int = 0

    @property
    def n(self) -> int:
        """Verdicts of any of the five."""
        return self.failing + self.unknown + self.hold + self.upcoming + self.waived


@dataclass(frozen=True, slots=True)
class Counts:
    """Every number a report leads with.

    Attributes:
        n_models: Models.
        n_places: Places models are at: as many as ``show deployments`` lists with a model.
        n_services: Models that somebody else computes, at one place at least.
        n_operators: Who is known to operate them.
        n_nameless: Places of which nobody says which model is there.
        states: Models by the strongest state of any of their places, strongest first.
        n_unreadable: Places that could not be read, accepted ones included.
        n_altered: Places that are not what their store says, accepted ones included.
        n_incomplete: Places that lack parts, accepted ones included.
        n_not_read: Files in formats that models come in and that are not read, accepted ones included.
        faults: The same four in words; empty if there are none.
        n_accepted: Places of any of these that the organisation accepts as such.
        duties: Verdicts of duties.
        terms: Verdicts of terms.
        preferences: Verdicts of preferences: what the shipped packs recommend.
        n_gaps_open: Vendor gaps that fail or are unknown, upcoming ones left out.
        n_gaps_owed: Those of them that are known to be owed.
    """

    n_models: int
    n_places: int
    n_services: int
    n_operators: int
    n_nameless: int
    states: tuple[tuple[DeploymentState, int], ...]
    n_unreadable: int
    n_altered: int
    n_incomplete: int
    n_not_read: int
    faults: str
    n_accepted: int
    duties: KindCount
    terms: KindCount
    preferences: KindCount
    n_gaps_open: int
    n_gaps_owed: int

    @property
    def hosted(self) -> str:
        """How many models are called as a service, and by how many operators, in words; empty for none."""
        whose = (
            f"of {counted(self.n_operators, 'operator')}" if self.n_operators else "of an operator not known"
        )
        return f"{number(self.n_services)} called as a service {whose}" if self.n_services else ""

    @property
    def listed(self) -> str:
        """How many models nothing but a list names, in words; empty for none."""
        n = dict(self.states).get(DeploymentState.DECLARED, 0)
        return f"{number(n)} of them only listed" if n else ""

    @property
    def accepted(self) -> str:
        """How many places with any fault the organisation accepts as such, in words; empty for none."""
        return f"{number(self.n_accepted)} of these accepted" if self.n_accepted else ""

    @property
    def nameless(self) -> str:
        """The places whose model is not known, in words; empty if there are none."""
        words = counted(self.n_nameless, "place")
        return f"{words} with a model not known" if self.n_nameless else ""

    @property
    def undecided(self) -> str:
        """What counts and is unknown, in words; empty if nothing is."""
        kinds = (
            (self.duties.unknown, "duty", "duties"),
            (self.terms.unknown, "licence term", "licence terms"),
            (self.preferences.unknown, "recommendation", "recommendations"),
        )
        said = [counted(n, one, many) for n, one, many in kinds if n]
        n = self.duties.unknown + self.terms.unknown + self.preferences.unknown
        return f"{series(said)} {'is' if n == 1 else 'are'} unknown" if said else ""

    @property
    def gaps(self) -> str:
        """What providers owe and have not shown, apart from what may not be owed at all, in words."""
        n_unsure = self.n_gaps_open - self.n_gaps_owed
        unsure = f", {number(n_unsure)} open: not known to be owed" if n_unsure else ""
        return f"{number(self.n_gaps_owed)} known to be owed{unsure}"

    @property
    def set_aside(self) -> str:
        """How many findings are waived, in words; empty for none."""
        n = self.waived
        return f"{counted(n, 'finding')} {'is' if n == 1 else 'are'} waived and not counted" if n else ""

    @property
    def waived(self) -> int:
        """Findings that would count, and that somebody answers for leaving as they are."""
        return self.duties.waived + self.terms.waived + self.preferences.waived

    @property
    def failing(self) -> int:
        """Findings that fail and count."""
        return self.duties.failing + self.terms.failing + self.preferences.failing


def count(audit: Audit) -> Counts:
    """Count an audit: what is stored finding by finding is counted there, passes from the tallies."""
    gaps, hosted = audit.inventory.gaps, _hosted(audit)
    gaps_open = [f for f in audit.findings if f.kind is RuleKind.VENDOR_GAP and not f.upcoming]
    return Counts(
        n_models=sum(model.declared_same is None for model in audit.inventory.models),
        n_places=sum(place.model_id is not None for place in audit.inventory.deployments),
        n_services=len({place.model_id for place in hosted}),
        n_operators=len({_known(audit, place, "deployment.operator") for place in hosted} - {None}),
        n_nameless=sum(place.model_id is None for place in audit.inventory.deployments),
        states=_states(audit),
        n_unreadable=len(places_of(gaps, ProblemKind.UNREADABLE)),
        n_altered=len(places_of(gaps, ProblemKind.ALTERED)),
        n_incomplete=len(places_of(gaps, ProblemKind.INCOMPLETE)),
        n_not_read=len(places_of(gaps, SkipKind.FORMAT)),
        faults=faults(gaps),
        n_accepted=len(places_of(gaps) & {one.place for one in audit.accepted}),
        duties=_of_kind(audit, RuleKind.DUTY),
        terms=_of_kind(audit, RuleKind.TERM),
        preferences=_of_kind(audit, RuleKind.PREFERENCE),
        n_gaps_open=len(gaps_open),
        n_gaps_owed=sum(finding.owed for finding in gaps_open),
    )


def _hosted(audit: Audit) -> list[Deployment]:
    """Return the places of models that somebody else computes."""
    return [
        place
        for place in audit.inventory.deployments
        if place.model_id and _known(audit, place, "deployment.hosted") is True
    ]


def _known(audit: Audit, place: Deployment, name: str) -> FactValue | None:
    fact = audit.facts.get(place.id, {}).get(name)
    return fact.state.value if fact is not None and isinstance(fact.state, Known) else None


def is_accepted(audit: Audit, gap: Problem | Skipped) -> bool:
    """Say whether the organisation accepts a problem, or a file in a format not read, as such."""
    return acceptance_of(audit, gap) is not None


def acceptance_of(audit: Audit, gap: Problem | Skipped) -> Acceptance | None:
    """Return who accepts a problem, or a file in a format not read, as such, and why."""
    return next((one for one in audit.accepted if one.place == gap.place), None)


def is_upcoming_open(finding: Finding) -> bool:
    """Say whether a finding is a duty that applies later and does not hold yet."""
    return finding.kind is RuleKind.DUTY and finding.upcoming


def _of_kind(audit: Audit, kind: RuleKind) -> KindCount:
    own = [finding for finding in audit.findings if finding.kind is kind]
    verdicts = Counter((f.verdict, f.upcoming) for f in own if f.upcoming or f.waiver is None)
    passes = [tally for tally in audit.tallies if tally.kind is kind and tally.verdict is Verdict.PASS]
    waived = [finding for finding in own if finding.waiver is not None and not finding.upcoming]
    later = sum(n for (_, is_upcoming), n in verdicts.items() if is_upcoming)
    return KindCount(
        failing=verdicts[Verdict.FAIL, False],
        unknown=verdicts[Verdict.UNKNOWN, False],
        hold=sum(tally.n for tally in passes if not tally.upcoming),
        upcoming=later + sum(tally.n for tally in passes if tally.upcoming),
        waived=len(waived),
        waived_failing=sum(finding.verdict is Verdict.FAIL for finding in waived),
    )


def _states(audit: Audit) -> tuple[tuple[DeploymentState, int], ...]:
    order = list(DeploymentState)
    same = {model.id: model.declared_same for model in audit.inventory.models}
    strongest: dict[str, int] = {}
    for place in audit.inventory.deployments:
        if place.model_id is not None:
            # What is declared to be another counts as that one, wherever it was seen.
            id_, rank = same.get(place.model_id) or place.model_id, order.index(place.state)
            strongest[id_] = min(rank, strongest.get(id_, rank))
    found = Counter(strongest.values())
    return tuple((order[rank], found[rank]) for rank in sorted(found))
