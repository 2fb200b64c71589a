import pickle

import pytest

from auditor.domain.finding import Reason
from auditor.domain.on_demand import OnDemand
from auditor.domain.tri import Tri


def test_nothing_is_made_before_somebody_looks_and_then_only_once() -> None:
    made = []

    def make() -> tuple[str, ...]:
        made.append(1)
        return ("a", "b")

    found = OnDemand(make)
    assert made == []
    assert (list(found), len(found), found[0], found[:1], "b" in found) == (["a", "b"], 2, "a", ("a",), True)
    assert made == [1]


@pytest.mark.parametrize("items", [(), ("a",), ("a", "b")])
def test_it_equals_a_tuple_of_the_same(items: tuple[str, ...]) -> None:
    found = OnDemand(lambda: items)
    assert found == items
    assert items == found
    assert found == OnDemand(lambda: items)
    assert hash(found) == hash(items)
    assert found != (*items, "more")
    assert found != list(items)
    assert repr(found) == repr(items)
    assert pickle.loads(pickle.dumps(found)) == items


def test_an_explanation_that_is_made_later_equals_one_that_was_made_before() -> None:
    parts = (Reason("a part", Tri.TRUE),)
    assert Reason("all", Tri.TRUE, parts=OnDemand(lambda: parts)) == Reason("all", Tri.TRUE, parts=parts)
