"""From a service to what its container runs."""

import re
import shlex
from collections.abc import Iterable
from typing import Final

from auditor.domain.observation import Skipped
from auditor.formats.address import port_of
from auditor.formats.yaml_stream import Value
from auditor.sources.compose.project import Project, Service, assigned
from auditor.sources.credentials import is_secret_name
from auditor.sources.launching.container_run import is_of_another_container, published_ports
from auditor.sources.launching.env_files import parse
from auditor.sources.launching.invocation import Invocation, PublishedPort
from auditor.sources.setting_files import Place, SettingFile
from auditor.sources.variables import is_open

# ${NAME:?message} must be set, ${NAME:-value} always is.
_ALWAYS_SET: Final = re.compile(r"\$\{\w+(?::\?|:?-[^}\s])")
_VARIABLE: Final = re.compile(r"\$\{[^}]*\}|\$\w+")
# With another within its default or message.
_BRACED: Final = re.compile(r"\$\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}")
# Stands for a variable while a text is taken apart.
_HELD: Final = "\ue001"


def invocation_of(service: Service, project: Project, place: Place) -> Invocation:
    """Return what a service's container runs."""
    value = service.value
    environment, is_whole = _environment(service, project, place)
    mode = value.at("network_mode").text or ""
    # A service may live in the network of another, which then publishes its ports.
    shared = project.services.get(mode.removeprefix("service:")) if mode.startswith("service:") else None
    is_elsewhere = (mode.startswith("service:") and shared is None) or is_of_another_container(mode)
    ports = (shared or service).value.at("ports")
    told = [_ports(entry) for entry in ports.items]
    for entry, known in zip(ports.items, told, strict=True):
        # A variable that is set nowhere is no mistake; the shell may set it.
        if known is None and not is_open(entry.word):
            reason = f"a port of service {service.name} that is not understood: who can reach it is not known"
            project.problems.append((f"{service.locator}:{entry.line}", reason))
    return Invocation(
        command=words(value.at("entrypoint")),
        arguments=words(value.at("command")),
        environment=environment,
        is_environment_whole=is_whole,
        # What is built here is a container too, and not reached from elsewhere.
        image=value.at("image").text or "",
        published=tuple(port for known in told for port in known or ()),
        is_published_whole=None not in told and not is_elsewhere,
        has_host_network=mode == "host",
        has_no_network=mode == "none",
    )


def runtime_by_name(service: Service, runtimes: Iterable[str]) -> str | None:
    """Return the runtime that the names of a service say, whose image is a variable that is set nowhere."""
    image = service.value.at("image").text or ""
    if not _VARIABLE.match(image):
        return None
    said = (service.name, service.value.at("container_name").text or "", image.partition(":-")[0])
    slugs = [f"-{_slug(text, '-')}-" for text in said]
    fits = [
        runtime
        for runtime in runtimes
        if any(f"-{_slug(runtime, between)}-" in slug for slug in slugs for between in ("-", ""))
    ]
    return max(fits, key=lambda runtime: (len(runtime), runtime), default=None)


def _slug(text: str, between: str) -> str:
    return between.join(re.findall(r"[a-z0-9]+", text.lower()))


def words(value: Value) -> tuple[str, ...]:
    """Return a command: a list as it is, a text taken apart as a shell would.

    A variable that is set nowhere is one piece, whatever stands between its braces: Compose fills it in
    before it takes the text apart.
    """
    if value.text is None:
        return value.texts
    held = iter(_BRACED.findall(value.text))
    text = _BRACED.sub(_HELD, value.text.replace(_HELD, ""))
    try:
        found = shlex.split(text)
    except ValueError:
        found = text.split()
    return tuple(re.sub(_HELD, lambda _: next(held), word) for word in found)


def _environment(service: Service, project: Project, place: Place) -> tuple[dict[str, str | None], bool]:
    environment: dict[str, str | None] = {}
    is_whole = True
    files = service.value.at("env_file")
    for entry in files.items or (files,):
        path = entry.text or entry.at("path").text
        if path is None:
            continue
        found = place.read(service.folder / path)
        if isinstance(found, SettingFile):
            environment.update(parse(found.text))
            continue
        is_whole = False
        if isinstance(found, Skipped):
            project.skipped.append(found)
    written = assigned(service.written.at("environment"))
    for name, value in assigned(service.value.at("environment")).entries.items():
        environment[name] = _held(name, value.text, written.at(name).text)
    return environment, is_whole


def _held(name: str, value: str | None, written: str | None) -> str | None:
    """Return the value of a variable; of a secret that is set for certain only that it is."""
    is_set = value is not None and is_open(value) and _ALWAYS_SET.search(written or "")
    return None if is_set and is_secret_name(name) else value


def _ports(entry: Value) -> tuple[PublishedPort, ...] | None:
    """Return the ports that an entry publishes; ``None`` where it is not understood."""
    if entry.text is not None:
        # A port without one of the machine is published on one that is chosen then.
        return _open_port(entry.text) if is_open(entry.text) else published_ports(entry.text)
    container = port_of(entry.at("target").text)
    if container is None:
        return None
    if entry.at("protocol").text not in (None, "tcp"):
        return ()
    return (PublishedPort(container, port_of(entry.at("published").text), entry.at("host_ip").text),)


def _open_port(text: str) -> tuple[PublishedPort, ...] | None:
    """Return a port whose number on the machine is a variable; ``None`` where its address is one."""
    *before, last = _VARIABLE.sub(_HELD, text).split(":")
    container = port_of(last.partition("/")[0])
    address = before[0] if len(before) == 2 else None
    if container is None or _HELD in (address or ""):
        return None
    return (PublishedPort(container, None, address or None),)
