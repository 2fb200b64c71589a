import json
import subprocess
import sys
from typing import TypedDict

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped] # it has no types

from auditor.domain.audit import Audit
from auditor.reports.document import schema
from auditor.reports.document.result import report_document
from tests.builders.audit import a_run, empty, hostile, huge, minimal, rich

VALIDATOR = Draft202012Validator(schema.report_schema())


def test_the_shipped_schema_is_what_the_types_generate() -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "auditor.reports.document.schema"], capture_output=True, text=True, check=True
    ).stdout
    assert schema.schema_file("report").read_text("utf-8") == printed == schema.schema_text()


@pytest.mark.parametrize("name", sorted(schema.SHAPES))
def test_every_shape_ships_its_schema(name: str) -> None:
    assert schema.schema_file(name).read_text("utf-8") == schema.schema_text(name)
    Draft202012Validator.check_schema(json.loads(schema.schema_text(name)))


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(schema.report_schema())


@pytest.mark.parametrize("audit", [empty(), minimal(), rich(), hostile(), huge(20)])
def test_reports_of_all_kinds_are_valid(audit: Audit) -> None:
    document = json.loads(json.dumps(report_document(audit, a_run())))
    assert list(VALIDATOR.iter_errors(document)) == []


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        (("schema",), "auditor/report/2"),
        (("result", "models", 0, "gpai"), "maybe"),
        (("result", "findings", 0, "verdict"), "warn"),
        (("result", "findings", 0, "because", "parts"), [{}]),
        (("result", "summary", "duties", "failing"), "two"),
        (("run", "ledger"), None),
    ],
)
def test_a_document_of_another_shape_is_refused(path: tuple[str | int, ...], wrong: object) -> None:
    document = json.loads(json.dumps(report_document(rich(), a_run())))
    node = document
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = wrong
    assert not VALIDATOR.is_valid(document)


def test_a_type_without_a_word_in_json_schema_is_named() -> None:
    class Odd(TypedDict):
        when: complex

    with pytest.raises(TypeError, match="complex"):
        schema._node(Odd, {})
