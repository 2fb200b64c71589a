from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.domain.observation import Covered, Problem, SkipKind, Skipped
from auditor.domain.serving import (
    DeploymentState,
    Endpoint,
    InUse,
    ModelReference,
    ReferenceKind,
    Region,
    Runtime,
    Stated,
)
from auditor.domain.tri import Tri
from auditor.errors import SourceError
from auditor.sources.base import Target
from auditor.sources.spreadsheet.source import SpreadsheetSource
from tests.builders.configs import in_use, observed

SOURCE = SpreadsheetSource()
DIGEST = "0123456789abcdef" * 4


def rows(folder: Path, text: str | bytes, query: str = "") -> list[InUse]:
    return in_use(SOURCE, folder, {"list.csv": text}, f"list.csv{query}")


def test_a_row_is_a_model_that_is_declared(tmp_path: Path) -> None:
    text = (
        "Model,Version,SHA-256,Engine,Host,Endpoint,Application,Licence,Owner,Remark\n"
        f"acme/tiny,1.0,{DIGEST.upper()},vLLM,gpu-01,http://10.0.0.7:8000,Chat,MIT,ward-it,x\n"
    )
    (seen,) = rows(tmp_path, text)
    assert seen.evidence == "a spreadsheet lists the model acme/tiny, kept by ward-it"
    assert (seen.locator, seen.state) == ("list.csv:2", DeploymentState.DECLARED)
    assert seen.model == ModelReference("acme/tiny", ReferenceKind.REPOSITORY, "1.0", DIGEST)
    assert (seen.runtime, seen.host, seen.workload) == (Runtime("vllm"), "gpu-01", "Chat")
    assert seen.endpoint == Endpoint("http://10.0.0.7:8000", is_encrypted=Tri.FALSE)
    assert (seen.stated, seen.settings) == (Stated("MIT", is_own_machine=True), (("owner", "ward-it"),))
    assert seen.is_hosted is False


def test_an_address_says_who_operates_a_hosted_model(tmp_path: Path) -> None:
    (seen,) = rows(tmp_path, "model,url\ngpt-4o,https://api.openai.com/v1\n")
    assert (seen.operator, seen.model) == ("openai", ModelReference("gpt-4o", ReferenceKind.HOSTED))


@pytest.mark.parametrize(
    ("row", "operator", "region", "runtime"),
    [
        ("Claude 3.5 Sonnet,Amazon Bedrock,eu-central-1,Anthropic", "amazon-aws", "aws eu-central-1", None),
        ("mistral-large-latest,Mistral API,,Mistral AI", "mistral", None, None),
        ("gpt-4o,Azure OpenAI,swedencentral,OpenAI", "microsoft", "azure swedencentral", None),
        ("gpt-4o,Azure OpenAI,atlantis,OpenAI", "microsoft", "microsoft atlantis", None),
        ("eu.anthropic.claude-3-5-sonnet-20240620-v1:0,,,", "amazon-aws", "aws-bedrock eu.", None),
        ("amazon.nova-pro-v1:0,,us-east-1,", "amazon-aws", "aws us-east-1", None),
        ("gpt-4o,,,OpenAI API", "openai", None, None),
        ("Mistral-7B,vLLM,,Mistral AI", None, None, "vllm"),
        ("Mistral-7B,Befundhelfer,,Mistral API", None, None, "Befundhelfer"),
        ("Mistral-7B,,eu-west-1,Mistral AI", None, None, None),
    ],
)
def test_a_row_without_an_address_names_its_service_in_words(
    tmp_path: Path, row: str, operator: str | None, region: str | None, runtime: str | None
) -> None:
    (seen,) = rows(tmp_path, f"model,runtime,region,vendor\n{row}\n")
    place = f"{seen.region.provider} {seen.region.code}" if seen.region else None
    assert (seen.operator, place) == (operator, region)
    assert (seen.runtime and seen.runtime.name) == runtime
    assert seen.is_hosted is (True if operator else None)


