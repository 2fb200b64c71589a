import hashlib
from pathlib import Path

import pytest

from auditor.errors import StoreError
from auditor.store import EvidenceFolder


def written(path: Path, content: bytes) -> tuple[Path, str]:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path, hashlib.sha256(content).hexdigest()


def test_it_lies_beside_the_database() -> None:
    assert EvidenceFolder.beside("sqlite:////srv/audits/main.db").path == Path("/srv/audits/main-evidence")


def test_a_copy_is_named_by_its_digest_and_cannot_be_written_to(tmp_path: Path) -> None:
    path, digest = written(tmp_path / "plan.pdf", b"plan")
    folder = EvidenceFolder(tmp_path / "kept")
    assert folder.keep([(path, digest)]) == {digest}
    place = tmp_path / "kept" / digest[:2] / digest
    assert [one for one in (tmp_path / "kept").rglob("*") if one.is_file()] == [place]
    assert (place.read_bytes(), place.stat().st_mode & 0o777) == (b"plan", 0o444)


def test_a_copy_outlives_its_original_and_is_never_written_again(tmp_path: Path) -> None:
    path, digest = written(tmp_path / "plan.pdf", b"plan")
    folder = EvidenceFolder(tmp_path / "kept")
    folder.keep([(path, digest)])
    before = folder.place(digest).stat()
    assert folder.keep([(path, digest)]) == {digest}
    assert folder.place(digest).stat() == before
    path.unlink()
    assert list(folder.broken([digest])) == []


def test_what_changed_since_it_was_read_is_not_kept(tmp_path: Path) -> None:
    path, _ = written(tmp_path / "plan.pdf", b"plan")
    folder = EvidenceFolder(tmp_path / "kept")
    with pytest.raises(StoreError) as caught:
        folder.keep([(path, "0" * 64)])
    assert (caught.value.message, caught.value.hint) == (
        f"{path}: changed while it was read",
        "Run it again.",
    )
    assert [one for one in (tmp_path / "kept").rglob("*") if one.is_file()] == []


def test_where_it_cannot_be_kept_the_setting_is_named(tmp_path: Path) -> None:
    path, digest = written(tmp_path / "plan.pdf", b"plan")
    (tmp_path / "kept").write_bytes(b"a file, no folder")
    with pytest.raises(StoreError) as caught:
        EvidenceFolder(tmp_path / "kept").keep([(path, digest)])
    assert caught.value.message == f"{path}: cannot be kept in {tmp_path / 'kept'}: not a directory"
    assert caught.value.hint == "Name a folder you may write to: evidence_store in auditor.toml."


def test_a_copy_that_is_missing_or_altered_is_told(tmp_path: Path) -> None:
    folder = EvidenceFolder(tmp_path / "kept")
    files = [written(tmp_path / name, name.encode()) for name in ("whole", "gone", "changed")]
    folder.keep(files)
    (_, whole), (_, gone), (_, changed) = files
    folder.place(gone).unlink()
    folder.place(changed).chmod(0o644)
    folder.place(changed).write_bytes(b"another")
    assert list(folder.broken([whole, gone, changed])) == [
        (gone, "its copy cannot be read: no such file or directory"),
        (changed, "its copy was altered"),
    ]
