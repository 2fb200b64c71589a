"""From processes to servers: wrappers, workers and children belong to the server they start or serve."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from auditor.domain.serving import Activity, Exposure, ModelReference, ReferenceKind
from auditor.sources.launching.invocation import Invocation, Launch
from auditor.sources.launching.launch import launches
from auditor.sources.process.procfs import Process, WeightFile
from auditor.sources.reading import shard_set
from auditor.sources.references import reference

# Who talks to a server that another process is, or outlives what it started: that one is seen by itself.
_CLIENTS: Final = frozenset(
    {"docker", "podman", "nerdctl", "kubectl", "ssh", "conmon", "pm2", "screen", "SCREEN", "tmux"}
)
_LOCAL_ONLY: Final = frozenset({None, Exposure.LOOPBACK})


@dataclass(frozen=True, slots=True)
class Held:
    """A model that a server has.

    Attributes:
        model: The model; ``None`` where nobody says which.
        process: The process that names it or has it in its memory.
        weights: Its files, as far as they are seen.
    """

    model: ModelReference | None
    process: Process
    weights: tuple[WeightFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Server:
    """A server with everything that belongs to it, or a program that has models in its memory.

    Attributes:
        process: The process that serves.
        members: It, what started it as the same thing, and what it started.
        launch: What its words say; ``None`` for a program that is no runtime.
        held: The models that it has, one at least.
    """

    process: Process
    members: tuple[Process, ...]
    launch: Launch | None
    held: tuple[Held, ...]


def servers(processes: Sequence[Process]) -> Iterator[Server]:
    """Yield the servers among processes, then the other programs that have models in their memory."""
    told = {process.pid: launched for process in processes if (launched := _launched(process))}
    family = _Family(processes, told)
    for process in processes:
        for launch in told.get(process.pid, ()):
            if family.head_of(process) is process and launch.activity.has_server:
                yield family.server(process, launch)
    for process in processes:
        mapped = tuple(file for file in process.weights if file.is_mapped and file.is_telling)
        if mapped and family.head_of(process) is None:
            yield Server(process, (process,), None, _of_weights(process, mapped))


def _launched(process: Process) -> tuple[Launch, ...]:
    if process.words[0].rpartition("/")[2] in _CLIENTS:
        return ()
    around = Invocation(
        command=process.words,
        environment=process.environment or {},
        is_environment_whole=process.environment is not None,
    )
    return tuple(launch for launch in launches(around) if launch.activity is not Activity.FETCHES)


class _Family:
    """Who belongs to whom."""

    def __init__(self, processes: Sequence[Process], told: dict[int, tuple[Launch, ...]]) -> None:
        self._processes, self._told = processes, told
        self._by_pid = {process.pid: process for process in processes}
        self._outer = self._wrappers()
        self._heads = {process.pid: self._head(process) for process in processes}

    def head_of(self, process: Process) -> Process | None:
        """Return the server that a process belongs to, or is; ``None`` where there is none."""
        return self._heads[process.pid]

    def server(self, process: Process, launch: Launch) -> Server:
        """Return a server with all that belongs to it."""
        above = [one for one in self._above(process) if one.pid in self._outer]
        same = [(one, said) for one in above for said in self._same(one, launch)]
        below = [one for one in self._processes if self._heads[one.pid] is process and one is not process]
        # A process that passes its words on has said more than the one it started.
        namer, naming = next(
            ((one, said) for one, said in ((process, launch), *same) if said.models), (process, launch)
        )
        members = (process, *below, *{one.pid: one for one, _ in same}.values())
        held = _named(namer, naming, members) or self._of_workers(below) or self._of_memory(members)
        return Server(process, members, naming, held or (Held(None, process),))

    def _wrappers(self) -> frozenset[int]:
        """Return those that only start a server which is a process of its own."""
        return frozenset(
            above.pid
            for process in self._processes
            for launch in self._serving(process)
            for above in self._above(process)
            if self._same(above, launch)
        )

    def _head(self, process: Process) -> Process | None:
        line = [one for one in (process, *self._above(process)) if self._is_server(one)]
        # A server that another started for itself, which nobody else can reach, works for that one.
        while len(line) > 1 and self._works_for(line[0], line[1]):
            line.pop(0)
        return line[0] if line else None

    def _is_server(self, process: Process) -> bool:
        return process.pid not in self._outer and bool(self._serving(process))

    def _works_for(self, process: Process, above: Process) -> bool:
        ends = [launch.endpoint.exposure if launch.endpoint else None for launch in self._serving(process)]
        serves = any(launch.activity is Activity.SERVES for launch in self._serving(above))
        return serves and set(ends) <= _LOCAL_ONLY

    def _serving(self, process: Process) -> list[Launch]:
        return [launch for launch in self._told.get(process.pid, ()) if launch.activity.has_server]

    def _same(self, process: Process, launch: Launch) -> list[Launch]:
        return [one for one in self._serving(process) if one.runtime.name == launch.runtime.name]

    def _above(self, process: Process) -> Iterator[Process]:
        """Yield what started a process, nearest first."""
        seen = {process.pid}
        parent = self._by_pid.get(process.parent)
        while parent is not None and parent.pid not in seen:
            seen.add(parent.pid)
            yield parent
            parent = self._by_pid.get(parent.parent)

    def _of_workers(self, below: Iterable[Process]) -> tuple[Held, ...]:
        return tuple(
            Held(model, worker, worker.weights if len(launch.models) == 1 else ())
            for worker in below
            for launch in self._told.get(worker.pid, ())
            for model in launch.models
        )

    def _of_memory(self, members: Iterable[Process]) -> tuple[Held, ...]:
        return tuple(held for member in members for held in _of_weights(member, member.weights))


def _named(namer: Process, launch: Launch, members: Iterable[Process]) -> tuple[Held, ...]:
    """Return the models that a server is told to load; of several nobody says which file is whose."""
    if len(launch.models) != 1:
        return tuple(Held(model, namer) for model in launch.models)
    files = {(file.device, file.inode): file for member in members for file in member.weights}
    return (Held(launch.models[0], namer, tuple(sorted(files.values(), key=lambda file: file.path))),)


def _of_weights(process: Process, weights: Iterable[WeightFile]) -> tuple[Held, ...]:
    """Return the models that files amount to; those of a split set are one."""
    together: dict[str, list[WeightFile]] = {}
    for file in weights:
        together.setdefault(shard_set(file.path) or file.path, []).append(file)
    return tuple(
        Held(reference(files[0].path, ReferenceKind.FILE), process, tuple(files))
        for files in together.values()
    )
