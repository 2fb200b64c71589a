"""``role.gpai_provider``: whether the organisation is the provider of a model.

Source:
    Regulation (EU) 2024/1689, Art. 3(3): who develops a model and places it on the market; Commission
    guidelines on general-purpose AI models: a provider's own further training leaves it the same model,
    another's is a modification.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from auditor.declarations.attested import silence
from auditor.declarations.binding import Bound
from auditor.declarations.claims import BoundTraining
from auditor.declarations.listing import Listing
from auditor.declarations.modification import Handiwork
from auditor.declarations.placement import PLACED_KEY, Placement, placement
from auditor.declarations.register import said
from auditor.domain.declaration import OrganisationDeclared, SystemDeclared, TrainingDeclared
from auditor.domain.fact import (
    Basis,
    Claim,
    Confidence,
    Conflict,
    Fact,
    Known,
    Silence,
    Statement,
    Unknown,
    weakest,
)
from auditor.domain.subject import Model

_ROLE: Final = "gpai_provider"
_FACT: Final = f"role.{_ROLE}"
_PROVIDER: Final = "provider.name"
_DECLARE_TRAINING: Final = "auditor declare training"
# Hearsay about who made a model does not stand against what the organisation says of itself.
_LEAST: Final = Confidence.MEDIUM

FactsBySubject = Mapping[str, Mapping[str, Fact]]
"""Facts by subject id, then by name."""


@dataclass(frozen=True, slots=True)
class ModelRoles:
    """Derives the role towards each model.

    Attributes:
        listing: What the organisation lists.
        trained: Training entries by the model they bind to.
        own: Models that the organisation trained, all the way back to first weights of its own.
        unbound: Training entries whose model could not be told: they may mean any.
        n_trainings: Training entries that hold.
        all_anothers: Whether every model here is known to have a provider that is somebody else.
        inside: Declared systems by the models they use.
        as_of: The day that is asked about.
    """

    listing: Listing
    trained: Mapping[str, tuple[TrainingDeclared, ...]]
    own: frozenset[str]
    unbound: tuple[TrainingDeclared, ...]
    n_trainings: int
    all_anothers: bool
    inside: Mapping[str, tuple[SystemDeclared, ...]]
    as_of: date

    @classmethod
    def of(
        cls, bound: Bound, organisation: OrganisationDeclared, models: Iterable[Model], known: FactsBySubject
    ) -> "ModelRoles":
        """Prepare for the models of an inventory and what is known about them."""
        listed = tuple(models)
        anothers = (_anothers(organisation.name, known.get(model.id, {})) for model in listed)
        trained: dict[str, list[TrainingDeclared]] = {}
        for training in bound.trainings:
            for model_id in training.model_ids:
                trained.setdefault(model_id, []).append(training.declared)
        return cls(
            listing=Listing(organisation, bound.register.backed),
            trained={model_id: tuple(entries) for model_id, entries in trained.items()},
            own=_own(bound.trainings, listed, _provided_by(organisation.name, listed, known)),
            unbound=tuple(training.declared for training in bound.trainings if not training.model_ids),
            n_trainings=len(bound.trainings),
            all_anothers=all(anothers),
            inside=bound.inside,
            as_of=bound.register.as_of,
        )

    def handiwork(self, model_id: str) -> Handiwork:
        """Return what is declared about the training of one model."""
        entries = self.trained.get(model_id, ())
        return Handiwork(
            listing=self.listing,
            entries=entries,
            placement=self._placement(model_id),
            is_own=model_id in self.own,
            may_mean_it=self.unbound,
            n_trainings=self.n_trainings,
        )

    def gpai_provider(self, model_id: str, known: Mapping[str, Fact]) -> Statement:
        """Return the role towards one model, or why it is not known.

        What is said of its training goes before its name and before any list: those say whose model it is,
        and whoever trains another's further has modified it, whatever it is called then.
        """
        entries = self.trained.get(model_id, ())
        where = self._placement(model_id)
        if where is not None:
            own = model_id in self.own
            return self._placed_it(where, self._trained_it(entries)) if own else self._modified_it(entries)
        derived = self._catalogued(known)
        if derived is None and self.listing.has(_ROLE):
            derived = self._listed(known)
        return self._unlisted() if derived is None else derived

    def _placement(self, model_id: str) -> Placement | None:
        entries = self.trained.get(model_id, ())
        return placement(entries, self.inside.get(model_id, ()), self.as_of) if entries else None

    def _placed_it(self, where: Placement, developed: Statement) -> Statement:
        """Return the role of who developed a model: its provider if it is placed on the market as well."""
        if where.is_placed is None:
            told = silence(_FACT, where.words).unknown
            return Silence(_FACT, replace(told, how=f"{_DECLARE_TRAINING}  # {PLACED_KEY}"))
        assert isinstance(developed, Claim)
        reason = f"{developed.citation}, and {where.words}"
        if where.is_placed:
            return replace(developed, citation=reason)
        return self.listing.says(_ROLE, False, reason, where.provenance)

    def _trained_it(self, entries: tuple[TrainingDeclared, ...]) -> Claim:
        """Return what training a model says, from the entry that says most."""
        entry = min(entries, key=lambda one: (one.base is not None, one.provenance.locator))
        by = said(entry.provenance)
        if entry.base is not None:
            reason = f"trained further from {entry.base}, itself the organisation's own, as {by} declared"
        else:
            reason = f"trained from scratch by the organisation, as {by} declared"
        return self.listing.says(_ROLE, True, reason, entry.provenance)

    def _modified_it(self, entries: tuple[TrainingDeclared, ...]) -> Statement:
        """Return the role towards another's model that was trained further: a modifier has one of its own."""
        on_another = [entry for entry in entries if entry.base is not None]
        if not on_another:
            where = _last(entries).provenance.locator
            told = f"declared as trained at {where}, its base left out: none is `null`"
            return Silence(_FACT, replace(silence(_FACT, told).unknown, how=f"{_DECLARE_TRAINING}  # base"))
        last = _last(on_another)
        reason = (
            f"trained further from {last.base}, as {said(last.provenance)} declared, which no entry makes "
            "the organisation's own: a modification, whose duties depend on the one-third test"
        )
        return self.listing.says(_ROLE, False, reason, last.provenance)

    def _catalogued(self, known: Mapping[str, Fact]) -> Statement | None:
        """Return what the model's known provider says, where it is the organisation or may be it."""
        fact = known.get(_PROVIDER)
        name = self.listing.declared.name
        if fact is None:
            return None
        if isinstance(fact.state, Conflict):
            if any(_same_name(name, claim.value) for claim in fact.state.claims):
                return silence(_FACT, f"sources disagree on whether {name} is the model's provider")
            return None
        if not isinstance(fact.state, Known) or not _same_name(name, fact.state.value):
            return None
        ours = self.listing.lists_it(_ROLE)
        first = fact.state.claims[0]
        return Claim(
            fact=_FACT,
            value=True,
            basis=Basis.INFERRED,
            confidence=weakest(fact.state.confidence, ours.confidence),
            method="provider-name",
            locator=first.locator,
            citation=f"the model's provider is {name} ({first.basis}), the organisation of {self.listing.by}",
        )

    def _listed(self, known: Mapping[str, Fact]) -> Statement:
        by = self.listing.by
        if self.n_trainings == 0:
            another = _anothers(self.listing.declared.name, known)
            if another:
                return self._of_another(another)
            reason = f"{_ROLE} is listed for the organisation as a whole by {by}"
            return self.listing.lists_it(_ROLE, f"{reason}; name the models with `{_DECLARE_TRAINING}`")
        if self.unbound:
            return self._may_mean_it(self.unbound)
        last = _last(entry for found in self.trained.values() for entry in found)
        reason = f"not among the models that {said(last.provenance)} declared as trained by the organisation"
        return self.listing.says(_ROLE, False, reason, last.provenance)

    def _of_another(self, provider: Known | Conflict) -> Statement:
        """Return the role towards another's model, where it is listed and no training says which are meant.

        The list then means the other models; where there are none, it means none that is known.
        """
        first = provider.claims[0]
        named = " or ".join(dict.fromkeys(str(claim.value) for claim in provider.claims))
        reason = (
            f"its provider is {named} ({first.basis}), and no training declaration makes it one of the "
            f"models for which {_ROLE} is listed by {self.listing.by}"
        )
        if self.all_anothers:
            told = f"{reason}; every model here has a known provider that is somebody else"
            return Silence(_FACT, replace(silence(_FACT, told).unknown, how=_DECLARE_TRAINING))
        return Claim(
            fact=_FACT,
            value=False,
            basis=Basis.INFERRED,
            confidence=provider.confidence,
            method="provider-name",
            locator=first.locator,
            citation=reason,
        )

    def _unlisted(self) -> Statement:
        first_weights = tuple(entry for entry in self.unbound if entry.base is None)
        return self._may_mean_it(first_weights) if first_weights else self.listing.leaves_it_out(_ROLE)

    def _may_mean_it(self, entries: tuple[TrainingDeclared, ...]) -> Statement:
        where = entries[0].provenance.locator
        return silence(
            _FACT,
            f"the training declared at {where} may mean this model: its selector does not match as expected",
        )


