from dataclasses import replace
from datetime import date

import pytest

from auditor.declarations.attested import (
    about_organisation,
    about_system,
    about_training,
    about_undeclared_model,
    attest,
)
from auditor.declarations.loading import Declarations
from auditor.declarations.register import Register, register
from auditor.domain.declaration import OrganisationDeclared, Selector, SystemDeclared, TrainingDeclared
from auditor.domain.fact import Basis, Claim, Confidence, Settler, Silence, Statement, Unknown
from auditor.domain.facts import FACTS
from auditor.domain.values import FactValue, NoDay, Range
from tests.builders.declarations import (
    TODAY,
    a_provenance,
    a_system,
    a_training,
    an_organisation,
    attested,
    by_fact,
)

NOBODY: frozenset[str] = frozenset()
MODEL = Selector("sha256:aaaa")
BY = "A. Officer on 1 November 2026"


def held(*entries: OrganisationDeclared, backed: str = "") -> Register:
    return register(Declarations(entries, ((backed, "0"),)), TODAY)


def declared_facts(family: str) -> set[str]:
    return {
        name
        for name, one in FACTS.items()
        if name.startswith(f"{family}.") and one.producer == "declarations"
    }


def test_a_claim_without_evidence_has_medium_confidence() -> None:
    assert attest("organisation.size", "sme", a_provenance("d:1"), NOBODY, key="size") == attested(
        "organisation.size", "sme", "d:1#size"
    )


def test_an_address_that_nobody_opens_is_evidence_of_medium_confidence() -> None:
    provenance = a_provenance("d:1", source="https://example.org/minutes")
    claim = attest("organisation.size", "sme", provenance, frozenset({"d:1"}), key="size")
    assert (claim.confidence, claim.with_evidence) == (Confidence.MEDIUM, True)


def test_a_claim_with_evidence_has_high_confidence() -> None:
    provenance = a_provenance("d:1", source="minutes.pdf")
    assert attest("organisation.size", "sme", provenance, frozenset({"d:1"}), key="size") == attested(
        "organisation.size",
        "sme",
        "d:1#size",
        confidence=Confidence.HIGH,
        with_evidence=True,
        citation="declared by A. Officer on 1 November 2026, from minutes.pdf",
    )


def test_every_field_of_the_organisation_is_claimed_or_asked_for() -> None:
    statements = by_fact(tuple(about_organisation(held(an_organisation(country="DE", public_body=False)))))
    assert set(statements) == declared_facts("organisation")
    where = "declarations/org.yaml:1"
    assert statements["organisation.country"] == attested("organisation.country", "DE", f"{where}#country")
    assert statements["organisation.public_body"] == attested(
        "organisation.public_body", False, f"{where}#public_body"
    )
    assert statements["organisation.size"] == Silence(
        "organisation.size",
        Unknown(
            "the organisation's declaration by A. Officer on 1 November 2026 does not say",
            Settler.ORGANISATION,
            "auditor declare organisation",
        ),
    )


@pytest.mark.parametrize(
    ("country", "member", "words"),
    [("DE", True, "DE is one of"), ("NO", False, "NO is none of"), ("GB", False, "GB is none of")],
)
def test_establishment_in_the_union_follows_from_the_country(country: str, member: bool, words: str) -> None:
    where = "declarations/org.yaml:1"
    statements = by_fact(tuple(about_organisation(held(an_organisation(country=country), backed=where))))
    assert statements["organisation.eu_established"] == Claim(
        "organisation.eu_established",
        member,
        Basis.INFERRED,
        Confidence.HIGH,
        "member-states",
        f"{where}#country",
        f"{words} the 27 Member States of the European Union",
    )


def test_without_a_country_establishment_is_not_known() -> None:
    statements = by_fact(tuple(about_organisation(held(an_organisation()))))
    assert isinstance(statements["organisation.eu_established"], Silence)


@pytest.mark.parametrize(
    ("register_", "reason"),
    [
        (held(), "the organisation has not declared itself"),
        (
            held(an_organisation(provenance=a_provenance(valid_until=date(2026, 11, 21)))),
            "the organisation's declaration by A. Officer on 1 November 2026 held until 2026-11-21",
        ),
        (
            held(an_organisation(provenance=a_provenance(valid_from=date(2027, 1, 1)))),
            "the organisation's declaration by A. Officer on 1 November 2026 speaks of 2027-01-01 and later, "
            "not of 2026-11-22",
        ),
    ],
)
def test_an_organisation_that_is_not_declared_is_one_question(register_: Register, reason: str) -> None:
    unknown = Unknown(reason, Settler.ORGANISATION, "auditor declare organisation")
    assert by_fact(tuple(about_organisation(register_))) == {
        name: Silence(name, unknown) for name in declared_facts("organisation")
    }


