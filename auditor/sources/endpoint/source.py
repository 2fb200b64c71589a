"""``endpoint:URL`` and ``endpoints:FILE``: asks the servers that the user named, and nobody else."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from auditor.domain.observation import Covered, Observation, Problem, ProblemKind, Skipped
from auditor.domain.serving import Contact, DeploymentState, Endpoint, InUse, ReferenceKind, Runtime
from auditor.domain.tri import Tri
from auditor.errors import FormatError, SourceError
from auditor.formats.address import parse_address, reach
from auditor.formats.text import printable_name
from auditor.sources.base import PlaceKind, Target
from auditor.sources.cleaning import clean, settings_of
from auditor.sources.credentials import without_credentials
from auditor.sources.endpoint.asked import Asked
from auditor.sources.endpoint.base import Found, Listed, Probe
from auditor.sources.endpoint.places import key_of, places_in
from auditor.sources.endpoint.probes import PROBES, REQUESTS
from auditor.sources.json_value import MOST_ENTRIES, n_left_out
from auditor.sources.places import absolute, named_folder
from auditor.sources.reading import read_bounded, why
from auditor.sources.web.client import Client, NoAnswerError
from auditor.sources.web.pace import Pace, shared_pace
from auditor.sources.web.place import Place, place_of

if TYPE_CHECKING:
    from concurrent.futures import Future

_MOST_BYTES: Final = 1_000_000
# Ollama as it is read here, LM Studio, Triton's repository index.
_LOADED: Final = frozenset({"loaded", "ready"})
# Enough that a slow server keeps few others waiting, and few enough for any machine.
_AT_ONCE: Final = 16
_FAR: Final = (
    "read-only requests, listed in docs/sources.md; a server lists what it likes to, and nobody looked into "
    "the files it has loaded"
)


@dataclass(frozen=True, slots=True)
class EndpointSource:
    """Asks one server what it serves."""

    scheme: str = "endpoint"
    summary: str = "models that a running server says it serves; connects to it (endpoint:http://host:11434)"
    needs_place: bool = True
    place_kind: PlaceKind = PlaceKind.ADDRESS
    pace: Callable[[], Pace] = shared_pace

    def resolve(self, target: Target) -> Target:
        """See `Source.resolve`."""
        try:
            return Target(self.scheme, str(place_of(target.place)))
        except SourceError:
            # What is no URL is refused when it is looked at; here it only needs a name.
            return Target(self.scheme, without_credentials(target.place))

    def observe(self, target: Target) -> Iterator[Observation]:
        """See `Source.observe`."""
        place = _named(target)
        yield from _Server(str(target), place, "", self.pace(), None).observe()
        yield Covered(str(target), 1, _FAR)

    def is_address(self, place: str) -> bool:  # noqa: ARG002 - every place is
        """See `ConnectingSource.is_address`."""
        return True

    def planned(self, target: Target) -> tuple[str, ...]:
        """See `ConnectingSource.planned`."""
        return _requests(_named(target))


@dataclass(frozen=True, slots=True)
class EndpointsSource:
    """Asks the servers that a file names."""

    scheme: str = "endpoints"
    summary: str = "models that the servers named in a file say they serve (endpoints:servers.txt)"
    needs_place: bool = True
    place_kind: PlaceKind = PlaceKind.PATH
    pace: Callable[[], Pace] = shared_pace

    def resolve(self, target: Target) -> Target:
        """See `Source.resolve`."""
        return Target(self.scheme, absolute(named_folder(target)))

    def observe(self, target: Target) -> Iterator[Observation]:
        """See `Source.observe`."""
        listed = _listed_in(target)
        places = [(number, place) for number, place in listed if isinstance(place, Place)]
        found = self._asked(str(target), places)
        for number, place in listed:
            if isinstance(place, SourceError):
                yield Problem(str(target), f"line {number}", place.message)
            else:
                yield from found[number]()
        yield Covered(str(target), len(places), _FAR)

    def _asked(
        self, target: str, places: Sequence[tuple[int, Place]]
    ) -> Mapping[int, Callable[[], Sequence[Observation]]]:
        """Ask the servers of one host one after the other, and hosts at the same time.

        Returns:
            What waits for the answers of a line; in the order of lines they are the same every time.
        """
        from concurrent.futures import ThreadPoolExecutor

        pool, pace = ThreadPoolExecutor(_AT_ONCE), self.pace()
        by_host: dict[str, list[tuple[int, Place]]] = {}
        for number, place in places:
            by_host.setdefault(place.host, []).append((number, place))
        found: dict[int, Callable[[], Sequence[Observation]]] = {}
        for of_host in by_host.values():
            whole = pool.submit(lambda some: {one: _of_line(target, at, pace) for one, at in some}, of_host)
            found |= {number: partial(_answers, whole, number) for number, _ in of_host}
        pool.shutdown(wait=False)
        return found

    def is_address(self, place: str) -> bool:  # noqa: ARG002 - no place is: the addresses stand in a file
        """See `ConnectingSource.is_address`."""
        return False

    def planned(self, target: Target) -> tuple[str, ...]:
        """See `ConnectingSource.planned`."""
        places = [place for _, place in _listed_in(target) if isinstance(place, Place)]
        return tuple(line for place in places for line in _requests(place))


def _of_line(target: str, place: Place, pace: Pace) -> Sequence[Observation]:
    key = key_of(place, os.environ)
    seen: list[Observation] = []
    if place.key_variable and key is None:
        reason = f"{place.key_variable} is not set: asked without a key"
        seen.append(Problem(target, str(place), reason))
    return [*seen, *_Server(target, place, str(place), pace, key).observe()]


def _answers(whole: "Future[dict[int, Sequence[Observation]]]", number: int) -> Sequence[Observation]:
    return whole.result()[number]


def _requests(place: Place) -> tuple[str, ...]:
    return tuple(f"{one.method} {place}{one.path}" for one in REQUESTS)


def _named(target: Target) -> Place:
    try:
        return place_of(target.place)
    except SourceError as error:
        # The place itself is not repeated: a password may stand in it.
        raise SourceError(f"endpoint: {error.message}", hint=error.hint) from error


def _listed_in(target: Target) -> list[tuple[int, Place | SourceError]]:
    path = named_folder(target)
    try:
        text = read_bounded(str(Path(path).resolve()), _MOST_BYTES).decode("utf-8", "replace")
    except OSError as error:
        raise SourceError(f"{target.called}: {why(error)}", hint="Check the path.") from error
    except FormatError as error:
        raise SourceError(f"{target.called}: {error.message}", hint="Name one URL a line.") from error
    return list(places_in(text))


class _Server:
    def __init__(self, target: str, place: Place, locator: str, pace: Pace, key: str | None) -> None:
        self._target, self._place, self._locator = target, place, locator
        self._pace, self._key = pace, key

    def observe(self) -> Iterator[Observation]:
        """Yield what a server serves, or why that is not known."""
        try:
            client = Client(self._place, self._pace)
        except NoAnswerError as error:
            yield self._problem(str(error))
            return
        asked = Asked(client, self._key)
        try:
            told = next(((probe, found) for probe in PROBES if (found := probe.read(asked))), None)
        except NoAnswerError as error:
            yield self._problem(str(error))
            # One that fails in the middle has said something all the same.
            if any(answer.status for answer in asked.answers.values()):
                yield self._in_use(client, asked, None, None, None)
            return
        for request, reason in asked.failures:
            yield self._problem(f"{request}: {reason}")
        if told is None:
            yield from self._untold(client, asked)
            return
        probe, found = told
        named = [listed for listed in found.models if listed.model.written]
        for listed in named:
            yield self._in_use(client, asked, probe, found, listed)
        if not any(_state(listed) is DeploymentState.RUNNING for listed in named):
            # The server runs, whatever it has loaded.
            yield self._in_use(client, asked, probe, found, None)
        if any(n_left_out(answer.value) for answer in asked.answers.values()):
            # Which of its answers it was does not matter: a list that is cut is no whole list.
            yield Skipped(self._target, self._locator, f"it lists more than {MOST_ENTRIES} models")
        if asked.is_refused(probe.listing) and not found.models:
            yield self._closed()

    def _untold(self, client: Client, asked: Asked) -> Iterator[Observation]:
        if asked.needed_key:
            yield self._in_use(client, asked, None, None, None)
            yield self._closed()
        elif any(300 <= answer.status < 400 for answer in asked.answers.values()):
            yield self._problem("it redirects, which is not followed: name the address it redirects to")
        else:
            yield self._problem("it answers as none of the servers that are known")

    def _problem(self, reason: str) -> Problem:
        return Problem(self._target, self._locator, reason)

    def _closed(self) -> Problem:
        reason = "it asks for credentials: what it serves is not known"
        return Problem(self._target, self._locator, reason, category=ProblemKind.CLOSED)

    def _in_use(
        self, client: Client, asked: Asked, probe: Probe | None, found: Found | None, listed: Listed | None
    ) -> InUse:
        needs = (
            Tri.of(True if asked.needed_key else None)
            if probe is None
            else asked.needs_credentials(probe.listing)
        )
        endpoint = Endpoint(
            address=str(self._place),
            # That it answers on the loopback address does not say that it does on no other.
            exposure=None if client.is_loopback else reach(client.address),
            is_encrypted=Tri.of(self._place.scheme == "https"),
            needs_credentials=needs,
            contact=Contact.ANSWERS,
        )
        # A scan that asks no server does not read the catalogue.
        from auditor.catalogue.hosts import load_hosts

        runtime = found.runtime if found else None
        host = self._host(client, listed)
        match = load_hosts().of_host(host)
        operator = match.listing.entity.value if match and match.listing.decides else None
        model = listed.model if listed else None
        if model is not None and operator is not None:
            # Whatever it runs, it is not the organisation's own.
            within = load_hosts().within(model.written, host)
            model = replace(model, kind=ReferenceKind.HOSTED, within=within)
        return clean(
            InUse(
                target=self._target,
                locator=self._locator or str(self._place),
                state=_state(listed),
                evidence=_evidence(found, listed, endpoint),
                model=model,
                served_as=listed.served_as if listed else None,
                runtime=Runtime(runtime, found.version if found else None) if runtime else None,
                endpoint=endpoint,
                host=host,
                operator=operator,
                region=match.region.region if match and match.region else None,
                settings=settings_of({**dict(listed.about), "state": listed.state}) if listed else (),
                paths=_paths(client, listed),
            ),
            # A server may repeat the key that it was shown.
            secrets=(self._key,) if self._key else (),
        )

    def _host(self, client: Client, listed: Listed | None) -> str:
        if listed is not None and listed.model.kind is ReferenceKind.HOSTED and listed.host:
            address = parse_address(listed.host)
            return printable_name(without_credentials(address.host if address else listed.host))
        return os.uname().nodename if client.is_loopback else self._place.host


def _state(listed: Listed | None) -> DeploymentState:
    """Return whether a model is loaded, by the first word of its state; what has none is served."""
    said = (listed.state or "").lower().split() if listed else []
    return DeploymentState.RUNNING if not said or said[0] in _LOADED else DeploymentState.PRESENT


def _evidence(found: Found | None, listed: Listed | None, endpoint: Endpoint) -> str:
    words = {Tri.TRUE: " to those with credentials", Tri.FALSE: " without credentials", Tri.UNKNOWN: ""}
    who = found.runtime or "a server" if found else "a server"
    says = "lists it" if listed else "answers"
    return f"{who} at {endpoint.address} {says}{words[endpoint.needs_credentials] if found else ''}"


def _paths(client: Client, listed: Listed | None) -> tuple[str, ...]:
    """Return where the model lies on this machine; a path of another machine means nothing here."""
    if listed is None or listed.path is None or not client.is_loopback or not listed.path.startswith("/"):
        return ()
    return (os.path.normpath(listed.path),)
