import os
from pathlib import Path

import pytest

from auditor.domain.rights import FileRights, Rights, Writer
from auditor.sources import rights
from auditor.sources.rights import is_own_group, rights_at


def a_file(folder: Path, *, mode: int, folder_mode: int) -> Path:
    folder.mkdir()
    path = folder / "a.gguf"
    path.write_bytes(b"GGUF")
    path.chmod(mode)
    folder.chmod(folder_mode)
    return path


def test_a_file_has_its_own_rights_and_its_folders(tmp_path: Path) -> None:
    path = a_file(tmp_path / "models", mode=0o646, folder_mode=0o1777)
    status = path.stat()
    own = is_own_group(status.st_uid, status.st_gid)
    assert rights_at(str(path), status) == FileRights(
        Rights(0o100646, status.st_uid, status.st_gid, own),
        Rights(0o041777, status.st_uid, status.st_gid, own),
    )


def test_who_replaces_a_file_writes_to_its_folder(tmp_path: Path) -> None:
    path = a_file(tmp_path / "models", mode=0o644, folder_mode=0o757)
    found = rights_at(str(path), path.stat())
    assert found is not None
    assert found.file.writers == frozenset()
    assert found.folder.writers == {Writer.OTHERS}


def test_of_a_folder_that_is_gone_nothing_is_said(tmp_path: Path) -> None:
    path = a_file(tmp_path / "models", mode=0o644, folder_mode=0o755)
    assert rights_at(str(tmp_path / "elsewhere" / "a.gguf"), path.stat()) is None


def test_a_system_without_modes_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rights, "_HAS_MODES", False)
    path = a_file(tmp_path / "models", mode=0o666, folder_mode=0o777)
    assert rights_at(str(path), path.stat()) is None


def test_a_group_of_the_users_own_is_called_after_the_user() -> None:
    pwd, grp = pytest.importorskip("pwd"), pytest.importorskip("grp")
    own = {
        (user.pw_uid, group.gr_gid)
        for user in pwd.getpwall()
        for group in grp.getgrall()
        if group.gr_name == user.pw_name and set(group.gr_mem) <= {user.pw_name}
    }
    assert own
    assert all(is_own_group(uid, gid) for uid, gid in own)
    nobody = max(user.pw_uid for user in pwd.getpwall())
    assert not is_own_group(os.getuid(), 4_000_000_000)
    assert not is_own_group(4_000_000_000, os.getgid())
    assert not is_own_group(nobody, 0)