@pytest.mark.parametrize(
    ("url", "within"),
    [("https://acme-hr.openai.azure.com", "acme-hr.openai.azure.com"), ("", None)],
)
def test_what_a_row_lists_at_a_customers_address_is_what_is_called_so_there(
    tmp_path: Path, url: str, within: str | None
) -> None:
    (seen,) = rows(tmp_path, f"model,vendor,url\ngpt-4o,Azure OpenAI,{url}\n")
    assert seen.model == ModelReference("gpt-4o", ReferenceKind.HOSTED, within=within)


def test_a_region_of_which_nobody_says_whose_it_is_is_kept_as_written_and_told(tmp_path: Path) -> None:
    text = "model,region,Betreiber\nacme/tiny,eu-west-1,Stadtwerke\nb,eu-west-1,AWS\nc,Linz,eigen\n"
    first, second, third, covered = observed(SOURCE, tmp_path, {"list.csv": text}, "list.csv")
    assert isinstance(first, InUse)
    assert (first.settings, first.region_written) == ((("operator", "Stadtwerke"),), "eu-west-1")
    assert isinstance(second, InUse)
    assert (second.settings, second.region) == ((), Region("aws", "eu-west-1"))
    assert isinstance(third, InUse)
    assert (third.stated, third.region_written) == (Stated(is_own_machine=True), "Linz")
    assert isinstance(covered, Covered)
    assert covered.how_far == (
        "every row; columns read: model, operator (Betreiber), region; "
        "operator of 1 row kept as written: nobody whom the catalogue knows to serve models; "
        "region of 2 rows kept as written: it is not known whose it is"
    )


@pytest.mark.parametrize(
    ("host", "hosted"), [("gpu-01", False), ("10.1.2.3", False), ("gpu.example.com", None), ("Azure", None)]
)
def test_a_machine_of_ones_own_network_is_ones_own(tmp_path: Path, host: str, hosted: bool | None) -> None:
    (seen,) = rows(tmp_path, f"model,host\nacme/tiny,{host}\n")
    assert seen.is_hosted is hosted


def test_columns_that_are_not_read_are_named(tmp_path: Path) -> None:
    said = observed(SOURCE, tmp_path, {"list.csv": "Modell;Bemerkung;;Preis\na;x;;1\n"}, "list.csv")
    how_far = "every row; columns read: model (Modell); columns not read: Bemerkung, Preis"
    assert said[-1] == Covered(f"csv:{tmp_path / 'list.csv'}", 1, how_far)
    reason = "columns not read: Bemerkung, Preis (csv:FILE?FIELD=COLUMN says what one holds)"
    assert said[-2] == Skipped(f"csv:{tmp_path / 'list.csv'}", "list.csv", reason, SkipKind.COLUMN)
    many = "model," + ",".join(f"c{n}" for n in range(30))
    said = observed(SOURCE, tmp_path, {"list.csv": f"{many}\na\n"}, "list.csv")
    assert isinstance(said[-1], Covered)
    assert said[-1].how_far.endswith("c19, 10 more")


@pytest.mark.parametrize(
    "text",
    [
        "Modell;Rechner\nacme/tiny;gpu-01\n",
        "model\thostname\nacme/tiny\tgpu-01\n",
        "sep=|\nModel|Host\nacme/tiny|gpu-01\n",
        "\ufeffModel,Host\r\nacme/tiny,gpu-01\r\n",
        '"Model name","Host name"\n\n"acme/tiny","gpu-01"\n',
    ],
)
def test_it_reads_what_spreadsheets_write(tmp_path: Path, text: str) -> None:
    (seen,) = rows(tmp_path, text)
    assert (seen.model and seen.model.written, seen.host) == ("acme/tiny", "gpu-01")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_names_of_columns_with_umlauts_are_read_in_what_excel_writes(tmp_path: Path, encoding: str) -> None:
    (seen,) = rows(tmp_path, f"Modell;Prüfsumme\nmodell-ä;{DIGEST}\n".encode(encoding))
    assert seen.model == ModelReference("modell-ä", ReferenceKind.STORE, None, DIGEST)


