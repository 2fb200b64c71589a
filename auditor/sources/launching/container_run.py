"""``docker run`` and its kin in units and scripts: the container that the words describe."""

import re
from collections.abc import Sequence
from typing import Final

from auditor.formats.address import port_of
from auditor.sources.launching.invocation import Invocation, PublishedPort

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
_RANGE: Final = r"\d+(?:-\d+)?"
_PORTS: Final = re.compile(
    rf"(?:(?P<address>\[[^\]]*\]|(?!{_RANGE}:)[^:\[\]]*):)?(?:(?P<host>(?:{_RANGE})?):)?(?P<container>{_RANGE})(?:/\w+)?"
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
    told = [published_ports(value) for name, value in given if name in ("-p", "--publish")]
    is_all = any(name == "--publish-all" or re.fullmatch(r"-[a-z]*P[a-z]*", name) for name, _ in given)
    return Invocation(
        command=tuple(entrypoints[-1:]),
        arguments=tuple(words[place + 1 :]),
        environment=_environment(given, around),
        is_environment_whole=not any(name == "--env-file" for name, _ in given),
        image=words[place],
        published=tuple(port for ports in told for port in ports or ()),
        # With --publish-all the ports are those that the image names.
        is_published_whole=None not in told and not is_all,
        has_host_network=any(name in ("--network", "--net") and value == "host" for name, value in given),
    )


def published_ports(text: str) -> tuple[PublishedPort, ...] | None:
    """Return the ports that ``8000``, ``8080:80``, ``127.0.0.1:9000-9010:8000-8010/tcp`` publish.

    Returns:
        Each port; ``None`` where the words are not understood, so that nothing is known of what they publish.
    """
    found = _PORTS.fullmatch(text.strip())
    inside = _numbers(found["container"]) if found else None
    if found is None or not inside:
        return None
    outside: Sequence[int | None] | None = _numbers(found["host"]) if found["host"] else [None] * len(inside)
    if outside is None:
        return None
    if len(outside) != len(inside):
        if len(inside) != 1:
            return None
        # Of a range for one port the machine chooses.
        outside = [None]
    address = (found["address"] or "").strip("[]") or None
    pairs = zip(inside, outside, strict=True)
    return tuple(PublishedPort(container, host, address) for container, host in pairs)


def _numbers(text: str) -> Sequence[int] | None:
    first, _, last = text.partition("-")
    start, stop = port_of(first), port_of(last or first)
    return None if start is None or stop is None or stop < start else range(start, stop + 1)


def _environment(given: Sequence[tuple[str, str]], around: Invocation) -> dict[str, str | None]:
    environment: dict[str, str | None] = {}
    for name, value in given:
        if name in ("-e", "--env"):
            key, has_value, text = value.partition("=")
            environment[key] = text if has_value else around.environment.get(key)
    return environment
