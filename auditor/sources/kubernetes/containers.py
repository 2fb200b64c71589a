"""From a container of a pod to what it starts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from auditor.domain.serving import Activity
from auditor.formats.address import port_of
from auditor.formats.yaml_stream import Value
from auditor.sources.kubernetes.resources import Pod, Resource
from auditor.sources.launching.invocation import Invocation, Launch, PublishedPort, with_fetched
from auditor.sources.launching.launch import launches


@dataclass(frozen=True, slots=True)
class Started:
    """A program that an object starts.

    Attributes:
        pod: The pod it runs in.
        at: Where it is described.
        launch: What it does.
        container: Name of its container.
        ports: Its ports by name.
    """

    pod: Pod
    at: Value
    launch: Launch
    container: str | None = None
    ports: Mapping[str, int] = field(default_factory=dict)


class ConfigMaps:
    """Settings that containers take their variables from, as far as they are among the manifests."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        self._found = {
            (one.namespace, one.name): one.body.at("data").pairs
            for one in resources
            if one.kind == "ConfigMap"
        }

    def entries(self, namespace: str | None, name: str | None) -> Mapping[str, str] | None:
        """Return the entries of one; ``None`` where it is not there."""
        return self._found.get((namespace, name or ""))


def started(pod: Pod, settings: ConfigMaps) -> list[Started]:
    """Return what the containers of a pod start; what fetches models for a server of it is joined to that."""
    found: list[Started] = []
    for name in ("initContainers", "containers"):
        for container in pod.spec.at(name).items:
            invocation = invocation_of(container, pod, settings)
            hooked = container.at("lifecycle", "postStart", "exec", "command").texts
            told = [*launches(invocation)]
            if hooked:
                told += launches(replace(invocation, command=hooked, arguments=()))
            found += [_started(pod, container, launch) for launch in told]
    return _joined(found)


def invocation_of(container: Value, pod: Pod, settings: ConfigMaps) -> Invocation:
    """Return what a container runs."""
    environment, is_whole = _environment(container, pod.resource.namespace, settings)
    return Invocation(
        command=container.at("command").texts,
        arguments=container.at("args").texts,
        environment=environment,
        is_environment_whole=is_whole,
        # Without an image it still is a container, and not reached from elsewhere.
        image=container.at("image").text or "",
        published=tuple(_host_ports(container.at("ports").items)),
        has_host_network=pod.spec.at("hostNetwork").text == "true",
    )


def named_ports(container: Value) -> Mapping[str, int]:
    """Return the ports of a container that have names."""
    pairs = (
        (port.at("name").text, port_of(port.at("containerPort").text)) for port in container.at("ports").items
    )
    return {name: number for name, number in pairs if name and number}


def variables(entries: Sequence[Value]) -> dict[str, str | None]:
    """Return variables as containers list them; ``None`` for a value that comes from elsewhere."""
    found: dict[str, str | None] = {}
    for entry in entries:
        name = entry.at("name").text
        if name:
            found[name] = None if entry.at("valueFrom").entries else (entry.at("value").text or "")
    return found


def _started(pod: Pod, container: Value, launch: Launch) -> Started:
    return Started(pod, container, launch, container.at("name").text, named_ports(container))


def _joined(found: list[Started]) -> list[Started]:
    kept = [one for one in found if one.launch.activity is not Activity.FETCHES]
    for fetching in found:
        if fetching.launch.activity is not Activity.FETCHES:
            continue
        servers = [
            place
            for place, one in enumerate(kept)
            if one.launch.activity.has_server and one.launch.runtime.name == fetching.launch.runtime.name
        ]
        if not servers:
            kept.append(fetching)
        for place in servers[:1]:
            kept[place] = replace(kept[place], launch=with_fetched(kept[place].launch, fetching.launch))
    return kept


def _environment(
    container: Value, namespace: str | None, settings: ConfigMaps
) -> tuple[dict[str, str | None], bool]:
    environment: dict[str, str | None] = {}
    is_whole = True
    for source in container.at("envFrom").items:
        held = settings.entries(namespace, source.at("configMapRef", "name").text)
        is_whole = is_whole and held is not None
        prefix = source.at("prefix").text or ""
        environment.update({f"{prefix}{name}": value for name, value in (held or {}).items()})
    environment.update(variables(container.at("env").items))
    for entry in container.at("env").items:
        key = entry.at("valueFrom", "configMapKeyRef")
        held = settings.entries(namespace, key.at("name").text)
        if held is not None and (name := entry.at("name").text):
            environment[name] = held.get(key.at("key").text or "")
    return environment, is_whole


def _host_ports(ports: Sequence[Value]) -> Iterator[PublishedPort]:
    for port in ports:
        inner, outer = port_of(port.at("containerPort").text), port_of(port.at("hostPort").text)
        if inner and outer:
            yield PublishedPort(inner, outer, port.at("hostIP").text)
