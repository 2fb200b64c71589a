from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.catalogue import Entity, load
from auditor.catalogue.hosts import load_hosts
from auditor.compute import ESTIMATORS
from auditor.domain.fact import Claim, Confidence, Unknown
from auditor.domain.mention import NameAt
from auditor.domain.serving import ModelReference, ReferenceKind
from auditor.domain.subject import Model, Strength
from auditor.identity.called import assess
from auditor.identity.catalogued import assess as assess_any
from tests.unit.catalogue.building import a_catalogue, a_cell, an_entry, resolved, value

OPENAI = Entity("openai", name=a_cell("OpenAI"), country=a_cell("US"))
ACME = Entity("acme", name=a_cell("Acme SAS"), country=a_cell("FR"))
GPT = an_entry("gpt-4o-mini", family="GPT-4o", provider="openai", repository=None, n_parameters=9)
ORCA = an_entry("Orca-2-7B", family="Orca 2", n_parameters=7_000, modalities=("text",), disclosed_flop=2e25)
CATALOGUE = a_catalogue(GPT, ORCA, entities=[OPENAI, ACME])


def called(written: str, kind: ReferenceKind) -> Model:
    return Model(
        id=f"name:{kind.value}/{written}",
        strength=Strength.NAME,
        artifact=None,
        names=(NameAt(written, "reference", "code:app#a.py:3"),),
        documents=(),
        locations=("code:app#a.py:3",),
        reference=ModelReference(written, kind),
    )


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("acme/Orca-2-7B", ReferenceKind.REPOSITORY),
        ("/models/orca-2-7b-q4_k_m.gguf", ReferenceKind.FILE),
        ("s3://bucket/weights/Orca-2-7B.safetensors", ReferenceKind.LOCATION),
        ("orca-2:7b", ReferenceKind.STORE),
    ],
)
def test_a_name_that_means_one_release_says_what_to_look_for_and_decides_nothing(
    written: str, kind: ReferenceKind
) -> None:
    said = list(assess(called(written, kind), CATALOGUE))
    found = resolved(said)
    assert (value(found, "model.catalogue_entry"), value(found, "provider.name")) == ("Orca-2-7B", "Acme SAS")
    assert (value(found, "model.n_parameters"), value(found, "model.family")) == (7_000, "Orca 2")
    claims = [one for one in said if isinstance(one, Claim)]
    assert {claim.confidence for claim in claims} == {Confidence.LOW}
    assert claims[0].citation is not None
    assert claims[0].citation.endswith("its bytes were not seen")


def test_what_is_known_by_name_is_never_worth_more_in_what_follows() -> None:
    model = called("acme/Orca-2-7B", ReferenceKind.REPOSITORY)
    known = resolved(assess_any(model, {}, CATALOGUE))
    entry = CATALOGUE.joined(known)
    assert entry is not None
    assert entry.disclosed_flop is not None
    assert entry.disclosed_flop.confidence is Confidence.LOW
    figures = [claim for one in ESTIMATORS for claim in one.estimate(model, known, CATALOGUE)]
    assert figures
    assert {claim.confidence for claim in figures} == {Confidence.LOW}


@pytest.mark.parametrize("written", ["other/Orca-2-7B", "orca-2", "nothing like it"])
def test_a_name_of_somebody_elses_or_of_several_means_none(written: str) -> None:
    found = resolved(assess(called(written, ReferenceKind.REPOSITORY), CATALOGUE))
    reason = f"only its name is known, and the catalogue has no release that {written} alone means"
    assert value(found, "model.family") == f"unknown: {reason}"
    assert value(found, "provider.name") == f"unknown: the catalogue names no legal entity behind {written}"
    assert "model.n_parameters" not in found


def test_the_id_of_a_hosted_model_says_whose_it_is() -> None:
    said = list(assess(called("gpt-4o-mini", ReferenceKind.HOSTED), CATALOGUE))
    levels = {one.fact: (one.value, one.confidence) for one in said if isinstance(one, Claim)}
    whose = load_hosts().of_model("gpt-4o-mini").maker
    assert whose is not None
    assert levels["provider.name"][0] == "OpenAI"
    assert levels["provider.name"][1] is not Confidence.HIGH
    assert levels["provider.third_country"][0] is True
    assert levels["model.family"] == ("GPT-4o", Confidence.LOW)


def test_what_a_customer_calls_a_deployment_decides_nothing() -> None:
    model = called("gpt-4-llama-test", ReferenceKind.HOSTED)
    assert model.reference is not None
    own = replace(model, reference=replace(model.reference, within="hr.openai.azure.com"))
    said = [list(assess(one, CATALOGUE)) for one in (model, own)]
    ours, customers = ({one.fact: one for one in statements if isinstance(one, Claim)} for statements in said)
    assert ours["provider.name"].confidence is not Confidence.LOW
    assert customers["provider.name"].value == ours["provider.name"].value
    assert {one.confidence for one in customers.values()} == {Confidence.LOW}
    assert customers["provider.name"].method == "catalogue, by a name that a customer made up"


def test_a_hosted_model_that_is_called_like_anothers_release_is_not_that_release() -> None:
    rival = a_catalogue(an_entry("gpt-4o-mini", provider="acme"), entities=[OPENAI, ACME])
    found = resolved(assess(called("gpt-4o-mini", ReferenceKind.HOSTED), rival))
    assert str(value(found, "model.catalogue_entry")).startswith("unknown: ")
    assert value(found, "provider.name") == "OpenAI"


def test_of_a_hosted_id_that_nobody_knows_nothing_is_said() -> None:
    found = resolved(assess(called("in-house-7", ReferenceKind.HOSTED), CATALOGUE))
    assert (
        value(found, "provider.country") == "unknown: the catalogue names no legal entity behind in-house-7"
    )


