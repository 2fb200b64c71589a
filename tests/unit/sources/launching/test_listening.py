import pytest

from auditor.domain.serving import Endpoint, Exposure
from auditor.domain.tri import Tri
from auditor.sources.launching.invocation import Invocation, PublishedPort
from auditor.sources.launching.launch import launches


def _endpoint(*argv: str, **around: object) -> Endpoint | None:
    (found,) = launches(Invocation(argv, **around))  # type: ignore[arg-type] # a test's keywords
    return found.endpoint


def test_a_config_file_may_say_what_the_words_do_not() -> None:
    assert _endpoint("sglang", "serve", "--model-path", "a/b", "--config", "c") == Endpoint(
        "127.0.0.1:30000", Exposure.LOOPBACK, Tri.UNKNOWN, Tri.UNKNOWN
    )


def test_what_is_published_on_the_loopback_is_reached_from_there_alone() -> None:
    endpoint = _endpoint(
        "vllm", "serve", "a/b", image="x/y", published=(PublishedPort(8000, 9000, "127.0.0.1"),)
    )
    assert endpoint == Endpoint("127.0.0.1:9000", Exposure.LOOPBACK, Tri.FALSE, Tri.FALSE)


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (("--ssl-certfile", "/c.pem"), Tri.TRUE),
        ((), Tri.FALSE),
        (("--config", "c.yaml"), Tri.UNKNOWN),
    ],
)
def test_whether_it_takes_tls_only(argv: tuple[str, ...], expected: Tri) -> None:
    endpoint = _endpoint("vllm", "serve", "a/b", *argv)
    assert endpoint is not None
    assert endpoint.is_encrypted is expected


def test_a_worker_listens_nowhere_and_of_a_port_without_a_number_nothing_is_said() -> None:
    assert _endpoint("ollama", "runner", "--model", "/x", "--port", "1") is None
    endpoint = _endpoint("vllm", "serve", "a/b", "--port", "$P")
    assert endpoint is not None
    assert endpoint.address == "0.0.0.0"
    assert _endpoint("vllm", "serve", "a/b", "--port", "$P", "--host", "$H") is None
