"""``process:``: the models that programs of this machine run, read from ``/proc``."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from auditor.domain.observation import Covered, Observation, Skipped
from auditor.domain.phrasing import series
from auditor.domain.serving import (
    Contact,
    DeploymentState,
    Endpoint,
    InUse,
    ModelReference,
    OpenFile,
    ReferenceKind,
)
from auditor.domain.tri import Tri
from auditor.errors import SourceError
from auditor.formats.address import joined, reach, split_address
from auditor.formats.text import cleaned, printable_name
from auditor.sources.base import PlaceKind, Target
from auditor.sources.cleaning import clean
from auditor.sources.credentials import without_credentials
from auditor.sources.loaded_adapters import with_adapters
from auditor.sources.places import absolute, named_folder
from auditor.sources.process.control_group import Home, home
from auditor.sources.process.networks import Networks
from auditor.sources.process.procfs import Process, link, process_ids, read_process, read_text
from auditor.sources.process.servers import Held, Server, servers
from auditor.sources.process.sockets import widest
from auditor.sources.reading import why

_USUAL: Final = "/proc"


@dataclass(frozen=True, slots=True)
class ProcessSource:
    """Reads what the kernel shows of running programs; nothing is asked of them."""

    scheme: str = "process"
    summary: str = "models that programs of this machine run, from /proc (process:, process:/host/proc)"
    needs_place: bool = False
    place_kind: PlaceKind = PlaceKind.PATH

    def resolve(self, target: Target) -> Target:
        """See `Source.resolve`."""
        return Target(self.scheme, absolute(_folder(target)))

    def observe(self, target: Target) -> Iterator[Observation]:
        """See `Source.observe`."""
        proc = _folder(target)
        try:
            ids = process_ids(proc)
        except OSError as error:
            raise SourceError(f"{target.called}: {why(error)}", hint="It needs Linux's /proc.") from error
        if not ids:
            raise SourceError(f"{target.called}: no process is there", hint="Is it a /proc file system?")
        yield from _Look(str(target), proc).observe(ids)


def _folder(target: Target) -> Path:
    return named_folder(target) if target.place else Path(_USUAL)


class _Look:
    """One look at the processes of a machine."""

    def __init__(self, target: str, proc: Path) -> None:
        self._target, self._proc = target, proc
        self._host = _machine(proc)

    def observe(self, ids: Sequence[int]) -> Iterator[Observation]:
        """Yield what runs, what may not be read, and how far that goes."""
        found, n_closed = list[Process](), 0
        for pid in ids:
            try:
                process = read_process(self._proc, pid)
            except PermissionError:
                n_closed += 1
            else:
                found += [process] if process else []
        networks = Networks.of(self._proc, found)
        seen = [one for server in servers(found) for one in self._in_use(server, networks)]
        yield from _numbered(seen)
        n_partly = sum(not process.is_open or process.environment is None for process in found)
        yield from self._not_read(n_closed, "command line")
        yield from self._not_read(n_partly, "environment, open files and sockets, or some of them,")
        yield Covered(self._target, len(found), self._how_far(n_closed, n_partly))

    def _in_use(self, server: Server, networks: Networks) -> Iterator[InUse]:
        place = home(server.process.groups)
        is_contained = place.container is not None or server.process.is_nested
        endpoint = self._endpoint(server, networks, is_contained=is_contained)
        for held in server.held:
            seen = _in_use(server, held, place, endpoint, self._target, self._host)
            yield from map(clean, _with_adapters(seen, held))

    def _endpoint(self, server: Server, networks: Networks, *, is_contained: bool) -> Endpoint | None:
        """Return where a server listens: where it was seen to, else where its words say that it does."""
        told = server.launch.endpoint if server.launch else None
        # What a program that is no runtime listens for is not known.
        if server.launch is None:
            return None
        port = split_address(told.address)[1] if told else None
        listener = widest(networks.listening(server.members), port)
        is_own = networks.is_own(server.process)
        if listener is None:
            is_apart = is_own is False or (is_own is None and is_contained)
            # Where its sockets were seen and none listens, neither its words nor its kind's default say more.
            is_seen = all(member.is_open for member in server.members)
            return replace(told, exposure=None) if told and (is_apart or is_seen) else told
        base = told or Endpoint("")
        if is_own is False and (published := networks.published(server.process, listener)) is not None:
            listener, is_own = published, True
        # From where a container's own network can be reached is not seen from within it.
        exposure = reach(listener.host) if is_own is not False else None
        return replace(
            base, address=joined(listener.host, listener.port), exposure=exposure, contact=Contact.LISTENS
        )

    def _not_read(self, number: int, what: str) -> Iterator[Skipped]:
        if number:
            reason = f"{what} may not be read of {number} processes: run it as root to see them"
            yield Skipped(self._target, "", reason)

    def _how_far(self, n_closed: int, n_partly: int) -> str:
        limits = f", {n_partly} of them only in part" if n_partly else ""
        closed = f"; {n_closed} may not be read" if n_closed else ""
        return (
            f"every process that is visible here{limits}{closed}; no socket is opened and nothing is asked "
            "of a server, and weights that were loaded and closed again are known by the command line only"
        )


def _machine(proc: Path) -> str | None:
    """Return the name of the machine; none where this program has another one than its first process."""
    first, own = link(proc / "1/ns/uts"), link(proc / "self/ns/uts")
    if first is not None and own is not None and first != own:
        return None
    try:
        return cleaned(read_text(proc / "sys/kernel/hostname", 256).strip()) or None
    except OSError:
        return None


def _in_use(
    server: Server, held: Held, place: Home, endpoint: Endpoint | None, target: str, host: str | None
) -> InUse:
    launch = server.launch
    settings = dict(launch.settings) if launch else {}
    is_contained = place.container is not None or server.process.is_nested
    settings |= {"store": launch.stores[0].written} if launch and launch.stores else {}
    port = split_address(endpoint.address)[1] if endpoint else None
    is_first = held is server.held[0]
    return InUse(
        target=target,
        locator=_locator(server, held, place, port),
        state=DeploymentState.RUNNING,
        evidence=_evidence(server, held, place, endpoint),
        model=held.model,
        served_as=launch.served_as[0] if launch and launch.served_as and is_first else None,
        adapters=launch.adapters if launch and is_first else (),
        runtime=launch.runtime if launch else None,
        endpoint=endpoint,
        workload=place.unit,
        host=host,
        remote_code=launch.remote_code if launch else Tri.UNKNOWN,
        container=place.container or ("of its own namespace" if is_contained else ""),
        settings=tuple(sorted(settings.items())),
        open_files=tuple(
            OpenFile(file.device, file.inode, file.size_bytes, file.mtime_ns)
            for file in sorted(held.weights, key=lambda file: (file.device, file.inode))
        ),
        paths=_paths(held.model, held.process),
    )


def _with_adapters(seen: InUse, held: Held) -> Iterator[InUse]:
    """Yield a model and the adapters on it, each with those of the open files that are its own."""
    whose = {
        OpenFile(file.device, file.inode, file.size_bytes, file.mtime_ns): adapter
        for adapter in seen.adapters
        for file in held.weights
        if _lies_at(file.path, _path(adapter, held.process))
    }
    rest = tuple(file for file in seen.open_files if file not in whose)
    for one in with_adapters(replace(seen, open_files=rest), lambda adapter: _paths(adapter, held.process)):
        own = tuple(
            file for file in seen.open_files if one.model is not None and whose.get(file) == one.model
        )
        yield replace(one, open_files=own) if own else one


def _lies_at(file: str, path: str | None) -> bool:
    return path is not None and (file == path or file.startswith(f"{path}/"))


def _program(server: Server) -> str:
    """Return what runs, without its arguments: a runtime's id, or the name of a program."""
    if server.launch is not None:
        return server.launch.runtime.name
    # A title that a process gave itself may hold anything behind its first word.
    name = server.process.words[0].split(" ", 1)[0].rpartition("/")[2]
    return printable_name(without_credentials(name)[:100]) or "program"


