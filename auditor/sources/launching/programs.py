"""From a command line to the programs it ends up starting, behind wrappers, shells and container tools."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from auditor.catalogue.runtimes import Command, RuntimeEntry, Runtimes, Takes
from auditor.domain.serving import Activity, ReferenceKind
from auditor.formats.image_name import parse_image
from auditor.sources.launching import apptainer_run
from auditor.sources.launching.container_run import contained
from auditor.sources.launching.invocation import Invocation
from auditor.sources.launching.requests import pulling
from auditor.sources.launching.shell import commands
from auditor.sources.variables import expand_fields

_DEEPEST: Final = 6
_SHELLS: Final = frozenset({"sh", "bash", "dash", "ash", "zsh", "ksh", "busybox"})
_PYTHON: Final = re.compile(r"(?:python|pypy)[\d.]*(?:\.exe)?", re.IGNORECASE)
_PYTHON_TAKES: Final = frozenset({"-W", "-X", "--check-hash-based-pycs"})
_TOOLS: Final = frozenset({"docker", "podman", "nerdctl"})
# Programs that start the program behind their own options.
# fmt: off
_WRAPPERS: Final = frozenset({
    "accelerate", "catatonit", "ch-run", "chroot", "chrt", "command", "conda", "deepspeed", "doas",
    "dumb-init", "enroot", "entrypoint.sh", "env", "eval", "exec", "flock", "gosu", "ionice", "java",
    "jemalloc.sh", "libeatmydata", "micromamba", "mpiexec", "mpirun", "nice", "nohup", "nsys", "numactl",
    "nvidia_entrypoint.sh", "orterun", "pdm", "pipenv", "pixi", "pm2", "poetry", "prlimit",
    "ray_init.sh", "runuser", "rye", "s6-setuidgid", "screen", "script", "setpriv", "setsid", "srun",
    "stdbuf", "su-exec", "sudo", "systemd-run", "taskset", "time", "timeout", "tini", "tmux", "torchrun",
    "trtllm-llmapi-launch", "unshare", "uv", "uvx", "xargs",
})
# Programs that serve nothing, whatever image they run in.
_IDLE: Final = frozenset({
    "[", "apt", "apt-get", "awk", "cat", "cd", "chmod", "chown", "cp", "curl", "date", "echo", "exit",
    "export", "find", "grep", "id", "kill", "ln", "ls", "mkdir", "mv", "nvidia-smi", "pip", "pip3",
    "printf", "pwd", "rm", "sed", "sleep", "source", "stat", "tail", "tee", "test", "touch", "trap",
    "true", "ulimit", "umask", "wait", "wget", ".", ":", "false", "set", "huggingface-cli", "hf", "aws",
    "gsutil", "rsync", "git", "nc", "until",
})
# fmt: on
# Of these a module may be given as to an interpreter: torchrun -m MODULE.
_OF_MODULES: Final = frozenset({"accelerate", "deepspeed", "torchrun"})
_MODULE_FLAGS: Final = ("-m", "--module")
_LAUNCHING_MODULES: Final = (
    "torch.distributed.run",
    "torch.distributed.launch",
    "accelerate.commands.launch",
)
# Programs that give another user's shell a text.
_OF_USERS: Final = frozenset({"runuser", "sg", "su"})
_ASSIGNMENT: Final = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Program:
    """One program that a command line starts.

    Attributes:
        arguments: Its arguments; of a known program those behind the words that tell it.
        around: What surrounds it.
        entry: The runtime, of a known program.
        command: Which command of it.
        path: The program as it is written.
        is_opaque: Its words do not say everything: a title, or a program of somebody's own.
    """

    arguments: tuple[str, ...]
    around: Invocation
    entry: RuntimeEntry | None = None
    command: Command | None = None
    path: str = ""
    is_opaque: bool = False

    @property
    def is_idle(self) -> bool:
        """Whether it serves nothing, whatever image it runs in."""
        return self.entry is None and _base(self.path) in _IDLE


def programs(
    argv: Sequence[str], around: Invocation, runtimes: Runtimes, depth: int = 0
) -> Iterator[Program]:
    """Yield the programs that a command line starts, known ones and others."""
    words = tuple(argv)
    environment = dict(around.environment)
    while words and (found := _ASSIGNMENT.fullmatch(words[0])):
        environment[found[1]] = found[2]
        words = words[1:]
    around = replace(around, environment=environment)
    if not words or depth > _DEEPEST:
        return
    words = pulling(_base(words[0]), words[1:]) or words
    if (launcher := _without_interpreter(words))[:1] == ("torchrun",):
        words = launcher
    known = _known(words, around, runtimes)
    inner = _contained(words, around) if known is None else None
    script = _script(words)
    if known is not None:
        yield known
    elif inner is not None:
        yield from of_invocation(inner, runtimes, depth + 1)
    elif script is not None:
        for command in commands(script[0], around.environment, script[1]):
            within = replace(around, environment=command.environment)
            yield from programs(command.words, within, runtimes, depth + 1)
    elif _base(words[0]) in _WRAPPERS:
        yield from _wrapped(words, around, runtimes, depth)
    else:
        yield Program(words[1:], around, path=words[0])


def _contained(words: tuple[str, ...], around: Invocation) -> Invocation | None:
    """Return the container that a tool is told to run."""
    base = _base(words[0])
    if base in apptainer_run.TOOLS:
        return apptainer_run.apptainer(words, around)
    return contained(words, around) if base in _TOOLS else None


def of_invocation(around: Invocation, runtimes: Runtimes, depth: int = 0) -> Iterator[Program]:
    """Yield the programs that an invocation starts, its image's entry point in front where it counts."""
    found = runtimes.of_image(parse_image(around.image).repository) if around.image else None
    words = _expanded((*around.command, *around.arguments), around)
    own = list(programs(words, around, runtimes, depth))
    if found is None or any(program.entry for program in own):
        yield from own
        return
    entry, image = found
    started: list[Program] = []
    if not around.command and image.entrypoint:
        started = list(programs((*image.entrypoint, *(words or image.arguments)), around, runtimes, depth))
    if any(program.entry for program in started):
        yield from started
        return
    busy = [program for program in own if not program.is_idle]
    if busy and around.command:
        # A program of the image's own making: its flags may still be the runtime's.
        yield replace(busy[-1], entry=entry, is_opaque=True)
    elif busy or not own:
        yield Program(words, around, entry)


