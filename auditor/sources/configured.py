"""From what a command would start to what is observed: one `InUse` per program and model."""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from auditor.domain.serving import DeploymentState, Endpoint, InUse, ModelReference, ReferenceKind
from auditor.formats.text import cleaned
from auditor.formats.yaml_stream import Value
from auditor.sources.credentials import without_credentials
from auditor.sources.launch import Launch
from auditor.sources.references import names


@dataclass(frozen=True, slots=True)
class Written:
    """Where the settings of a program stand.

    Attributes:
        target: Target they were found under.
        locator: File within it.
        line: Line of the settings.
        workload: What runs the program: ``Deployment ml/chat``, ``service ollama``.
        lines: Lines of words in the settings, to name the line that names the model.
        settings: What else is known of it, by name.
        mounts: Folders or files of this machine that its container sees, as path in it and path here.
    """

    target: str
    locator: str
    line: int
    workload: str
    lines: Mapping[str, int] = field(default_factory=dict)
    settings: Mapping[str, str | None] = field(default_factory=dict)
    mounts: tuple[tuple[str, str], ...] = ()


def in_use(launch: Launch, written: Written, through: str = "") -> Iterator[InUse]:
    """Yield what a program is configured to serve; of a server that names no model one without.

    Args:
        launch: What is started.
        written: Where that stands.
        through: What makes it reachable from further away, for the evidence.
    """
    for place, model in enumerate(launch.models or (None,)):
        yield InUse(
            target=written.target,
            locator=f"{written.locator}:{_line(model, written)}",
            state=DeploymentState.CONFIGURED,
            evidence=_evidence(launch, model, written, through),
            model=_cleaned(model) if model else None,
            served_as=cleaned(launch.served_as[0]) if launch.served_as and place == 0 else None,
            adapters=tuple(map(_cleaned, launch.adapters)),
            runtime=replace(
                launch.runtime,
                image=cleaned(without_credentials(launch.runtime.image)) if launch.runtime.image else None,
            ),
            endpoint=_endpoint(launch.endpoint),
            workload=cleaned(written.workload),
            settings=_settings(launch, written),
            paths=tuple(_paths(model, written)),
        )


def with_fetched(server: Launch, fetched: Launch) -> Launch:
    """Return a server whose models are also those that another command brings into its store."""
    return replace(
        server,
        models=names((*server.models, *fetched.models)),
        unresolved=tuple(dict.fromkeys((*server.unresolved, *fetched.unresolved))),
    )


def lines_of(value: Value) -> dict[str, int]:
    """Return the lines of the words in a value; of a text over several lines each line of it."""
    found: dict[str, int] = {}
    for inner in value.walk():
        for number, line in enumerate((inner.text or "").split("\n")):
            found.setdefault(line, inner.line + (number + 1 if "\n" in (inner.text or "") else 0))
    return found


def _paths(model: ModelReference | None, written: Written) -> Iterator[str]:
    """Yield where on this machine a file of a container lies; of several mounts the nearest counts."""
    if model is None or model.kind is not ReferenceKind.FILE:
        return
    inside = posixpath.normpath(model.written)
    for within, here in sorted(written.mounts, key=lambda mount: -len(mount[0])):
        if inside == within or inside.startswith(f"{within.rstrip('/')}/"):
            rest = inside[len(within) :].lstrip("/")
            yield posixpath.join(here, rest) if rest else here
            return


def _settings(launch: Launch, written: Written) -> tuple[tuple[str, str], ...]:
    stores = " ".join(store.written for store in launch.stores) or None
    told = {**dict(launch.settings), **written.settings, "store": stores}
    return tuple((name, cleaned(value)) for name, value in sorted(told.items()) if value)


def _line(model: ModelReference | None, written: Written) -> int:
    if model is None:
        return written.line
    return next((line for words, line in written.lines.items() if model.written in words), written.line)


def _evidence(launch: Launch, model: ModelReference | None, written: Written, through: str) -> str:
    what = {"fetches": "fetches", "routes": "routes to"}.get(launch.activity.value, "serves")
    named = f"{what} {model.written}" if model else f"{what} what is not named there"
    reached = f", reached through {through}" if through else ""
    return cleaned(f"{written.workload} is configured: {launch.runtime.name} {named}{reached}")


def _endpoint(endpoint: Endpoint | None) -> Endpoint | None:
    return replace(endpoint, address=cleaned(endpoint.address)) if endpoint else None


def _cleaned(model: ModelReference) -> ModelReference:
    revision = cleaned(model.revision) if model.revision else None
    return replace(model, written=cleaned(model.written), revision=revision)
