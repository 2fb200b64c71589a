"""How a model is served at a place, in words: what runs it, where, from where it is reached, who operates it.

What is not known of something in use is said, never left out: a reader must not take silence for safety.
"""

from collections.abc import Iterator
from typing import Final

from auditor.domain.fact import Conflict
from auditor.domain.serving import DeploymentState
from auditor.domain.subject import Deployment
from auditor.reports import wording
from auditor.reports.document.fact_blocks import FactsOf, known_text, tri_word
from auditor.reports.headline.services import is_hosted, operator_words, region_words

_REACH: Final = {
    "loopback": "reached from its own machine only",
    "internal": "reached from inside its cluster or project",
    "network": "reached from other machines",
    "public": "reached from anywhere",
}
_CREDENTIALS: Final = {
    "yes": "asks for credentials",
    "no": "answers without credentials",
    "unknown": "credentials: unknown",
}
_ENCRYPTED: Final = {"yes": "encrypted", "no": "plain HTTP", "unknown": "encryption: unknown"}
_DECLARED: Final = {
    "yes": "declared or listed",
    "no": "in no declared system",
    "unknown": "whether declared: unknown",
}
_IN_UNION: Final = {"yes": "in the Union", "no": "outside the Union", "unknown": "place unknown"}
_SERVES: Final = frozenset({DeploymentState.RUNNING, DeploymentState.CONFIGURED})


def serving(place: Deployment, facts: FactsOf) -> tuple[str, ...]:
    """Return what is known of how a model is served there; of a file in a place nothing but its runtime.

    Of one that is only listed it is where the list says that it is.
    """
    runtime = runtime_words(place, facts)
    if place.state is DeploymentState.DECLARED:
        return tuple(_listed_at(place, facts))
    if not place.state.is_use:
        return (runtime,) if runtime and runtime not in place.evidence else ()
    said = (
        runtime,
        address_words(facts),
        *access_words(place, facts),
        _DECLARED[tri_word(facts, "deployment.declared")],
    )
    return tuple(part for part in said if part)


def _listed_at(place: Deployment, facts: FactsOf) -> Iterator[str]:
    host, address = wording.clipped(known_text(facts, "deployment.host") or "", 80), address_words(facts)
    yield from filter(None, (runtime_words(place, facts), f"on {host}" if host else "", address))
    if tri_word(facts, "deployment.hosted") == "yes":
        yield from _operated(facts)


def runtime_words(place: Deployment, facts: FactsOf) -> str:
    """Return what runs it, with its version; empty where nothing is known to."""
    if (fact := facts.get("runtime.name")) is not None and isinstance(fact.state, Conflict):
        return f"runtime: {wording.fact_text(fact, fact.name)}"
    name = known_text(facts, "runtime.name") or place.runtime or ""
    version = known_text(facts, "runtime.version")
    return f"{name} {wording.clipped(version, 40)}" if name and version else name


def address_words(facts: FactsOf) -> str:
    """Return where it is served, or called; empty where nobody says."""
    return wording.clipped(known_text(facts, "exposure.address") or "", 80)


def access_words(place: Deployment, facts: FactsOf) -> tuple[str, ...]:
    """Return who operates a service, and where; of what the organisation serves itself, who can reach it."""
    hosted = is_hosted(facts)
    # A gateway of one's own to somebody else's service is both.
    is_served = place.state in _SERVES and (not hosted or tri_word(facts, "exposure.is_own") == "yes")
    return (*(_operated(facts) if hosted else ()), *(_exposed(facts) if is_served else ()))


def _operated(facts: FactsOf) -> Iterator[str]:
    yield f"operated by {operator_words(facts)}"
    region = region_words(facts)
    inside = _IN_UNION[tri_word(facts, "hosting.region_in_union")]
    yield f"region {region}, {inside}" if region else "region: unknown"


def _exposed(facts: FactsOf) -> Iterator[str]:
    reach = facts.get("exposure.reach")
    if reach is not None and isinstance(reach.state, Conflict):
        yield f"reach: {wording.fact_text(reach, reach.name)}"
    else:
        yield _REACH.get(known_text(facts, "exposure.reach") or "", "reach: unknown")
    for name, words in (("exposure.needs_credentials", _CREDENTIALS), ("exposure.encrypted", _ENCRYPTED)):
        fact = facts.get(name)
        if fact is not None and isinstance(fact.state, Conflict):
            yield f"{wording.label(name)}: {wording.fact_text(fact, name)}"
        else:
            yield words[tri_word(facts, name)]
