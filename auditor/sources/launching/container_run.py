"""``docker run`` and its kin in units and scripts: the container that the words describe."""

import re
from collections.abc import Sequence
from typing import Final

from auditor.formats.address import port_of
from auditor.sources.launching.launch import Invocation, PublishedPort

# fmt: off
_SWITCHES: Final = frozenset({
    "--detach", "--disable-content-trust", "--init", "--interactive", "--no-healthcheck",
    "--oom-kill-disable", "--privileged", "--publish-all", "--quiet", "--read-only", "--replace", "--rm",
    "--rmi", "--sig-proxy", "--tty", "--env-host", "--http-proxy", "--no-hosts", "--tls-verify",
})
_VERBS: Final = frozenset({
    "build", "buildx", "compose", "create", "cp", "exec", "image", "load", "logs", "network", "ps",
    "pull", "push", "rm", "run", "save", "start", "stop", "tag", "volume",
})
# fmt: on
_SHORT_SWITCHES: Final = re.compile(r"-[ditPq]+")
_PORT: Final = re.compile(
    r"(?:(?P<address>\[[^\]]*\]|[^:\[\]]*):)?(?:(?P<host>\d*):)?(?P<container>\d+)(?:/\w+)?"
)


def contained(words: Sequence[str], around: Invocation) -> Invocation | None:
    """Return what a container tool is told to run; ``None`` if it is not told to run anything."""
    verbs = [place for place, word in enumerate(words[:6]) if word in _VERBS]
    if not verbs or words[verbs[0]] not in ("run", "create"):
        return None
    place = verbs[0] + 1
    given: list[tuple[str, str]] = []
    while place < len(words) and words[place].startswith("-"):
        name, has_value, value = words[place].partition("=")
        place += 1
        if not has_value and name not in _SWITCHES and not _SHORT_SWITCHES.fullmatch(name):
            value = words[place] if place < len(words) else ""
            place += 1
        given.append((name, value))
    if place >= len(words):
        return None
    entrypoints = [value for name, value in given if name == "--entrypoint" and value]
    return Invocation(
        command=tuple(entrypoints[-1:]),
        arguments=tuple(words[place + 1 :]),
        environment=_environment(given, around),
        is_environment_whole=not any(name == "--env-file" for name, _ in given),
        image=words[place],
        published=tuple(
            port for name, value in given if name in ("-p", "--publish") for port in _ports(value)
        ),
        has_host_network=any(name in ("--network", "--net") and value == "host" for name, value in given),
    )


def published_port(text: str) -> PublishedPort | None:
    """Return the port that ``8000``, ``8080:80`` or ``127.0.0.1:8080:80/tcp`` publishes."""
    found = _PORT.fullmatch(text.strip())
    container = port_of(found["container"]) if found else None
    if found is None or container is None:
        return None
    address, host = found["address"], found["host"]
    if address is not None and host is None and address.isdecimal():
        # HOST:CONTAINER: the first of two numbers is no address.
        address, host = None, address
    return PublishedPort(container, port_of(host), (address or "").strip("[]") or None)


def _ports(text: str) -> tuple[PublishedPort, ...]:
    port = published_port(text)
    return () if port is None else (port,)


def _environment(given: Sequence[tuple[str, str]], around: Invocation) -> dict[str, str | None]:
    environment: dict[str, str | None] = {}
    for name, value in given:
        if name in ("-e", "--env"):
            key, has_value, text = value.partition("=")
            environment[key] = text if has_value else around.environment.get(key)
    return environment
