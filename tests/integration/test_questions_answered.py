"""Every command that a question names is accepted, and what it records settles the question."""

import json
import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.builders.declarations import write
from tests.builders.gguf import gguf_file
from tests.unit.cli.conftest import Cli

ORGANISATION = (
    "- {kind: organisation, by: A. Officer, on: 2026-01-01, name: Clinic, country: DE,\n"
    "   roles: [deployer, sys_provider]}\n"
)
SYSTEM = (
    "- {kind: system, by: A. Officer, on: 2026-01-01, id: letters, name: Letters,\n"
    "   uses: [{name: Letters 1B, expect: 1}]}\n"
)
EVIDENCE = "evidence"
MOST_EVIDENCE = 4
MOST_ROUNDS = 12
# What stands in capitals, and what somebody writes there.
CAPITALS = {
    "YOUR-NAME": "B. Other",
    "YOUR-ORGANISATION": "Clinic",
    "YOUR-SYSTEM": "letters",
    "YOUR-MODEL": "Letters 1B",
    "YOUR-NUMBER": "fall-1",
    "YES-OR-NO": "no",
    "YYYY-MM-DD": "2026-02-01",
    "PRESENT-OR-ABSENT": "present",
    "WHAT-PROVES-IT": "proof.txt",
}
# Of lists and words, that there is none; of the others one that is allowed.
ANSWERS = {
    "annex_i_section": "a",
    "annex_iii": "5a",
    "base": "Answers",
    "category": "default",
    "country": "Germany",
    "document_retention_years": "10",
    # Had it been none, and nothing been made of it since, it could not be high-risk now.
    "high_risk_as_supplied": "yes",
    "hosting_countries": "FR",
    "log_retention_days": "365",
    "modalities": "text",
    "mode": "api",
    "monthly_users": "20",
    "operator": "Mistral",
    "prompt_retention_days": "0",
    "provider_country": "DE",
    "region": "fr",
    "roles": "deployer, sys_provider, gpai_provider",
    "size": "large",
    "tokens": "5e7",
    "base_flop": "1e24",
}


@pytest.fixture
def asked(cli: Cli, tmp_path: Path) -> Cli:
    (tmp_path / "models").mkdir()
    gguf_file(tmp_path / "models" / "letters.gguf", license="mit", metadata={"general.name": "Letters 1B"})
    write(tmp_path / "declarations", a=ORGANISATION, b=SYSTEM)
    assert cli("scan", "models").code == 0
    return cli


def questions(cli: Cli) -> list[dict[str, Any]]:
    cli("check")
    found: list[dict[str, Any]] = json.loads(cli("show", "questions", "--json").out)
    return found


def filled(command: str) -> list[str]:
    """The words of a command, with something else written where it has capitals."""
    words = shlex.split(command.partition("  # ")[0])[1:]
    for n, word in enumerate(words):
        key, is_pair, value = word.partition("=")
        in_capitals = CAPITALS.get(value or word)
        answer = ANSWERS.get(key, "none" if value == "YOUR-ANSWER" else in_capitals)
        if answer is not None:
            words[n] = f"{key}={answer}" if is_pair else answer
    return words


def waits(asked: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """What is asked, of whom."""
    return {(name, id_) for one in asked for name in one["names"] for id_ in one["subjects"]}


def kind_of(question: dict[str, Any]) -> str:
    """The kind of entry that answers it; empty where none does."""
    return question["commands"][0].split()[2] if question["commands"] else ""


def answered(cli: Cli, kind: str = "") -> str:
    """Run every command for questions of one kind, see that they are asked no more, and return the kind.

    Another kind's answers can open them again: who declares how a model was trained is asked from what.
    Questions for evidence are many and alike, so that the first few stand for all.
    """
    found = [one for one in questions(cli) if one["commands"]]
    kind = kind or next((kind_of(one) for one in found if kind_of(one) != EVIDENCE), EVIDENCE)
    assert kind in map(kind_of, found)
    chosen = [one for one in found if kind_of(one) == kind][: MOST_EVIDENCE if kind == EVIDENCE else None]
    for one in chosen:
        assert one["how"].partition("  # ")[0] == one["commands"][0]
        for command in one["commands"]:
            ended = cli(*filled(command))
            assert (ended.code, ended.err) == (0, ""), command
    assert waits(chosen) & waits(questions(cli)) == set()
    return kind


@pytest.mark.parametrize(
    ("is_declared", "expected"),
    [
        (True, {"system", "incident", EVIDENCE}),
        (False, {"organisation", "training", "system"}),
    ],
)
def test_every_command_of_every_question_settles_it(
    asked: Cli, tmp_path: Path, is_declared: bool, expected: set[str]
) -> None:
    (tmp_path / "proof.txt").write_text("proof")
    if not is_declared:
        shutil.rmtree(tmp_path / "declarations")
    last = EVIDENCE if is_declared else "system"
    # Whether there was an incident is asked until it is told, whichever way.
    kinds = [answered(asked, "incident" if is_declared else "")]
    while kinds[-1] != last:
        assert len(kinds) < MOST_ROUNDS, kinds
        kinds.append(answered(asked))
    assert set(kinds) == expected


def test_a_command_that_is_not_filled_in_writes_nothing(asked: Cli, tmp_path: Path) -> None:
    before = sorted((path.name, path.read_text()) for path in (tmp_path / "declarations").iterdir())
    by_kind = {
        one["commands"][0].split()[2]: one["commands"][0] for one in questions(asked) if one["commands"]
    }
    assert by_kind.keys() >= {"organisation", "system", "evidence"}
    for command in by_kind.values():
        assert asked(*shlex.split(command)[1:]).code == 2, command
    assert sorted((path.name, path.read_text()) for path in (tmp_path / "declarations").iterdir()) == before


GATEWAY = """\
model_list:
  - {model_name: gateway, litellm_params: {model: openai/gpt-oss-120b, api_base: "https://llm.ward.example/v1"}}
"""


def hosted(cli: Cli) -> dict[str, str]:
    """The verdict of each rule on hosted models that is listed: what passes is not."""
    cli("check")
    found: list[dict[str, Any]] = json.loads(cli("show", "findings", "--json").out)
    return {one["rule"]: one["verdict"] for one in found if str(one["rule"]).startswith("hosted-")}


def test_declaring_how_a_service_is_hosted_settles_who_operates_it_and_where(
    cli: Cli, tmp_path: Path
) -> None:
    (tmp_path / "litellm.yaml").write_text(GATEWAY, encoding="utf-8")
    allowed = ORGANISATION.replace("country: DE", "country: DE, hosting_countries: [FR]")
    write(tmp_path / "declarations", a=allowed)
    assert cli("scan", "litellm:litellm.yaml").code == 0
    assert hosted(cli) == {
        "hosted-operator-known": "fail",
        "hosted-operator": "unknown",
        "hosted-region": "unknown",
        "hosted-country-allowed": "unknown",
    }
    found = [one for one in questions(cli) if "declare hosting" in one["how"]]
    commands = [command for one in found for command in one["commands"]]
    assert {key for command in commands for key in re.findall(r"(\w+)=YOUR-ANSWER", command)} == {
        "operator",
        "region",
    }
    for command in commands:
        assert cli(*filled(command)).code == 0
    assert hosted(cli) == {}
    assert not [one for one in questions(cli) if "declare hosting" in one["how"]]
