import json
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.errors import IntegrityError, StoreError
from auditor.store import LedgerEntry, Store
from auditor.store import chain as module
from auditor.store.forms import RECORD_FORM
from auditor.trust import canonical, sha256
from tests.unit.store.samples import RESULT, a_covered, an_attestation, an_audit, appended, finished, tamper


@pytest.fixture
def three(store: Store) -> list[LedgerEntry]:
    """A scan, an attestation and an audit."""
    scan = finished(store, a_covered())
    store.add_attestation(an_attestation())
    appended(store, an_audit(), scan)
    return list(store.ledger())


def test_scans_attestations_and_audits_are_one_chain(three: list[LedgerEntry]) -> None:
    assert [entry.name for entry in three] == ["scan 01-id", "attestation 02-id", "audit 03-id"]
    assert [entry.position for entry in three] == [1, 2, 3]
    assert [entry.predecessor_sha256 for entry in three] == ["", three[0].sha256, three[1].sha256]
    assert [sha256(entry.body.encode()) for entry in three] == [entry.sha256 for entry in three]


def _with_body(line: LedgerEntry, body: str) -> LedgerEntry:
    return replace(line, body=body, sha256=sha256(body.encode()))


def test_a_line_is_unaltered_if_its_body_has_its_digest_and_says_what_its_columns_say(
    three: list[LedgerEntry],
) -> None:
    line = three[1]
    assert module.is_unaltered(line)
    altered = [
        replace(line, position=3),
        replace(line, kind="scan"),
        replace(line, id="04-id"),
        replace(line, predecessor_sha256="f" * 64),
        replace(line, sha256="f" * 64),
        replace(line, body=line.body + " "),
        replace(line, body=line.body.encode()),  # type: ignore[arg-type] # what SQLite keeps of a blob
        *(
            _with_body(line, line.body.replace("auditor/ledger/1", schema))
            for schema in ("auditor/ledger/0", "auditor/ledger/", "auditor/ledger/x", "other/1", "1")
        ),
        *(_with_body(line, body) for body in ("{}", "[]", "1", "not JSON", '{"link":null}', "[" * 100_000)),
    ]
    assert [module.is_unaltered(other) for other in altered] == [False] * len(altered)


def _of_a_later_form(line: LedgerEntry) -> LedgerEntry:
    later = f"auditor/ledger/{RECORD_FORM + 1}"
    return _with_body(line, line.body.replace(f"auditor/ledger/{RECORD_FORM}", later))


def test_a_record_of_a_later_form_is_refused_and_not_called_altered(
    store: Store, three: list[LedgerEntry], path: Path
) -> None:
    later = _of_a_later_form(three[2])
    tamper(path, f"UPDATE ledger SET body = '{later.body}', sha256 = '{later.sha256}' WHERE position = 3")
    for use in (
        store.runs,
        store.newest_scans,
        lambda: store.audit("latest"),
        lambda: store.verify_ledger(RESULT),
    ):
        with pytest.raises(StoreError) as refused:
            use()
        assert refused.value.message == (
            f"audit 03-id: recorded in form {RECORD_FORM + 1}, "
            f"and this version of auditor reads form {RECORD_FORM}"
        )
        assert refused.value.hint == "Use a version at least as new as the one that recorded it."


def test_a_line_that_only_says_it_has_a_later_form_was_altered(three: list[LedgerEntry]) -> None:
    later = _of_a_later_form(three[2])
    assert not module.is_unaltered(replace(later, sha256=three[2].sha256))
    assert not module.is_unaltered(replace(later, position=9))


def test_a_line_belongs_where_its_position_and_the_line_before_it_say(three: list[LedgerEntry]) -> None:
    head = three[0].sha256
    assert module.fault(three[1], 2, head) is None
    assert module.fault(three[1], 1, head) == "entry 1 of the ledger is missing"
    assert module.fault(three[1], 2, "f" * 64) == "it does not follow the entry before it"
    assert module.fault(replace(three[1], kind="audit"), 2, head) == "its ledger entry was altered"


@pytest.mark.parametrize("n", [1, 2, 3])
def test_nothing_is_used_of_a_chain_that_does_not_hold_wherever_it_is_broken(
    store: Store, three: list[LedgerEntry], path: Path, n: int
) -> None:
    tamper(path, f"UPDATE ledger SET body = body || ' ' WHERE position = {n}")
    for use in (store.newest_scans, store.newest_attestations, store.runs, lambda: store.audit("latest")):
        with pytest.raises(IntegrityError) as noticed:
            use()
        assert noticed.value.message == f"{three[n - 1].name}: its ledger entry was altered"


def test_an_entry_made_anew_with_a_right_digest_breaks_the_one_after_it(
    store: Store, three: list[LedgerEntry], path: Path
) -> None:
    body = three[1].body.replace('"passed"', '"leaked"')
    assert canonical(json.loads(body)).decode() == body
    tamper(path, f"UPDATE ledger SET body = '{body}', sha256 = '{sha256(body.encode())}' WHERE position = 2")
    with pytest.raises(IntegrityError, match="audit 03-id: it does not follow the entry before it"):
        store.newest_scans()
