import shlex

import pytest

from auditor.sources.launching.container_run import contained, published_port
from auditor.sources.launching.launch import Invocation, PublishedPort


def _contained(line: str, **environment: str) -> Invocation | None:
    return contained(shlex.split(line), Invocation(environment=environment))


def test_a_container_is_what_the_words_behind_run_say() -> None:
    assert _contained(
        "docker --context x run -dit --entrypoint /bin/sh -e A=1 -e B --env C=2 -p 80:8000 --publish=9:9/udp"
        " --network=host -v /a:/b image:1 -c 'x y'",
        B="2",
        D="3",
    ) == Invocation(
        command=("/bin/sh",),
        arguments=("-c", "x y"),
        environment={"A": "1", "B": "2", "C": "2"},
        image="image:1",
        published=(PublishedPort(8000, 80), PublishedPort(9, 9)),
        has_host_network=True,
    )


def test_a_file_of_variables_leaves_more_of_them_unknown() -> None:
    found = _contained("podman run --env-file=.env image")
    assert found == Invocation(image="image", is_environment_whole=False)


@pytest.mark.parametrize("line", ["docker ps", "docker run", "docker run -it", "podman build -t run ."])
def test_what_runs_no_container_is_none(line: str) -> None:
    assert _contained(line) is None


@pytest.mark.parametrize(
    ("text", "port"),
    [
        ("8000", PublishedPort(8000)),
        ("8080:80", PublishedPort(80, 8080)),
        ("127.0.0.1:8080:80/tcp", PublishedPort(80, 8080, "127.0.0.1")),
        ("127.0.0.1::80", PublishedPort(80, None, "127.0.0.1")),
        ("[::1]:8080:80", PublishedPort(80, 8080, "::1")),
        ("8000-8010:8000-8010", None),
        ("x", None),
        ("99999", None),
    ],
)
def test_a_port_as_it_is_published(text: str, port: PublishedPort | None) -> None:
    assert published_port(text) == port
