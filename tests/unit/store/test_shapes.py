import dataclasses

from auditor.domain.audit import Audit, Inventory
from auditor.domain.fact import SubjectKind
from auditor.store import shapes
from auditor.store.codec import Shape


def test_every_kind_of_subject_has_a_shape() -> None:
    assert set(shapes.SUBJECTS) == set(SubjectKind)


def test_no_two_shapes_have_the_same_name() -> None:
    named = [shape.kind for shape in shapes.SUBJECTS.values()]
    named += [value.kind for value in vars(shapes).values() if isinstance(value, Shape)]
    assert len(named) == len(set(named)) == 12


def test_nothing_an_audit_says_is_left_out_of_the_record() -> None:
    said = {field.name for kind in (Audit, Inventory) for field in dataclasses.fields(kind)}
    in_rows = {"organisation", "systems", "models", "deployments", "facts", "findings", "tallies"}
    elsewhere = {"as_of", "inventory"}
    assert {field.name for field in dataclasses.fields(shapes.Parts)} == said - in_rows - elsewhere
