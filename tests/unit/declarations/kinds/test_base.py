from auditor.declarations.entry import Field
from auditor.declarations.kinds.base import Words, registry_fields
from auditor.domain.facts import FACTS
from auditor.domain.values import ValueType


def test_fields_follow_the_registry() -> None:
    found = registry_fields(
        "organisation", besides=frozenset({"name"}), words={"size": Words(("large",), True)}
    )
    assert found[:3] == (
        Field("country", ValueType.TEXT),
        Field("eu_established", ValueType.TRI),
        Field("size", ValueType.TEXT, ("large",), True),
    )
    assert {f"organisation.{field.key}" for field in found} == {
        name for name in FACTS if name.startswith("organisation.") and name != "organisation.name"
    }


def test_facts_of_other_producers_are_not_declarable() -> None:
    assert registry_fields("airgap", besides=frozenset(), words={}) == ()
    assert "high_risk" not in {
        field.key for field in registry_fields("system", besides=frozenset(), words={})
    }
