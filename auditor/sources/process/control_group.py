"""The unit or the container that a process belongs to, by the path of its control group."""

import re
from dataclasses import dataclass
from typing import Final

# Docker, containerd, CRI-O, Podman and LXC, with the systemd and with the cgroupfs driver.
_CONTAINER: Final = re.compile(
    r"(?:docker|cri-containerd|crio|libpod|libpod-payload|nerdctl|containerd)[-:]([0-9a-f]{64})(?:\.scope)?(?:/|$)"
    r"|/(?:docker|libpod_parent|kubepods[^/]*(?:/[^/]+)*|ecs/[^/]+|podman)/(?:libpod-)?([0-9a-f]{64})(?:/|$)"
    r"|/lxc(?:\.payload)?[./]([^/]+)"
)
_UNIT: Final = re.compile(r"/([^/]+\.service)(?=/|$)")
# They hold whatever a user or a container engine starts, and say nothing of it.
_HOLDER: Final = re.compile(
    r"user@\d+|(?:docker|containerd|crio|kubelet|podman|snap\.docker\.dockerd|k3s|k3s-agent|lxc|lxd|ssh|sshd|cron|init)"
)
_ESCAPED: Final = re.compile(r"\\x([0-9a-f]{2})")


@dataclass(frozen=True, slots=True)
class Home:
    """What a process runs in.

    Attributes:
        unit: Service that started it.
        container: Beginning of its container's id, or its name, as engines print it.
    """

    unit: str | None = None
    container: str | None = None


def home(text: str) -> Home:
    """Return what the text of ``/proc/PID/cgroup`` says; of several hierarchies all count."""
    paths = [line.split(":", 2)[2] for line in text.splitlines() if line.count(":") >= 2]
    containers = [next(filter(None, found.groups())) for path in paths if (found := _CONTAINER.search(path))]
    units = [name for path in paths for name in _UNIT.findall(path) if not _is_holder(name)]
    return Home(
        unit=_ESCAPED.sub(lambda code: chr(int(code[1], 16)), units[-1]) if units else None,
        container=containers[0][:12] if containers else None,
    )


def _is_holder(unit: str) -> bool:
    return _HOLDER.fullmatch(unit.removesuffix(".service")) is not None
