from auditor.domain.audit import Audit
from auditor.store import shapes
from auditor.store.codec import Shape


def test_what_is_stored_of_scans_has_names_of_its_own() -> None:
    named = [value.kind for value in vars(shapes).values() if isinstance(value, Shape)]
    assert sorted(named) == ["observation", "scan"]
    assert Audit.__module__ not in {getattr(value, "__module__", "") for value in vars(shapes).values()}
