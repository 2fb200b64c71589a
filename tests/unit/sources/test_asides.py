from pathlib import Path

import pytest

from auditor.errors import SourceError
from auditor.sources.asides import asides, split
from auditor.sources.base import Target


def test_what_is_said_behind_a_place_is_taken_apart(tmp_path: Path) -> None:
    place, query = split(Target("dir", f"{tmp_path}?ignore=*.bak&follow=links&ignore=old%2Fx"))
    assert place == Target("dir", str(tmp_path))
    assert asides(place, query, ("ignore", "follow")) == {"ignore": ("*.bak", "old/x"), "follow": ("links",)}


def test_a_place_that_is_called_so_comes_first(tmp_path: Path) -> None:
    (tmp_path / "a?b=c").mkdir()
    for name in ("a?b=c", "a?b", "a"):
        target = Target("dir", f"{tmp_path}/{name}")
        assert split(target) == (target, "")


@pytest.mark.parametrize("query", ["?colour=x", "?ignore=", "?ignore=a&b=c"])
def test_other_words_are_refused_with_those_that_mean_something(query: str) -> None:
    with pytest.raises(SourceError) as refused:
        asides(Target("dir", "x"), query, ("ignore",))
    assert "ignore=" in refused.value.hint


def test_no_path_is_no_error() -> None:
    assert split(Target("dir", "a\0?b=c"))[1] == "?b=c"
