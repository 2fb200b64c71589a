from datetime import date

import pytest

from auditor.declarations.kinds.hosting import HostingReader
from auditor.domain.declaration import HostingDeclared, Selector
from auditor.domain.serving import Region
from auditor.errors import DeclarationError
from tests.builders.declarations import a_provenance
from tests.unit.declarations.kinds.reading import read_entry

EVERYTHING = """{deployment: {host: "gpu-*", expect: "1..5"}, mode: self_onprem, operator: example-clinic,
 operator_country: DE, operator_parent_country: null,
 region: de, keys: customer, prompt_retention_days: 0, training_on_inputs: false, telemetry: false,
 support_access: [DE], exit_tested_on: 2026-06-01}"""


def read(fields: str) -> HostingDeclared:
    declared = read_entry(HostingReader(), "{deployment: {name: chat, expect: 1}" + fields + "}")
    assert isinstance(declared, HostingDeclared)
    return declared


def test_every_field_is_kept() -> None:
    assert read_entry(HostingReader(), EVERYTHING) == HostingDeclared(
        deployment=Selector(None, None, 1, 5, "gpu-*"),
        operator="example-clinic",
        country="DE",
        region=None,
        fields=(
            ("operator_country", "DE"),
            ("operator_parent_country", None),
            ("mode", "self_onprem"),
            ("keys", "customer"),
            ("prompt_retention_days", 0),
            ("training_on_inputs", False),
            ("telemetry", False),
            ("support_access", ("DE",)),
            ("exit_tested_on", date(2026, 6, 1)),
        ),
        provenance=a_provenance(),
    )


def test_what_is_left_out_is_not_there_and_null_is_none() -> None:
    chat = Selector(None, "chat")
    assert read("") == HostingDeclared(chat, None, None, None, (), a_provenance())
    assert read(", operator_parent_country: FR").fields == (("operator_parent_country", "FR"),)
    assert read(", exit_tested_on: null, support_access: []").fields == (
        ("support_access", ()),
        ("exit_tested_on", None),
    )


@pytest.mark.parametrize(
    ("written", "operator"),
    [
        ("OpenAI", "openai"),
        ("openai", "openai"),
        ("AWS", "amazon-aws"),
        ("Ward IT Ltd", "Ward IT Ltd"),
    ],
)
def test_an_operator_is_the_entity_of_the_catalogue_that_its_name_means(written: str, operator: str) -> None:
    assert read(f", operator: {written}").operator == operator


@pytest.mark.parametrize(
    ("fields", "country", "region"),
    [
        ("region: DE", "DE", None),
        ("region: fr", "FR", None),
        ('region: "NO"', "NO", None),
        ("region: aws:eu-central-1", None, Region("aws", "eu-central-1")),
        ("region: EU-CENTRAL-1, operator: AWS", None, Region("aws", "eu-central-1")),
        ("region: swedencentral", None, Region("azure", "swedencentral")),
        ("region: eu-west-2, operator: AWS", None, Region("aws", "eu-west-2")),
    ],
)
def test_a_region_is_a_country_or_a_provider_s(
    fields: str, country: str | None, region: Region | None
) -> None:
    declared = read(f", {fields}")
    assert (declared.country, declared.region) == (country, region)


@pytest.mark.parametrize(
    ("fields", "message", "hint"),
    [
        (
            "region: mars-1",
            "region does not know 'mars-1'",
            "A country (DE), or a region of a provider in the catalogue: aws:eu-central-1.",
        ),
        (
            "region: aws:mars-1",
            "region does not know 'aws:mars-1'",
            "A country (DE), or a region of a provider in the catalogue: aws:eu-central-1.",
        ),
        ("region: uk", "region does not know 'UK'", "Did you mean GB?"),
        (
            "region: eu-west-2",
            "region 'eu-west-2' is a region of several providers",
            "Say whose it is: aws:eu-west-2 or outscale:eu-west-2.",
        ),
        ("mode: selfonprem", "mode does not know 'selfonprem'", "Did you mean 'self_onprem'?"),
        ("keys: custmer", "keys does not know 'custmer'", "Did you mean 'customer'?"),
        (
            "telemetry: maybe",
            "telemetry must be true or false, not 'maybe'",
            "Write true or false; leave the field out if you do not know.",
        ),
        ("support_access: [XX]", "support_access does not know 'XX'", ""),
        (
            "prompt_retention_days: 0.5",
            "prompt_retention_days must be a whole number, not '0.5'",
            "Write digits; 0 for none.",
        ),
        ("operator_country: UK", "operator_country must be an ISO 3166-1 alpha-2 code, not 'UK'", "GB"),
        (
            "operator_parent_country: Germany",
            "operator_parent_country must be an ISO 3166-1 alpha-2 code, not 'Germany'",
            "Two capital letters",
        ),
        ("retention: 3", "unknown key 'retention' in hosting", ""),
    ],
)
def test_what_does_not_fit_is_refused(fields: str, message: str, hint: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        read(f", {fields}")
    assert caught.value.message == f"a.yaml:1: {message}"
    assert hint in caught.value.hint
