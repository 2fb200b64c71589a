from auditor.identity.stores import STORES
from auditor.sources import SOURCES
from auditor.sources.stores.usual_stores import KINDS


def test_a_store_is_listed_once_and_read_by_a_source_that_there_is() -> None:
    names = [store.name for store in STORES]
    assert len(set(names)) == len(names)
    assert {store.scheme for store in STORES} <= set(SOURCES.schemes)


def test_every_store_that_a_scan_may_name_has_its_rank() -> None:
    listed = {store.name for store in STORES if store.scheme == "stores"}
    assert {kind.store for kind in KINDS} == listed