@pytest.mark.parametrize(
    ("written", "release"),
    [
        ("anthropic.claude-3-5-sonnet-20240620-v1:0", "Claude 3.5 Sonnet"),
        ("eu.anthropic.claude-3-5-sonnet-20240620-v1:0", "Claude 3.5 Sonnet"),
        ("claude-3-5-sonnet@20240620", "Claude 3.5 Sonnet"),
        ("anthropic.claude-3-haiku-20240307-v1:0", "Claude 3 Haiku"),
        ("claude-opus-4-5@20251101", "Claude Opus 4.5"),
        ("gpt-4o-2024-05-13", "GPT-4o"),
        ("gpt-4-0314", "GPT-4"),
        ("gpt-4-1106-preview", "GPT-4 Turbo"),
        ("gemini-2.5-pro-preview-03-25", "Gemini 2.5 Pro"),
        ("meta.llama3-1-405b-instruct-v1:0", "Llama-3.1-405B"),
        ("mistral-large-2407", "Mistral-Large-Instruct-2407"),
    ],
)
def test_a_hosted_id_means_the_release_of_its_day_without_its_maker_and_version(
    written: str, release: str
) -> None:
    found = resolved(assess(called(written, ReferenceKind.HOSTED), load()))
    assert value(found, "model.catalogue_entry") == release


@pytest.mark.parametrize(
    ("written", "day", "release", "released", "family"),
    [
        (
            "anthropic.claude-3-5-sonnet-20241022-v2:0",
            "20241022",
            "Claude 3.5 Sonnet",
            "2024-06-20",
            "Claude 3.5",
        ),
        ("claude-3-5-sonnet@20241022", "20241022", "Claude 3.5 Sonnet", "2024-06-20", "Claude 3.5"),
        ("gpt-4o-2024-08-06", "2024-08-06", "GPT-4o", "2024-05-13", "GPT-4o"),
        ("gpt-4-0613", "0613", "GPT-4", "2023-03-14", "GPT-4"),
        ("gpt-4-0125-preview", "0125", "GPT-4", "2023-03-14", "GPT-4"),
        ("gemini-2.5-pro-preview-05-06", "05-06", "Gemini 2.5 Pro", "2025-03-25", "Gemini 2.5"),
        ("kimi-k2-0905-preview", "0905", "Kimi-K2-Instruct", "2025-07-11", "Kimi"),
    ],
)
def test_a_hosted_id_of_another_day_is_of_the_family_and_not_that_release(
    written: str, day: str, release: str, released: str, family: str
) -> None:
    said = list(assess(called(written, ReferenceKind.HOSTED), load()))
    found = resolved(said)
    reason = f"only its name is known: its id says {day}, and the catalogue's {release} is of {released}"
    facts = ("model.catalogue_entry", "model.release_date", "model.training_tokens", "model.modalities")
    assert {value(found, fact) for fact in facts} == {f"unknown: {reason}"}
    assert value(found, "model.family") == family
    assert [one.confidence for one in said if isinstance(one, Claim) and one.fact == "model.family"] == [
        Confidence.LOW
    ]
    assert {one.fact.partition(".")[0] for one in said if isinstance(one, Claim)} == {"model", "provider"}


def test_a_dated_id_is_not_the_release_of_which_no_day_is_known() -> None:
    undated = a_catalogue(an_entry("gpt-4o-mini", provider="openai"), entities=[OPENAI])
    found = resolved(assess(called("gpt-4o-mini-2024-07-18", ReferenceKind.HOSTED), undated))
    reason = "its id says 2024-07-18, and the catalogue's gpt-4o-mini has no day of release there"
    assert value(found, "model.catalogue_entry") == f"unknown: only its name is known: {reason}"
    assert value(found, "model.family") == f"unknown: only its name is known: {reason}"


def test_a_dated_id_called_like_anothers_release_is_not_of_its_family() -> None:
    rival = a_catalogue(an_entry("gpt-4o-mini", family="F", provider="acme"), entities=[OPENAI, ACME])
    found = resolved(assess(called("gpt-4o-mini-2024-07-18", ReferenceKind.HOSTED), rival))
    assert isinstance(found["model.family"].state, Unknown)


@given(
    day=st.dates(date(2018, 1, 1), date(2099, 12, 31)),
    form=st.sampled_from(("-%Y%m%d", "-%Y-%m-%d", "@%Y%m%d")),
)
def test_whatever_the_day_of_an_id_facts_of_a_release_are_those_of_that_day(day: date, form: str) -> None:
    released = an_entry("gpt-4o-mini", provider="openai", release_date=date(2024, 7, 18), disclosed_flop=2e25)
    catalogue = a_catalogue(released, entities=[OPENAI])
    model = called(f"gpt-4o-mini{day.strftime(form)}", ReferenceKind.HOSTED)
    assert (catalogue.joined(resolved(assess(model, catalogue))) is not None) == (day == date(2024, 7, 18))


@pytest.mark.parametrize(
    "written",
    [
        "gpt-4o-mini-2024-07-18",
        "claude-3-5-haiku-20241022",
        "acme.gpt-4o-v1:0",
        "claude-3-5-sonnet-v2",
        "claude-3-5-sonnet-20241399",
    ],
)
def test_an_id_that_means_no_one_release_is_none(written: str) -> None:
    found = resolved(assess(called(written, ReferenceKind.HOSTED), load()))
    assert isinstance(found["model.catalogue_entry"].state, Unknown)
    assert isinstance(found["model.family"].state, Unknown)
