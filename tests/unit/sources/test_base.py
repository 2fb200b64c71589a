import pytest

from auditor.sources.base import Target


@pytest.mark.parametrize(("place", "called"), [("", "hf-cache"), ("/srv/hub", "hf-cache:/srv/hub")])
def test_a_target_before_a_colon_never_ends_with_one(place: str, called: str) -> None:
    assert Target("hf-cache", place).called == called