def test_every_field_of_a_system_is_claimed_or_asked_for() -> None:
    system = a_system(own_name=True, opt_out_6_3=None, union_placed_on=None, annex_iii=(), owner="it")
    statements = by_fact(tuple(about_system(system, held())))
    assert set(statements) == declared_facts("system")
    claims = {name: one.value for name, one in statements.items() if isinstance(one, Claim)}
    assert claims == {
        "system.own_name": True,
        "system.opt_out_6_3": "none",
        "system.union_placed_on": NoDay.NEVER,
        "system.annex_iii": (),
        "system.owner": "it",
    }
    assert statements["system.profiling"] == Silence(
        "system.profiling",
        Unknown(
            "the declaration of system 'triage' by A. Officer on 1 November 2026 does not say",
            Settler.ORGANISATION,
            "auditor declare system",
        ),
    )


PLACED, TOKENS = "model.union_placed_on", "model.training_tokens"
HARDWARE, TRAINABLE = "model.training_hardware", "model.trainable_parameters"
TOTAL, PUBLIC, PAID = "model.stated_cumulative_flop", "model.weights_public", "model.monetised"
BASES, NAMES_BASE = "model.base_models", "model.names_base"
LEFT_OUT = "the training declaration by A. Officer on 1 November 2026 does not say"


def asked(fact: str, reason: str) -> Silence:
    return Silence(fact, Unknown(reason, Settler.PROVIDER, "auditor declare training"))


NO_BASE = Unknown(
    "there is no base: trained from scratch, as A. Officer on 1 November 2026 declared",
    Settler.ORGANISATION,
    "auditor declare training",
)
OF_A_BASE = ("modifier.base_systemic_risk", "modifier.base_estimable", "modifier.base_flop")
RISK_LEFT_OUT = Silence(
    "modifier.base_systemic_risk", Unknown(LEFT_OUT, Settler.ORGANISATION, "auditor declare training")
)
UNESTIMATED = Silence(
    "modifier.base_estimable", Unknown(LEFT_OUT, Settler.ORGANISATION, "auditor declare training")
)


def trained(fact: str, value: FactValue, key: str) -> Claim:
    return attested(fact, value, f"declarations/training.yaml:1#{key}")


@pytest.mark.parametrize(
    ("declared", "statements"),
    [
        (
            a_training(MODEL, tokens=5e12, union_placed_on=date(2026, 2, 1)),
            (
                trained(PLACED, date(2026, 2, 1), "union_placed_on"),
                trained(TOKENS, 5e12, "tokens"),
                asked(HARDWARE, LEFT_OUT),
                asked(TRAINABLE, LEFT_OUT),
                asked(TOTAL, LEFT_OUT),
                asked(PAID, LEFT_OUT),
                trained(NAMES_BASE, False, "base"),
                *(Silence(fact, NO_BASE) for fact in OF_A_BASE),
            ),
        ),
        (
            a_training(MODEL, says_base=False, union_placed_on=None),
            (
                trained(PLACED, NoDay.NEVER, "union_placed_on"),
                asked(TOKENS, LEFT_OUT),
                asked(HARDWARE, LEFT_OUT),
                asked(TRAINABLE, LEFT_OUT),
                asked(TOTAL, LEFT_OUT),
                asked(PAID, LEFT_OUT),
                RISK_LEFT_OUT,
                UNESTIMATED,
            ),
        ),
        (
            a_training(MODEL, base="Llama-3.1-8B", base_flop=7.2e23),
            (
                asked(PLACED, LEFT_OUT),
                asked(TOKENS, LEFT_OUT),
                asked(HARDWARE, LEFT_OUT),
                asked(TRAINABLE, LEFT_OUT),
                asked(TOTAL, LEFT_OUT),
                asked(PAID, LEFT_OUT),
                trained(BASES, ("Llama-3.1-8B",), "base"),
                trained(NAMES_BASE, True, "base"),
                RISK_LEFT_OUT,
                trained("modifier.base_estimable", True, "base_flop"),
                trained("modifier.base_flop", Range(7.2e23, 7.2e23, 7.2e23), "base_flop"),
            ),
        ),
        (
            a_training(MODEL, base="Foo-9B", base_flop=None, base_systemic_risk=False),
            (
                asked(PLACED, LEFT_OUT),
                asked(TOKENS, LEFT_OUT),
                asked(HARDWARE, LEFT_OUT),
                asked(TRAINABLE, LEFT_OUT),
                asked(TOTAL, LEFT_OUT),
                asked(PAID, LEFT_OUT),
                trained(BASES, ("Foo-9B",), "base"),
                trained(NAMES_BASE, True, "base"),
                trained("modifier.base_systemic_risk", False, "base_systemic_risk"),
                trained("modifier.base_estimable", False, "base_flop"),
            ),
        ),
        (
            a_training(
                MODEL, base="Llama-3.1-8B", tokens=5e7, trainable_parameters=8e7, hardware=("1: a phase",)
            ),
            (
                asked(PLACED, LEFT_OUT),
                trained(TOKENS, 5e7, "tokens"),
                trained(HARDWARE, ("1: a phase",), "hardware"),
                trained(TRAINABLE, 8e7, "trainable_parameters"),
                asked(TOTAL, LEFT_OUT),
                asked(PAID, LEFT_OUT),
                trained(BASES, ("Llama-3.1-8B",), "base"),
                trained(NAMES_BASE, True, "base"),
                RISK_LEFT_OUT,
                UNESTIMATED,
            ),
        ),
    ],
)
def test_training_says_when_on_how_much_and_what_it_started_from(
    declared: TrainingDeclared, statements: tuple[Statement, ...]
) -> None:
    assert tuple(about_training(declared, NOBODY)) == statements


