"""``docker run`` and its kin in units and scripts: the container that the words describe."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from auditor.formats.address import port_of
from auditor.sources.launching.invocation import Invocation, PublishedPort

# fmt: off
_SWITCHES: Final = frozenset({
    "--detach", "--disable-content-trust", "--init", "--interactive", "--no-healthcheck",
    "--oom-kill-disable", "--privileged", "--publish-all", "--quiet", "--read-only", "--replace", "--rm",
    "--rmi", "--sig-proxy", "--tty", "--env-host", "--http-proxy", "--no-hosts", "--tls-verify",
    "--no-hostname", "--passwd", "--read-only-tmpfs", "--rootfs", "--unsetenv-all", "--use-api-socket",
})
_TAKING: Final = frozenset({
    "--add-host", "--annotation", "--arch", "--attach", "--authfile", "--blkio-weight", "--cap-add",
    "--cap-drop", "--cgroup-parent", "--cgroupns", "--cgroups", "--cidfile", "--cpu-period", "--cpu-quota",
    "--cpu-shares", "--cpus", "--cpuset-cpus", "--cpuset-mems", "--creds", "--detach-keys", "--device",
    "--device-cgroup-rule", "--dns", "--dns-option", "--dns-search", "--domainname", "--entrypoint",
    "--env", "--env-file", "--expose", "--gpus", "--group-add", "--health-cmd", "--health-interval",
    "--health-retries", "--health-start-period", "--health-timeout", "--hostname", "--hostuser", "--ip",
    "--ip6", "--ipc", "--isolation", "--label", "--label-file", "--link", "--log-driver", "--log-opt",
    "--mac-address", "--memory", "--memory-reservation", "--memory-swap", "--mount", "--name", "--net",
    "--net-alias", "--network", "--network-alias", "--oom-score-adj", "--os", "--pid", "--pids-limit",
    "--platform", "--pod", "--pod-id-file", "--publish", "--pull", "--restart", "--runtime", "--sdnotify",
    "--secret", "--security-opt", "--shm-size", "--stop-signal", "--stop-timeout", "--storage-opt",
    "--sysctl", "--systemd", "--tmpfs", "--tz", "--uidmap", "--gidmap", "--ulimit", "--umask", "--user",
    "--userns", "--uts", "--volume", "--volume-driver", "--volumes-from", "--workdir",
})
_VERBS: Final = frozenset({
    "build", "buildx", "compose", "create", "cp", "exec", "image", "load", "logs", "network", "ps",
    "pull", "push", "rm", "run", "save", "start", "stop", "tag", "volume",
})
# Of the tool itself, before its verb.
_TAKING_BEFORE: Final = frozenset({
    "--config", "--connection", "--context", "--host", "--identity", "--log-level", "--namespace", "--root",
    "--runroot", "--storage-driver", "--storage-opt", "--tlscacert", "--tlscert", "--tlskey", "--url",
    "-H", "-c", "-l", "-n",
})
# fmt: on
_SHORT_SWITCHES: Final = frozenset("ditPq")
_PUBLISHES: Final = ("-p", "--publish")
_NETWORKS: Final = ("--network", "--net")
# Containers of a pod have its network, and it publishes their ports.
_PODS: Final = ("--pod", "--pod-id-file")
_RANGE: Final = r"\d+(?:-\d+)?"
_PORTS: Final = re.compile(
    rf"(?:(?P<address>\[[^\]]*\]|(?!{_RANGE}:)[^:\[\]]*):)?(?:(?P<host>(?:{_RANGE})?):)?(?P<container>{_RANGE})(?:/(?P<protocol>\w+))?"
)


@dataclass(frozen=True, slots=True)
class ContainerNetwork:
    """What options of a container say of who reaches it.

    Attributes:
        published: Its ports that are published.
        is_published_whole: No other ports are, as in `Invocation`.
        is_host: It has the network of its machine.
        is_none: It has one that leads nowhere.
    """

    published: tuple[PublishedPort, ...]
    is_published_whole: bool
    is_host: bool
    is_none: bool = False


def contained(words: Sequence[str], around: Invocation) -> Invocation | None:
    """Return what a container tool is told to run; ``None`` if it is not told to run anything."""
    place = _verb(words)
    if place is None or words[place] not in ("run", "create"):
        return None
    given, rest = options(words[place + 1 :])
    if not rest:
        return None
    entrypoints = [value for name, value in given if name == "--entrypoint" and value]
    network = network_of(given)
    return Invocation(
        command=tuple(entrypoints[-1:]),
        arguments=tuple(rest[1:]),
        environment=_environment(given, around),
        is_environment_whole=not any(name == "--env-file" or _is_unknown(name) for name, _ in given),
        image=rest[0],
        published=network.published,
        is_published_whole=network.is_published_whole,
        has_host_network=network.is_host,
        has_no_network=network.is_none,
    )


def options(words: Sequence[str]) -> tuple[list[tuple[str, str]], Sequence[str]]:
    """Return the options before an image, each with its value, and the words from the image on."""
    place = 0
    given: list[tuple[str, str]] = []
    while place < len(words) and words[place].startswith("-") and words[place] != "-":
        word = words[place]
        place += 1
        if word == "--":
            break
        found = _long(word) if word.startswith("--") else _cluster(word)
        name, value = found[-1]
        if value is None:
            found[-1] = (name, words[place] if place < len(words) else "")
            place += 1
        given += [(name, value or "") for name, value in found]
    return given, words[place:]


def _long(word: str) -> list[tuple[str, str | None]]:
    name, has_value, value = word.partition("=")
    return [(name, value if has_value or name in _SWITCHES else None)]


def _cluster(word: str) -> list[tuple[str, str | None]]:
    """Return the options of one word, ``-itp80:8000``: the first that takes a value takes the rest of it."""
    found: list[tuple[str, str | None]] = []
    for place, letter in enumerate(word[1:], start=2):
        if letter not in _SHORT_SWITCHES:
            rest = word[place:].removeprefix("=")
            return [*found, (f"-{letter}", rest or None)]
        found.append((f"-{letter}", ""))
    return found


def _verb(words: Sequence[str]) -> int | None:
    """Return where the verb of a tool stands, behind the tool's own options."""
    place = 1
    while place < len(words):
        if words[place] in _VERBS:
            return place
        place += 2 if words[place] in _TAKING_BEFORE else 1
    return None


