from dataclasses import replace
from datetime import date

import pytest

from auditor.declarations.resolutions import needless, unjudged
from auditor.domain.declaration import Selector
from auditor.domain.evidence import EvidenceState
from auditor.domain.fact import Basis, Claim, Confidence, Settler, Silence, Statement, Unknown
from auditor.domain.resolution import ResolveDeclared
from auditor.domain.values import FactValue
from tests.builders.declarations import (
    BY,
    ON,
    TODAY,
    a_model,
    a_provenance,
    a_resolution,
    a_sameness,
    a_system,
    an_incident,
    an_inventory,
    bound,
)

MODEL = a_model("clinic-notes-8b")
INVENTORY = an_inventory(MODEL)
OURS = Selector(name="clinic-notes*")
LICENSE = "license.concluded"
ROLE = "role.gpai_provider"


def said(fact: str, value: FactValue, basis: Basis = Basis.DECLARED, method: str = "card") -> Claim:
    return Claim(fact, value, basis, Confidence.MEDIUM, method, f"a.gguf#{method}")


def why_needless(declared: ResolveDeclared, *statements: Statement) -> list[str]:
    found = bound(declared, inventory=INVENTORY).resolved
    return [one.sentence for one in needless(found, {MODEL.id: statements})]


def test_a_proven_resolution_is_an_attested_claim_of_high_confidence() -> None:
    result = bound(a_resolution(OURS), inventory=INVENTORY)
    (claim,) = dict(one for each in result.resolved for one in each.claims).items()
    assert claim == (
        MODEL.id,
        Claim(
            fact=LICENSE,
            value="Apache-2.0",
            basis=Basis.ATTESTED,
            confidence=Confidence.HIGH,
            method="resolve",
            locator="declarations/resolve.yaml:1#value",
            citation="settled by A. Officer on 1 November 2026, proven by grant.pdf",
            with_evidence=True,
            attested_by=BY,
            attested_on=ON,
        ),
    )
    assert result.problems == ()
    assert [(one.evidence, one.subject_ids, one.state) for one in result.evidence] == [
        ("resolution of license.concluded", (MODEL.id,), EvidenceState.VALID)
    ]


BY_ADDRESS = a_resolution(OURS, file=None, file_sha256=None, url="https://example.org/grant")


def test_an_address_that_nobody_opens_proves_less_than_a_file() -> None:
    (one,) = bound(BY_ADDRESS, inventory=INVENTORY).resolved
    assert [(claim.citation, claim.confidence, claim.settles) for _, claim in one.claims] == [
        (
            "settled by A. Officer on 1 November 2026, proven by https://example.org/grant",
            Confidence.MEDIUM,
            True,
        )
    ]


def test_an_address_settles_what_bears_no_more_and_is_told_where_something_does() -> None:
    mit = said(LICENSE, "MIT")
    assert why_needless(BY_ADDRESS, mit, said(LICENSE, "GPL-3.0-only")) == []
    measured = replace(said(LICENSE, "GPL-3.0-only", Basis.MEASURED, "header"), confidence=Confidence.HIGH)
    assert why_needless(BY_ADDRESS, mit, measured) == [
        f"an address alone does not settle license.concluded of {MODEL.id}: a.gguf#header says otherwise "
        "with high confidence; keep a copy of what proves it, and name that file"
    ]
    assert why_needless(a_resolution(OURS), mit, measured) == []


@pytest.mark.parametrize(
    ("flaw", "why"),
    [
        (EvidenceState.EMPTY, "empty, which proves nothing"),
        (EvidenceState.DECLARATION, "itself a declaration, which proves nothing"),
    ],
)
def test_a_file_that_says_nothing_of_its_own_settles_nothing(flaw: EvidenceState, why: str) -> None:
    declared = a_resolution(OURS)
    declared = replace(declared, proof=replace(declared.proof, flaw=flaw))
    result = bound(declared, inventory=INVENTORY)
    assert [list(one.claims) for one in result.resolved] == [[]]
    assert [one.sentence for one in result.problems] == [f"grant.pdf: {why}"]


def test_what_is_said_of_a_name_settles_the_facts_of_the_model_that_it_is_declared_to_be() -> None:
    listed = a_model("Clinic Notes", id_="name:store/1/Clinic Notes")
    same = a_sameness(Selector(name="Clinic Notes"), OURS)
    inventory = an_inventory(MODEL, listed)
    result = bound(a_resolution(Selector(id=listed.id)), same, inventory=inventory)
    (one,) = result.resolved
    assert one.subject_ids == (listed.id, MODEL.id)
    assert one.proof.subject_ids == one.subject_ids


