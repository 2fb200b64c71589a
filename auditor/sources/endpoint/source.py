"""``endpoint:URL`` and ``endpoints:FILE``: asks the servers that the user named, and nobody else."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from auditor.domain.observation import Covered, Observation, Problem
from auditor.domain.serving import DeploymentState, Endpoint, InUse, ReferenceKind, Runtime
from auditor.domain.tri import Tri
from auditor.errors import FormatError, SourceError
from auditor.formats.address import reach
from auditor.formats.text import printable_name
from auditor.sources.base import PlaceKind, Target
from auditor.sources.cleaning import clean, settings_of
from auditor.sources.credentials import without_credentials
from auditor.sources.endpoint.base import Found, Listed, Probe, Request
from auditor.sources.endpoint.client import Answer, Client, NoAnswerError, Pace
from auditor.sources.endpoint.places import Place, key_of, place_of, places_in
from auditor.sources.endpoint.probes import PROBES, REQUESTS
from auditor.sources.places import absolute, named_folder
from auditor.sources.reading import read_bounded, why

_MOST_BYTES: Final = 1_000_000
_NONE: Final = Answer(0)
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
    pace: Callable[[], Pace] = Pace

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
    pace: Callable[[], Pace] = Pace

    def resolve(self, target: Target) -> Target:
        """See `Source.resolve`."""
        return Target(self.scheme, absolute(named_folder(target)))

    def observe(self, target: Target) -> Iterator[Observation]:
        """See `Source.observe`."""
        pace, n_seen = self.pace(), 0
        for number, place in _listed_in(target):
            if isinstance(place, SourceError):
                yield Problem(str(target), f"line {number}", place.message)
                continue
            n_seen += 1
            key = key_of(place, os.environ)
            if place.key_variable and key is None:
                yield Problem(
                    str(target), str(place), f"{place.key_variable} is not set: asked without a key"
                )
            yield from _Server(str(target), place, str(place), pace, key).observe()
        yield Covered(str(target), n_seen, _FAR)

    def is_address(self, place: str) -> bool:  # noqa: ARG002 - no place is: the addresses stand in a file
        """See `ConnectingSource.is_address`."""
        return False

    def planned(self, target: Target) -> tuple[str, ...]:
        """See `ConnectingSource.planned`."""
        places = [place for _, place in _listed_in(target) if isinstance(place, Place)]
        return tuple(line for place in places for line in _requests(place))


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


@dataclass(slots=True)
class _Asked:
    """See `base.Asked`; without a key first, so that it is known what anybody gets."""

    client: Client
    key: str | None
    answers: dict[Request, Answer] = field(default_factory=dict)
    needed_key: set[Request] = field(default_factory=set)
    failures: list[tuple[Request, str]] = field(default_factory=list)

    def value(self, request: Request) -> object:
        return self._answer(request).value

    def is_refused(self, request: Request) -> bool:
        return self._answer(request).is_refusal

    def is_answered(self, request: Request) -> bool:
        return self._answer(request).status == 200 and request not in self.needed_key

    def server(self, request: Request) -> str:
        return self._answer(request).server

    def needs_credentials(self, request: Request) -> Tri:
        if request in self.needed_key:
            return Tri.TRUE
        answer = self.answers.get(request)
        return Tri.FALSE if answer is not None and answer.value is not None else Tri.UNKNOWN

    def _answer(self, request: Request) -> Answer:
        if request not in self.answers:
            try:
                self.answers[request] = self._asked(request)
            except NoAnswerError as error:
                # One bad answer may be that of one path; a second one is the server's way.
                if error.is_final or self.failures:
                    raise
                self.failures.append((request, str(error)))
                self.answers[request] = _NONE
        return self.answers[request]

    def _asked(self, request: Request) -> Answer:
        answer = self.client.ask(request.method, request.path)
        if answer.is_refusal:
            self.needed_key.add(request)
            if self.key is not None:
                answer = self.client.ask(request.method, request.path, self.key)
        return answer


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
        asked = _Asked(client, self._key)
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
        for listed in named or (None,):
            yield self._in_use(client, asked, probe, found, listed)
        if asked.is_refused(probe.listing) and not found.models:
            yield self._problem("it asks for credentials: what it serves is not known")

    def _untold(self, client: Client, asked: _Asked) -> Iterator[Observation]:
        if asked.needed_key:
            yield self._in_use(client, asked, None, None, None)
            yield self._problem("it asks for credentials: what it serves is not known")
        elif any(300 <= answer.status < 400 for answer in asked.answers.values()):
            yield self._problem("it redirects, which is not followed: name the address it redirects to")
        else:
            yield self._problem("it answers as none of the servers that are known")

    def _problem(self, reason: str) -> Problem:
        return Problem(self._target, self._locator, reason)

    def _in_use(
        self, client: Client, asked: _Asked, probe: Probe | None, found: Found | None, listed: Listed | None
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
            model = replace(model, kind=ReferenceKind.HOSTED)
        return clean(
            InUse(
                target=self._target,
                locator=self._locator or str(self._place),
                state=DeploymentState.RUNNING,
                evidence=_evidence(found, listed, endpoint),
                model=model,
                served_as=listed.served_as if listed else None,
                adapters=listed.adapters if listed else (),
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
            return printable_name(without_credentials(listed.host))
        return os.uname().nodename if client.is_loopback else self._place.host


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
