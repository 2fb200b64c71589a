from datetime import date
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from auditor.domain.finding import Holding
from auditor.policy.judging.holding import MOST_NAMED, FirstFew, Holdings, gathered

DAY, LATER = date(2026, 12, 2), date(2030, 8, 2)


def few(*ids: str) -> FirstFew:
    made = FirstFew()
    for one in ids:
        made.add(one)
    return made


@given(st.sets(st.text(max_size=4), max_size=40), st.randoms())
def test_the_smallest_ids_are_kept_in_whatever_order_and_parts_they_come(
    ids: set[str], random: Random
) -> None:
    order = list(ids)
    random.shuffle(order)
    half = len(order) // 2
    whole, first = few(*order), few(*order[:half])
    first.merge(few(*order[half:]))
    assert (whole.n, whole.ids) == (len(ids), sorted(ids)[:MOST_NAMED])
    assert first == whole


def test_what_holds_is_listed_by_rule_and_day_over_all_parts() -> None:
    one, other = Holdings(), Holdings()
    one.add(("logs", True, DAY, ()), few("b"))
    one.add(("disclosure", False, None, ()), few("a"))
    other.add(("logs", True, DAY, ()), few("a"))
    other.add(("logs", True, DAY, (DAY, LATER)), few("d"))
    other.add(("logs", False, DAY, ()), few("c"))
    assert gathered((one, other)) == (
        Holding("disclosure", False, None, 1, ("a",)),
        Holding("logs", False, DAY, 1, ("c",)),
        Holding("logs", True, DAY, 2, ("a", "b")),
        Holding("logs", True, DAY, 1, ("d",), (DAY, LATER)),
    )
    assert one.listed()[1] == Holding("logs", True, DAY, 1, ("b",))
