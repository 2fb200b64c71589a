import pytest

from auditor.domain.serving import Exposure
from auditor.sources.addresses import is_everywhere, joined, port_of, reach, split_address


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("0.0.0.0:8080", "0.0.0.0", 8080),
        (":8080", None, 8080),
        ("localhost", "localhost", None),
        ("[::1]:80", "::1", 80),
        ("::1", "::1", None),
        ("http://h", "h", 80),
        ("https://user:pw@h/x?y", "h", 443),
        ("h:99999", "h", None),
        ("", None, None),
        ("a:b:c", None, None),
    ],
)
def test_an_address_taken_apart(text: str, host: str | None, port: int | None) -> None:
    assert split_address(text) == (host, port)


def test_an_address_put_together() -> None:
    assert [joined("h", 1), joined("::1", 1), joined(None, 1), joined("h", None), joined("/run/x", 1)] == [
        "h:1",
        "[::1]:1",
        ":1",
        "h",
        "/run/x",
    ]


def test_a_port_is_a_number_that_fits() -> None:
    assert [port_of(text) for text in ("80", " 80 ", "0", "65536", "-1", "x", "²", "9" * 10_000, None)] == [
        80,
        80,
        None,
        None,
        None,
        None,
        None,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("host", "exposure"),
    [
        ("127.0.0.1", Exposure.LOOPBACK),
        ("127.8.8.8", Exposure.LOOPBACK),
        ("::1", Exposure.LOOPBACK),
        ("LOCALHOST.", Exposure.LOOPBACK),
        ("/run/x.sock", Exposure.LOOPBACK),
        ("0.0.0.0", Exposure.NETWORK),
        ("::", Exposure.NETWORK),
        ("10.0.0.1", Exposure.NETWORK),
        ("gpu-1", Exposure.NETWORK),
        ("localhost.example", Exposure.NETWORK),
        ("8.8.8.8", Exposure.PUBLIC),
    ],
)
def test_from_where_a_host_is_reached(host: str, exposure: Exposure) -> None:
    assert reach(host) is exposure


def test_every_address_has_several_spellings() -> None:
    assert all(map(is_everywhere, ("", "*", "0.0.0.0", "::", "[::]")))
    assert not is_everywhere("127.0.0.1")