def test_without_what_proves_it_nothing_is_settled_and_that_is_told() -> None:
    result = bound(a_resolution(OURS, file_sha256=None), inventory=INVENTORY)
    assert [list(one.claims) for one in result.resolved] == [[]]
    assert [(one.subject, one.sentence) for one in result.problems] == [
        (
            "resolve license.concluded",
            "grant.pdf: no file that can be read, neither beside the declaration nor in the folder above",
        )
    ]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("gone*", "name gone* matches nothing, 1 expected"),
        ("*", "name * matches 2, 1 expected: "),
    ],
)
def test_one_that_matches_fewer_or_more_than_it_expects_settles_nothing(name: str, told: str) -> None:
    result = bound(a_resolution(Selector(name=name)), inventory=an_inventory(MODEL, a_model("b")))
    assert [list(one.claims) for one in result.resolved] == [[]]
    assert result.problems[0].sentence.startswith(told)


def test_one_that_has_ended_settles_nothing_and_is_no_problem() -> None:
    ended = a_provenance("declarations/resolve.yaml:1", valid_until=date(2026, 11, 21))
    declared = a_resolution(Selector(name="gone"), provenance=ended)
    result = bound(declared, inventory=INVENTORY)
    assert ([list(one.claims) for one in result.resolved], result.problems) == ([[]], ())


def test_what_was_said_later_settles_nothing_of_an_earlier_day() -> None:
    result = bound(a_resolution(OURS), inventory=INVENTORY, as_of=date(2026, 10, 31))
    assert ([list(one.claims) for one in result.resolved], result.problems) == ([[]], ())


def test_a_fact_of_the_organisation_is_settled_there() -> None:
    (one,) = bound(a_resolution(None, "organisation.size", "sme"), as_of=TODAY).resolved
    assert [(id_, claim.value) for id_, claim in one.claims] == [("organisation", "sme")]


def test_a_conflict_is_there_to_be_settled() -> None:
    assert why_needless(a_resolution(OURS), said(LICENSE, "MIT"), said(LICENSE, "GPL-3.0-only")) == []


@pytest.mark.parametrize("concluded", [True, None])
def test_a_role_that_was_derived_otherwise_or_not_at_all_is_there_to_be_rebutted(
    concluded: bool | None,
) -> None:
    declared = a_resolution(OURS, ROLE, False)
    statement = (
        Silence(ROLE, Unknown("not said", Settler.ORGANISATION))
        if concluded is None
        else said(ROLE, concluded, Basis.INFERRED)
    )
    assert why_needless(declared, statement) == []


def test_what_every_source_agrees_on_is_not_there_to_be_settled_otherwise() -> None:
    told = f"there is no conflict to settle: every source agrees on license.concluded of {MODEL.id}"
    assert why_needless(a_resolution(OURS), said(LICENSE, "MIT", Basis.MEASURED)) == [told]


def test_what_a_rule_writes_is_not_known_yet_and_no_problem() -> None:
    assert why_needless(a_resolution(OURS, "model.gpai", False)) == []


@pytest.mark.parametrize(
    ("declared", "statements", "why"),
    [
        (
            a_resolution(OURS),
            (said(LICENSE, "MIT"), said(LICENSE, "MIT", method="header")),
            "there is no conflict to settle: every source agrees on license.concluded",
        ),
        (a_resolution(OURS), (), "there is no conflict to settle: nobody states license.concluded"),
        (
            a_resolution(OURS, ROLE, True),
            (said(ROLE, True, Basis.INFERRED),),
            "there is no conflict to settle: every source agrees on role.gpai_provider",
        ),
    ],
)
def test_where_nothing_is_in_conflict_a_resolution_is_told_to_be_needless(
    declared: ResolveDeclared, statements: tuple[Claim, ...], why: str
) -> None:
    assert why_needless(declared, *statements) == [f"{why} of {MODEL.id}"]


def test_a_fact_of_an_incident_is_settled() -> None:
    declared = a_resolution(Selector("INC-1"), "incident.category", "death")
    result = bound(a_system(), an_incident(), declared, inventory=INVENTORY)
    ((subject_id, claim),) = (pair for one in result.resolved for pair in one.claims)
    assert (subject_id, claim.value, claim.settles) == ("incident:INC-1", "death", True)
    assert result.problems == ()


def test_what_was_not_looked_at_is_told_with_why() -> None:
    ended = a_resolution(OURS, provenance=a_provenance("d:9", valid_until=date(2026, 11, 21)))
    declared = (a_resolution(OURS), a_resolution(OURS, "model.gpai", False), ended)
    assert [(one.subject, one.sentence) for one in unjudged(declared, TODAY, is_compared=False)] == [
        ("resolve license.concluded", "not compared with what its sources say, for there is no scan"),
        ("resolve model.gpai", "not compared with what its sources say, for there is no scan"),
    ]
    assert [(one.subject, one.sentence) for one in unjudged(declared, TODAY, is_compared=True)] == [
        ("resolve model.gpai", "not compared with what the rules conclude, which auditor check does")
    ]
