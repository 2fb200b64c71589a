from pathlib import Path

import pytest

from auditor.domain.serving import InUse, Region, Stated
from auditor.sources.spreadsheet.source import SpreadsheetSource
from tests.builders.configs import in_use

SOURCE = SpreadsheetSource()


def row(folder: Path, names: str, cells: str) -> InUse:
    (seen,) = in_use(SOURCE, folder, {"list.csv": f"{names}\n{cells}\n"}, "list.csv")
    return seen


@pytest.mark.parametrize(
    "column",
    [
        "Betreiber", "Plattform", "Cloud", "Cloud-Anbieter", "Dienst", "Service", "Operator", "Platform",
        "Cloud provider", "Hoster", "Exploitant", "Plateforme", "Hébergeur", "Fournisseur cloud",
    ],
)  # fmt: skip
def test_a_column_says_who_serves_a_model_in_three_languages(tmp_path: Path, column: str) -> None:
    seen = row(tmp_path, f"Modell;Hersteller;{column};Region", "Claude;Anthropic;Amazon Bedrock;eu-central-1")
    assert (seen.operator, seen.region) == ("amazon-aws", Region("aws", "eu-central-1"))
    assert (seen.stated, seen.settings) == (Stated(publisher="Anthropic"), ())


@pytest.mark.parametrize(
    ("written", "operator", "is_hosted"),
    [
        ("STACKIT AI Model Serving", "stackit", True),
        ("OVHcloud", "ovhcloud", True),
        ("AWS", "amazon-aws", True),
        ("La Plateforme", "mistral", True),
        ("eigen", None, False),
        ("On-Premises", None, False),
        ("Sur place", None, False),
        ("Stadtwerke", None, None),
    ],
)
def test_whom_a_column_names_is_the_catalogues_operator_or_ones_own_house(
    tmp_path: Path, written: str, operator: str | None, is_hosted: bool | None
) -> None:
    seen = row(tmp_path, "model,Betreiber", f"Llama 3.1 70B,{written}")
    assert (seen.operator, seen.is_hosted) == (operator, is_hosted)


def test_a_program_that_stands_where_a_platform_would_runs_it(tmp_path: Path) -> None:
    seen = row(tmp_path, "model,platform,host", "llama3,Ollama,gpu-01")
    assert (seen.runtime and seen.runtime.name, seen.operator, seen.is_hosted) == ("ollama", None, False)


@pytest.mark.parametrize(
    ("names", "cells", "operator", "maker", "service"),
    [
        # Beside the maker's column a provider is who serves it.
        (
            "model,Hersteller,Anbieter", "gpt-4o,OpenAI,Microsoft", "microsoft",
            "OpenAI", "Microsoft",
        ),
        ("model,Hersteller,Anbieter", "Mistral-7B,Mistral AI,Mistral AI", None, "Mistral AI", ""),
        (
            "model,Hersteller,Anbieter,host", "m,Meta,IONOS,gpu-01", None,
            "Meta", "",
        ),
        ("model,Hersteller,Anbieter", "m,Meta,Hugging Face", None, "Meta", ""),
        # Alone it may be the maker.
        ("model,Anbieter", "Llama 3.1 70B,IONOS", "ionos", "", "IONOS"),
        ("model,Anbieter", "Llama 3.1 70B,Meta", None, "Meta", ""),
        ("model,Fournisseur", "Phi-4,Microsoft", None, "Microsoft", ""),
    ],
)  # fmt: skip
def test_a_provider_is_a_service_where_it_cannot_be_the_maker(
    tmp_path: Path, names: str, cells: str, operator: str | None, maker: str, service: str
) -> None:
    seen = row(tmp_path, names, cells)
    told = seen.stated.publisher, dict(seen.settings).get("service", "")
    assert (seen.operator, *told) == (operator, maker, service)
    assert seen.stated.is_own_machine is ("gpu-01" in cells)


def test_a_host_without_a_scheme_is_a_service_as_an_address_is(tmp_path: Path) -> None:
    seen = row(tmp_path, "model,Host,Region", "gpt-4o,klinik-kis.openai.azure.com,Sweden Central")
    assert (seen.operator, seen.is_hosted) == ("microsoft", True)
    assert seen.region == Region("azure", "swedencentral")
    # A rented machine serves what its tenant runs on it.
    assert row(tmp_path, "model,Host", "m,x.compute.amazonaws.com").operator is None


def test_a_service_that_names_nobody_is_what_the_model_is_part_of(tmp_path: Path) -> None:
    seen = row(tmp_path, "model,Dienst", "acme/tiny,Chatbot")
    assert (seen.workload, seen.operator, seen.settings) == ("Chatbot", None, ())


def test_two_columns_that_say_who_serves_it_are_no_reason_to_refuse_a_sheet(tmp_path: Path) -> None:
    assert row(tmp_path, "model,Plattform,Cloud,System", "gpt-4o,Azure,Azure,Chat").operator == "microsoft"