def _is_unknown(name: str) -> bool:
    """Say whether an option is one that nothing is known of: what follows may be its value or not."""
    return name.startswith("--") and name not in _SWITCHES | _TAKING


def network_of(given: Sequence[tuple[str, str]]) -> ContainerNetwork:
    """Return what options say of a container's network."""
    told = [published_ports(value) for name, value in given if name in _PUBLISHES]
    # With --publish-all the ports are those that the image names.
    is_all = any(name in ("--publish-all", "-P") or _is_unknown(name) for name, _ in given)
    networks = [value for name, value in given if name in _NETWORKS]
    is_of_another = any(name in _PODS for name, _ in given) or any(map(is_of_another_container, networks))
    return ContainerNetwork(
        published=tuple(port for ports in told for port in ports or ()),
        is_published_whole=None not in told and not is_all and not is_of_another,
        is_host="host" in networks,
        is_none=networks == ["none"],
    )


def is_of_another_container(network: str) -> bool:
    """Say whether a container has the network of another, or of any namespace, that publishes its ports."""
    return network.startswith(("container:", "ns:"))


def published_ports(text: str) -> tuple[PublishedPort, ...] | None:
    """Return the ports that ``8000``, ``8080:80``, ``127.0.0.1:9000-9010:8000-8010/tcp`` publish.

    Returns:
        Each port; ``None`` where the words are not understood, so that nothing is known of what they publish.
    """
    found = _PORTS.fullmatch(text.strip())
    inside = _numbers(found["container"]) if found else None
    if found is None or not inside:
        return None
    if found["protocol"] not in (None, "tcp"):
        # No server of models is reached by datagrams.
        return ()
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
        elif name == "--secret":
            environment.update(secret_variable(value))
    return environment


def secret_variable(text: str) -> dict[str, None]:
    """Return the variable that podman fills with a secret, ``KEY,type=env,target=NAME``: without a value.

    Source:
        podman-run(1), ``--secret``.
    """
    secret, *told = text.split(",")
    fields = dict(one.partition("=")[::2] for one in told)
    return {fields.get("target") or secret: None} if fields.get("type") == "env" else {}
