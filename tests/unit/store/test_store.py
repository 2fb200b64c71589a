import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from auditor.errors import IntegrityError, StoreError
from auditor.store import Store
from auditor.store.store import Effects, random_id, utc_now
from tests.unit.store.conftest import counted
from tests.unit.store.samples import a_covered, an_audit, appended, finished


def test_a_store_keeps_what_it_was_given_when_it_is_opened_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    with Store.open(url) as store:
        digest = finished(store, a_covered())
        run_id = appended(store, an_audit(scans=(digest,)))
    with Store.open(url, create=False) as store:
        assert store.url == url
        assert store.audit(run_id[:6])[0] == an_audit(scans=(digest,))


def test_a_store_that_may_not_be_made_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such database"):
        Store.open(f"sqlite:///{tmp_path / 'a.db'}", create=False)
    assert list(tmp_path.iterdir()) == []


def test_a_database_somebody_else_is_writing_to_can_be_read_and_not_written(path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Store.open(f"sqlite:///{path}", effects=counted()) as store:
        assert store.runs() == ()
        with pytest.raises(StoreError) as refused:
            finished(store, a_covered())
    other.close()
    assert refused.value.message == f"{path}: database is locked"


def test_ids_are_sixteen_digits_and_not_repeated() -> None:
    ids = {random_id() for _ in range(100)}
    assert len(ids) == 100
    assert {len(one) for one in ids} == {16}
    assert all(int(one, 16) >= 0 for one in ids)


def test_the_real_effects_are_the_default() -> None:
    assert Effects() == Effects(random_id, utc_now, 10.0)
    assert abs((utc_now() - datetime.now(UTC)).total_seconds()) < 5


def test_a_proven_audit_has_its_scans_checked_and_its_result_computed_again_if_asked(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    assert not Store.exists(url)
    with Store.open(url) as store:
        digest = finished(store, a_covered())
        appended(store, an_audit(scans=(digest,)))
        audit, run = store.audit("latest")
        assert store.proven_audit("latest") == (audit, run)
        assert store.proven_audit("latest", lambda _: run.result_sha256) == (audit, run)
        with pytest.raises(IntegrityError, match="its result is not the one that was recorded"):
            store.proven_audit("latest", lambda _: "0" * 64)
    assert Store.exists(url)
    with sqlite3.connect(tmp_path / "a.db") as other:
        other.execute("DELETE FROM scan_items")
    other.close()
    with Store.open(url, create=False) as store:
        assert store.audit("latest") == (audit, run)
        with pytest.raises(IntegrityError, match="altered"):
            store.proven_audit("latest")
        with pytest.raises(IntegrityError, match="altered"):
            store.newest_scan(run.scans[0].target)
