import re
from pathlib import Path

import pytest

from auditor import resources
from auditor.declarations import load
from auditor.declarations.placeholders import PLACEHOLDERS
from auditor.errors import DeclarationError
from tests.builders.declarations import write

TEMPLATES = sorted((resources.TEMPLATES / "declarations").glob("*.yaml"))
IN_CAPITALS = re.compile(r": ([A-Z]{2}[A-Z -]*[A-Z])(?=\s*(?:[#,}]|$))", re.MULTILINE)


def filled_but(shown: str, template: str) -> str:
    """Return a template with everything in capitals filled in but one value."""
    answers = {
        "KIND OF EVIDENCE": "plan",
        "PRESENT OR ABSENT": "absent",
        "YYYY-MM-DD": "2026-11-01",
        "FIRST DAY IT IS IN FORCE": "2026-11-01",
        "LAST DAY IT IS IN FORCE": "2026-12-01",
        "NAME OF THE FACT": "license.concluded",
        "WHO GRANTS IT": "x2",
        "ID OF THE SUBJECT": '"dep:1"',
    }
    for placeholder in PLACEHOLDERS - {shown}:
        template = re.sub(rf": {placeholder}\b", f": {answers.get(placeholder, 'x1')}", template)
    return template


def test_every_value_in_capitals_of_a_template_is_one_to_fill_in() -> None:
    live = [
        line
        for path in TEMPLATES
        for line in path.read_text().splitlines()
        if not line.lstrip().startswith("# ") or "WHO ANSWERS" in line
    ]
    assert {word for line in live for word in IN_CAPITALS.findall(line)} == PLACEHOLDERS


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.stem))
def test_a_template_is_refused_for_each_value_that_is_not_filled_in(path: Path, tmp_path: Path) -> None:
    text = path.read_text()
    assert len(load(write(tmp_path / "whole", a=filled_but("", text))).entries) == 1
    for number, line in enumerate(text.splitlines(), start=1):
        for placeholder in IN_CAPITALS.findall(line):
            if line.lstrip().startswith("#"):
                continue
            folder = write(tmp_path / placeholder, a=filled_but(placeholder, text))
            with pytest.raises(DeclarationError) as caught:
                load(folder)
            key = line.split(":")[0].lstrip(" -")
            assert caught.value.message.startswith(f"{folder}/a.yaml:{number}: {key}")
            assert f"still says '{placeholder}'" in caught.value.message


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (
            "- {kind: training, by: N, on: 2026-11-01, model: {name: ' your  model ', expect: 1}}",
            "model.name",
        ),
        (
            "- {kind: system, by: N, on: 2026-11-01, id: a, name: b, uses: [{name: YOUR MODEL, expect: 1}]}",
            "uses.name",
        ),
        ("- {kind: system, by: N, on: 2026-11-01, id: a, name: b, owner: who answers for it}", "owner"),
    ],
)
def test_what_is_left_to_fill_in_is_found_however_deep_and_however_written(
    tmp_path: Path, text: str, where: str
) -> None:
    with pytest.raises(DeclarationError) as caught:
        load(write(tmp_path / "d", a=text))
    assert caught.value.message.startswith(f"{tmp_path}/d/a.yaml:1: {where} still says ")
    is_required = where.partition(".")[0] in {"by", "on", "name", "model"}
    assert caught.value.hint == (
        "Fill it in." if is_required else "Fill it in, or remove the line if it may be left out."
    )


def test_words_that_only_contain_one_are_answers(tmp_path: Path) -> None:
    text = "- {kind: organisation, by: Ask for YOUR NAME, on: 2026-11-01, name: YOUR NAME Ltd.}"
    assert len(load(write(tmp_path / "d", a=text)).entries) == 1


@pytest.mark.parametrize("name", ["YOUR-NAME", "your name", "Your-Name"])
def test_what_a_command_has_in_capitals_is_no_answer_either(tmp_path: Path, name: str) -> None:
    folder = write(tmp_path, a=f"- {{kind: organisation, by: {name}, on: 2026-11-01, name: Clinic}}\n")
    with pytest.raises(DeclarationError, match="by still says"):
        load(folder)
