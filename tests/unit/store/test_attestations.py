import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from auditor.domain.attestation import Isolation, Outcome
from auditor.errors import IntegrityError
from auditor.store import Store
from tests.unit.store.samples import NOW, an_attestation


def test_an_attestation_comes_back(store: Store) -> None:
    assert store.add_attestation(an_attestation()) == "01-id"
    assert store.newest_attestations() == (an_attestation(),)


def test_the_newest_counts_for_each_artifact_engine_and_isolation(store: Store) -> None:
    newest = an_attestation(performed_at=NOW + timedelta(days=1), outcome=Outcome.LEAKED)
    others = (
        an_attestation(artifact_sha256="d" * 64),
        an_attestation(artifact_sha256="d" * 64, engine="another \udcff engine"),
        an_attestation(artifact_sha256="e" * 64, isolation=Isolation.NONE),
    )
    for attestation in (
        an_attestation(),
        newest,
        an_attestation(performed_at=NOW - timedelta(days=1)),
        *others,
    ):
        store.add_attestation(attestation)
    assert set(store.newest_attestations()) == {newest, *others}
    assert store.newest_attestations()[0] == newest


def test_of_two_at_the_same_moment_the_one_added_last_counts(store: Store) -> None:
    store.add_attestation(an_attestation(outcome=Outcome.UNPROVEN))
    store.add_attestation(an_attestation(outcome=Outcome.PASSED))
    assert store.newest_attestations() == (an_attestation(outcome=Outcome.PASSED),)


def test_there_may_be_none(store: Store) -> None:
    assert store.newest_attestations() == ()


def test_an_altered_attestation_is_noticed(store: Store, path: Path) -> None:
    store.add_attestation(an_attestation(outcome=Outcome.LEAKED))
    connection = sqlite3.connect(path)
    connection.execute("""UPDATE contents SET body = replace(body, '"leaked"', '"passed"')""")
    connection.commit()
    connection.close()
    with pytest.raises(IntegrityError, match=r"content [0-9a-f]{64}: altered"):
        store.newest_attestations()