def test_training_states_all_compute_and_whether_the_weights_are_public_and_free() -> None:
    entry = a_training(MODEL, cumulative_flop=5e23, weights_public=True, monetised=False)
    said = tuple(about_training(entry, NOBODY))
    assert trained(PAID, False, "monetised") in said
    assert trained(TOTAL, 5e23, "cumulative_flop") in said
    assert trained(PUBLIC, True, "weights_public") in said


def test_a_model_nobody_declares_has_one_question() -> None:
    reason = "no training declaration names this model"
    assert tuple(about_undeclared_model()) == (
        asked(PLACED, reason),
        replace(RISK_LEFT_OUT, unknown=replace(RISK_LEFT_OUT.unknown, reason=reason)),
        replace(UNESTIMATED, unknown=replace(UNESTIMATED.unknown, reason=reason)),
    )


@pytest.mark.parametrize(
    ("day", "value", "citation"),
    [
        (date(2026, 11, 22), date(2026, 11, 22), f"declared by {BY}"),
        (date(2026, 11, 23), NoDay.NEVER, f"planned for 23 November 2026, not made, as {BY} declared"),
    ],
)
def test_a_change_of_design_that_is_planned_has_not_happened(
    day: date, value: FactValue, citation: str
) -> None:
    statements = by_fact(tuple(about_system(a_system(changed_design_on=day), held())))
    changed = statements["system.changed_design_on"]
    assert isinstance(changed, Claim)
    assert (changed.value, changed.citation) == (value, citation)


def test_what_an_entry_contradicts_is_claimed_neither_way() -> None:
    system = a_system(substantially_modified=True, changed_design_on=None)
    statements = by_fact(tuple(about_system(system, held())))
    silence = statements["system.changed_design_on"]
    assert isinstance(silence, Silence)
    assert silence.unknown.reason == (
        "changed_design_on is null and substantially_modified is true, which contradict each other, "
        f"as {BY} declared"
    )
    assert isinstance(statements["system.substantially_modified"], Claim)


@pytest.mark.parametrize(
    ("system", "points"),
    [
        (a_system(emotion_recognition=True, annex_iii=()), {(), ("1c",)}),
        (a_system(emotion_recognition=True, annex_iii=("4a",)), {("4a",), ("1c", "4a")}),
        (a_system(emotion_recognition=True, annex_iii=("1c",)), {("1c",)}),
        (a_system(emotion_recognition=False, annex_iii=()), {()}),
        (a_system(emotion_recognition=True), set()),
    ],
)
def test_recognised_emotions_contradict_points_of_annex_iii_that_leave_them_out(
    system: SystemDeclared, points: set[FactValue]
) -> None:
    said = about_system(system, held())
    claims = [one for one in said if isinstance(one, Claim) and one.fact == "system.annex_iii"]
    assert {claim.value for claim in claims} == points
    for claim in claims[1:]:
        assert claim.citation == (
            f"emotion_recognition is true, which is point 1(c) of Annex III, as {BY} declared"
        )
