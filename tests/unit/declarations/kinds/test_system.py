from datetime import date
from pathlib import Path

import pytest

from auditor.declarations import load
from auditor.declarations.kinds.system import SystemReader
from auditor.domain.declaration import Selector, SystemDeclared
from auditor.domain.facts import FACTS
from auditor.errors import DeclarationError
from tests.builders.declarations import a_provenance, write
from tests.unit.declarations.kinds.reading import read_entry

EVERYTHING = """
{id: triage, name: Triage assistant, purpose: "sorts patients", uses: [{name: "llama-4-scout*", expect: 1}],
 put_into_service_on: 2026-03-01, union_placed_on: null, own_name: true, annex_iii: [5d], annex_i: false,
 opt_out_6_3: null, profiling: false, interacts_with_persons: true, obvious_ai: false, generates: [text],
 standard_editing_only: false, emotion_recognition: false, biometric_categorisation: false, deepfakes: false,
 public_interest_text: false, editorial_control: true, workplace: false, decides_about_persons: true,
 practices_art_5: [], changed_design_on: null, logs_under_control: true, log_retention_days: 365,
 input_data_under_control: true, dpia_required: true, fria_elements_changed: false, adverse_decisions: true,
 post_remote_identification: false,
 provider: null, developed: true, provider_country: US, supplied: first, represents_provider: false,
 supplies_part: false,
 part_open_source: false, part_is_gpai: false, third_party_parts: true, substantially_modified: false,
 repurposed: false, high_risk_as_supplied: true, high_risk_since: 2026-03-01,
 taken_over: false, high_risk_use_excluded: false,
 product_own_name: false, annex_i_section: a, for_public_authorities: true, trained_with_data: true,
 document_retention_years: 10, nonconformity_known: false, harmonised_standards: false,
 special_categories_for_bias: false, in_large_platform: false, carved_out_75_1: false, open_source: false,
 serious_incident: false, owner: ward-it}
"""


def test_why_the_act_leaves_it_out_is_kept_and_null_is_no_reason() -> None:
    excluded = read_entry(SystemReader(), "{id: a, name: A, excluded_by_art_2: research}")
    assert isinstance(excluded, SystemDeclared)
    assert excluded.fields == (("excluded_by_art_2", "research"),)
    covered = read_entry(SystemReader(), "{id: a, name: A, excluded_by_art_2: null}")
    assert isinstance(covered, SystemDeclared)
    assert covered.fields == ()


def test_every_field_is_kept() -> None:
    system = read_entry(SystemReader(), EVERYTHING)
    assert isinstance(system, SystemDeclared)
    assert (system.id, system.name, system.purpose) == ("triage", "Triage assistant", "sorts patients")
    assert system.uses == (Selector(None, "llama-4-scout*"),)
    fields = dict(system.fields)
    assert {f"system.{key}" for key in fields} == {
        name for name, one in FACTS.items() if name.startswith("system.") and one.producer == "declarations"
    }
    assert fields["put_into_service_on"] == date(2026, 3, 1)
    assert fields["annex_iii"] == ("5d",)
    assert (fields["practices_art_5"], fields["generates"]) == ((), ("text",))
    assert (fields["union_placed_on"], fields["opt_out_6_3"]) == (None, None)
    assert (fields["logs_under_control"], fields["log_retention_days"]) == (True, 365)
    assert fields["owner"] == "ward-it"


@pytest.mark.parametrize("text", ["{id: a, name: A}", "{id: a, name: A, uses: null, purpose: null}"])
def test_what_is_left_out_is_not_said(text: str) -> None:
    assert read_entry(SystemReader(), text) == SystemDeclared("a", "A", "", (), (), a_provenance())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{name: A}", "system lacks id"),
        ("{id: 'a b', name: A}", "id cannot be 'a b'"),
        ("{id: 'dep:1', name: A}", "id cannot be 'dep:1'"),
        ("{id: organisation, name: A}", "id cannot be 'organisation'"),
        ("{id: a, name: A, annex_iii: [5z]}", "annex_iii does not know '5z'"),
        ("{id: a, name: A, practices_art_5: [z]}", "practices_art_5 does not know 'z'"),
        ("{id: a, name: A, generates: [speech]}", "generates does not know 'speech'"),
        ("{id: a, name: A, opt_out_6_3: e}", "opt_out_6_3 does not know 'e'"),
        ("{id: a, name: A, supplied: second}", "supplied does not know 'second'"),
        ("{id: a, name: A, excluded_by_art_2: fun}", "excluded_by_art_2 does not know 'fun'"),
        ("{id: a, name: A, annex_i_section: c}", "annex_i_section does not know 'c'"),
        (
            "{id: a, name: A, provider_country: UK}",
            "provider_country must be an ISO 3166-1 alpha-2 code, not 'UK'",
        ),
        ("{id: a, name: A, own_name: null}", "own_name must be true or false, not null"),
        ("{id: a, name: A, log_retention_days: null}", "log_retention_days must be a whole number, not null"),
        ("{id: a, name: A, high_risk: true}", "unknown key 'high_risk' in system"),
        ("{id: a, name: A, uses: {name: x}}", "uses must be a list"),
        ("{id: a, name: A, uses: [x]}", "a selector of uses must be a mapping"),
    ],
)
def test_what_does_not_fit_is_refused(text: str, message: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        read_entry(SystemReader(), text)
    assert caught.value.message == f"a.yaml:1: {message}"


def test_the_country_of_a_provider_is_a_code_or_none() -> None:
    read = [
        read_entry(SystemReader(), f"{{id: a, name: A{given}}}")
        for given in ("", ", provider_country: US", ", provider_country: null")
    ]
    assert [dict(one.fields) for one in read if isinstance(one, SystemDeclared)] == [
        {},
        {"provider_country": "US"},
        {"provider_country": None},
    ]


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ("put_into_service_on: 2026-03-02, out_of_service: 2026-03-01", "lies before put_into_service_on"),
        ("put_into_service_on: null, out_of_service: 2026-03-01", "yet put_into_service_on is null"),
        ("out_of_service: later", "must be a day"),
    ],
)
def test_what_was_never_in_service_is_not_taken_out_of_it(tmp_path: Path, fields: str, what: str) -> None:
    entry = f"- {{kind: system, by: N, on: 2026-11-01, id: a, name: A, {fields}}}\n"
    with pytest.raises(DeclarationError, match=what):
        load(write(tmp_path, a=entry))


@pytest.mark.parametrize("ended", ["null", "2026-03-01"])
def test_the_day_a_system_was_taken_out_of_service_is_kept(tmp_path: Path, ended: str) -> None:
    fields = f"put_into_service_on: 2026-03-01, out_of_service: {ended}"
    entry = f"- {{kind: system, by: N, on: 2026-11-01, id: a, name: A, {fields}}}\n"
    (system,) = load(write(tmp_path, a=entry)).entries
    assert isinstance(system, SystemDeclared)
    assert system.last_day_of_use == (None if ended == "null" else date(2026, 3, 1))
    assert system.is_out_of_service(date(2026, 3, 2)) is (ended != "null")
    assert not system.is_out_of_service(date(2026, 3, 1))
