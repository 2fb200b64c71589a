from dataclasses import replace

import pytest

from auditor.domain.fact import Fact
from auditor.domain.finding import RuleKind
from auditor.reports.agenda.owners import Owners, role_words
from tests.builders.audit import a_deployment, a_finding, an_audit, known
from tests.builders.dated import DESK, MODEL, TRIAGE, an_incident


def owned(owner: str) -> dict[str, Fact]:
    return {"system.owner": known("system.owner", owner)}


def test_what_a_system_uses_is_answered_for_by_its_owner() -> None:
    place = a_deployment(MODEL)
    desk = replace(DESK, deployment_ids=(place.id,))
    audit = an_audit(MODEL, systems=(desk, TRIAGE), facts={DESK.id: owned("ward-it")})
    owners = Owners.of(audit)
    for id_ in (DESK.id, place.id, MODEL.id):
        assert owners.of_subjects([id_]) == "ward-it"
    assert owners.of_subjects([TRIAGE.id, "organisation"]) == ""


def test_several_owners_are_each_named_once() -> None:
    place = a_deployment(MODEL)
    systems = tuple(replace(one, deployment_ids=(place.id,)) for one in (DESK, TRIAGE))
    audit = an_audit(MODEL, systems=systems, facts={DESK.id: owned("a"), TRIAGE.id: owned("b")})
    assert Owners.of(audit).of_subjects([MODEL.id, DESK.id]) == "a, b"


def test_an_incident_is_answered_for_by_the_owner_of_its_system() -> None:
    audit = an_incident()
    audit = replace(audit, facts={**audit.facts, TRIAGE.id: owned("ward-it")})
    assert Owners.of(audit).of_subjects(["incident:wrong-colour"]) == "ward-it"


@pytest.mark.parametrize(
    ("kind", "roles", "words"),
    [
        (RuleKind.DUTY, ("deployer",), "the organisation as deployer"),
        (
            RuleKind.DUTY,
            ("sys_provider", "deployer"),
            "the organisation as provider of the system or deployer",
        ),
        (RuleKind.DUTY, (), "the organisation"),
        (RuleKind.VENDOR_GAP, ("gpai_provider",), "the provider, asked by the organisation"),
    ],
)
def test_who_should_do_it_is_the_role_that_owes_it(
    kind: RuleKind, roles: tuple[str, ...], words: str
) -> None:
    assert role_words(a_finding(DESK, kind=kind, role=roles)) == words
