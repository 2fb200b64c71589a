"""``kubernetes:live[:CONTEXT]``: the models that a running cluster serves, read as its manifests are."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from auditor.domain.observation import Covered, Observation, Problem
from auditor.domain.serving import InUse
from auditor.errors import FormatError, SourceError
from auditor.formats.text import printable_name
from auditor.sources.base import Target
from auditor.sources.credentials import without_credentials
from auditor.sources.kubernetes.connection import AnswerError, Cluster, connect
from auditor.sources.kubernetes.containers import ConfigMaps
from auditor.sources.kubernetes.listing import CONFIG_MAP, KINDS, PAGE, Kind, listed
from auditor.sources.kubernetes.observing import Named, observed, started_by
from auditor.sources.kubernetes.readiness import state_of
from auditor.sources.kubernetes.resources import Resource

_LIVE: Final = "live"
_MOST_CONFIG_MAPS: Final = 500
_NO_PERMISSION: Final = frozenset({401, 403})


def is_live(place: str) -> bool:
    """Say whether a place is a running cluster; a folder of that name is written ``./live``."""
    return place == _LIVE or place.startswith(f"{_LIVE}:")


def context_of(target: Target) -> str | None:
    """Return the context that a target names."""
    return target.place.partition(":")[2] or None


def planned(target: Target) -> tuple[str, ...]:
    """Return the requests that looking at a cluster sends, as lines; config maps are not yet known.

    Raises:
        SourceError: there is no such context, or it takes a program.
    """
    cluster = connect(context_of(target))
    server = without_credentials(cluster.server)
    lines = [f"GET {server}{path}?limit={PAGE}" for kind in KINDS for path in kind.paths(None)]
    return (
        *lines,
        f"GET {server}{next(CONFIG_MAP.paths('NAMESPACE'))}?fieldSelector=metadata.name=NAME",
    )


def observe_live(target: Target, cluster: Cluster | None = None) -> Iterator[Observation]:
    """Yield what a cluster serves, ending with one ``Covered``.

    Raises:
        SourceError: it cannot be asked at all.
    """
    reading = _Reading(str(target), cluster or connect(context_of(target)))
    reading.read()
    yield from _numbered(observed(reading.target, reading.found, state_of))
    yield from reading.problems()
    yield Covered(reading.target, reading.n_seen, reading.how_far())


@dataclass(slots=True)
class _Reading:
    target: str
    cluster: Cluster
    found: list[Resource] = field(default_factory=list)
    n_seen: int = 0
    uids: set[str] = field(default_factory=set)
    absent: list[str] = field(default_factory=list)
    narrowed: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    is_answered: bool = False

    def read(self) -> None:
        """List every kind, and then the config maps that servers take settings from."""
        for place, kind in enumerate(KINDS):
            if not self._listed(kind, None):
                left = ", ".join(one.shown for one in KINDS[place + 1 :])
                if left:
                    self.failed["the rest"] = f"not asked for any more: {left}"
                return
        for namespace, name in sorted(self._named())[:_MOST_CONFIG_MAPS]:
            if not self._listed(CONFIG_MAP, namespace, name):
                return

    def problems(self) -> Iterator[Problem]:
        """Yield what could not be listed."""
        if self.narrowed:
            names = ", ".join(self.narrowed)
            own = printable_name(self.cluster.namespace or "")
            reason = f"not to be listed in all namespaces, read in {own} alone: {names}"
            yield Problem(self.target, "namespaces", reason)
        for place, reason in self.failed.items():
            yield Problem(self.target, place, reason)

    def how_far(self) -> str:
        """Return what was looked at."""
        absent = f"; not installed: {', '.join(self.absent)}" if self.absent else ""
        return (
            "list requests only, in all namespaces: workloads, pods of their own, services, what leads to "
            f"them, objects of operators; secrets are never listed{absent}"
        )

    def _listed(self, kind: Kind, namespace: str | None, name: str | None = None) -> bool:
        """List a kind, in the context's namespace where it may not be in all; say whether to go on."""
        try:
            for one in listed(self.cluster, kind, namespace, name):
                self._take(one)
        except AnswerError as error:
            return self._refused(kind, namespace, error)
        self.is_answered = True
        return True

    def _take(self, one: Resource) -> None:
        """Keep an object, unless another that was read made it: nearly all pods are of such."""
        self.n_seen += 1
        is_made = any(owner in self.uids for owner in _owners(one))
        uid = one.body.at("metadata", "uid").text
        if uid:
            self.uids.add(uid)
        if not is_made and not _is_former(one):
            self.found.append(one)

    def _refused(self, kind: Kind, namespace: str | None, error: AnswerError) -> bool:
        if not self.is_answered and (error.is_lost or error.status == 401):
            hint = "Are its address and your credentials right? Try kubectl get pods."
            raise SourceError(
                f"{printable_name(without_credentials(self.cluster.server))}: {error.reason}", hint=hint
            ) from error
        self.is_answered = True
        own = self.cluster.namespace
        if error.status == 404:
            self.absent.append(kind.shown)
        elif error.status == 403 and namespace is None and own and kind.is_spread:
            self.narrowed.append(kind.shown)
            return self._listed(kind, own)
        else:
            may_not = " (no permission to list them)" if error.status in _NO_PERMISSION else ""
            self.failed[kind.shown] = f"{error.reason}{may_not}"
        return not error.is_lost

    def _named(self) -> set[tuple[str, str]]:
        """Return namespaces and names of the config maps that a server takes variables from."""
        nothing, named = ConfigMaps(()), Named(self.found)
        found: set[tuple[str, str]] = set()
        for one in self.found:
            told = started_by(one, nothing, named)
            if one.namespace and any(not isinstance(started, FormatError) for started in told):
                found |= {(one.namespace, name) for name in _config_maps(one)}
        return found


def _is_former(resource: Resource) -> bool:
    """Say whether an object only keeps what a workload once was."""
    return resource.kind == "ReplicaSet" and resource.spec.at("replicas").text == "0"


def _config_maps(resource: Resource) -> Iterator[str]:
    for value in resource.spec.walk():
        for way in ("configMapRef", "configMapKeyRef"):
            name = value.at(way, "name").text
            if name:
                yield name


def _owners(resource: Resource) -> Iterator[str]:
    for owner in resource.body.at("metadata", "ownerReferences").items:
        uid = owner.at("uid").text
        if uid and owner.at("controller").text == "true":
            yield uid


def _numbered(seen: Iterator[Observation]) -> Iterator[Observation]:
    """Yield what was seen, of several alike in one object the second at a place that ends in ``~2``."""
    counted: Counter[tuple[str, str, str | None]] = Counter()
    for one in seen:
        if not isinstance(one, InUse):
            yield one
            continue
        name = one.runtime.name if one.runtime else ""
        key = (one.locator, name, one.model.written if one.model else one.served_as)
        counted[key] += 1
        number = counted[key]
        yield replace(one, locator=f"{one.locator}~{number}") if number > 1 else one
