import dataclasses

from auditor.domain.audit import Audit, Inventory
from auditor.domain.fact import SubjectKind
from auditor.store import audit_shapes, shapes
from auditor.store.codec import Shape


def test_every_kind_of_subject_has_a_shape() -> None:
    assert set(audit_shapes.SUBJECTS) == set(SubjectKind)


def test_no_two_shapes_have_the_same_name() -> None:
    named = [shape.kind for shape in audit_shapes.SUBJECTS.values()]
    named += [
        value.kind for value in (vars(shapes) | vars(audit_shapes)).values() if isinstance(value, Shape)
    ]
    assert len(named) == len(set(named)) == 12


def test_nothing_an_audit_says_is_left_out_of_the_record() -> None:
    said = {field.name for kind in (Audit, Inventory) for field in dataclasses.fields(kind)}
    in_rows = {
        "organisation",
        "systems",
        "incidents",
        "models",
        "deployments",
        "facts",
        "findings",
        "tallies",
    }
    elsewhere = {"as_of", "inventory"}
    assert {field.name for field in dataclasses.fields(audit_shapes.Parts)} == said - in_rows - elsewhere
