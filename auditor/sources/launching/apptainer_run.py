"""``apptainer run`` and ``singularity exec`` in units and scripts: the container that the words describe.

It has the network of its machine, and the variables of whoever starts it, unless it is told otherwise.

Source:
    https://apptainer.org/docs/user/main/cli/apptainer_exec.html: the options; general knowledge of the rest.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from auditor.sources.launching.invocation import Invocation

TOOLS: Final = frozenset({"apptainer", "singularity"})
_VERBS: Final = frozenset({"exec", "run", "shell", "start"})
# fmt: off
_TAKING: Final = frozenset({
    "--add-caps", "--app", "--apply-cgroups", "--bind", "--blkio-weight", "--cpus", "--cwd", "--dns",
    "--docker-host", "--drop-caps", "--env", "--env-file", "--fusemount", "--home", "--hostname", "--memory",
    "--mount", "--network", "--network-args", "--no-mount", "--overlay", "--pem-path", "--pids-limit",
    "--pwd", "--scratch", "--security", "--shm-size", "--workdir", "-B", "-H", "-S", "-W", "-o",
})
_ALONE: Final = frozenset({"--net", "-n"})
_CLEAN: Final = frozenset({"--cleanenv", "-e", "--containall", "-C", "--compat"})
# fmt: on
_SCHEME: Final = re.compile(r"(?:docker|oras|docker-daemon|library)://")


def apptainer(words: Sequence[str], around: Invocation) -> Invocation | None:
    """Return what a tool for images in files is told to run; ``None`` if it is not told to run anything."""
    verb = next((place for place, word in enumerate(words) if word in _VERBS), None)
    if verb is None:
        return None
    place = verb + 1
    given: list[tuple[str, str]] = []
    while place < len(words) and words[place].startswith("-"):
        name, has_value, value = words[place].partition("=")
        place += 1
        if not has_value and name in _TAKING:
            value = words[place] if place < len(words) else ""
            place += 1
        given.append((name, value))
    if place >= len(words):
        return None
    names = {name for name, _ in given}
    # An instance that is started is given a name behind its image.
    rest = words[place + 2 :] if words[verb] == "start" else words[place + 1 :]
    return replace(
        around,
        command=tuple(rest) if words[verb] == "exec" else (),
        arguments=() if words[verb] == "exec" else tuple(rest),
        environment=_environment(given, {} if names & _CLEAN else dict(around.environment)),
        is_environment_whole=around.is_environment_whole and "--env-file" not in names,
        image=_SCHEME.sub("", words[place]),
        has_host_network=not names & _ALONE,
    )


def _environment(
    given: Sequence[tuple[str, str]], environment: dict[str, str | None]
) -> dict[str, str | None]:
    for name, value in given:
        if name == "--env":
            for pair in value.split(","):
                key, has_value, text = pair.partition("=")
                environment[key] = text if has_value else None
    return environment
