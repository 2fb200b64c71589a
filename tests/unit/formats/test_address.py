import pytest

from auditor.formats.address import is_local, parse_address


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