def _anothers(name: str, known: Mapping[str, Fact]) -> Known | Conflict | None:
    """Return a model's provider if it is well known to be somebody else, else ``None``."""
    fact = known.get(_PROVIDER)
    if fact is None or isinstance(fact.state, Unknown) or fact.state.confidence.rank < _LEAST.rank:
        return None
    return None if any(_same_name(name, claim.value) for claim in fact.state.claims) else fact.state


def _provided_by(
    name: str, models: Iterable[Model], known: Mapping[str, Mapping[str, Fact]]
) -> frozenset[str]:
    """Return the models whose known provider is the organisation, hearsay left aside."""
    facts = ((model.id, known.get(model.id, {}).get(_PROVIDER)) for model in models)
    return frozenset(
        id_
        for id_, fact in facts
        if fact is not None
        and isinstance(fact.state, Known)
        and fact.state.confidence.rank >= _LEAST.rank
        and _same_name(name, fact.state.value)
    )


def _own(
    trainings: Iterable[BoundTraining], models: Iterable[Model], provided: frozenset[str]
) -> frozenset[str]:
    """Return the models trained from scratch, and those trained further from the organisation's own."""
    names = {model.id: _called(model) for model in models}
    bound = [(model_id, one.declared) for one in trainings for model_id in one.model_ids]
    trained = {model_id for model_id, _ in bound}
    # A base that is left out is not known; only `null` says that there is none.
    scratch = {model_id for model_id, declared in bound if declared.says_base and declared.base is None}
    # The name of a model says whose it is only where nothing is said of its training.
    own = scratch | (provided - trained)
    further = {(model_id, declared.base.casefold()) for model_id, declared in bound if declared.base}
    while True:
        bases = {name for model_id in own for name in names.get(model_id, ())}
        more = {model_id for model_id, base in further if base in bases} - own
        if not more:
            return frozenset(own & trained)
        own |= more


def _called(model: Model) -> frozenset[str]:
    """Return everything a ``base`` may call a model: ids, names, and names without their publisher."""
    full = {model.id, *model.aliases, *(named.name for named in model.names)}
    return frozenset(name.casefold() for one in full for name in (one, one.rpartition("/")[2]))


def _last(entries: Iterable[TrainingDeclared]) -> TrainingDeclared:
    return max(entries, key=lambda one: (one.provenance.on, one.provenance.locator))


def _same_name(name: str, value: object) -> bool:
    return isinstance(value, str) and " ".join(value.casefold().split()) == " ".join(name.casefold().split())
