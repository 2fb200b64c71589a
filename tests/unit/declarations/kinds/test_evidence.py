import hashlib
from pathlib import Path

import pytest

from auditor.declarations.kinds.evidence import EvidenceReader
from auditor.domain.declaration import Selector
from auditor.domain.evidence import EvidenceDeclared, EvidenceStatus
from auditor.errors import DeclarationError
from tests.builders.declarations import an_evidence
from tests.unit.declarations.kinds.reading import read_entry

ZEROS = "0" * 64
PLAN = "evidence: literacy-plan, status: present"


@pytest.mark.parametrize("serves", ["", ", serves: null", ", serves: organisation"])
def test_evidence_may_serve_the_organisation_as_a_whole(serves: str) -> None:
    declared = read_entry(EvidenceReader(), "{" + PLAN + serves + ", url: https://example.org/plan}")
    assert isinstance(declared, EvidenceDeclared)
    expected = an_evidence(url="https://example.org/plan", provenance=declared.provenance)
    assert declared == expected


@pytest.mark.parametrize("kind", ["model", "system", "deployment"])
def test_evidence_may_serve_selected_subjects(kind: str) -> None:
    declared = read_entry(EvidenceReader(), "{" + PLAN + ", serves: {" + kind + ": {name: x*, expect: 2}}}")
    assert isinstance(declared, EvidenceDeclared)
    assert (declared.serves_kind, declared.serves) == (kind, Selector(None, "x*", 2, 2))


def test_a_file_is_digested_beside_the_digest_declared(tmp_path: Path) -> None:
    (tmp_path / "plan.pdf").write_bytes(b"plan")
    declared = read_entry(
        EvidenceReader(), "{" + PLAN + f", file: plan.pdf, sha256: '{'A' * 64}'" + "}", tmp_path
    )
    assert isinstance(declared, EvidenceDeclared)
    assert (declared.file, declared.file_sha256, declared.expected_sha256) == (
        "plan.pdf",
        hashlib.sha256(b"plan").hexdigest(),
        "a" * 64,
    )


def test_a_missing_file_is_recorded_without_a_digest(tmp_path: Path) -> None:
    declared = read_entry(EvidenceReader(), "{" + PLAN + ", file: plan.pdf}", tmp_path)
    assert isinstance(declared, EvidenceDeclared)
    assert (declared.file, declared.file_sha256) == ("plan.pdf", None)


@pytest.mark.parametrize("status", list(EvidenceStatus))
def test_every_status_is_read(status: EvidenceStatus) -> None:
    declared = read_entry(EvidenceReader(), "{evidence: literacy-plan, status: " + status + "}")
    assert isinstance(declared, EvidenceDeclared)
    assert declared.status is status


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{evidence: literacy-plan}", "evidence lacks status"),
        ("{evidence: literacy-plan, status: there}", "status does not know 'there'"),
        ("{evidence: Literacy Plan, status: present}", "evidence cannot be 'Literacy Plan'"),
        ("{" + PLAN + ", url: example.org}", "url must be a web address, not 'example.org'"),
        ("{" + PLAN + ", file: a, sha256: abc}", "sha256 must be 64 hexadecimal digits"),
        ("{" + PLAN + f", sha256: '{ZEROS}'" + "}", "sha256 is given without a file"),
        ("{" + PLAN + ", file: ../../a}", "file lies outside the project: '../../a'"),
        ("{evidence: a, status: absent, file: a}", "status is absent, yet a file or url is given"),
        ("{evidence: a, status: absent, url: https://a}", "status is absent, yet a file or url is given"),
        ("{" + PLAN + ", serves: everyone}", "serves does not know 'everyone'"),
        ("{" + PLAN + ", serves: [x]}", "serves must be text, not a list"),
        ("{" + PLAN + ", serves: {}}", "serves must name one subject"),
        (
            "{" + PLAN + ", serves: {model: {id: x}, system: {id: y}}}",
            "serves must name one subject",
        ),
        ("{" + PLAN + ", serves: {host: {id: x}}}", "unknown key 'host' in serves"),
        ("{" + PLAN + ", serves: {model: x}}", "the selector of model must be a mapping"),
    ],
)
def test_what_does_not_fit_is_refused(text: str, message: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        read_entry(EvidenceReader(), text)
    assert caught.value.message == f"a.yaml:1: {message}"


def test_it_may_say_who_keeps_the_thing() -> None:
    declared = read_entry(EvidenceReader(), "{" + PLAN + ", owner: HR}")
    assert isinstance(declared, EvidenceDeclared)
    assert declared.owner == "HR"
