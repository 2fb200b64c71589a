"""A list of models meets what is there: what it states, what joins it, and who says that it is one."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.builders.gguf import gguf_file
from tests.conftest import Ended

Cli = Callable[..., Ended]
TARGETS = ("csv:list.csv", "dir:models")


@pytest.fixture
def judged(cli: Cli, tmp_path: Path) -> Callable[[str], Any]:
    """Look, check and report, with a list of one row about the one file there is."""
    (tmp_path / "models").mkdir()
    gguf_file(tmp_path / "models" / "notes-8b.gguf", metadata={"general.license": "mit"})

    def run(rows: str) -> Any:
        (tmp_path / "list.csv").write_text(rows, encoding="utf-8")
        assert cli("scan", "--hash", "full", *TARGETS).code == 0
        cli("check", *TARGETS)
        return json.loads(cli("report", "-f", "json").out)["result"]

    return run


def _value(subject: Any, fact: str) -> object:
    return subject["facts"][fact].get("value")


def _failing(result: Any, rule: str) -> list[str]:
    return [one["subject"] for one in result["findings"] if (one["rule"], one["verdict"]) == (rule, "fail")]


def test_a_row_about_these_bytes_states_maker_and_purpose_and_may_contradict_the_header(
    judged: Callable[[str], Any], tmp_path: Path
) -> None:
    digest = hashlib.sha256((tmp_path / "models" / "notes-8b.gguf").read_bytes()).hexdigest()
    header = "Modell;sha256;Lizenz;Hersteller;Zweck;Bemerkung\n"
    result = judged(f"{header}Notes;{digest};Apache-2.0;Mistral AI;Arztbriefe;neu\n")
    (model,) = result["models"]
    assert (model["provider"]["name"], model["provider"]["country"]) == ("Mistral AI SAS", "FR")
    assert _value(model, "model.purposes") == ["Arztbriefe"]
    assert [(one["expression"], one["locator"]) for one in model["license"]["declared"]] == [
        ("MIT", "dir:models#notes-8b.gguf@general.license"),
        ("Apache-2.0", "csv:list.csv#list.csv:2@license"),
    ]
    assert _failing(result, "license-conflict")


def test_what_is_listed_under_another_name_is_joined_by_whoever_says_so(
    judged: Callable[[str], Any], cli: Cli, tmp_path: Path
) -> None:
    rows = "Model,Purpose,Address\nClinic Notes 8B,letters,http://10.1.2.3:8080\n"
    before = judged(rows)
    listed = next(model for model in before["models"] if model["id"].startswith("name:"))
    (claim,) = listed["facts"]["model.observed"]["claims"]
    assert _failing(before, "declared-unseen")
    entry = claim["method"].partition("declare: ")[2]
    (tmp_path / "declarations").mkdir()
    (tmp_path / "declarations" / "same.yaml").write_text(
        entry.replace("YOUR NAME", "A. Officer").replace("YYYY-MM-DD", "2026-11-01"), encoding="utf-8"
    )
    assert cli("declare", "--check").code == 0
    after = judged(rows)
    models = {model["id"].partition(":")[0]: model for model in after["models"]}
    assert _failing(after, "declared-unseen") == []
    assert _value(models["name"], "model.observed") == "yes"
    assert _value(models["sha256"], "model.purposes") == ["letters"]
    page = cli("report", "-f", "html").out
    assert "http://10.1.2.3:8080" in page
