import hashlib
from datetime import date
from pathlib import Path

import pytest

from auditor.declarations.kinds.resolve import ResolveReader
from auditor.domain.declaration import Selector
from auditor.domain.resolution import ResolveDeclared
from auditor.domain.values import FactValue, Range
from auditor.errors import DeclarationError
from tests.builders.declarations import a_provenance, a_resolution
from tests.unit.declarations.kinds.reading import read_entry

PLAIN = {
    "fact": "license.concluded",
    "subject": '{id: "sha256:0123"}',
    "value": "Apache-2.0",
    "evidence": "https://example.org/grant",
}


def read(folder: Path = Path("/nowhere/declarations"), /, **changes: str | None) -> ResolveDeclared:
    given = {**PLAIN, **changes}
    text = ", ".join(f"{key}: {value}" for key, value in given.items() if value is not None)
    declared = read_entry(ResolveReader(), f"{{{text}}}", folder)
    assert isinstance(declared, ResolveDeclared)
    return declared


def refused(**changes: str | None) -> str:
    with pytest.raises(DeclarationError) as caught:
        read(**changes)
    return caught.value.message


def test_every_field_is_kept() -> None:
    selector = Selector(id="sha256:0123")
    url = "https://example.org/grant"
    where = a_provenance()
    expected = a_resolution(selector, file=None, file_sha256=None, url=url, provenance=where)
    assert read() == expected


def test_a_file_that_proves_it_is_digested(tmp_path: Path) -> None:
    (tmp_path / "grant.pdf").write_bytes(b"granted")
    digest = hashlib.sha256(b"granted").hexdigest()
    proof = read(tmp_path, evidence="grant.pdf", sha256=digest.upper()).proof
    assert (proof.file, proof.file_sha256, proof.expected_sha256, proof.url) == (
        "grant.pdf",
        digest,
        digest,
        None,
    )
    gone = read(tmp_path, evidence="gone.pdf").proof
    assert (gone.file, gone.file_sha256) == ("gone.pdf", None)


@pytest.mark.parametrize(
    ("fact", "value", "read_as"),
    [
        ("role.gpai_provider", "true", True),
        ("model.gpai", "false", False),
        ("provider.country", "DE", "DE"),
        ("model.n_parameters", "8000000000", 8_000_000_000),
        ("compute.update_flop", "7.2e23", Range(7.2e23, 7.2e23, 7.2e23)),
        ("model.union_placed_on", "2026-02-01", date(2026, 2, 1)),
    ],
)
def test_a_value_is_of_the_type_of_its_fact(fact: str, value: str, read_as: FactValue) -> None:
    assert read(fact=fact, value=value).value == read_as


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"fact": "license.conclude"}, "a.yaml:1: fact does not know 'license.conclude'"),
        ({"fact": "model.name"}, "a.yaml:1: fact model.name cannot be in conflict"),
        ({"fact": "role.gpai_provider"}, "a.yaml:1: value must be true or false, not 'Apache-2.0'"),
        (
            {"fact": "model.union_placed_on", "value": "null"},
            "a.yaml:1: value must be given",
        ),
        ({"subject": None}, "a.yaml:1: subject is missing: the fact is of a model"),
        (
            {"fact": "organisation.size", "value": "sme"},
            "a.yaml:1: subject is given for a fact of the organisation",
        ),
        ({"evidence": None}, "a.yaml:1: resolve lacks evidence"),
        ({"evidence": "../../grant.pdf"}, "a.yaml:1: evidence lies outside the project: '../../grant.pdf'"),
        ({"sha256": "ab" * 32}, "a.yaml:1: sha256 is given without a file"),
    ],
)
def test_what_resolves_nothing_is_refused(changes: dict[str, str | None], message: str) -> None:
    assert refused(**changes) == message


def test_a_fact_of_the_organisation_needs_no_subject() -> None:
    declared = read(fact="organisation.size", value="sme", subject=None)
    assert (declared.subject, declared.value, declared.proof.serves_kind) == (None, "sme", "organisation")