def test_a_cell_may_go_over_lines_and_the_place_is_where_its_row_begins(tmp_path: Path) -> None:
    seen = rows(tmp_path, 'model,task\na,"one\ntwo"\nb,\n')
    assert [one.locator for one in seen] == ["list.csv:2", "list.csv:4"]


def test_a_row_that_says_nothing_usable_is_a_problem_and_the_rest_goes_on(tmp_path: Path) -> None:
    said = observed(SOURCE, tmp_path, {"list.csv": "model,sha256\n,x\na,md5:00\nb\n"}, "list.csv")
    assert [(one.locator, one.reason) for one in said if isinstance(one, Problem)] == [
        ("list.csv:2", "a row without a model"),
        ("list.csv:3", "its digest is no SHA-256 in hexadecimal"),
    ]
    assert [one.model.written for one in said if isinstance(one, InUse) and one.model] == ["b"]
    assert said[-1] == Covered(f"csv:{tmp_path / 'list.csv'}", 1, "every row; columns read: model, sha256")


def test_a_folder_or_nothing_is_refused(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "missing.csv"):
        with pytest.raises(SourceError):
            list(SOURCE.observe(Target("csv", str(place))))


def test_a_file_that_is_called_like_a_query_is_read(tmp_path: Path) -> None:
    (seen,) = in_use(SOURCE, tmp_path, {"a?model=b": "model\nx\n"}, "a?model=b")
    assert seen.model and seen.model.written == "x"
    target = Target("csv", f"{tmp_path}/list.csv?model=A")
    assert SOURCE.resolve(target) == target


@given(st.binary(max_size=300) | st.text(alphabet='model,;\t|"\n\r\x00=sep?', max_size=80).map(str.encode))
def test_whatever_it_holds_reading_it_ends(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    folder = tmp_path_factory.mktemp("any")
    try:
        said = observed(SOURCE, folder, {"list.csv": raw}, "list.csv")
    except SourceError:
        return
    assert isinstance(said[-1], Covered)


def test_a_password_in_any_column_is_not_kept(tmp_path: Path) -> None:
    address = "https://me:planted@h/x?token=planted"
    (seen,) = rows(
        tmp_path, f"model,host,application,endpoint,owner\nacme/tiny{',' + address}{(',' + address) * 3}\n"
    )
    assert "planted" not in str(seen)
    assert seen.host == "h"


def test_a_cell_is_one_line(tmp_path: Path) -> None:
    first, second = rows(tmp_path, 'model,host\n"acme/\ntiny","gpu\n 01"\nacme/small,a\u2028b\n')
    assert (first.host, second.locator) == ("gpu 01", "list.csv:5")
    assert second.model == ModelReference("acme/small", ReferenceKind.REPOSITORY)


def test_a_quotation_that_is_never_closed_is_a_problem_and_no_model(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text('model,host\na,x\n"b,y\nc,z\n', encoding="utf-8")
    model, problem, covered = SOURCE.observe(Target("csv", str(tmp_path / "list.csv")))
    assert isinstance(model, InUse)
    assert isinstance(problem, Problem)
    assert problem.reason == "not CSV: unexpected end of data"
    assert isinstance(covered, Covered)
    assert covered.n_seen == 1


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\x1e"])
def test_only_the_end_of_a_line_ends_a_row(tmp_path: Path, sign: str) -> None:
    found = in_use(SOURCE, tmp_path, {"i.csv": f"model\nLla{sign}ma\nother\n"}, "i.csv")

    assert [one.locator for one in found] == ["i.csv:2", "i.csv:3"]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"PK\3\4\x14\0xl/workbook.xml", "a workbook, not CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", "a workbook, not CSV"),
        (b"GGUF\3\0\0\0general.architecture", "no text, and so not CSV"),
    ],
)
def test_what_is_no_text_is_refused_for_what_it_is(tmp_path: Path, raw: bytes, reason: str) -> None:
    (tmp_path / "i.xlsx").write_bytes(raw)

    with pytest.raises(SourceError) as caught:
        list(SOURCE.observe(Target("csv", str(tmp_path / "i.xlsx"))))

    assert caught.value.message.endswith(f": {reason}")
    assert caught.value.hint == "Export the sheet as CSV."
