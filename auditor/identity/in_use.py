"""Models in use to deployments: one server that several sources saw is one deployment per model it serves.

::

    InUse*  --resolved-->   (InUse, model id)*   by open file, digest or path: content, never by name
            --servers-->    those of one server  the same machine and port, or the same workload
            --served-->     one deployment per model of a server, its states and their evidence kept apart
    a reference that stands for nothing here --reference--> a model of which only the name is known
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from auditor.domain.serving import DeploymentState, Exposure, InUse, ModelReference, ReferenceKind
from auditor.domain.subject import Deployment
from auditor.formats.address import is_everywhere, reach, split_address

_STRONGEST: Final = tuple(DeploymentState)
# Where the same thing is seen by several, the most lasting word for it names the deployment.
_LASTING: Final = (
    DeploymentState.CONFIGURED,
    DeploymentState.RUNNING,
    DeploymentState.USED_IN_CODE,
    DeploymentState.DECLARED,
)
_CONTAINER: Final = "container"
_NO_NAME: Final = frozenset({ReferenceKind.UNRESOLVED})


@dataclass(slots=True)
class Here:
    """The models whose bytes were found, by what a reference can be resolved with.

    Attributes:
        by_inode: By device and inode of each of their files.
        by_path: By absolute path of each of their files, and of the folder that holds one model only.
        by_sha256: By digest of each of their files, and of the manifest that names them.
    """

    by_inode: dict[tuple[int, int], str] = field(default_factory=dict)
    by_path: dict[str, str] = field(default_factory=dict)
    by_sha256: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Resolved:
    """What was seen, and the model it is; ``None`` where nobody says which."""

    seen: InUse
    model_id: str | None


def deployments(in_use: Iterable[InUse], here: Here) -> tuple[Deployment, ...]:
    """Return the deployments that observations amount to, by id."""
    resolved = [Resolved(seen, model_id(seen, here)) for seen in in_use]
    found: dict[str, Deployment] = {}
    for server in _servers(resolved):
        for together in _served(server):
            deployment = _deployment(together)
            found.setdefault(deployment.id, deployment)
    return tuple(found[key] for key in sorted(found))


def model_id(seen: InUse, here: Here) -> str | None:
    """Return the id of the model that is in use: of one whose bytes are here only by its content."""
    open_ = {here.by_inode[file] for file in seen.open_files if file in here.by_inode}
    if len(open_) == 1:
        return open_.pop()
    if seen.model is None:
        return None
    if seen.model.sha256 and seen.model.sha256 in here.by_sha256:
        return here.by_sha256[seen.model.sha256]
    for path in seen.paths:
        if path in here.by_path:
            return here.by_path[path]
    return named_id(seen, seen.model)


def named_id(seen: InUse, model: ModelReference) -> str | None:
    """Return the id of a model of which only the name is known; none where the words name nothing.

    A path means something on one machine only, so that it is told apart by where it was read.
    """
    if model.kind in _NO_NAME or not model.written:
        return None
    version = f"@{model.revision}" if model.revision else ""
    match model.kind:
        case ReferenceKind.HOSTED:
            return f"api:{seen.operator or seen.host or 'unknown'}/{model.written}{version}"
        case ReferenceKind.FILE:
            scope = hashlib.sha256(f"{seen.target}\n{seen.workload or ''}".encode()).hexdigest()[:8]
            return f"name:file/{scope}/{model.written.lstrip('/')}"
        case _:
            return f"name:{model.kind.value}/{model.written}{version}"


def _servers(resolved: Sequence[Resolved]) -> Iterator[list[Resolved]]:
    """Yield what was seen of each server; whoever has neither address nor workload is alone."""
    parent = list(range(len(resolved)))

    def root(at: int) -> int:
        while parent[at] != at:
            at = parent[at]
        return at

    first: dict[tuple[str, ...], int] = {}
    for at, one in enumerate(resolved):
        for key in _keys(one.seen):
            parent[root(at)] = root(first.setdefault(key, at))
    together: dict[int, list[Resolved]] = {}
    for at, one in enumerate(resolved):
        together.setdefault(root(at), []).append(one)
    yield from together.values()


def _keys(seen: InUse) -> Iterator[tuple[str, ...]]:
    """Yield what tells a server: machine and port, or the unit on a machine that a process belongs to."""
    if seen.state is DeploymentState.USED_IN_CODE:
        return
    if seen.endpoint is not None:
        host, port = split_address(seen.endpoint.address)
        if port:
            # An address that is every machine's own means one of them only where it is known which; a port in
            # the network of a container, of which nobody saw that it is passed on, is not one of its machine.
            is_inside = _CONTAINER in dict(seen.settings) and seen.endpoint.exposure is None
            machine = seen.host if seen.host and not is_inside else _machine(host)
            if machine:
                yield ("port", machine, str(port))
    if seen.workload and seen.host:
        yield ("workload", seen.host, seen.workload)


def _machine(host: str | None) -> str | None:
    """Return the machine that a host names, if it does not name each machine itself."""
    if host is None or is_everywhere(host) or reach(host) is Exposure.LOOPBACK:
        return None
    return host.lower()


def _served(server: Sequence[Resolved]) -> Iterator[list[Resolved]]:
    """Yield what was seen of each model of a server; what names no model speaks of all of them."""
    of_all = [one for one in server if one.seen.model is None and one.model_id is None]
    by_model: list[list[Resolved]] = []
    for one in server:
        if one in of_all:
            continue
        same = next((group for group in by_model if any(_is_same(one, other) for other in group)), None)
        if same is None:
            by_model.append([one])
        else:
            same.append(one)
    if not by_model:
        yield of_all
    for group in by_model:
        yield [*group, *of_all]


def _is_same(one: Resolved, other: Resolved) -> bool:
    if one.model_id is not None and one.model_id == other.model_id:
        return True
    return not _called(one.seen).isdisjoint(_called(other.seen))


def _called(seen: InUse) -> frozenset[str]:
    written = seen.model.written if seen.model else ""
    return frozenset({written, seen.served_as or written} - {""})


def _deployment(together: Sequence[Resolved]) -> Deployment:
    ordered = sorted(together, key=lambda one: (_STRONGEST.index(one.seen.state), one.seen.locator))
    strongest = ordered[0].seen
    lasting = min(together, key=lambda one: (_LASTING.index(one.seen.state), one.seen.locator)).seen
    # An id of content wins over one of a name: whoever had the file open knows best.
    ids = sorted({one.model_id for one in together if one.model_id}, key=lambda id_: (_weak(id_), id_))
    name = _name(lasting) or _name(strongest)
    runtime = next((one.seen.runtime.name for one in ordered if one.seen.runtime), None)
    scheme = lasting.target.partition(":")[0]
    key = "\n".join((scheme, lasting.target, lasting.locator, runtime or "", name))
    return Deployment(
        id=f"dep:{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}",
        model_id=ids[0] if ids else None,
        name=name or lasting.workload or _server(lasting, runtime),
        state=strongest.state,
        scheme=scheme,
        locator=f"{lasting.target}#{lasting.locator}",
        evidence=strongest.evidence,
        runtime=runtime,
        seen=tuple(one.seen for one in ordered),
    )


def _server(seen: InUse, runtime: str | None) -> str:
    """Return what to call a server of which nobody says what it serves: ``ollama @ 0.0.0.0:11434``."""
    if runtime is None or seen.endpoint is None:
        return seen.locator
    return f"{runtime} @ {seen.endpoint.address}"


def _weak(id_: str) -> bool:
    return id_.startswith(("name:", "api:"))


def _name(seen: InUse) -> str:
    return seen.served_as or (seen.model.written if seen.model else "")
