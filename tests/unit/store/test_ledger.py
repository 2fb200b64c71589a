from auditor.store import Break, LedgerEntry, LedgerReport


def test_an_entry_is_called_by_what_it_records() -> None:
    assert LedgerEntry(1, "scan", "ab12", "", "{}", "f" * 64).name == "scan ab12"


def test_a_ledger_holds_if_nothing_is_broken_and_an_audit_was_judged_again() -> None:
    assert LedgerReport(1, 2, 0, "f" * 64, None).holds
    assert not LedgerReport(0, 2, 1, "f" * 64, None).holds
    assert not LedgerReport(3, 2, 1, "f" * 64, Break(7, "audit ab12", "its parts were altered")).holds
