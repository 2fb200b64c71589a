"""The catalogue, and the join of a model to an entry by name and size."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Final

from auditor.catalogue.accelerator import Accelerators
from auditor.catalogue.entry import Entity, Entry, aged, doubtful
from auditor.catalogue.naming import Name, letters, parse_name
from auditor.domain.fact import Confidence, Fact, Known

# Counts differ by what is counted: tied heads, prediction layers.
_TOLERANCE: Final = 0.05
# A multimodal release is often stored without its vision or audio tower.
_MULTIMODAL_TOLERANCE: Final = 0.10
# Share of words in common from which a name counts as similar: one differing word of four.
_NEAR: Final = 0.5
_N_NEAREST: Final = 3


@dataclass(frozen=True, slots=True)
class Match:
    """An entry whose name and size both agree.

    Attributes:
        entry: The entry.
        name: The name that agrees, as given.
        deviation: Relative difference of the counted parameters to the entry's.
    """

    entry: Entry
    name: str
    deviation: float


@dataclass(frozen=True, slots=True)
class Mismatch:
    """No entry is established.

    Attributes:
        reason: Why, in one sentence without a full stop.
        nearest: Ids of the entries with the most similar names.
    """

    reason: str
    nearest: tuple[str, ...] = ()


@dataclass(frozen=True)  # without slots: the indexes are built when first asked for
class Catalogue:
    """Everything the catalogue knows.

    Attributes:
        entries: Releases, by id.
        entities: Makers, and operators of services, by id.
        publishers: Maker by organisation on a hub, lower case.
        repackagers: Organisations that publish other makers' weights unchanged or quantised, lower case.
        sha256: Digest of the data files.
        accelerators: What models are trained on; ``None`` in a catalogue that lists none.
    """

    entries: Mapping[str, Entry]
    entities: Mapping[str, Entity]
    publishers: Mapping[str, str]
    repackagers: frozenset[str]
    sha256: str
    accelerators: Accelerators | None = None

    def as_of(self, day: date) -> "Catalogue":
        """Return the catalogue as it weighs on a day: cells past their date count as low."""
        return replace(
            self,
            entries={key: aged(entry, day) for key, entry in self.entries.items()},
            entities={key: aged(entity, day) for key, entity in self.entities.items()},
            accelerators=self.accelerators and self.accelerators.as_of(day),
        )

    def under_law_of(self, day: date) -> "Catalogue":
        """Return the catalogue without what lists of later days say: who has signed what."""
        return replace(
            self,
            entities={
                key: replace(one, code_chapters=None) if one.listed_on and day < one.listed_on else one
                for key, one in self.entities.items()
            },
        )

    def joined(self, known: Mapping[str, Fact]) -> Entry | None:
        """Return the entry that a model was joined to, by the facts known about the model.

        What it says is worth no more than the join.
        """
        fact = known.get("model.catalogue_entry")
        if fact is None or not isinstance(fact.state, Known):
            return None
        entry = self.entries.get(str(fact.state.value))
        return doubtful(entry) if entry and fact.state.confidence is Confidence.LOW else entry

    def provider_of(self, entry: Entry) -> Entity | None:
        """Return the maker of an entry, if it is known."""
        return self.entities.get(entry.provider) if entry.provider else None

    def entity_called(self, written: str) -> Entity | None:
        """Return whoever a name means, by id, legal name or organisation on a hub, however it is spelled.

        ``None`` also where it fits several.
        """
        found = self._by_letters.get(letters(written), frozenset())
        return self.entities[next(iter(found))] if len(found) == 1 else None

    def named(self, name: str) -> Entry | None:
        """Return the release that a name means, its size unchecked: for base models, which are only named.

        ``None`` also where the name fits several releases.
        """
        found = tuple(self._by_name(parse_name(name)))
        return found[0] if len(found) == 1 else None

    def served_as(self, id_: str) -> Entry | None:
        """Return the release that its own provider serves under an id."""
        return self._api_ids.get(id_.lower())

    def called(self, names: Sequence[str]) -> dict[str, str]:
        """Return what names call the releases they mean, by release id, as they were written.

        A release and its variants share an entry; a card that names the one did not name the other.
        """
        return {entry.id: name for name in reversed(names) if (entry := self.named(name)) is not None}

    def match(
        self, names: Sequence[str], n_parameters: int | None, organisation: str = ""
    ) -> Match | Mismatch:
        """Join a model to its entry.

        Args:
            names: Its names, best first. Where some are under an organisation, one of these must mean the
                entry: an organisation says whose the model is, whatever the other names claim.
            n_parameters: Parameters counted from tensor shapes, or ``None`` if they could not be.
            organisation: Whose it is by its own header; empty if that does not say.
        """
        owned = [name for name in names if parse_name(name).organisation]
        allowed = {entry.id for name in owned for entry in self._meant(name)}
        resembling: dict[str, tuple[str, Entry]] = {}
        for name in names:
            resembling |= {e.id: (name, e) for e in self._meant(name) if not owned or e.id in allowed}
        if not resembling:
            return self._not_listed(owned or names)
        own = {id_: found for id_, found in resembling.items() if self._may_own(organisation, found[1])}
        if not own:
            return _foreign(resembling, f"its header names {organisation}, which")
        resembling = own
        agreeing = [(name, e) for name, e in resembling.values() if _agrees(e, n_parameters)]
        exact = [(name, e) for name, e in agreeing if e.n_parameters and e.n_parameters.value == n_parameters]
        chosen = exact if len(exact) == 1 else agreeing
        if len(chosen) == 1 and n_parameters is not None:
            name, entry = chosen[0]
            return Match(entry, name, _deviation(entry, n_parameters) or 0.0)
        return _undecided([entry for _, entry in resembling.values()], n_parameters, bool(agreeing))

    @cached_property
    def _by_letters(self) -> Mapping[str, frozenset[str]]:
        """Ids of entities by the letters of what each is called."""
        called = [(id_, id_) for id_ in self.entities]
        called += [(one.name.value, id_) for id_, one in self.entities.items() if one.name]
        called += [(name, id_) for name, id_ in self.publishers.items() if id_ in self.entities]
        found: dict[str, set[str]] = {}
        for name, id_ in called:
            found.setdefault(letters(name), set()).add(id_)
        return {name: frozenset(ids) for name, ids in found.items()}

    @cached_property
    def _api_ids(self) -> Mapping[str, Entry]:
        return {
            id_.lower(): entry
            for entry in self.entries.values()
            for id_ in (entry.api_ids.value if entry.api_ids else ())
        }

    @cached_property
    def _exact(self) -> Mapping[tuple[str, ...], tuple[Entry, ...]]:
        return _index((word, entry) for entry in self.entries.values() for word in _forms(entry, "exact"))

    @cached_property
    def _release(self) -> Mapping[tuple[str, ...], tuple[Entry, ...]]:
        return _index((word, entry) for entry in self.entries.values() for word in _forms(entry, "release"))

    @cached_property
    def _series(self) -> Mapping[tuple[str, ...], tuple[Entry, ...]]:
        return _index((word, entry) for entry in self.entries.values() for word in _forms(entry, "series"))

    @cached_property
    def _words(self) -> tuple[tuple[frozenset[str], str], ...]:
        return tuple((frozenset(parse_name(entry.id).release), entry.id) for entry in self.entries.values())

    def _any_of_name(self, name: Name) -> tuple[Entry, ...]:
        return self._exact.get(name.exact) or self._release.get(name.release) or ()

    def _by_name(self, name: Name) -> Iterator[Entry]:
        return (entry for entry in self._any_of_name(name) if self._may_publish(name.organisation, entry))

    def _by_series(self, name: Name) -> Iterator[Entry]:
        """Yield entries of the series: a size is missing on one side."""
        for entry in self._series.get(name.series, ()):
            own = parse_name(entry.id)
            if self._may_publish(name.organisation, entry) and not (own.has_size and name.has_size):
                yield entry

    def _meant(self, name: str) -> tuple[Entry, ...]:
        """Return the entries that a name means; those of its series where a size is missing."""
        parsed = parse_name(name)
        return tuple(self._by_name(parsed)) or tuple(self._by_series(parsed))

    def _may_own(self, organisation: str, entry: Entry) -> bool:
        """Say whether an entry may be of whom a header names, in words of its own: ``Meta Llama``."""
        provider = self.provider_of(entry)
        names = {
            *self.repackagers,
            *(org for org, maker in self.publishers.items() if maker == entry.provider),
            (entry.repository or "").partition("/")[0],
            entry.provider or "",
            provider.name.value if provider and provider.name else "",
        }
        said = letters(organisation)
        return not said or said in {letters(name) for name in names}

    def _may_publish(self, organisation: str, entry: Entry) -> bool:
        if not organisation or organisation in self.repackagers:
            return True
        own = (entry.repository or "").lower().startswith(f"{organisation}/")
        return own or (entry.provider is not None and self.publishers.get(organisation) == entry.provider)

    def _not_listed(self, names: Sequence[str]) -> Mismatch:
        if not names:
            return Mismatch("it has no name to look up")
        nearest: tuple[str, ...] = ()
        for parsed in map(parse_name, names):
            if others := self._any_of_name(parsed):
                return _foreign((entry.id for entry in others), parsed.organisation)
            nearest = nearest or self._nearest(parsed)
        reason = f"no release named {names[0]} is in the catalogue"
        return Mismatch(f"{reason}; nearest: {', '.join(nearest)}" if nearest else reason, nearest)

    def _nearest(self, name: Name) -> tuple[str, ...]:
        words = frozenset(name.release)
        scored = [
            (len(words & other) / len(words | other), key) for other, key in self._words if words & other
        ]
        near = sorted((-score, key) for score, key in scored if score >= _NEAR)
        return tuple(key for _, key in near[:_N_NEAREST])


def _foreign(ids: Iterable[str], who: str) -> Mismatch:
    """Say that a model is called like releases that are not of whoever it says it is of."""
    alike = tuple(ids)
    reason = (
        f"its name resembles {', '.join(alike)}, but {who} is neither its publisher nor a known repackager"
    )
    return Mismatch(reason, alike)


def _forms(entry: Entry, form: str) -> frozenset[tuple[str, ...]]:
    """Return the words of an entry's id and of its repository's name."""
    names = [entry.id, entry.repository] if entry.repository else [entry.id]
    return frozenset(getattr(parse_name(name), form) for name in names)


def _index(pairs: Iterator[tuple[tuple[str, ...], Entry]]) -> Mapping[tuple[str, ...], tuple[Entry, ...]]:
    index: dict[tuple[str, ...], tuple[Entry, ...]] = {}
    for words, entry in pairs:
        index[words] = (*index.get(words, ()), entry)
    return index


def _deviation(entry: Entry, n_parameters: int) -> float | None:
    if entry.n_parameters is None:
        return None
    return abs(n_parameters - entry.n_parameters.value) / entry.n_parameters.value


def _agrees(entry: Entry, n_parameters: int | None) -> bool:
    deviation = _deviation(entry, n_parameters) if n_parameters else None
    if deviation is None:
        return False
    is_multimodal = entry.modalities is not None and len(set(entry.modalities.value) - {"code"}) > 1
    return deviation <= (_MULTIMODAL_TOLERANCE if is_multimodal else _TOLERANCE)


def _undecided(resembling: list[Entry], n_parameters: int | None, several: bool) -> Mismatch:
    ids = tuple(entry.id for entry in resembling)
    listed = ", ".join(ids[:_N_NEAREST]) + (" and others" if len(ids) > _N_NEAREST else "")
    if not n_parameters:
        return Mismatch(f"its name resembles {listed}, but its parameters could not be counted", ids)
    if several:
        return Mismatch(f"its name and its {n_parameters:,} parameters fit several: {listed}", ids)
    sizes = [f"{e.n_parameters.value:.2g}" for e in resembling[:_N_NEAREST] if e.n_parameters]
    if not sizes:
        return Mismatch(f"its name resembles {listed}, whose size is not in the catalogue", ids)
    have = f"{listed} has" if len(ids) == 1 else "these have"
    theirs = ", ".join(sizes).replace("e+", "e").replace("e0", "e")
    return Mismatch(
        f"its name resembles {listed}, but it has {n_parameters:,} parameters where {have} {theirs}", ids
    )
