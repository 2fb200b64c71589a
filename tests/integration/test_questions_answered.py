"""Every command that a question names is accepted, and what it records settles the question."""

import json
from pathlib import Path
from typing import Any

import pytest

from auditor.declarations.answering import type_of
from auditor.domain.values import ValueType
from auditor.errors import DeclarationError
from auditor.formats.yaml_writing import listed
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
# One answer that fits every field of a type; of lists and words, that there is none.
ANSWERS = {ValueType.TRI: "no", ValueType.DATE: "2026-02-01", ValueType.COUNT: "365"}
WORDS = {"country": "DE", "size": "large", "provider_country": "DE"}


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


def named(question: dict[str, Any], kind: str) -> tuple[str, ...]:
    """The fields, or kinds of evidence, that a question's command names behind its comment mark."""
    command, _, comment = str(question["how"]).partition("  # ")
    if command != f"auditor declare {kind}":
        return ()
    return tuple(word.strip() for word in comment.partition(";")[0].split(",") if word.strip())


def test_every_command_is_accepted_as_it_stands(asked: Cli) -> None:
    commands = {str(one["how"]).partition("  # ")[0] for one in questions(asked)}
    declaring = sorted(one for one in commands if one.startswith("auditor declare "))
    assert {"auditor declare system", "auditor declare evidence", "auditor declare organisation"} <= set(
        declaring
    )
    for command in declaring:
        ended = asked(*command.split()[1:])
        assert (ended.code, ended.err) == (0, ""), command


def test_answering_the_fields_of_every_question_settles_it(asked: Cli) -> None:
    for kind, about in (("organisation", ()), ("system", ("--set", "id=letters"))):
        fields = {name for one in questions(asked) for name in named(one, kind)}
        assert fields
        said = [
            f"{name}={WORDS.get(name) or ANSWERS.get(type_of(kind, name), 'none')}" for name in sorted(fields)
        ]
        pairs = [word for one in said for word in ("--set", one)]
        ended = asked("declare", kind, "--by", "B. Other", *about, *pairs, "--write")
        assert (ended.code, ended.err) == (0, "")
        left = {name for one in questions(asked) for name in named(one, kind)}
        assert not fields & left


def test_recording_the_evidence_of_every_question_settles_it(asked: Cli, tmp_path: Path) -> None:
    entries = []
    before = [one for one in questions(asked) if named(one, "evidence")]
    for one in before:
        (name,) = named(one, "evidence")
        for id_ in one["subjects"]:
            serves: dict[str, Any] = {"serves": {"system" if id_ == "letters" else "model": {"id": id_}}}
            whom = {} if id_ == "organisation" else serves
            entries.append(
                {"kind": "evidence", "evidence": name.removeprefix("evidence: "), "status": "absent", **whom}
            )
    assert len(entries) > 40
    (tmp_path / "answers.yaml").write_text(listed(entries, DeclarationError))
    ended = asked("declare", "--answers", "answers.yaml", "--by", "B. Other", "--write")
    assert (ended.code, ended.err) == (0, "")
    left = {one["how"] for one in questions(asked)} & {one["how"] for one in before}
    assert left == set()


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
    assert {name for one in questions(cli) for name in named(one, "hosting")} == {"operator", "region"}
    said = ("deployment=gateway", "mode=api", "operator=Mistral", "region=fr")
    pairs = [word for one in said for word in ("--set", one)]
    assert cli("declare", "hosting", "--by", "B. Other", *pairs, "--write").code == 0
    assert hosted(cli) == {}
    assert {name for one in questions(cli) for name in named(one, "hosting")} == set()
