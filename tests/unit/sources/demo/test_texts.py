"""What the sample organisation wrote is what whoever reads such files takes it for."""

import ast

from auditor.errors import DeclarationError
from auditor.formats import yaml12
from auditor.sources.demo.texts import CLINIC, COMPOSE, PROGRAM


def test_its_declarations_are_an_organisation_two_systems_and_what_proves_something() -> None:
    entries = yaml12.read(CLINIC, "clinic.yaml", DeclarationError).items()
    kinds = [entry.entries()["kind"].text() for entry in entries]
    assert kinds == ["organisation", "system", "system", "evidence", "evidence"]
    assert {entry.entries()["by"].text() for entry in entries} == {"A. Beispiel"}


def test_its_settings_start_one_server_that_answers_everybody() -> None:
    services = yaml12.read(COMPOSE, "compose.yaml", DeclarationError).entries()["services"].entries()
    assert list(services) == ["letters"]
    assert services["letters"].entries()["ports"].words() == ("8000:8000",)


def test_its_program_can_be_read_and_is_written_from_the_margin() -> None:
    first = ast.parse(PROGRAM).body[0]
    assert isinstance(first, ast.ImportFrom)
    assert (first.module, first.col_offset) == ("openai", 0)
