from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.domain.fact import (
    RESOLVED,
    Agreement,
    Basis,
    Claim,
    Confidence,
    Conflict,
    Fact,
    FactDefinition,
    Known,
    Settler,
    SubjectKind,
    Unknown,
    weakest,
)
from auditor.domain.resolving import is_open, overturned, resolve
from auditor.domain.values import Range, ValueType


def _definition(**changes: Any) -> FactDefinition:
    return FactDefinition("x.y", SubjectKind.MODEL, ValueType.TEXT, "what", "identity", **changes)


def _claim(value: Any, basis: Basis = Basis.DECLARED, **changes: Any) -> Claim:
    fields = {"confidence": Confidence.MEDIUM, "method": "m", "locator": "l", **changes}
    return Claim("x.y", value, basis, **fields)


def test_claims_that_agree_are_known_and_the_first_basis_speaks() -> None:
    measured, catalogued = _claim("a", Basis.MEASURED), _claim("a", Basis.CATALOGUED)
    assert resolve(_definition(), [catalogued, measured]) == Fact("x.y", Known("a", (measured, catalogued)))


def test_claims_that_disagree_are_a_conflict_whatever_their_basis() -> None:
    measured, declared = _claim("a", Basis.MEASURED), _claim("b")
    fact = resolve(_definition(), [declared, measured])
    assert fact == Fact("x.y", Conflict((measured, declared)))
    assert isinstance(fact.state, Conflict)
    assert fact.state.confidence is Confidence.MEDIUM


def test_bases_speak_in_the_order_of_the_design() -> None:
    claims = [
        _claim("v", Basis.INFERRED),
        _claim("v", Basis.CATALOGUED),
        _claim("v", Basis.ATTESTED),
        _claim("v", Basis.DECLARED),
        _claim("v", Basis.ATTESTED, with_evidence=True),
        _claim("v", Basis.MEASURED),
    ]
    state = resolve(_definition(), claims).state
    assert isinstance(state, Known)
    assert state.claims == tuple(reversed(claims))


def test_silence_is_unknown_with_who_could_tell() -> None:
    silent = _definition(who=Settler.PROVIDER, how="auditor declare x")
    assert resolve(silent, []).state == Unknown(
        "nothing looked at says so", Settler.PROVIDER, "auditor declare x"
    )
    asked = Unknown("looked in vain", Settler.NOBODY)
    assert resolve(silent, [], unknown=asked).state is asked


def test_where_silence_is_an_answer_the_registry_says_why() -> None:
    definition = _definition(default=False, default_reason="no list exists")
    said = _claim(False, Basis.CATALOGUED, method="default", locator="registry", citation="no list exists")
    assert resolve(definition, []) == Fact("x.y", Known(False, (said,)))


def test_numbers_agree_within_the_tolerance_of_the_larger() -> None:
    definition = _definition(agreement=Agreement.TOLERANCE, tolerance=0.05)
    assert isinstance(resolve(definition, [_claim(100), _claim(95)]).state, Known)
    assert isinstance(resolve(definition, [_claim(100), _claim(94)]).state, Conflict)


def test_ranges_agree_when_they_overlap() -> None:
    definition = _definition(agreement=Agreement.TOLERANCE)
    touching, apart = Range(2.0, 3.0), Range(2.1, 3.0)
    assert isinstance(resolve(definition, [_claim(Range(1.0, 2.0)), _claim(touching)]).state, Known)
    assert isinstance(resolve(definition, [_claim(Range(1.0, 2.0)), _claim(apart)]).state, Conflict)


def test_a_range_and_a_word_do_not_agree() -> None:
    definition = _definition(agreement=Agreement.TOLERANCE, tolerance=1.0)
    assert isinstance(resolve(definition, [_claim(Range(1.0, 2.0)), _claim("many")]).state, Conflict)
    assert isinstance(resolve(definition, [_claim(1.0), _claim("one")]).state, Conflict)


@given(st.permutations([_claim(value, locator=place) for value in "abc" for place in "xy"]))
def test_the_order_in_which_claims_are_found_does_not_matter(claims: list[Claim]) -> None:
    assert resolve(_definition(), claims) == resolve(_definition(), sorted(claims, key=repr))


def test_sets_add_up_and_bear_the_weakest_confidence() -> None:
    definition = _definition(agreement=Agreement.UNION)
    low = _claim(("b",), confidence=Confidence.LOW)
    fact = resolve(definition, [_claim(("c", "a")), low])
    assert fact == Fact("x.y", Known(("a", "b", "c"), (_claim(("c", "a")), low)))
    assert isinstance(fact.state, Known)
    assert fact.state.confidence is Confidence.LOW


def test_of_several_names_the_first_speakers_is_shown() -> None:
    state = resolve(_definition(agreement=Agreement.FIRST), [_claim("b", Basis.INFERRED), _claim("a")]).state
    assert isinstance(state, Known)
    assert state.value == "a"


def test_corroboration_lends_the_strongest_confidence() -> None:
    state = resolve(
        _definition(),
        [_claim("a", confidence=Confidence.LOW), _claim("a", Basis.MEASURED, confidence=Confidence.HIGH)],
    ).state
    assert isinstance(state, Known)
    assert state.confidence is Confidence.HIGH
    assert weakest(Confidence.HIGH, Confidence.LOW, Confidence.MEDIUM) is Confidence.LOW


