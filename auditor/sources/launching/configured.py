"""From what a command would start to what is observed: one `InUse` per program and model or adapter."""

import os
import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from auditor.domain.serving import DeploymentState, InUse, ModelReference, ReferenceKind
from auditor.formats.address import is_local
from auditor.formats.yaml_stream import Value
from auditor.sources.cleaning import clean, settings_of
from auditor.sources.launching.invocation import Launch
from auditor.sources.loaded_adapters import with_adapters
from auditor.sources.routing.routes import ANYWHERE
from auditor.sources.routing.upstream import Asked, in_use_of, upstream


@dataclass(frozen=True, slots=True)
class Written:
    """Where the settings of a program stand.

    Attributes:
        target: Target they were found under.
        locator: File within it, or object of a cluster.
        line: Line of the settings; ``None`` where there are no lines.
        workload: What runs the program: ``Deployment ml/chat``, ``service ollama``.
        lines: Lines of words in the settings, to name the line that names the model.
        settings: What else is known of it, by name.
        state: What was seen of it: that it runs, or only that somebody asked for it.
        mounts: Folders or files of this machine that its container sees, as path in it and path here.
        container: Name of the container that it runs in; empty for none, or where that is the workload.
    """

    target: str
    locator: str
    line: int | None
    workload: str
    lines: Mapping[str, int] = field(default_factory=dict)
    settings: Mapping[str, str | None] = field(default_factory=dict)
    state: DeploymentState = DeploymentState.CONFIGURED
    mounts: tuple[tuple[str, str], ...] = ()
    container: str = ""


def in_use(launch: Launch, written: Written, through: str = "") -> Iterator[InUse]:
    """Yield what a program serves or would; of a server that names no model one without.

    Args:
        launch: What is started.
        written: Where that stands.
        through: What makes it reachable from further away, for the evidence.
    """
    stores = " ".join(store.written for store in launch.stores) or None
    for place, model in enumerate(launch.models or (None,)):
        seen = InUse(
            target=written.target,
            locator=_locator(model, written),
            state=written.state,
            evidence=_evidence(launch, model, written, through),
            model=model,
            served_as=launch.served_as[0] if launch.served_as and place == 0 else None,
            adapters=launch.adapters if place == 0 else (),
            runtime=launch.runtime,
            endpoint=launch.endpoint,
            workload=written.workload,
            remote_code=launch.remote_code,
            container=written.container,
            settings=settings_of({**dict(launch.settings), **written.settings, "store": stores}),
            paths=tuple(_paths(model, written)),
        )
        yield from map(clean, with_adapters(seen, lambda adapter: tuple(_paths(adapter, written))))
    yield from map(clean, _passed_on(launch, written))


def _passed_on(launch: Launch, written: Written) -> Iterator[InUse]:
    """Yield services of others that a program passes requests on to; a server of one's own is seen itself."""
    for address in launch.upstreams:
        # The catalogue of hosts is of no use to a program that calls nobody.
        from auditor.catalogue.hosts import load_hosts

        found = upstream(Asked(ANYWHERE, "", address), load_hosts())
        if found.host is None or is_local(found.host):
            continue
        # By its host: credentials have left the address.
        line = next((line for words, line in written.lines.items() if found.host in words), written.line)
        yield in_use_of(
            found,
            InUse(
                target=written.target,
                locator=written.locator if line is None else f"{written.locator}:{line}",
                state=written.state,
                evidence=f"{written.workload}: {launch.runtime.name} calls {found.words}",
                model=None,
                workload=written.workload,
                settings=settings_of({"activity": launch.activity.value}),
            ),
        )


def lines_of(value: Value) -> dict[str, int]:
    """Return the lines of the words in a value; of a text over several lines each line of it."""
    found: dict[str, int] = {}
    for inner in value.walk():
        for number, line in enumerate((inner.text or "").split("\n")):
            found.setdefault(line, inner.line + (number + 1 if "\n" in (inner.text or "") else 0))
    return found


def _paths(model: ModelReference | None, written: Written) -> Iterator[str]:
    """Yield where on this machine a file of a container lies."""
    if model is None or model.kind is not ReferenceKind.FILE:
        return
    path = here(model.written, written.mounts)
    if path is not None:
        yield from dict.fromkeys((path, os.path.realpath(path)))


def here(inside: str, mounts: Sequence[tuple[str, str]]) -> str | None:
    """Return where on this machine a path in a container lies; of several mounts the nearest counts."""
    inside = posixpath.normpath(inside)
    for within, path in sorted(mounts, key=lambda mount: -len(mount[0])):
        if inside == within or inside.startswith(f"{within.rstrip('/')}/"):
            rest = inside[len(within) :].lstrip("/")
            return posixpath.join(path, rest) if rest else path
    return None


def _locator(model: ModelReference | None, written: Written) -> str:
    if written.line is None:
        return written.locator
    lines = written.lines.items() if model else ()
    line = next((line for words, line in lines if model and model.written in words), written.line)
    return f"{written.locator}:{line}"


def _evidence(launch: Launch, model: ModelReference | None, written: Written, through: str) -> str:
    what = {"fetches": "fetches", "routes": "routes to"}.get(launch.activity.value, "serves")
    named = f"{what} {model.written}" if model else f"{what} what is not named there"
    reached = f", reached through {through}" if through else ""
    does = "runs" if written.state is DeploymentState.RUNNING else "is configured"
    return f"{written.workload} {does}: {launch.runtime.name} {named}{reached}"
