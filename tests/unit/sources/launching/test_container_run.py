import shlex

import pytest

from auditor.sources.launching.container_run import contained, published_ports
from auditor.sources.launching.invocation import Invocation, PublishedPort


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
        published=(PublishedPort(8000, 80),),
        has_host_network=True,
    )


def test_a_file_of_variables_leaves_more_of_them_unknown() -> None:
    found = _contained("podman run --env-file=.env image")
    assert found == Invocation(image="image", is_environment_whole=False)


def test_a_container_may_have_no_network_at_all() -> None:
    found = _contained("docker run --network none -p 80:80 image")
    assert found is not None
    assert (found.has_no_network, found.has_host_network) == (True, False)


def test_a_secret_is_a_variable_where_podman_is_told_so() -> None:
    found = _contained(
        "podman run --secret k,type=env,target=API_KEY --secret o,type=env --secret file image"
    )
    assert found == Invocation(image="image", environment={"API_KEY": None, "o": None})


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
        ("x", None),
        ("99999", None),
    ],
)
def test_a_port_as_it_is_published(text: str, port: PublishedPort | None) -> None:
    assert published_ports(text) == (None if port is None else (port,))


@pytest.mark.parametrize(
    ("text", "ports"),
    [
        ("9000-9001:8000-8001/tcp", (PublishedPort(8000, 9000), PublishedPort(8001, 9001))),
        ("127.0.0.1:5-6:5-6", (PublishedPort(5, 5, "127.0.0.1"), PublishedPort(6, 6, "127.0.0.1"))),
        ("8000-8001", (PublishedPort(8000), PublishedPort(8001))),
        ("9000-9010:80", (PublishedPort(80),)),
        ("9000-9010:8000-8001", None),
        ("9010-9000:10-0", None),
        ("1-99999:1-99999", None),
    ],
)
def test_a_range_of_ports_is_each_of_them(text: str, ports: tuple[PublishedPort, ...] | None) -> None:
    assert published_ports(text) == ports


@pytest.mark.parametrize("flags", ["-P", "-dP", "--publish-all", "-p what:ever"])
def test_what_is_published_may_not_be_known(flags: str) -> None:
    found = _contained(f"docker run {flags} image:1")

    assert found is not None
    assert (found.published, found.is_published_whole) == ((), False)


@pytest.mark.parametrize("flags", ["--pod ai", "--network=container:vpn", "--net ns:/run/netns/x"])
def test_the_ports_of_anothers_network_are_not_known(flags: str) -> None:
    found = _contained(f"podman run {flags} image:1")

    assert found is not None
    assert (found.is_published_whole, found.has_host_network) == (False, False)


@pytest.mark.parametrize(
    "line",
    [
        "docker run -dp 80:8000 -e A=1 image:1 x",
        "docker run -itp80:8000 -eA=1 image:1 x",
        "docker run -p=80:8000 -v/data:/data -e A=1 image:1 x",
        "docker --context build --log-level debug --host H container run -d -p 80:8000 -eA=1 image:1 x",
        "docker -H tcp://h -D run --rm -p 80:8000 --env A=1 -- image:1 x",
        "podman --connection a --log-level b --root c create --gpus all -p 80:8000 -e A=1 image:1 x",
    ],
)
def test_short_options_are_read_as_the_tools_read_them(line: str) -> None:
    assert _contained(line) == Invocation(
        arguments=("x",), environment={"A": "1"}, image="image:1", published=(PublishedPort(8000, 80),)
    )


def test_an_option_that_is_not_known_leaves_what_it_may_say_unknown() -> None:
    found = _contained("docker run --novel thing image:1")

    assert found is not None and found.image == "image:1"
    assert (found.is_published_whole, found.is_environment_whole) == (False, False)
