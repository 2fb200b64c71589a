"""``compose:FILE|DIR``: the models that compose files have containers serve."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from auditor.domain.observation import Covered, Observation, Problem
from auditor.domain.serving import Activity, ReferenceKind, Runtime
from auditor.formats.yaml_stream import Value
from auditor.sources.base import Target
from auditor.sources.called import calls
from auditor.sources.compose.inside import Inside
from auditor.sources.compose.mounts import mounts
from auditor.sources.compose.project import Project, Service, is_override, project_of
from auditor.sources.compose.routers import routed
from auditor.sources.compose.services import invocation_of, runtime_by_name, words
from auditor.sources.gateways.proxied import with_config
from auditor.sources.launching.configured import Written, in_use, lines_of
from auditor.sources.launching.invocation import Invocation, Launch, with_fetched
from auditor.sources.launching.launch import launches, run_by, together
from auditor.sources.path_source import PathSource
from auditor.sources.references import names, reference
from auditor.sources.setting_files import Place, SettingFile, place_of
from auditor.sources.variables import is_open

_SUFFIXES: Final = (".yaml", ".yml")
_MODEL_RUNNER: Final = "docker-model-runner"
_HOW_FAR: Final = (
    "every .yaml and .yml file with compose in its name, with what it includes, extends and takes variables "
    "from, services of every profile; variables of the shell it is started from are not known"
)


@dataclass(frozen=True, slots=True)
class ComposeSource(PathSource):
    """Reads compose files as they would be started; no container tool is asked."""

    scheme: str = "compose"
    summary: str = "models that compose files have containers serve (compose:compose.yaml)"

    def observe(self, target: Target) -> Iterator[Observation]:
        """See `Source.observe`."""
        place = place_of(target)
        n_read = 0
        for file in place.files(_is_compose):
            if not isinstance(file, SettingFile):
                yield file
                continue
            n_read += 1
            if file.path == place.named or not is_override(file.path):
                yield from _observed(place, project_of(place, file), file.locator)
        yield Covered(place.target, n_read, f"{_HOW_FAR} ({n_read} files)")


def _is_compose(name: str) -> bool:
    return name.lower().endswith(_SUFFIXES) and "compose" in name.lower()


def _observed(place: Place, project: Project, locator: str) -> Iterator[Observation]:
    invocations = {name: invocation_of(one, project, place) for name, one in project.services.items()}
    for where, reason in project.problems:
        yield Problem(place.target, where, reason)
    yield from dict.fromkeys(project.skipped)
    started = {name: _started(project.services[name], one) for name, one in invocations.items()}
    by_name = {
        name: _by_name(project.services[name], one) for name, one in invocations.items() if not started[name]
    }
    network = Inside(project, locator)
    idle = [name for name in invocations if not started[name] and not by_name.get(name)]
    _join(project, invocations, started)
    for name in idle:
        yield from calls(invocations[name], _written(place, project.services[name]))
    for name, service in project.services.items():
        for launch in [*started[name], *_provided(service)]:
            written = _written(place, service)
            asking, passed_on = with_config(launch, written.mounts, place, written.locator)
            reached, through = routed(asking, service.value)
            inside = network.of_server(service, launch, invocations[name])
            yield from (replace(seen, inside=inside) for seen in in_use(reached, written, through))
            yield from map(network.called, passed_on)
        for launch in by_name.get(name, ()):
            for seen in in_use(launch, _written(place, service)):
                yield replace(seen, evidence=f"{seen.evidence}, by its name: its image is not known here")
    for name, (value, where) in project.models.items():
        launch = _model_runner(value)
        lines = lines_of(value)
        yield from in_use(launch, Written(place.target, where, value.line, f"model {name}", lines))


def _started(service: Service, invocation: Invocation) -> list[Launch]:
    """Return what a service starts; what hooks in its container fetch is joined to that."""
    found = [*launches(invocation)]
    for hook in service.value.at("post_start").items:
        hooked = replace(invocation, command=words(hook.at("command")), arguments=())
        found += launches(hooked) if hooked.command else ()
    return list(together(found))


def _written(place: Place, service: Service) -> Written:
    value = service.value
    replicas = value.at("deploy", "replicas").text or value.at("scale").text
    profiles = " ".join(value.at("profiles").texts) or None
    settings = {"profiles": profiles, "replicas": replicas}
    return Written(
        target=place.target,
        locator=service.locator,
        line=value.line,
        workload=f"service {service.name}",
        lines=lines_of(value),
        settings=settings,
        mounts=tuple(mounts(service)),
    )


def _provided(service: Service) -> Iterator[Launch]:
    """Yield what a service is that stands for a model of Docker Model Runner."""
    provider = service.value.at("provider")
    if provider.at("type").text == "model":
        yield _model_runner(provider.at("options"))


def _by_name(service: Service, invocation: Invocation) -> tuple[Launch, ...]:
    """Return what a service starts whose image is not known, as its names say."""
    if invocation.command or not is_open(invocation.image or ""):
        return ()
    # A project without such an image does not read the catalogue for it.
    from auditor.catalogue.runtime_reading import known_runtimes

    runtime = runtime_by_name(service, known_runtimes().entries)
    return launches(run_by(runtime, invocation)) if runtime else ()


def _model_runner(value: Value) -> Launch:
    models = names((reference(value.at("model").text or "", ReferenceKind.STORE),))
    return Launch(Runtime(_MODEL_RUNNER), Activity.SERVES, models)


def _join(project: Project, invocations: Mapping[str, Invocation], started: dict[str, list[Launch]]) -> None:
    """Join what services fetch into the store of another to that one, which then serves it."""
    for name, found in started.items():
        for fetching in [one for one in found if one.activity is Activity.FETCHES]:
            servers = [
                (other, place)
                for other in _served_by(project.services[name], project, invocations[name])
                for place, one in enumerate(started.get(other, ()))
                if one.activity is Activity.SERVES and one.runtime.name == fetching.runtime.name
            ]
            for other, place in servers:
                started[other][place] = with_fetched(started[other][place], fetching)
            if servers:
                found.remove(fetching)


def _served_by(service: Service, project: Project, invocation: Invocation) -> list[str]:
    """Return the services that one works for: that it waits for, or whose name one of its variables has."""
    waits = service.value.at("depends_on")
    found = [*waits.texts, *waits.entries]
    known = {name: name for name in project.services}
    known |= {one.value.at("container_name").text or name: name for name, one in project.services.items()}
    for value in invocation.environment.values():
        host = (value or "").rpartition("//")[2].partition(":")[0]
        if host in known and not is_open(host):
            found.append(known[host])
    return [name for name in dict.fromkeys(found) if name != service.name]
