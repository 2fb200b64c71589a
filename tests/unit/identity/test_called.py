import pytest

from auditor.catalogue import Entity, load
from auditor.catalogue.hosts import load_hosts
from auditor.compute import ESTIMATORS
from auditor.domain.fact import Claim, Confidence, Unknown
from auditor.domain.serving import ModelReference, ReferenceKind
from auditor.domain.subject import Model, NameAt, Strength
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
        ("gpt-4o-2024-08-06", "GPT-4o"),
        ("meta.llama3-1-405b-instruct-v1:0", "Llama-3.1-405B"),
        ("mistral-large-2407", "Mistral-Large-Instruct-2407"),
    ],
)
def test_a_hosted_id_means_the_release_without_its_maker_day_and_version(written: str, release: str) -> None:
    found = resolved(assess(called(written, ReferenceKind.HOSTED), load()))
    assert value(found, "model.catalogue_entry") == release


@pytest.mark.parametrize(
    "written", ["gpt-4o-mini-2024-07-18", "claude-3-5-haiku-20241022", "acme.gpt-4o-v1:0"]
)
def test_an_id_that_means_no_one_release_is_none(written: str) -> None:
    found = resolved(assess(called(written, ReferenceKind.HOSTED), load()))
    assert isinstance(found["model.catalogue_entry"].state, Unknown)
