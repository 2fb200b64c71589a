"""What `auditor policy explain` stands on; the command's tests run it on a record."""

from dataclasses import replace

import pytest

from auditor.domain.audit import Audit
from auditor.domain.fact import SubjectKind
from auditor.domain.subject import Incident
from auditor.errors import UsageError
from auditor.pipeline.explaining import _subject, _world
from tests.builders.audit import empty, rich
from tests.builders.policy import unknown


@pytest.fixture(scope="module")
def audit() -> Audit:
    sample = rich()
    bases = unknown("model.base_models")
    own = {model.id: {**sample.facts[model.id], bases.name: bases} for model in sample.inventory.models}
    return replace(sample, facts={**sample.facts, **own})


def test_the_world_of_an_audit_has_its_subjects_facts_and_evidence(audit: Audit) -> None:
    world = _world(audit)
    assert {one.subject.id for one in world.subjects} == {subject.id for subject in audit.subjects}
    assert all(one.facts == audit.facts.get(one.subject.id, {}) for one in world.subjects)
    assert world.evidence == audit.evidence
    assert world.relations[audit.organisation.id] == tuple(system.id for system in audit.systems)


@pytest.mark.parametrize("by", ["id", "name"])
def test_a_system_goes_by_its_id_or_name_and_the_organisation_by_that_word(audit: Audit, by: str) -> None:
    (system,) = audit.systems
    assert _subject(audit, SubjectKind.SYSTEM, getattr(system, by)) is system
    organisation = audit.organisation
    for name in ("organisation", getattr(organisation, by)):
        assert _subject(audit, SubjectKind.ORGANISATION, name) is organisation


def test_where_no_system_is_declared_that_is_said() -> None:
    nothing = replace(empty(), systems=())
    for kind in (SubjectKind.SYSTEM, SubjectKind.INCIDENT):
        with pytest.raises(UsageError) as caught:
            _subject(nothing, kind, "letters")
        assert caught.value.hint == f"None is declared: auditor declare {kind}"


def test_an_incident_goes_by_its_id_and_is_below_its_system(audit: Audit) -> None:
    (system,) = audit.systems
    incident = Incident("incident:INC-1", "Letters sent to the wrong clinic", system.id)
    hit = replace(audit, incidents=(incident,))
    assert _subject(hit, SubjectKind.INCIDENT, "incident:INC-1") is incident
    assert _world(hit).relations[system.id] == (*system.deployment_ids, incident.id)
