import pytest

from auditor.sources.hub.hub import Hub, own_token
from auditor.sources.web.client import NoAnswerError
from auditor.sources.web.place import place_of
from tests.builders.servers import Reply, raw, serving

pytestmark = pytest.mark.loopback


def test_a_small_file_may_come_whole_where_a_part_was_asked_for() -> None:
    with serving({"GET /f": raw(b"abc")}) as asked:
        assert Hub(place_of(asked.url)).part("/f", 0, 3, 3) == b"abc"


def test_of_a_large_file_only_a_part_is_taken() -> None:
    with serving({"GET /f": raw(b"abcdef")}) as asked, pytest.raises(NoAnswerError, match="longer than 3"):
        Hub(place_of(asked.url)).part("/f", 0, 3, 6)


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (raw(b"abc", 206, Content_Range="bytes 1-3/6"), "another part"),
        (raw(b"ab", 206, Content_Range="bytes 0-2/6"), "another part"),
        (raw(b"abc", 206, Content_Range="bytes 0-2/7"), "listed with 6 bytes, and has 7"),
        (raw(b"abc", 206, Content_Range="bytes 0-2/*"), "which part"),
        (raw(b"abc"), "the whole file"),
    ],
)
def test_a_part_is_the_one_that_was_asked_for(reply: Reply, reason: str) -> None:
    with serving({"GET /f": reply}) as asked, pytest.raises(NoAnswerError, match=reason):
        Hub(place_of(asked.url)).part("/f", 0, 3, 6)


def test_a_host_that_is_not_known_is_no_answer() -> None:
    with pytest.raises(NoAnswerError, match="not known"):
        Hub(place_of("https://hub.invalid")).whole("/x", 10)


def test_a_token_is_not_shown_by_what_holds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_planted0123456789")
    assert own_token() == "hf_planted0123456789"
    assert "planted" not in repr(Hub(place_of("https://hub.example"), own_token()))
