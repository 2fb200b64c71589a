"""Whom people mean when they write who serves a model: ``IONOS``, ``AWS``, ``STACKIT AI Model Serving``.

Names are those that the catalogue has anyway: ids and legal names of the entities behind its hosts, the
providers of its regions, the services of its hosts. One that fits several is nobody's.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from auditor.catalogue.entry import Entity
from auditor.catalogue.hosts import Hosts, load_hosts
from auditor.catalogue.listing import Listing, Purpose
from auditor.catalogue.naming import letters
from auditor.catalogue.reading import load

_SERVING: Final = frozenset({Purpose.MODELS, Purpose.GENERAL})
_WORD: Final = re.compile(r"[^\W_]+")
# What stands behind a company's name, or between two of them.
_BEHIND: Final = re.compile(r"[(,;:].*", re.DOTALL)
_BETWEEN: Final = re.compile(r"\s+/\s+")
_FORM: Final = re.compile(
    r"\s+(?:inc|llc|ltd|limited|pbc|corp|corporation|co|gmbh|ag|se|sa|sas|sasu|srl|spa|bv|nv|ab|oy|as)\.?$",
    re.IGNORECASE,
)
# Words of the trade: a service of these alone may be anybody's, and behind a name they name no other.
_TRADE: Final = frozenset(
    {
        "ai", "ki", "ia", "api", "apis", "cloud", "endpoint", "endpoints", "gateway", "generative", "hosted",
        "hub", "inference", "llm", "llmaas", "model", "models", "plan", "platform", "plattform", "plateforme",
        "service", "services", "serving", "studio", "token", "tools",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Operators:
    """Who serves models, by what each is called.

    Attributes:
        by_name: Id of the entity, by the letters of a name.
        services: Words of the services of each entity, in lower case.
        of_weights: Entities that offer weights for download too.
        makers: Entities that make models.
    """

    by_name: Mapping[str, str]
    services: Mapping[str, frozenset[str]]
    of_weights: frozenset[str]
    makers: frozenset[str]

    def called(self, written: str) -> str | None:
        """Return the entity that words mean: its name, alone or before words of the trade."""
        words = [word.casefold() for word in _WORD.findall(written)]
        for end in range(len(words), 0, -1):
            entity = self.by_name.get("".join(words[:end]))
            if entity is not None:
                known = _TRADE | self.services[entity]
                return entity if known.issuperset(words[end:]) else None
        return None


@cache
def load_operators() -> Operators:
    """Return who serves models, as the catalogue that ships with auditor has it.

    Raises:
        CatalogueError: a data file is missing or malformed.
    """
    return operators_of(load_hosts(), load().entities)


def operators_of(hosts: Hosts, entities: Mapping[str, Entity]) -> Operators:
    """Return who serves models, by the names that a catalogue has."""
    services: dict[str, set[str]] = {}
    found: dict[str, set[str]] = {}
    for listing in hosts.hosts.values():
        entity = listing.entity.value
        if entity is not None and listing.purpose in _SERVING:
            services.setdefault(entity, set()).update(_words(listing.service))
            for name in _names_of_service(listing):
                found.setdefault(letters(name), set()).add(entity)
    for entity, providers in hosts.regions.of_entity.items():
        for provider in providers:
            # Whoever is listed first has the regions; the others compute there.
            found.setdefault(letters(provider), {entity})
    for entity in services:
        for name in (entity, *_legal(entities.get(entity))):
            # Its own name is an entity's before another's service is called so.
            found[letters(name)] = {entity}
    rows = (*hosts.model_prefixes.values(), *hosts.organisations.values())
    return Operators(
        by_name={
            name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1 and ids <= set(services)
        },
        services={entity: frozenset(words) for entity, words in services.items()},
        of_weights=frozenset(
            one.entity.value
            for one in hosts.hosts.values()
            if one.purpose is Purpose.WEIGHTS and one.entity.value
        ),
        makers=frozenset(one.entity.value for one in rows if one.entity.value),
    )


def _names_of_service(listing: Listing) -> Iterator[str]:
    for part in _BETWEEN.split(_BEHIND.sub("", listing.service)):
        words = _words(part)
        if len(words) > 1 and not _TRADE.issuperset(words):
            yield part


def _legal(entity: Entity | None) -> Iterator[str]:
    if entity is None or entity.name is None:
        return
    for part in _BETWEEN.split(_BEHIND.sub("", entity.name.value)):
        yield part
        yield _FORM.sub("", part)


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]
