from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from auditor.domain.serving import DeploymentState
from auditor.domain.subject import Deployment, Incident, System
from auditor.errors import IntegrityError
from auditor.store import contents
from auditor.store.database import Database
from auditor.store.rows import Rows, audit_of, rows_of
from tests.unit.store.samples import a_fact, a_finding, a_model, an_audit

_SYSTEM = System("triage", "Triage assistant", "sorts calls", ("dep:1",))
_DEPLOYMENT = Deployment(
    "dep:1", None, "tiny", DeploymentState.PRESENT, "dir", "dir:/srv#tiny.gguf", "a file"
)


def test_subjects_have_a_row_each_with_their_facts() -> None:
    model = a_model()
    inventory = replace(an_audit().inventory, deployments=(_DEPLOYMENT,))
    incident = Incident("incident:INC-1", "a wrong order", "triage")
    audit = an_audit(systems=(_SYSTEM,), incidents=(incident,), inventory=inventory)
    rows, _ = rows_of(audit)
    assert [row[:3] for row in rows.subjects] == [
        ("organisation", "organisation", "Example Clinic"),
        ("system", "triage", "Triage assistant"),
        ("incident", "incident:INC-1", "a wrong order"),
        ("model", model.id, model.name),
        ("deployment", "dep:1", "tiny"),
    ]
    assert [row[4] is not None for row in rows.subjects] == [False, False, False, True, False]


def test_facts_of_an_id_that_two_subjects_share_are_kept_once() -> None:
    twin = replace(_SYSTEM, id=a_model().id)
    rows, _ = rows_of(an_audit(systems=(twin,)))
    assert [row[4] is not None for row in rows.subjects] == [False, True, False]


def test_facts_of_no_subject_have_a_row_of_their_own() -> None:
    rows, _ = rows_of(an_audit(facts={"gone": {"x": a_fact("x")}}))
    assert rows.subjects[-1][:4] == ("none", "gone", "", None)
    assert rows.subjects[-1][4] is not None


def test_findings_and_tallies_can_be_searched_without_reading_contents() -> None:
    rows, _ = rows_of(an_audit())
    finding = a_finding()
    assert rows.findings[0][:4] == ("some-rule", finding.subject_id, "unknown", "high")
    assert rows.tallies == (("other-rule", "duty", "not_applicable", False, "not its role", 1),)


def test_equal_audits_point_to_the_same_contents_and_every_content_is_pointed_to() -> None:
    rows, new = rows_of(an_audit())
    assert rows_of(an_audit()) == (rows, new)
    assert sorted({content.sha256 for content in new}) == sorted(set(rows.contents))


def test_the_digests_follow_the_order_of_the_rows() -> None:
    two = (a_finding(), a_finding(rule="other-rule"))
    one_way, _ = rows_of(an_audit(findings=two))
    other_way, _ = rows_of(an_audit(findings=two[::-1]))
    assert one_way.named[0] == other_way.named[0]
    assert one_way.named[1] != other_way.named[1]
    assert one_way.named[2:] == other_way.named[2:]


def test_a_part_that_only_an_earlier_form_had_is_left_aside(path: Path) -> None:
    audit = an_audit()
    rows, new = rows_of(audit)
    more = replace(rows, parts=(*rows.parts, ("forgotten", rows.parts[0][1])))
    fewer = replace(rows, parts=tuple(part for part in rows.parts if part[0] != "waivers"))
    database = Database(f"sqlite:///{path}", busy_timeout_s=0.05)
    with database.writing() as connection:
        contents.put(connection, new)
    with database.reading() as connection:
        assert audit_of(connection, more, audit.as_of) == audit
        with pytest.raises(IntegrityError, match="missing 1 required positional argument: 'waivers'"):
            audit_of(connection, fewer, audit.as_of)
    database.close()


def test_rows_that_are_not_those_of_an_audit_are_refused(path: Path) -> None:
    database = Database(f"sqlite:///{path}", busy_timeout_s=0.05)
    with (
        database.reading() as connection,
        pytest.raises(IntegrityError, match="its rows do not fit together"),
    ):
        audit_of(connection, Rows((), (), (), ()), date(2026, 11, 22))
    database.close()
