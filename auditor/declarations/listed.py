"""Rows of spreadsheets and bills of materials against what was seen: by digest, by place, by name alone.

::

    the same bytes, or the same server      --about_deployment-->  declared, medium
    the same name at a place that agrees    --about_deployment-->  declared, medium
    the same name, and the row no place     --about_deployment-->  declared, low: it decides nothing
    the name with other case, blanks, hyphens or underscores, and no other place: likewise
    the same name at another place          --about_deployment-->  nothing: the row is about that place;
                                                                   a row that names a host is about no other
    a row that none of this holds of        --unseen-->            the names that come nearest to its own
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from auditor.catalogue.hosts import load_hosts
from auditor.domain.audit import Inventory
from auditor.domain.declaration import same_as_entry
from auditor.domain.fact import Basis, Claim, Confidence
from auditor.domain.naming import alike
from auditor.domain.serving import DeploymentState, Exposure, InUse
from auditor.domain.subject import Deployment, Model
from auditor.formats.address import is_everywhere, reach, split_address

_BY_NAME: Final = ("api:", "name:")
_WORD: Final = re.compile(r"[^\W\d_]+|\d+")
# A word that so many have tells none of them.
_MOST_OF_A_WORD: Final = 200
_MOST_NEAR: Final = 2
_LEAST_SHARED: Final = 0.5
_LEAST_LETTERS: Final = 3
# Before an operator: an address that all its customers call, and one of a customer's own.
_ANY_HOST: Final = "a host of "
_OWN_HOST: Final = "a customer's host of "
_JOINED: Final = "joined by its name alone"
_SPELLED: Final = "joined by its name alone, which is spelled apart"


@dataclass(frozen=True, slots=True)
class _Seen:
    """Something that was seen: its name as written, where, and the model that it is, if that is known."""

    name: str
    locator: str
    model_id: str | None


@dataclass(frozen=True, slots=True)
class Listed:
    """What lists say, and what was seen, by what joins them; names are in lower case.

    Attributes:
        by_id: The first row of each model, by its id.
        by_place: The first row of each id or name at each of its places; at ``""`` the one that names none.
        by_name: The first row of each name, and of each as `alike` has it.
        by_spelling: The first row at each of its places, as in `by_place`, of each name as `alike` has it.
        seen: Names of what was seen.
        spelled: The same as `alike` has them.
        words: Names of what was seen by each of their words.
    """

    by_id: Mapping[str, InUse]
    by_place: Mapping[tuple[str, str], InUse]
    by_name: Mapping[str, InUse]
    by_spelling: Mapping[tuple[str, str], InUse]
    seen: Mapping[str, "_Seen"]
    spelled: Mapping[str, "_Seen"]
    words: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, inventory: Inventory) -> "Listed":
        """Index the rows and what was seen."""
        by_id: dict[str, InUse] = {}
        by_place: dict[tuple[str, str], InUse] = {}
        by_name: dict[str, InUse] = {}
        by_spelling: dict[tuple[str, str], InUse] = {}
        for deployment in inventory.deployments:
            for row in _rows(deployment):
                keys = {deployment.model_id or "", *_names((row,))} - {""}
                for key in keys:
                    by_name.setdefault(key, row)
                    by_name.setdefault(alike(key), row)
                    for place in _places_listed(row) or {""}:
                        by_place.setdefault((key, place), row)
                        by_spelling.setdefault((alike(key), place), row)
                if deployment.model_id is not None:
                    by_id.setdefault(deployment.model_id, row)
        seen = dict(_seen(inventory))
        words: dict[str, list[str]] = {}
        for name in seen:
            for word in set(_WORD.findall(name)):
                words.setdefault(word, []).append(name)
        spelled: dict[str, _Seen] = {}
        for name, one in seen.items():
            spelled.setdefault(alike(name), one)
        return cls(by_id, by_place, by_name, by_spelling, seen, spelled, words)

    def about_deployment(self, fact: str, deployment: Deployment) -> Iterator[Claim]:
        """Yield the row that lists a deployment, if one does."""
        own = next(_rows(deployment), None) or self._of_bytes(deployment.model_id)
        keys = sorted({deployment.model_id or "", deployment.name.lower(), *_names(deployment.seen)} - {""})
        places = sorted(_places(deployment.seen))
        if row := own or self._at(keys, places):
            yield _claim(fact, row, Confidence.MEDIUM, row.evidence)
        elif row := self._at(keys, ("",)):
            yield _claim(fact, row, Confidence.LOW, f"{row.evidence}, and no place: {_JOINED}")
        elif row := self._at(keys, [place.replace(_ANY_HOST, _OWN_HOST) for place in places]):
            why = f"{row.evidence}, and nobody says at which address it is called: {_JOINED}"
            yield _claim(fact, row, Confidence.LOW, why)
        elif row := self._spelled_apart(keys, (*places, "")):
            yield _claim(fact, row, Confidence.LOW, f"{row.evidence}: {_SPELLED}")

    def _spelled_apart(self, keys: Iterable[str], places: Sequence[str]) -> InUse | None:
        found = (self.by_spelling.get((alike(key), place)) for key in keys for place in places)
        return next(filter(None, found), None)

    def _at(self, keys: Iterable[str], places: Sequence[str]) -> InUse | None:
        found = (self.by_place.get((key, place)) for key in keys for place in places)
        return next(filter(None, found), None)

    def about_model(self, fact: str, model: Model) -> Iterator[Claim]:
        """Yield the row that lists a model, if one does."""
        if row := self.by_id.get(model.id):
            yield _claim(fact, row, Confidence.MEDIUM, row.evidence)
            return
        names = [name.name.lower() for name in model.names]
        found = (self.by_name.get(name) for name in (*names, *map(alike, names)))
        if row := next(filter(None, found), None):
            yield _claim(fact, row, Confidence.LOW, f"{row.evidence}: {_JOINED}")

    def has(self, model_id: str, at: Deployment | None = None) -> bool:
        """Say whether a row lists a model; with a place, whether it is about that place or about none."""
        row = self.by_id.get(model_id)
        if row is None or at is None:
            return row is not None
        listed, seen = _places((row,)), _places(at.seen)
        return not listed or not seen or not listed.isdisjoint(seen)

    def unseen(self, fact: str, place: Deployment) -> Claim:
        """Return that what a row lists was not seen, and what comes nearest; by an equal name it may be."""
        names = sorted({place.name.lower(), *_names(place.seen)})
        equal = next((self.seen[name] for name in names if name in self.seen), None)
        near_equal = (self.spelled.get(alike(name)) for name in names)
        if (found := equal or next(filter(None, near_equal), None)) is not None:
            how = _JOINED if equal else _SPELLED
            method = f"listed, and {found.name} was seen at {found.locator}: {how}{_to_accept(place, found)}"
            return Claim(fact, True, Basis.INFERRED, Confidence.LOW, method, place.locator)
        near = [self.seen[name] for name in self._near(names)]
        nearest = f"; nearest: {', '.join(one.name for one in near)}" if near else ""
        accept = _to_accept(place, near[0]) if near else ""
        method = f"listed, and not joined with anything seen{nearest}{accept}"
        return Claim(fact, False, Basis.INFERRED, Confidence.MEDIUM, method, place.locator)

    def _of_bytes(self, model_id: str | None) -> InUse | None:
        is_content = model_id is not None and not model_id.startswith(_BY_NAME)
        return self.by_id.get(model_id) if model_id is not None and is_content else None

    def _near(self, names: Iterable[str]) -> list[str]:
        """Return the names that have most of the words of one, a word of letters among them."""
        shared: dict[str, set[str]] = {}
        wanted = {word for name in names for word in _WORD.findall(name)}
        for word in wanted:
            having = self.words.get(word, ())
            for name in having if len(having) <= _MOST_OF_A_WORD else ():
                shared.setdefault(name, set()).add(word)
        ranked = sorted(
            (-len(found), len(name), name)
            for name, found in shared.items()
            if len(found) >= _LEAST_SHARED * len(wanted)
            and any(word.isalpha() and len(word) >= _LEAST_LETTERS for word in found)
        )
        return [name for _, _, name in ranked[:_MOST_NEAR]]


def _rows(deployment: Deployment) -> Iterator[InUse]:
    return (seen for seen in deployment.seen if seen.state is DeploymentState.DECLARED)


def _names(seen: Iterable[InUse]) -> set[str]:
    words = (word for one in seen for word in (one.served_as, one.model.written if one.model else None))
    return {word.lower() for word in words if word}


def _places(seen: Iterable[InUse]) -> set[str]:
    """Return where something is: machines and hosts that are called, and who operates it.

    Of an operator's service whose address is not known a row may mean any address.
    """
    found: set[str] = set()
    for one in seen:
        hosts = _hosts(one)
        operator = {one.operator} if one.operator else set()
        found |= hosts | operator
        found |= {f"{_ANY_HOST}{each}" for each in operator if not hosts}
    return found


def _places_listed(row: InUse) -> set[str]:
    """Return where a row says that something is: whose service it is tells nothing where it names a host."""
    hosts = _hosts(row)
    operator = {row.operator} if row.operator else set()
    if not hosts:
        return operator
    if any(load_hosts().is_customers_own(host) for host in hosts):
        # Who calls that operator at an address that is not known need not call this one.
        return hosts | {f"{_OWN_HOST}{each}" for each in operator}
    return hosts | {f"{_ANY_HOST}{each}" for each in operator}


def _hosts(seen: InUse) -> set[str]:
    host = split_address(seen.endpoint.address)[0] if seen.endpoint else None
    is_telling = host and not is_everywhere(host) and reach(host) is not Exposure.LOOPBACK
    return {word.lower() for word in (seen.host, host if is_telling else None) if word}


def _to_accept(place: Deployment, seen: _Seen) -> str:
    """Return the entry by which a person says that what is listed is what was seen; empty if none can."""
    if place.model_id is None or seen.model_id is None or seen.model_id == place.model_id:
        return ""
    return f"; if they are one, declare: {same_as_entry(place.model_id, seen.model_id)}"


def _seen(inventory: Inventory) -> Iterator[tuple[str, _Seen]]:
    """Yield what was seen, by its names in lower case."""
    for deployment in inventory.deployments:
        seen = [one for one in deployment.seen if one.state is not DeploymentState.DECLARED]
        if deployment.state is not DeploymentState.DECLARED:
            yield deployment.name.lower(), _Seen(deployment.name, deployment.locator, deployment.model_id)
        for one in seen:
            for word in filter(None, (one.model.written if one.model else None, one.served_as)):
                yield word.lower(), _Seen(word, f"{one.target}#{one.locator}", deployment.model_id)
    # What is only published elsewhere was not seen in use, nor here.
    here = {one.model_id for one in inventory.deployments if one.state is not DeploymentState.DECLARED}
    for model in inventory.models:
        for name in model.names if model.id in here else ():
            yield name.name.lower(), _Seen(name.name, name.locator, model.id)


def _claim(fact: str, row: InUse, confidence: Confidence, method: str) -> Claim:
    return Claim(fact, True, Basis.DECLARED, confidence, method, f"{row.target}#{row.locator}")