def _expanded(words: Sequence[str], around: Invocation) -> tuple[str, ...]:
    fields: list[str] = []
    for place, word in enumerate(words):
        is_script = place > 0 and _is_script_flag(words[place - 1])
        if is_script or any(space in word for space in " \t\n"):
            # A script puts its variables in itself.
            fields.append(word)
        else:
            found = expand_fields(word, around.environment)
            # Only a variable that is a word of its own falls apart into several, as systemd has it.
            fields += [part for part in found if part] if word.startswith("$") else [" ".join(found)]
    return tuple(fields)


def _is_script_flag(word: str) -> bool:
    return re.fullmatch(r"-[a-z]*c", word) is not None


def _known(words: tuple[str, ...], around: Invocation, runtimes: Runtimes) -> Program | None:
    titled = runtimes.of_title(words[0]) or runtimes.of_title(_base(words[0]))
    if titled is not None:
        worker = Command((), Activity.WORKS, Takes.NOTHING, ReferenceKind.REPOSITORY)
        return Program((), around, titled, worker, words[0], is_opaque=True)
    argv = _without_interpreter(words)
    found = runtimes.of_command(argv)
    if found is None:
        return None
    entry, command = found
    return Program(argv[len(command.words) :], around, entry, command, argv[0])


def _without_interpreter(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return a script with its arguments, or ``python -m MODULE``, whatever interpreter starts it."""
    if not _PYTHON.fullmatch(_base(words[0])):
        return words
    place = 1
    while place < len(words) and words[place].startswith("-") and words[place] not in ("-m", "-c", "-"):
        place += 2 if words[place] in _PYTHON_TAKES else 1
    if words[place : place + 1] == ("-m",):
        is_launcher = words[place + 1 : place + 2] and words[place + 1] in _LAUNCHING_MODULES
        return ("torchrun", *words[place + 2 :]) if is_launcher else ("python", *words[place:])
    return words[place:] or words


def _script(words: tuple[str, ...]) -> tuple[str, tuple[str, ...]] | None:
    """Return the text behind ``sh -c``, and the parameters behind it."""
    if _base(words[0]) in _OF_USERS:
        told = [place for place, word in enumerate(words[:-1]) if word in ("-c", "--command")]
        glued = [word.partition("=")[2] for word in words if word.startswith("--command=")]
        return (words[told[0] + 1], ()) if told else (glued[0], ()) if glued else None
    if _base(words[0]) not in _SHELLS:
        return None
    for place, word in enumerate(words[1:-1], start=1):
        if _is_script_flag(word):
            return words[place + 1], words[place + 2 :]
        if not word.startswith(("-", "+")) and word not in ("sh", "pipefail"):
            return None
    return None


def _wrapped(words: tuple[str, ...], around: Invocation, runtimes: Runtimes, depth: int) -> Iterator[Program]:
    environment = dict(around.environment)
    for place in range(1, len(words)):
        rest = words[place:]
        assigned = _ASSIGNMENT.fullmatch(rest[0])
        if assigned:
            environment[assigned[1]] = assigned[2]
            continue
        if rest[0] in _MODULE_FLAGS and _base(words[0]) in _OF_MODULES:
            rest = ("python", "-m", *rest[1:])
        base = _base(rest[0])
        is_next = base in _SHELLS | _WRAPPERS or (base in _TOOLS and "run" in rest)
        within = replace(around, environment=environment)
        if is_next or _known(rest, within, runtimes):
            yield from programs(rest, within, runtimes, depth + 1)
            return
        if any(space in rest[0] for space in " \t\n") and (
            found := _within_text(rest[0], within, runtimes, depth)
        ):
            yield from found
            return
    # What a wrapper starts is the last thing known of it: the first word that is no option.
    plain = [word for word in words[1:] if not word.startswith("-") and not _ASSIGNMENT.fullmatch(word)]
    yield Program((), around, path=plain[0] if plain else words[0])


def _within_text(text: str, around: Invocation, runtimes: Runtimes, depth: int) -> list[Program]:
    """Return the programs of a text that is one word, as terminals are given it, if any of them is known."""
    found = [
        program
        for command in commands(text, around.environment)
        for program in programs(
            command.words, replace(around, environment=command.environment), runtimes, depth + 1
        )
    ]
    return found if any(program.entry for program in found) else []


def _base(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2].removesuffix(".exe")
