import pytest

from auditor.domain.serving import Exposure
from auditor.formats.address import (
    is_everywhere,
    is_local,
    is_private,
    joined,
    parse_address,
    port_of,
    reach,
    split_address,
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://api.openai.com/v1", "https://api.openai.com/v1"),
        ("HTTPS://API.OpenAI.com.", "https://api.openai.com"),
        ("api.openai.com:443/v1", "api.openai.com:443/v1"),
        ("http://user:hunter2@vllm:8000/v1?key=hunter2#hunter2", "http://vllm:8000/v1"),
        ("https://{}.openai.azure.com/", "https://{}.openai.azure.com/"),
        ("http://[::1]:11434", "http://[::1]:11434"),
        ("gpu-01:11434", "gpu-01:11434"),
        ("two words", None),
        ("https://evil.example\\@api.openai.com/", None),
        ("http://host:notaport/", None),
        ("http://[::1", None),
        ("", None),
        ("a" * 3000, None),
    ],
)
def test_an_address_is_taken_apart_without_what_is_secret_in_it(written: str, read: str | None) -> None:
    found = parse_address(written)
    assert (None if found is None else str(found)) == read


@pytest.mark.parametrize(
    "host",
    [
        "localhost", "vllm", "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3", "172.31.0.1", "192.168.1.5",
        "::1",
        "fd00::1", "::ffff:10.0.0.1", "host.docker.internal", "nas.local", "chat.ml.svc", "100.64.0.7",
        "vllm.ml.svc.cluster.local", "a.localhost", "fe80::1%eth0",
    ],
)  # fmt: skip
def test_what_is_this_machine_or_its_network_is_local(host: str) -> None:
    assert is_local(host)


@pytest.mark.parametrize(
    "host",
    ["api.openai.com", "172.32.0.1", "8.8.8.8", "localhost.evil.example", "10.0.0.1.evil.example",
    "local.com", "{}",
     "2606:4700::1"],
)  # fmt: skip
def test_what_anybody_may_operate_is_not_local(host: str) -> None:
    assert not is_local(host)


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


@pytest.mark.parametrize(
    ("host", "expected"),
    [("10.0.0.5", True), ("fd00::1", True), ("203.0.113.9", False), ("gpu-01", False), ("nas.local", False)],
)
def test_an_address_that_other_networks_have_too_is_private(host: str, expected: bool) -> None:
    assert is_private(host) is expected


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
        ("::ffff:127.0.0.1", Exposure.LOOPBACK),
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
