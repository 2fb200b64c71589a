"""What a service sees of this machine: bind mounts, by which a path in its container is one here.

A named volume is kept by the container engine, and lies where that chooses: it is no place here.

Source:
    Compose specification, services, volumes: short syntax ``VOLUME:CONTAINER_PATH[:ACCESS_MODE]``, where a
    path that begins with a dot is relative to the file; long syntax with ``type: bind``.
"""

import os
import posixpath
from collections.abc import Iterator

from auditor.formats.yaml_stream import Value
from auditor.sources.compose.project import Service
from auditor.sources.variables import is_open


def mounts(service: Service) -> Iterator[tuple[str, str]]:
    """Yield path in the container and path on this machine, both absolute and normal."""
    for entry in service.value.at("volumes").items:
        source, target = _ends(entry)
        is_path = source.startswith((".", "/"))
        if is_path and target.startswith("/") and not is_open(source) and not is_open(target):
            yield posixpath.normpath(target), os.path.normpath(service.folder.absolute() / source)


def _ends(entry: Value) -> tuple[str, str]:
    if entry.text is None:
        is_bind = entry.at("type").text == "bind"
        return (entry.at("source").text or "" if is_bind else ""), entry.at("target").text or ""
    source, _, rest = entry.text.partition(":")
    return source, rest.partition(":")[0]