def _locator(server: Server, held: Held, place: Home, port: int | None) -> str:
    """Return a place that is the same when the server is started again: no id of a process or container."""
    where = place.unit or ("container" if place.container or server.process.is_nested else "")
    what = f"{_program(server)}:{port}" if port else _program(server)
    if server.launch is None and held.model is not None:
        what = f"{what}/{held.model.written.rpartition('/')[2]}"
    return printable_name(f"{where}/{what}" if where else what)


def _evidence(server: Server, held: Held, place: Home, endpoint: Endpoint | None) -> str:
    inside = " in a container" if place.container or server.process.is_nested else ""
    said = [f"a process of {_program(server)} runs{inside}"]
    n_mapped = sum(file.is_mapped for file in held.weights)
    if held.weights:
        how = "mapped" if n_mapped == len(held.weights) else "open"
        said.append(f"has {len(held.weights)} weight file{'s' if len(held.weights) > 1 else ''} {how}")
    elif held.model is not None:
        said.append("names the model on its command line or in its environment")
    if endpoint is not None and endpoint.contact is Contact.LISTENS:
        said.append(f"listens on {endpoint.address}")
    return series(said)


def _path(model: ModelReference | None, process: Process) -> str | None:
    """Return the path of a model's file or folder, in the file system of the process that names it."""
    if model is None or model.kind is not ReferenceKind.FILE:
        return None
    if not model.written.startswith("/") and process.folder is None:
        return None
    return os.path.normpath(os.path.join(process.folder or "/", model.written))  # noqa: PTH118 - text, not a file


def _paths(model: ModelReference | None, process: Process) -> tuple[str, ...]:
    """Return where a model lies on this machine; nothing in a file system that is not this program's."""
    is_apart = process.has_own_files
    if is_apart is None:
        is_apart = process.is_nested or home(process.groups).container is not None
    path = _path(model, process)
    if is_apart or path is None:
        return ()
    try:
        return tuple(dict.fromkeys((path, os.path.realpath(path))))
    except (OSError, ValueError):
        return (path,)


def _numbered(seen: Sequence[InUse]) -> Iterator[InUse]:
    """Yield what runs in the order of places; several of one kind in one place are numbered."""
    counted: dict[tuple[str, str], int] = {}
    # Of a program that is no runtime, several processes are a pool of workers.
    pools = dict.fromkeys(one for one in seen if one.runtime is None)
    told = [*pools, *(one for one in seen if one.runtime is not None)]
    for one in sorted(told, key=lambda one: (one.locator, repr(one))):
        key = (one.locator, one.model.written if one.model else "")
        counted[key] = counted.get(key, 0) + 1
        yield one if counted[key] == 1 else replace(one, locator=f"{one.locator}~{counted[key]}")
