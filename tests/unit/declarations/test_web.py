import pytest

from auditor.declarations.web import is_address


@pytest.mark.parametrize("text", ["https://example.org/a.pdf", "http://localhost:8080/"])
def test_web_addresses(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    ["example.org", "https://", "ftp://example.org", "https://a b", "file:///etc/passwd", "https://[x"],
)
def test_everything_else_is_none(text: str) -> None:
    assert not is_address(text)
