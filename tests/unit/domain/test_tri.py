from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.domain.tri import Tri, all_of, any_of

tris = st.sampled_from(Tri)
T, F, U = Tri.TRUE, Tri.FALSE, Tri.UNKNOWN


@pytest.mark.parametrize(
    ("values", "conjunction", "disjunction"),
    [
        ((T, T), T, T),
        ((T, F), F, T),
        ((T, U), U, T),
        ((F, F), F, F),
        ((F, U), F, U),
        ((U, U), U, U),
        ((U,), U, U),
    ],
)
def test_false_wins_a_conjunction_and_true_a_disjunction(
    values: tuple[Tri, ...], conjunction: Tri, disjunction: Tri
) -> None:
    assert (all_of(values), any_of(values)) == (conjunction, disjunction)


@given(st.lists(tris, min_size=1))
def test_de_morgan_holds(values: list[Tri]) -> None:
    assert ~all_of(values) is any_of(~value for value in values)


@given(tris)
def test_negating_twice_changes_nothing(value: Tri) -> None:
    assert ~~value is value


@pytest.mark.parametrize("fold", [all_of, any_of])
def test_nothing_approves_nothing(fold: Callable[[Iterable[Tri]], Tri]) -> None:
    with pytest.raises(ValueError, match=r"^a condition needs at least one part$"):
        fold(())


def test_a_tri_is_not_a_condition_of_python() -> None:
    with pytest.raises(TypeError, match=r"^a Tri has no truth value; compare it with Tri\.TRUE$"):
        bool(Tri.TRUE)


def test_a_boolean_that_is_not_there_is_unknown() -> None:
    assert [Tri.of(value) for value in (True, False, None)] == [T, F, U]
