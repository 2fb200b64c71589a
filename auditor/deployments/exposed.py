"""From where a deployment's endpoint can be reached, and how it answers there.

What was measured decides: a server that answered without credentials answers without them, whatever a
manifest says. What is set and contradicts a measurement is drift, a fact of its own. A setting that lets more
callers in than were seen to get in contradicts nothing: no measurement shows that nobody else gets there.

An endpoint is the organisation's own where it listens, is published or was asked; that somebody else computes
what goes through it changes nothing. That of a service that is called is not.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from auditor.domain.fact import Basis, Claim, Confidence, Settler, Silence, Statement, Unknown
from auditor.domain.serving import Contact, Endpoint, Exposure, InUse
from auditor.domain.subject import Deployment
from auditor.domain.tri import Tri
from auditor.domain.values import FactValue

_OWN: Final = "exposure.is_own"
_COMPARED: Final = "exposure.compared"
_DRIFT: Final = "exposure.drift"
_WIDTH: Final = tuple(exposure.value for exposure in Exposure)
_UNSAID: Final = "nothing that was seen of it says so"
_OF_PLACE: Final = (
    "a place where the model lies does not say it; what runs the model is a deployment of its own"
)


@dataclass(frozen=True, slots=True)
class _Aspect:
    """One thing that is known of an endpoint.

    Attributes:
        fact: Name in the registry.
        word: What drift calls it.
        contacts: How an address has to be known for it to be measured.
        read: How an endpoint says it.
    """

    fact: str
    word: str
    contacts: frozenset[Contact]
    read: Callable[[Endpoint], FactValue | None]


@dataclass(frozen=True, slots=True)
class _Word:
    """What one source says of an aspect."""

    seen: InUse
    value: FactValue


def _plain(value: Tri) -> bool | None:
    return None if value is Tri.UNKNOWN else value is Tri.TRUE


_SEEN: Final = frozenset({Contact.LISTENS, Contact.ANSWERS})
_ANSWERED: Final = frozenset({Contact.ANSWERS})
_REACH: Final = _Aspect(
    "exposure.reach", "reach", _SEEN, lambda at: at.exposure.value if at.exposure else None
)
_ASPECTS: Final = (
    _REACH,
    _Aspect("exposure.encrypted", "encryption", _ANSWERED, lambda at: _plain(at.is_encrypted)),
    _Aspect("exposure.needs_credentials", "credentials", _ANSWERED, lambda at: _plain(at.needs_credentials)),
)


def assess(deployment: Deployment) -> Iterator[Statement]:
    """Yield how its endpoint is exposed, whose it is, and which settings a measurement contradicts."""
    compared: list[str] = []
    drift: list[Claim] = []
    for aspect in _ASPECTS:
        measured, settings = _words(aspect, deployment)
        denied = [word for word in settings if _is_denied(aspect, word, measured)]
        if measured and settings:
            compared.append(aspect.word)
        drift += [_drift(aspect, word, measured[0]) for word in denied]
        for word in measured:
            yield _claim(aspect.fact, word, Basis.MEASURED)
        for word in settings:
            if word not in denied:
                yield _claim(aspect.fact, word, Basis.DECLARED)
        if not measured and not settings:
            yield unsaid(aspect.fact, deployment)
    yield from _compared(compared, drift, deployment)
    yield from _own(deployment)


def _words(aspect: _Aspect, deployment: Deployment) -> tuple[list[_Word], list[_Word]]:
    """Return what was measured of an aspect, and what settings say of it."""
    measured: list[_Word] = []
    settings: list[_Word] = []
    for seen in deployment.seen:
        value = aspect.read(seen.endpoint) if seen.endpoint else None
        if seen.endpoint is not None and value is not None:
            side = measured if seen.endpoint.contact in aspect.contacts else settings
            side.append(_Word(seen, value))
    if aspect is _REACH and measured:
        # Who gets there from afar gets there from near as well: the farthest that was seen is its reach.
        farthest = max(_width(word) for word in measured)
        measured = [word for word in measured if _width(word) == farthest]
    return measured, settings


def _width(word: _Word) -> int:
    return _WIDTH.index(str(word.value))


def _is_denied(aspect: _Aspect, setting: _Word, measured: Sequence[_Word]) -> bool:
    """Say whether what was measured cannot be, were it as the setting says."""
    if not measured or setting.value in {word.value for word in measured}:
        return False
    return aspect is not _REACH or _width(setting) < _width(measured[0])


def _drift(aspect: _Aspect, setting: _Word, measured: _Word) -> Claim:
    return Claim(
        fact=_DRIFT,
        value=(aspect.word,),
        basis=Basis.INFERRED,
        # A setting is declared, and an inference is no stronger than what it rests on.
        confidence=Confidence.MEDIUM,
        method=f"set: {_said(setting)}; measured: {_said(measured)}",
        locator=_place(setting.seen),
        citation=f"measured at {_place(measured.seen)}",
    )


def _said(word: _Word) -> str:
    value = {True: "yes", False: "no"}.get(word.value) if isinstance(word.value, bool) else word.value
    return f"{value} ({word.seen.evidence})"


def _compared(compared: Sequence[str], drift: Sequence[Claim], deployment: Deployment) -> Iterator[Statement]:
    if not deployment.seen:
        yield from (unsaid(fact, deployment) for fact in (_COMPARED, _DRIFT))
        return
    how, place = "settings beside measurements", deployment.locator
    words = tuple(sorted(compared))
    yield Claim(_COMPARED, words, Basis.INFERRED, Confidence.MEDIUM, how, place)
    if not compared:
        reason = "nothing that is set about its endpoint was measured as well"
        yield Silence(_DRIFT, Unknown(reason, Settler.OPERATOR, "auditor scan"))
    elif not drift:
        yield Claim(_DRIFT, (), Basis.INFERRED, Confidence.MEDIUM, how, place)
    yield from drift


def _own(deployment: Deployment) -> Iterator[Statement]:
    """Yield whether something of the organisation's own serves it; one that does is enough."""
    said = [_Word(seen, is_own) for seen in deployment.seen if (is_own := _is_own(seen)) is not None]
    serving = [word for word in said if word.value is True]
    for word in serving or said:
        is_seen = word.seen.endpoint is not None and word.seen.endpoint.contact in _SEEN
        yield _claim(_OWN, word, Basis.MEASURED if is_seen else Basis.DECLARED)
    if not said:
        yield unsaid(_OWN, deployment)


def _is_own(seen: InUse) -> bool | None:
    endpoint = seen.endpoint
    if endpoint is not None and endpoint.contact is Contact.ANSWERS:
        # Who asks an address of a service that others operate has not made it their own.
        return seen.operator is None
    if endpoint is not None and (endpoint.contact is Contact.LISTENS or endpoint.exposure is not None):
        return True
    return None if seen.is_hosted is None else not seen.is_hosted


def _claim(fact: str, word: _Word, basis: Basis) -> Claim:
    level = Confidence.HIGH if basis is Basis.MEASURED else Confidence.MEDIUM
    return Claim(fact, word.value, basis, level, word.seen.evidence, _place(word.seen))


def _place(seen: InUse) -> str:
    return f"{seen.target}#{seen.locator}"


def unsaid(fact: str, deployment: Deployment) -> Silence:
    """Return that nothing which was seen of a deployment says a fact of it."""
    return Silence(fact, Unknown(_UNSAID if deployment.seen else _OF_PLACE, Settler.OPERATOR))
