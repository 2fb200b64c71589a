import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped] # it has no types

from auditor.reports.document.facts_shape import SCHEMA, FactsReport, StatedFact
from auditor.reports.document.schema import schema_of

SILENT: StatedFact = {
    "state": "unknown",
    "value": None,
    "unit": None,
    "confidence": None,
    "basis": None,
    "unknown": {"reason": "no source says so", "who": "provider", "how": ""},
    "conflict": [],
    "claims": [],
}
VALIDATOR = Draft202012Validator(schema_of(FactsReport, SCHEMA))


def facts(fact: object) -> dict[str, object]:
    subject: dict[str, object] = {
        "id": "desk", "kind": "system", "name": "Front desk", "below": [], "same_as": None,
        "facts": {"system.high_risk": fact},
    }  # fmt: skip
    return {
        "schema": "auditor/facts/1", "as_of": "2026-11-22", "result_sha256": "ab", "definitions": {},
        "subjects": [subject], "evidence": [],
    }  # fmt: skip


@pytest.mark.parametrize("value", [None, "yes", 7, 1e25, ["a"], {"low": 1.0, "central": None, "high": 2.0}])
def test_a_value_is_of_any_type_that_facts_have(value: object) -> None:
    assert VALIDATOR.is_valid(facts({**SILENT, "value": value}))


@pytest.mark.parametrize("key", sorted(SILENT))
def test_every_key_is_always_there_so_that_an_engine_need_not_ask(key: str) -> None:
    assert not VALIDATOR.is_valid(facts({name: value for name, value in SILENT.items() if name != key}))


def test_words_are_those_of_the_registry() -> None:
    assert not VALIDATOR.is_valid(facts({**SILENT, "state": "maybe"}))
    assert not VALIDATOR.is_valid(facts({**SILENT, "confidence": "certain"}))
