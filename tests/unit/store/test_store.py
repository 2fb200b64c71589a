import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from auditor.errors import StoreError
from auditor.store import Store
from auditor.store.store import Effects, random_id, utc_now
from tests.unit.store.conftest import counted
from tests.unit.store.samples import a_covered, an_audit, appended, finished


def test_a_store_keeps_what_it_was_given_when_it_is_opened_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    with Store.open(url) as store:
        scan = finished(store, a_covered())
        run = appended(store, an_audit(), scan)
    with Store.open(url, create=False) as store:
        assert store.url == url
        assert store.audit(run.id[:6]) == (an_audit(scan), run)


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


def test_whether_there_is_a_database_is_asked_without_making_one(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    assert not Store.exists(url)
    Store.open(url).close()
    assert Store.exists(url)
