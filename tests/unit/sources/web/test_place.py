import pytest

from auditor.errors import SourceError
from auditor.sources.web.place import Place, place_of


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("http://GPU-01:11434", Place("http", "gpu-01", 11434)),
        ("gpu-01:8000", Place("http", "gpu-01", 8000)),
        ("https://models.example", Place("https", "models.example", 443)),
        ("http://10.0.0.1/v1/", Place("http", "10.0.0.1", 80)),
        ("https://x.example/team/v1", Place("https", "x.example", 443, "/team")),
        ("http://[::1]:8080", Place("http", "::1", 8080)),
    ],
)
def test_a_server_is_named_by_its_url(text: str, place: Place) -> None:
    assert place_of(text) == place
    assert place_of(str(place)) == place


@pytest.mark.parametrize(
    "text",
    ["", "foo", "models.example", "ftp://x", "http://", "http://user:planted@x", "http://x?key=planted", "http://x#planted",
     "http://x/\r\nX-A: b", "http://x/a b", "http://x:99999", "http://x/%0d%0a"],
)  # fmt: skip
def test_what_names_none_or_holds_credentials_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(SourceError) as raised:
        place_of(text)
    assert "planted" not in raised.value.message + raised.value.hint
