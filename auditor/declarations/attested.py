"""Declared fields as claims, and fields left out as silences."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from auditor.declarations.changed import contradicted
from auditor.declarations.register import Register, said
from auditor.declarations.web import is_address
from auditor.domain.declaration import OrganisationDeclared, Provenance, SystemDeclared, TrainingDeclared
from auditor.domain.european_union import EU_MEMBER_STATES
from auditor.domain.fact import Basis, Claim, Confidence, FactDefinition, Silence, Statement, Unknown
from auditor.domain.facts import FACTS
from auditor.domain.phrasing import prose_day
from auditor.domain.values import FactValue, NoDay, Range, ValueType, set_of

NONE: Final = "none"
"""Value of a text fact declared as ``null``."""

_EU: Final = "organisation.eu_established"
_PLACED: Final = "model.union_placed_on"
_CHANGED: Final = "system.changed_design_on"
_ANNEX_III: Final = "system.annex_iii"
_EMOTION_POINT: Final = "1c"
_INCIDENT: Final = "system.serious_incident"
_TOKENS: Final = "model.training_tokens"
_BASES: Final = "model.base_models"
_NAMES_BASE: Final = "model.names_base"
_BASE_FLOP: Final = "modifier.base_flop"
_ESTIMABLE: Final = "modifier.base_estimable"
_BASE_SYSTEMIC: Final = "modifier.base_systemic_risk"
_PUBLIC: Final = "model.weights_public"
_MONETISED: Final = "model.monetised"
_MODALITIES: Final = "model.modalities"
OF_TRAINING: Final = frozenset({_TOKENS, _BASES, _NAMES_BASE, _BASE_FLOP, _ESTIMABLE, _PUBLIC, _MODALITIES})
"""Facts of another producer that the organisation can state too, of a model of its own."""

_HARDWARE: Final = "model.training_hardware"
_TRAINABLE: Final = "model.trainable_parameters"
_CUMULATIVE: Final = "model.stated_cumulative_flop"


def attest(
    fact: str,
    value: FactValue,
    provenance: Provenance,
    backed: frozenset[str],
    *,
    key: str,
    citation: str | None = None,
) -> Claim:
    """Return what the organisation says as a claim: high confidence with a file, medium without."""
    with_evidence = provenance.locator in backed
    source = f", from {provenance.source}" if provenance.source else ""
    return Claim(
        fact=fact,
        value=value,
        basis=Basis.ATTESTED,
        confidence=Confidence.HIGH if by_file(provenance, backed) else Confidence.MEDIUM,
        method="declaration",
        locator=f"{provenance.locator}#{key}",
        citation=citation or f"declared by {said(provenance)}{source}",
        with_evidence=with_evidence,
        attested_by=provenance.by,
        attested_on=provenance.on,
    )


def by_file(provenance: Provenance, backed: frozenset[str]) -> bool:
    """Say whether the source of an entry is a file that can be looked at again.

    An address is recorded and never opened: whoever reads the claim can, and nobody knows what is there.
    """
    is_unopened = provenance.source is not None and is_address(provenance.source)
    return provenance.locator in backed and not is_unopened


def silence(fact: str, reason: str) -> Silence:
    """Return that a fact is not known, with the settler and the command the registry names."""
    definition = FACTS[fact]
    return Silence(fact, Unknown(reason, definition.who, definition.how))


def about_organisation(register: Register) -> Iterator[Statement]:
    """Yield what is declared about the organisation, or that it has not declared itself."""
    declared = register.organisation
    if declared is None:
        reason = undeclared(register, "itself")
        yield from (silence(definition.name, reason) for definition in family("organisation"))
        return
    given = dict(declared.fields)
    left_out = f"the organisation's declaration by {said(declared.provenance)} does not say"
    for definition in family("organisation"):
        if definition.name == _EU:
            yield _eu_established(declared, given, left_out, register.backed)
        else:
            yield stated(definition, given, declared.of(key_of(definition)), left_out, register.backed)


def undeclared(register: Register, what: str) -> str:
    """Return why nothing of the organisation is known: never declared, no longer valid, or declared later."""
    if register.silent is None:
        return f"the organisation has not declared {what}"
    provenance = register.silent.provenance
    by = f"the organisation's declaration by {said(provenance)}"
    if provenance.has_ended(register.as_of):
        return f"{by} held until {provenance.valid_until}"
    return f"{by} speaks of {provenance.begins} and later, not of {register.as_of}"


def about_system(declared: SystemDeclared, register: Register) -> Iterator[Statement]:
    """Yield a claim per field of a system, and a silence per field left out."""
    left_out = register.left_out(f"system {declared.id!r}", declared.provenance)
    given = dict(declared.fields)
    contradictions = contradicted(given)
    for definition in family("system"):
        if reason := contradictions.get(key_of(definition)):
            yield silence(definition.name, f"{reason}, as {said(declared.provenance)} declared")
            continue
        day = given.get(definition.name.partition(".")[2])
        if definition.name == _INCIDENT and (incidents := _incidents(declared, register)):
            # Where the entry denies any, the two contradict each other, and both are printed.
            yield from incidents
            if definition.name.partition(".")[2] not in given:
                continue
        if definition.name == _CHANGED and isinstance(day, date) and day > register.as_of:
            yield _planned(day, declared.of("changed_design_on"), register.backed)
        else:
            yield stated(definition, given, declared.of(key_of(definition)), left_out, register.backed)
    yield from _emotion_recognised(given, declared.of("emotion_recognition"), register.backed)


def _incidents(declared: SystemDeclared, register: Register) -> list[Claim]:
    """Return that there was a serious incident, once for each that is declared of the system."""
    return [
        attest(
            _INCIDENT,
            True,
            one.provenance,
            register.backed,
            key="system",
            citation=f"incident {one.id!r}, declared by {said(one.provenance)}",
        )
        for one in register.incidents
        if one.system == declared.id
    ]


def _emotion_recognised(
    given: Mapping[str, FactValue | None], provenance: Provenance, backed: frozenset[str]
) -> Iterator[Claim]:
    """Yield that recognising emotions is a use of Annex III, where the points declared leave it out.

    Source:
        Regulation (EU) 2024/1689, Annex III, point 1(c).
    """
    points = given.get("annex_iii", ())
    if given.get("emotion_recognition") is not True or "annex_iii" not in given:
        return
    declared = points if isinstance(points, tuple) else ()
    if _EMOTION_POINT not in declared:
        reason = (
            f"emotion_recognition is true, which is point 1(c) of Annex III, as {said(provenance)} declared"
        )
        points = set_of([*declared, _EMOTION_POINT])
        yield attest(_ANNEX_III, points, provenance, backed, key="emotion_recognition", citation=reason)


def _planned(day: date, provenance: Provenance, backed: frozenset[str]) -> Claim:
    """Return that nothing has changed: only a change that has happened ends what Art. 111(2) preserves."""
    reason = f"planned for {prose_day(day)}, not made, as {said(provenance)} declared"
    return attest(_CHANGED, NoDay.NEVER, provenance, backed, key="changed_design_on", citation=reason)


def about_training(declared: TrainingDeclared, backed: frozenset[str]) -> Iterator[Statement]:
    """Yield what a training entry says about the model it binds to.

    The tokens are those of the one run that is declared; what its base was trained on is added by whoever
    sums up the compute. That there is no base (``null``) is an answer too, and contradicts a card that
    names one.
    """
    given = dict(declared.fields)
    provenance = declared.provenance
    left_out = f"the training declaration by {said(provenance)} does not say"
    yield stated(FACTS[_PLACED], given, provenance, left_out, backed)
    yield stated(FACTS[_TOKENS], given, provenance, left_out, backed)
    yield stated(FACTS[_HARDWARE], given, provenance, left_out, backed)
    yield stated(FACTS[_TRAINABLE], given, provenance, left_out, backed)
    yield stated(FACTS[_CUMULATIVE], given, provenance, left_out, backed)
    yield stated(FACTS[_MONETISED], given, provenance, left_out, backed)
    # Where nobody says so here, the catalogue or the files may tell.
    for fact in (_PUBLIC, _MODALITIES):
        if key_of(FACTS[fact]) in given:
            yield stated(FACTS[fact], given, provenance, left_out, backed)
    if declared.base is not None:
        yield attest(_BASES, (declared.base,), provenance, backed, key="base")
    if declared.says_base:
        yield attest(_NAMES_BASE, declared.base is not None, provenance, backed, key="base")
    if declared.says_base and declared.base is None:
        none = f"there is no base: trained from scratch, as {said(provenance)} declared"
        yield from (silence(fact, none) for fact in (_BASE_SYSTEMIC, _ESTIMABLE, _BASE_FLOP))
    else:
        yield from _about_base(given, provenance, left_out, backed)


def _about_base(
    given: Mapping[str, FactValue | None], provenance: Provenance, left_out: str, backed: frozenset[str]
) -> Iterator[Statement]:
    """Yield what the base was trained with, as its provider states it; ``null`` where nobody can tell."""
    yield stated(FACTS[_BASE_SYSTEMIC], given, provenance, left_out, backed)
    key = "base_flop"
    if key not in given:
        yield silence(_ESTIMABLE, left_out)
        return
    flop = given[key]
    yield attest(_ESTIMABLE, flop is not None, provenance, backed, key=key)
    if isinstance(flop, int | float):
        yield attest(_BASE_FLOP, Range(flop, flop, flop), provenance, backed, key=key)


def about_undeclared_model() -> Iterator[Statement]:
    """Yield the silence of a model that no training entry names."""
    for fact in (_PLACED, _BASE_SYSTEMIC, _ESTIMABLE):
        yield silence(fact, "no training declaration names this model")


def family(name: str) -> tuple[FactDefinition, ...]:
    """Return the facts of a family that declarations alone establish."""
    return tuple(
        definition
        for definition in FACTS.values()
        if definition.name.startswith(f"{name}.") and definition.producer == "declarations"
    )


def key_of(definition: FactDefinition) -> str:
    """Return what the field is called that states a fact."""
    return definition.field or definition.name.partition(".")[2]


def stated(
    definition: FactDefinition,
    given: Mapping[str, FactValue | None],
    provenance: Provenance,
    left_out: str,
    backed: frozenset[str],
) -> Statement:
    """Return a field of an entry as a claim, or why it is left out as a silence."""
    key = key_of(definition)
    if key not in given:
        return silence(definition.name, left_out)
    value = given[key]
    if value is None:
        value = NoDay.NEVER if definition.type is ValueType.DATE else NONE
    return attest(definition.name, value, provenance, backed, key=key)


def _eu_established(
    declared: OrganisationDeclared,
    given: Mapping[str, FactValue | None],
    left_out: str,
    backed: frozenset[str],
) -> Statement:
    country = given.get("country")
    if not isinstance(country, str):
        return silence(_EU, left_out)
    seat = attest("organisation.country", country, declared.of("country"), backed, key="country")
    member = country in EU_MEMBER_STATES
    return Claim(
        fact=_EU,
        value=member,
        basis=Basis.INFERRED,
        confidence=seat.confidence,
        method="member-states",
        locator=seat.locator,
        citation=f"{country} is {'one' if member else 'none'} of the 27 Member States of the European Union",
    )
