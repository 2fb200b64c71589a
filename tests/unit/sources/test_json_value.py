import pytest

from auditor.sources.json_value import MOST_ENTRIES, digest, entry, is_list, rows, text

D = "A" * 64


@pytest.mark.parametrize("odd", [None, 1, "x", [], [1], {"a": 1}, {"a": {"b": ""}}, {"a": {"b": ["x"]}}])
def test_what_is_not_of_its_type_is_not_there(odd: object) -> None:
    assert text(odd, "a", "b") is None
    assert rows(odd, "a") == ()
    assert is_list(odd, "a") is False


def test_what_is_there_is_read() -> None:
    value = {"a": {"b": "c", "d": [{"e": 1}, "no"]}}
    assert (entry(value, "a", "d"), text(value, "a", "b")) == ([{"e": 1}, "no"], "c")
    assert rows(value, "a", "d") == ({"e": 1},)


def test_lists_are_bounded() -> None:
    assert len(rows([{"x": 1}] * (MOST_ENTRIES + 5))) == MOST_ENTRIES


@pytest.mark.parametrize(
    ("said", "found"),
    [(D, "a" * 64), (f"sha256:{D}", "a" * 64), ("a" * 63, None), ("z" * 64, None), (None, None)],
)
def test_a_digest(said: str | None, found: str | None) -> None:
    assert digest(said) == found
