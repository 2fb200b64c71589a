"""Models in use to deployments: one server that several sources saw is one deployment per model it serves.

::

    InUse*  --resolved-->   (InUse, model id)*   by open file, digest or path: content, never by name
            --servers-->    those of one server  the same machine and port, or the same workload
            --served-->     one deployment per model of a server, its states and their evidence kept apart
    a server that runs with nothing loaded is one of its own, without a model
    a reference that stands for nothing here --reference--> a model of which only the name is known
"""

import hashlib
import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from auditor.domain.observation import FileId
from auditor.domain.scan import place_alone
from auditor.domain.serving import DeploymentState, Exposure, InUse, OpenFile
from auditor.domain.subject import Deployment, Fault
from auditor.formats.address import is_everywhere, is_private, reach, split_address
from auditor.identity.named_id import named_id
from auditor.identity.served_names import Resolved, by_model, joined

_STRONGEST: Final = tuple(DeploymentState)
# Where the same thing is seen by several, the most lasting word for it names the deployment.
_LASTING: Final = (
    DeploymentState.CONFIGURED,
    DeploymentState.RUNNING,
    DeploymentState.USED_IN_CODE,
    DeploymentState.DECLARED,
    DeploymentState.PRESENT,
)
# Names that the resolver of a cluster adds to a service's (Kubernetes, DNS for Services and Pods).
_IN_CLUSTER: Final = (".svc", ".svc.cluster.local")


@dataclass(slots=True)
class Here:
    """The models whose bytes were found, by what a reference can be resolved with.

    Attributes:
        by_file: By each of their files as it is while it is open.
        by_path: By absolute path of each of their files, and of the folder that holds one model only.
        by_sha256: By digest of each of their files, and of the manifest that names them.
        faults: By absolute path of each file that was looked at and is not read as a model, why.
    """

    by_file: dict[OpenFile, str] = field(default_factory=dict)
    by_path: dict[str, str] = field(default_factory=dict)
    by_sha256: dict[str, str] = field(default_factory=dict)
    faults: dict[str, Fault] = field(default_factory=dict)


def opened(file: FileId) -> OpenFile:
    """Return what a process that has this file open holds."""
    return OpenFile(file.device, file.inode, file.size_bytes, file.mtime_ns)


def deployments(in_use: Iterable[InUse], here: Here) -> tuple[Deployment, ...]:
    """Return the deployments that observations amount to, by id."""
    resolved = [Resolved(seen, model_id(seen, here)) for seen in in_use]
    unnumbered = [
        _deployment(naming, of_all) for server in _servers(resolved) for naming, of_all in _served(server)
    ]
    found: dict[str, Deployment] = {}
    n_equal: Counter[str] = Counter()
    for deployment in sorted(unnumbered, key=_place):
        n_equal[deployment.id] += 1
        n = n_equal[deployment.id]
        id_ = deployment.id if n == 1 else f"{deployment.id}.{n}"
        found[id_] = replace(deployment, id=id_)
    return tuple(found[key] for key in sorted(found))


def _place(deployment: Deployment) -> tuple[str, int, str, str]:
    """Return where a deployment stands among those of its file that are otherwise equal."""
    file, line = _file_and_line(deployment.locator)
    # One line may pass requests on to several hosts, and name no model of any.
    where = min((seen.endpoint.address for seen in deployment.seen if seen.endpoint), default="")
    return (file, line, deployment.model_id or "", where)


def _file_and_line(locator: str) -> tuple[str, int]:
    file, _, line = locator.rpartition(":")
    return (file, int(line)) if file and line.isascii() and line.isdigit() else (locator, 0)


def model_id(seen: InUse, here: Here) -> str | None:
    """Return the id of the model that is in use: of one whose bytes are here only by its content."""
    open_ = {here.by_file[file] for file in seen.open_files if file in here.by_file}
    if len(open_) == 1:
        return open_.pop()
    if seen.model is None:
        return None
    if seen.model.sha256 and seen.model.sha256 in here.by_sha256:
        return here.by_sha256[seen.model.sha256]
    if (path := path_here(seen, here)) and not seen.is_asked:
        return here.by_path[path]
    return named_id(seen, seen.model)


def path_here(seen: InUse, here: Here) -> str | None:
    """Return the path that a reference stands for where a file was read there; of what a server says too."""
    return next((path for path in seen.paths if path in here.by_path), None)


def fault_here(seen: InUse, here: Here) -> Fault | None:
    """Return why the file that a reference stands for is not read as a model; not of what a server says."""
    found = (here.faults[path] for path in seen.paths if path in here.faults)
    return None if seen.is_asked else next(found, None)


def _servers(resolved: Sequence[Resolved]) -> Iterator[list[Resolved]]:
    """Yield what was seen of each server; whoever has neither address nor workload is alone."""
    yield from joined(resolved, lambda one: _keys(one.seen))


