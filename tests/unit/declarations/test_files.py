import hashlib
import os
from pathlib import Path

import pytest

from auditor.declarations.entry import Entry
from auditor.declarations.files import Files
from auditor.domain.evidence import EvidenceState
from auditor.errors import DeclarationError

ENTRY = Entry("declarations/a.yaml", "evidence", 7, {})
CONTENT = b"%PDF-1.7"


@pytest.fixture
def files(tmp_path: Path) -> Files:
    folder = tmp_path.resolve() / "project" / "declarations"
    folder.mkdir(parents=True)
    (folder / "plan.pdf").write_bytes(CONTENT)
    (folder.parent / "beside.pdf").write_bytes(CONTENT)
    (tmp_path / "outside.pdf").write_bytes(CONTENT)
    return Files(folder, folder.parent)


@pytest.mark.parametrize(
    "name",
    [
        "plan.pdf",
        "./plan.pdf",
        "../beside.pdf",
        "../declarations/plan.pdf",
        "beside.pdf",
        "declarations/plan.pdf",
    ],
)
def test_a_file_of_the_project_is_digested(files: Files, name: str) -> None:
    assert files.digest(ENTRY, "file", name) == hashlib.sha256(CONTENT).hexdigest()


def test_the_file_beside_the_declaration_goes_before_one_of_its_name_above(files: Files) -> None:
    (files.root / "plan.pdf").write_bytes(b"another")
    assert files.digest(ENTRY, "file", "plan.pdf") == hashlib.sha256(CONTENT).hexdigest()


@pytest.mark.parametrize("name", ["missing.pdf", ".", "no/such/folder.pdf", "x" * 300])
def test_what_is_no_readable_file_has_no_digest(files: Files, name: str) -> None:
    assert files.digest(ENTRY, "file", name) is None


def test_a_pipe_is_not_waited_for(files: Files) -> None:
    os.mkfifo(files.folder / "pipe.pdf")
    assert files.digest(ENTRY, "file", "pipe.pdf") is None


def test_a_circle_of_links_has_no_digest(files: Files) -> None:
    (files.folder / "loop.pdf").symlink_to("loop.pdf")
    assert files.digest(ENTRY, "file", "loop.pdf") is None


@pytest.mark.parametrize("name", ["../../outside.pdf", "/etc/passwd"])
def test_a_file_outside_the_project_is_refused(files: Files, name: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        files.digest(ENTRY, "file", name)
    assert caught.value.message == f"declarations/a.yaml:7: file lies outside the project: {name!r}"


def test_a_link_that_leaves_the_project_is_refused(files: Files, tmp_path: Path) -> None:
    (files.folder / "link.pdf").symlink_to(tmp_path / "outside.pdf")
    with pytest.raises(DeclarationError, match="outside the project"):
        files.digest(ENTRY, "file", "link.pdf")


def test_a_source_may_be_an_address_or_a_file(files: Files) -> None:
    url = "https://example.org/minutes.pdf"
    assert files.source_digest(url) == hashlib.sha256(url.encode()).hexdigest()
    assert files.source_digest("beside.pdf") == hashlib.sha256(CONTENT).hexdigest()


@pytest.mark.parametrize("source", ["told by the vendor", "missing.pdf", "/etc/passwd", "../../outside.pdf"])
def test_any_other_source_proves_nothing(files: Files, source: str) -> None:
    assert files.source_digest(source) is None


def test_the_file_of_a_name_is_the_one_whose_digest_is_taken(files: Files) -> None:
    path = files.path("beside.pdf")
    assert path is not None
    assert hashlib.sha256(path.read_bytes()).hexdigest() == files.digest(ENTRY, "file", "beside.pdf")
    assert files.path("missing.pdf") is None
    assert files.path("../../outside.pdf") is None


@pytest.mark.parametrize(
    ("content", "flaw"),
    [(b"", EvidenceState.EMPTY), (b" \r\n\t\n", EvidenceState.EMPTY), (b"\n.", None), (b"\0", None)],
)
def test_a_file_of_nothing_but_blanks_is_no_evidence(
    files: Files, content: bytes, flaw: EvidenceState | None
) -> None:
    (files.folder / "a.txt").write_bytes(content)
    assert files.flaw("a.txt") is flaw
    assert (files.source_digest("a.txt") is None) is (flaw is not None)


def test_a_declaration_is_no_evidence_under_any_of_its_names(files: Files) -> None:
    path = files.folder / "ev.yaml"
    path.write_text("[]", encoding="utf-8")
    (files.folder / "link.pdf").symlink_to(path)
    beside = Files.beside(path, [path])
    assert (beside.folder, beside.root) == (files.folder, files.root)
    for name in ("ev.yaml", "./ev.yaml", "declarations/ev.yaml", "link.pdf"):
        assert beside.flaw(name) is EvidenceState.DECLARATION
        assert beside.source_digest(name) is None
    assert beside.flaw("plan.pdf") is None
    assert files.flaw("ev.yaml") is None


@pytest.mark.parametrize("name", ["gone.pdf", "as the vendor wrote, " * 30])
def test_what_is_no_file_has_no_flaw(files: Files, name: str) -> None:
    assert files.flaw(name) is None
