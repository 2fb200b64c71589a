"""Whatever the domain's types allow comes back from a real database as it was."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.domain.attestation import Attestation
from auditor.domain.audit import Audit
from auditor.domain.observation import Observation
from auditor.store import Store
from tests.unit.store.samples import NOW, RESULT, any_of_type, appended, begun

_LARGEST = 2**31 - 1
_SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path_factory.mktemp('property') / 'auditor.db'}") as opened:
        yield opened


def _storable(audit: Audit) -> Audit:
    """Return the audit without scans of another database, and with tallies a column can hold."""
    tallies = tuple(replace(tally, n=abs(tally.n) % _LARGEST) for tally in audit.tallies)
    return replace(audit, inputs=replace(audit.inputs, scans=()), tallies=tallies)


@settings(max_examples=40, suppress_health_check=_SLOW)
@given(audit=any_of_type(Audit).map(_storable))
def test_every_audit_comes_back_equal(store: Store, audit: Audit) -> None:
    run = appended(store, audit)
    assert store.audit(run.id) == (audit, run)


@settings(max_examples=25, suppress_health_check=_SLOW)
@given(seen=st.lists(any_of_type(Observation), max_size=5), target=any_of_type(str))
def test_every_scan_comes_back_equal_and_keeps_its_digest(
    store: Store, seen: list[Observation], target: str
) -> None:
    digests = []
    for order in (seen, seen[::-1]):
        scan_id = store.begin_scan(begun(target=target, resolved=f"{target} in full"))
        store.add_observations(scan_id, order)
        scan = store.finish_scan(scan_id, NOW)
        digests.append(scan.sha256)
        assert list(store.observations(scan_id)) == order
        assert scan in store.newest_scans()
    assert digests[0] == digests[1]


@settings(max_examples=25, suppress_health_check=_SLOW)
@given(attestation=any_of_type(Attestation))
def test_every_attestation_comes_back_equal(store: Store, attestation: Attestation) -> None:
    store.add_attestation(attestation)
    same_key = [
        held
        for held in store.newest_attestations()
        if (held.artifact_sha256, held.engine, held.isolation)
        == (attestation.artifact_sha256, attestation.engine, attestation.isolation)
    ]
    assert len(same_key) == 1
    assert same_key[0].performed_at >= attestation.performed_at
    assert attestation in same_key or same_key[0].performed_at > attestation.performed_at


def test_the_ledger_of_all_these_holds(store: Store) -> None:
    report = store.verify_ledger(RESULT)
    assert report.broken is None
    assert report.n_audits == len(store.runs())
