from datetime import timedelta
from pathlib import Path

import pytest

from auditor.domain.attestation import Isolation, Outcome
from auditor.errors import IntegrityError
from auditor.store import Store
from auditor.trust import sha256
from tests.unit.store.samples import NOW, an_attestation, finished, tamper


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


_FORGED = """INSERT INTO ledger SELECT 3, kind, '03-id', sha256, replace(body, '"leaked"', '"passed"'), '{}'
    FROM ledger WHERE id = '02-id'"""


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        (
            """UPDATE ledger SET body = replace(body, '"leaked"', '"passed"')""",
            "attestation 02-id: its ledger entry was altered",
        ),
        ("DELETE FROM ledger WHERE id = '02-id'", "scan 03-id: entry 2 of the ledger is missing"),
        (
            "UPDATE ledger SET kind = 'scan' WHERE id = '02-id'",
            "scan 02-id: its ledger entry was altered",
        ),
        (
            "UPDATE ledger SET position = 9 - position WHERE position > 1",
            "scan 03-id: entry 2 of the ledger is missing",
        ),
    ],
)
def test_an_attestation_that_was_altered_or_removed_is_noticed_when_they_are_used(
    store: Store, path: Path, statement: str, message: str
) -> None:
    finished(store)
    store.add_attestation(an_attestation(outcome=Outcome.LEAKED))
    finished(store)
    tamper(path, statement)
    with pytest.raises(IntegrityError) as noticed:
        store.newest_attestations()
    assert noticed.value.message == message


@pytest.mark.parametrize("digest", ["f" * 64, "right"])
def test_an_attestation_that_was_copied_in_is_noticed_though_its_digest_be_right(
    store: Store, path: Path, digest: str
) -> None:
    finished(store)
    store.add_attestation(an_attestation(outcome=Outcome.LEAKED))
    forged = list(store.ledger())[1].body.replace('"leaked"', '"passed"')
    tamper(path, _FORGED.format(sha256(forged.encode()) if digest == "right" else digest))
    with pytest.raises(IntegrityError, match="attestation 03-id: its ledger entry was altered"):
        store.newest_attestations()