def _keys(seen: InUse) -> Iterator[tuple[str, ...]]:
    """Yield what tells a server: machine and port, or the unit on a machine that a process belongs to."""
    if seen.state is DeploymentState.USED_IN_CODE:
        return
    if seen.endpoint is not None:
        host, port = split_address(seen.endpoint.address)
        if port:
            # An address that is every machine's own means one of them only where it is known which; a port in
            # the network of a container, of which nobody saw that it is passed on, is not one of its machine.
            is_inside = bool(seen.container) and seen.endpoint.exposure is None
            machine = seen.host.lower() if seen.host and not is_inside else _machine(host)
            if machine:
                yield ("port", machine, str(port), *_site(seen, machine), *_cluster(seen, machine))
    for word in seen.inside:
        yield ("inside", seen.target, word)
    if seen.workload and seen.host:
        yield ("workload", seen.host.lower(), seen.workload)


def _machine(host: str | None) -> str | None:
    """Return the machine that a host names, if it does not name each machine itself."""
    if host is None or is_everywhere(host) or reach(host) is Exposure.LOOPBACK:
        return None
    return host.lower()


def _site(seen: InUse, machine: str) -> tuple[str, ...]:
    """Return whose network the private address of a machine is of.

    A file of settings speaks of the network that it is for, which may be another site's. Whoever asks a
    server, sees it listen or lists the organisation's servers speaks of the network here.
    """
    is_setting = seen.state is DeploymentState.CONFIGURED
    return (seen.target,) if is_setting and is_private(machine) else ()


def _cluster(seen: InUse, machine: str) -> tuple[str, ...]:
    """Return where the name of a machine means something: inside a cluster each has its own ``chat.ml.svc``.

    Two folders of one target may be two clusters: ``prod`` and ``staging``.
    """
    is_inside = seen.endpoint is not None and seen.endpoint.exposure is Exposure.INTERNAL
    is_own = seen.host is None and "." not in machine and ":" not in machine
    if is_inside or is_own or machine.endswith(_IN_CLUSTER):
        file, line = _file_and_line(seen.locator)
        return (seen.target, posixpath.dirname(file) if line else "")
    return ()


def _served(server: Sequence[Resolved]) -> Iterator[tuple[list[Resolved], list[Resolved]]]:
    """Yield what was seen of each model of a server, and what speaks of the server without naming a model.

    A server of which nothing is known to be in use by a model is one by itself: it runs all the same.
    """
    of_all = [one for one in server if _is_of_all(one)]
    naming = [one for one in server if not _is_of_all(one)]
    models = list(by_model(naming))
    is_used = any(one.seen.state.is_use for one in naming)
    if not models or (not is_used and any(one.seen.state.is_use for one in of_all)):
        yield of_all, []
    for group, of_several in models:
        yield group, [*of_all, *of_several]


def _is_of_all(one: Resolved) -> bool:
    return one.seen.model is None and one.model_id is None


def _deployment(naming: Sequence[Resolved], of_all: Sequence[Resolved]) -> Deployment:
    together = [*naming, *of_all]
    ordered = sorted(together, key=_order)
    # That the server runs does not say that this model of it is loaded.
    strongest = min(naming, key=_order).seen
    lasting = min(together, key=lambda one: (_LASTING.index(one.seen.state), one.seen.locator)).seen
    # An id of content wins over one of a name, and whoever had the file open knows best.
    told = [one for one in naming if one.model_id]
    ids = [one.model_id for one in sorted(told, key=_certainty)]
    name = _name(lasting) or _name(strongest)
    runtime = next((one.seen.runtime.name for one in ordered if one.seen.runtime), None)
    scheme = lasting.target.partition(":")[0]
    return Deployment(
        id=_id(lasting),
        model_id=ids[0] if ids else None,
        name=name or lasting.workload or _server(lasting, runtime),
        state=strongest.state,
        scheme=scheme,
        locator=f"{lasting.target}#{lasting.locator}",
        evidence=strongest.evidence,
        runtime=runtime,
        seen=tuple(one.seen for one in ordered),
    )


def _id(lasting: InUse) -> str:
    """Return an id that is the same after a line was added above, or another source saw it as well.

    Nor does it matter what the target says of how to read its place.
    """
    is_written = lasting.state not in {DeploymentState.RUNNING, DeploymentState.PRESENT}
    words = (
        place_alone(lasting.target),
        _file_and_line(lasting.locator)[0] if is_written else lasting.locator,
        lasting.workload or "",
        lasting.runtime.name if lasting.runtime else "",
        lasting.served_as or "",
        lasting.model.written if lasting.model else "",
    )
    return f"dep:{hashlib.sha256(chr(10).join(words).encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"


def _order(one: Resolved) -> tuple[int, str, str]:
    return (_STRONGEST.index(one.seen.state), one.seen.locator, one.seen.target)


def _server(seen: InUse, runtime: str | None) -> str:
    """Return what to call a server of which nobody says what it serves: ``ollama @ 0.0.0.0:11434``."""
    if runtime is None or seen.endpoint is None:
        return seen.locator
    return f"{runtime} @ {seen.endpoint.address}"


def _certainty(one: Resolved) -> tuple[bool, bool, str]:
    return (not one.is_content, not one.seen.open_files, one.model_id or "")


def _name(seen: InUse) -> str:
    return seen.served_as or (seen.model.written if seen.model else "")
