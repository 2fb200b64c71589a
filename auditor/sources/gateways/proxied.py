"""The configuration that a LiteLLM proxy is started with: whom it passes requests on to.

One that is kept in an image, or outside of the folder, is listed: whoever has it names it with ``litellm:``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from auditor.domain.observation import Observation, Problem, Skipped, read_elsewhere
from auditor.domain.tri import Tri
from auditor.errors import FormatError
from auditor.formats.yaml_stream import Value, read_all
from auditor.sources.base import Target
from auditor.sources.gateways import litellm
from auditor.sources.launching.configured import here
from auditor.sources.launching.invocation import Launch
from auditor.sources.setting_files import Place, SettingFile

_RUNTIME: Final = "litellm"


def with_config(
    launch: Launch, mounts: Sequence[tuple[str, str]], place: Place, locator: str
) -> tuple[Launch, list[Observation]]:
    """Return a proxy as its configuration says, and what it passes requests on to.

    Args:
        launch: What a service or unit starts.
        mounts: What it sees of this machine.
        place: The target.
        locator: Where that stands.
    """
    if launch.runtime.name != _RUNTIME or launch.config is None:
        return launch, []
    path = here(launch.config, mounts)
    found = place.read(Path(path)) if path else None
    if path is None or not isinstance(found, SettingFile):
        return launch, [_unread(launch.config, path, place, locator)]
    try:
        root = next((one for one in read_all(found.text) if "model_list" in one.entries), None)
    except FormatError as error:
        return launch, [Problem(place.target, found.locator, error.message, error.offset)]
    if root is None:
        return launch, []
    return _asking(launch, root), list(_routes(root, place, found))


def _unread(config: str, path: str | None, place: Place, locator: str) -> Skipped:
    if path is not None and Path(path).is_file():
        return read_elsewhere(place.target, locator, str(Target(_RUNTIME, path)))
    reason = f"the configuration of a LiteLLM proxy, {config}, does not lie here: name it with litellm:"
    return Skipped(place.target, locator, reason)


def _routes(root: Value, place: Place, file: SettingFile) -> Iterator[Observation]:
    yield from litellm.routes(root, place.target, file.locator)


def _asking(launch: Launch, root: Value) -> Launch:
    endpoint = launch.endpoint
    if endpoint is None or endpoint.needs_credentials is not Tri.UNKNOWN:
        return launch
    return replace(launch, endpoint=replace(endpoint, needs_credentials=litellm.credentials_needed(root)))
