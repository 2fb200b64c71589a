import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import SourceError
from auditor.sources import Target
from auditor.sources.hub import HubSource
from auditor.sources.hub.place import hub_place


@pytest.fixture(autouse=True)
def _hub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "https://hub.example")


@pytest.mark.parametrize(
    "spelling",
    [
        "acme/tiny",
        "acme/tiny@main",
        "https://hub.example/acme/tiny",
        "https://HUB.example:443/acme/tiny/",
    ],
)
def test_every_spelling_of_a_repository_is_the_same_target(spelling: str) -> None:
    target = HubSource().resolve(Target("hub", spelling))
    assert target == Target("hub", "https://hub.example:443/acme/tiny@main")
    assert HubSource().resolve(target) == target


def test_another_hub_is_another_place() -> None:
    own, other = hub_place("acme/tiny"), hub_place("https://other.example/base/acme/tiny@refs/pr/1")
    assert (own.is_own_hub, other.is_own_hub) == (True, False)
    assert (other.hub.path, other.repository, other.revision) == ("/base", "acme/tiny", "refs/pr/1")
    assert other.listing == "/api/models/acme/tiny/revision/refs%2Fpr%2F1?blobs=true"


def test_a_repository_of_nobody_is_one() -> None:
    assert hub_place("gpt2").repository == "gpt2"


@pytest.mark.parametrize(
    "text",
    [
        "a/b/c",
        "../etc",
        "a/..",
        "acme/tiny@../x",
        "acme/tiny@",
        "https://u:planted@hub.example/a/b",
        "acme/tiny?x=1",
        "a b/c",
        "/x",
    ],
)
def test_what_is_no_repository_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(SourceError) as raised:
        next(HubSource().observe(Target("hub", text)))
    assert "planted" not in f"{raised.value.message}{raised.value.hint}"
    assert "planted" not in HubSource().resolve(Target("hub", text)).place


def test_an_endpoint_that_is_no_url_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "ftp://x")
    with pytest.raises(SourceError, match="HF_ENDPOINT"):
        hub_place("acme/tiny")


@given(st.text(alphabet=string.printable, max_size=60))
def test_any_text_is_a_repository_or_refused(text: str) -> None:
    try:
        place = hub_place(text)
    except SourceError:
        return
    assert ".." not in place.repository
    assert all(letter.isalnum() or letter in "-_./" for letter in place.repository)
    assert "%" in place.listing or "/" not in place.revision
