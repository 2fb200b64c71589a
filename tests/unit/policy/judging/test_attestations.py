from dataclasses import replace
from datetime import date

import pytest

from auditor.domain.evidence import EvidenceState
from auditor.domain.fact import RESOLVED, Basis, Claim, Confidence, Fact
from auditor.domain.facts import FACTS
from auditor.domain.finding import Reason
from auditor.domain.phrasing import plain_spaces
from auditor.domain.resolving import resolve
from auditor.domain.tri import Tri
from auditor.policy.judging.attestations import attested_by, attesting
from tests.builders.policy import a_model, a_record, a_scene, an_organisation

NAME = "license.kind"


def a_fact(*bases: Basis, by: str = "A. Officer") -> Fact:
    claims = [
        Claim(
            NAME,
            "permissive",
            basis,
            Confidence.HIGH,
            "m",
            "l",
            attested_by=by,
            attested_on=date(2026, 11, 1),
        )
        for basis in bases
    ]
    return resolve(FACTS[NAME], claims)


def a_leaf(fact: str, id_: str = "m") -> Reason:
    return Reason("said", Tri.TRUE, fact, id_)


@pytest.mark.parametrize(
    ("fact", "whose"),
    [
        (a_fact(Basis.ATTESTED), ("A. Officer on 1 November 2026",)),
        (a_fact(Basis.ATTESTED, by=""), ("the organisation",)),
        (a_fact(Basis.MEASURED), ()),
        # More than a word says so.
        (a_fact(Basis.ATTESTED, Basis.MEASURED), ()),
        (a_fact(), ()),
    ],
)
def test_a_fact_rests_on_a_word_where_nothing_else_says_so(fact: Fact, whose: tuple[str, ...]) -> None:
    scene = a_scene(an_organisation(), a_model("m", {NAME: fact}))
    found = tuple(map(plain_spaces, attesting(a_leaf(NAME), scene)))
    assert found == whose


def test_evidence_rests_on_the_word_of_whoever_recorded_it() -> None:
    old = replace(a_record("summary", "m"), by="B. Other", on=date(2026, 1, 1))
    gone = replace(a_record("summary", "m", state=EvidenceState.EXPIRED), by="C. Third")
    scene = a_scene(an_organisation(), a_model("m"), evidence=(a_record("summary", "m"), old, gone))
    (whose,) = attesting(a_leaf("evidence:summary"), scene)
    assert whose.startswith("A. Example on ")
    assert attesting(a_leaf("evidence:other"), scene) == ()


def test_of_several_words_the_first_few_are_named_and_each_once() -> None:
    records = tuple(replace(a_record(f"e{n}", "m"), by=f"N{n % 5}") for n in range(6))
    scene = a_scene(an_organisation(), a_model("m"), evidence=records)
    said = attested_by([a_leaf(f"evidence:e{n}") for n in range(6)], scene)
    names = [part.split(" ")[0] for part in said.split("; ")]
    assert (names, said.endswith(" and 2 more")) == (["N0", "N1", "N2"], True)
    assert attested_by([a_leaf("")], scene) == ""


@pytest.mark.parametrize(
    ("other", "whose"), [("copyleft", ("A. Officer on 1 November 2026",)), ("permissive", ())]
)
def test_a_resolution_is_a_word_where_nothing_else_says_the_same(other: str, whose: tuple[str, ...]) -> None:
    settling = Claim(
        *(NAME, "permissive", Basis.ATTESTED, Confidence.HIGH, RESOLVED, "l"),
        with_evidence=True,
        attested_by="A. Officer",
        attested_on=date(2026, 11, 1),
    )
    sources = [
        Claim(NAME, value, Basis.DECLARED, Confidence.MEDIUM, "card", f"l{value}")
        for value in dict.fromkeys((other, "proprietary"))
    ]
    scene = a_scene(an_organisation(), a_model("m", {NAME: resolve(FACTS[NAME], [settling, *sources])}))
    assert tuple(map(plain_spaces, attesting(a_leaf(NAME), scene))) == whose
