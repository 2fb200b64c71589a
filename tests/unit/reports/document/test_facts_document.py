from jsonschema import Draft202012Validator  # type: ignore[import-untyped] # it has no types

from auditor.domain.audit import Audit
from auditor.domain.facts import FACTS
from auditor.reports.document.facts_document import facts_document
from auditor.reports.document.facts_shape import SCHEMA, FactsReport, FactSubject
from auditor.reports.document.result import result_sha256
from auditor.reports.document.schema import schema_of
from tests.builders.audit import empty, huge, minimal, rich
from tests.builders.dated import an_incident


def of(audit: Audit, name: str) -> FactSubject:
    return next(one for one in facts_document(audit)["subjects"] if one["name"] == name)


def test_every_fact_of_every_subject_is_there_and_fits_the_schema() -> None:
    validator = Draft202012Validator(schema_of(FactsReport, SCHEMA))
    for audit in (empty(), minimal(), rich(), huge(), an_incident()):
        found = facts_document(audit)
        validator.validate(found)
        assert [one["id"] for one in found["subjects"]] == [subject.id for subject in audit.subjects]
        assert {one["id"]: set(one["facts"]) for one in found["subjects"]} == {
            subject.id: set(audit.facts.get(subject.id, {})) for subject in audit.subjects
        }
    assert facts_document(rich())["result_sha256"] == result_sha256(rich())


def test_what_is_known_says_how_well_and_by_whom() -> None:
    fact = of(rich(), "Qwen2.5-7B-Instruct")["facts"]["provider.country"]
    assert (fact["state"], fact["value"], fact["confidence"], fact["basis"]) == (
        "known", "CN", "medium", "catalogued",
    )  # fmt: skip
    assert (fact["unknown"], fact["conflict"]) == (None, [])
    assert fact["claims"][0]["citation"] == "publisher's model card, checked 2026-11"


def test_what_is_not_known_has_no_value_and_says_why_and_who_could_tell() -> None:
    fact = of(rich(), "triage-tune-8B")["facts"]["license.concluded"]
    assert (fact["state"], fact["value"], fact["confidence"], fact["basis"]) == ("unknown", None, None, None)
    assert fact["unknown"] == {
        "reason": "no source states a licence", "who": "provider", "how": "auditor declare training",
    }  # fmt: skip


def test_a_dispute_has_no_value_either_and_every_claim() -> None:
    fact = of(rich(), "EuroMed-7B")["facts"]["license.concluded"]
    assert (fact["state"], fact["value"], fact["confidence"]) == ("conflict", None, None)
    assert fact["conflict"] == ["MIT", "Apache-2.0"]
    assert len(fact["claims"]) == 2


def test_each_subject_names_those_below_it() -> None:
    audit = rich()
    assert of(audit, "Klinikum Musterstadt")["below"] == ["support-bot"]
    (place,) = of(audit, "Support bot")["below"]
    found = {one["id"]: one for one in facts_document(audit)["subjects"]}
    assert [found[id_]["name"] for id_ in found[place]["below"]] == ["Llama-4-Scout-17B-16E-Instruct"]
    assert of(an_incident(), "Emergency triage")["below"] == ["incident:wrong-colour"]
    assert found["dep:gone"]["below"] == []


def test_facts_that_appear_are_defined() -> None:
    found = facts_document(rich())
    used = {name for one in found["subjects"] for name in one["facts"]}
    assert set(found["definitions"]) == used
    size = found["definitions"]["model.size_bytes"]
    assert (size["unit"], size["subject"], size["meaning"]) == (
        "bytes", "model", FACTS["model.size_bytes"].meaning,
    )  # fmt: skip