def _resolving(value: Any, **changes: Any) -> Claim:
    fields = {"method": RESOLVED, "confidence": Confidence.HIGH, "with_evidence": True, **changes}
    return _claim(value, Basis.ATTESTED, **fields)


def test_a_resolution_with_evidence_settles_what_the_others_disagree_about() -> None:
    others = [_claim("a", Basis.MEASURED), _claim("b")]
    settling = _resolving("b")
    assert resolve(_definition(), [*others, settling]).state == Known("b", (settling, *others))


@pytest.mark.parametrize(
    "others", [[_claim("a"), _claim("b")], [_claim("a", Basis.INFERRED), _claim("a", Basis.INFERRED)], []]
)
def test_a_resolution_may_say_what_no_other_claim_says(others: list[Claim]) -> None:
    state = resolve(_definition(), [*others, _resolving("c")]).state
    assert isinstance(state, Known)
    assert (state.value, state.confidence) == ("c", Confidence.HIGH)


@pytest.mark.parametrize("basis", [Basis.MEASURED, Basis.DECLARED, Basis.CATALOGUED])
def test_what_every_source_agrees_on_is_not_changed_by_a_resolution(basis: Basis) -> None:
    agreed = _claim("a", basis)
    assert resolve(_definition(), [agreed, _resolving("b")]).state == Known("a", (agreed,))
    assert not is_open(_definition(), [agreed])


@pytest.mark.parametrize("producer", ["declarations", "policy"])
def test_an_address_settles_nothing_against_the_organisations_own_word_nor_what_follows_from_it(
    producer: str,
) -> None:
    definition = replace(_definition(), name="role.x", producer=producer)
    address = _resolving("b", confidence=Confidence.MEDIUM)
    for basis in (Basis.ATTESTED, Basis.INFERRED):
        own = _claim("a", basis, confidence=Confidence.MEDIUM)
        assert isinstance(resolve(definition, [own, address]).state, Conflict)
        assert overturned(definition, resolve(definition, [own, _resolving("b")]).state) == (own,)
    other = _claim("a", Basis.CATALOGUED, confidence=Confidence.MEDIUM)
    settled = resolve(definition, [other, address]).state
    assert (isinstance(settled, Known), overturned(definition, settled)) == (True, ())


def test_only_what_a_resolution_says_otherwise_is_overturned() -> None:
    role = replace(_definition(), name="role.x")
    own, same = _claim("a", Basis.ATTESTED), _claim("b", Basis.ATTESTED)
    assert overturned(role, resolve(role, [own, same, _resolving("b")]).state) == (own,)
    assert overturned(role, resolve(role, [same, _resolving("b")]).state) == ()
    assert overturned(role, resolve(role, [own]).state) == ()
    assert overturned(role, resolve(role, []).state) == ()


def test_roles_and_classifications_are_conclusions_whatever_they_rest_on() -> None:
    role, written = replace(_definition(), name="role.x"), replace(_definition(), producer="policy")
    for definition in (role, written):
        state = resolve(definition, [_claim("a", Basis.ATTESTED), _resolving("b")]).state
        assert isinstance(state, Known)
        assert state.value == "b"


@pytest.mark.parametrize(
    "claim",
    [
        _resolving("b", with_evidence=False),
        _resolving("b", method="declaration"),
        _claim("b", Basis.DECLARED, method=RESOLVED, with_evidence=True),
    ],
)
def test_no_other_claim_settles_a_conflict(claim: Claim) -> None:
    assert not claim.settles
    assert isinstance(resolve(_definition(), [_claim("a"), claim]).state, Conflict)


def test_a_resolution_does_not_settle_what_bears_more_than_it() -> None:
    high = _claim("a", Basis.MEASURED, confidence=Confidence.HIGH)
    low = _claim("b", confidence=Confidence.MEDIUM)
    weak = _resolving("b", confidence=Confidence.MEDIUM)
    assert isinstance(resolve(_definition(), [high, low, weak]).state, Conflict)
    assert resolve(_definition(), [high, low, _resolving("b")]).state == Known(
        "b", (_resolving("b"), high, low)
    )


def test_a_resolution_settles_what_bears_as_much_and_weighs_what_it_does_itself() -> None:
    weak = _resolving("c", confidence=Confidence.MEDIUM)
    others = [_claim(value, confidence=Confidence.MEDIUM) for value in ("a", "b")]
    state = resolve(_definition(), [*others, weak]).state
    assert isinstance(state, Known)
    assert (state.value, state.confidence) == ("c", Confidence.MEDIUM)


def test_what_bears_more_and_says_the_same_is_no_obstacle() -> None:
    weak = _resolving("a", confidence=Confidence.MEDIUM)
    high = _claim("a", Basis.MEASURED, confidence=Confidence.HIGH)
    state = resolve(_definition(), [high, _claim("b", confidence=Confidence.MEDIUM), weak]).state
    assert isinstance(state, Known)
    assert (state.value, state.confidence) == ("a", Confidence.HIGH)


def test_resolutions_that_disagree_are_a_conflict_too() -> None:
    assert isinstance(resolve(_definition(), [_resolving("a"), _resolving("b")]).state, Conflict)


def test_a_resolution_said_twice_settles_it() -> None:
    twice = (_resolving("a", locator="w:1"), _resolving("a", locator="w:2"))
    others = (_claim("b"), _claim("c"))
    assert resolve(_definition(), [*twice, *others]).state == Known("a", (*twice, *others))
