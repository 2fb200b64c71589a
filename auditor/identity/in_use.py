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
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from auditor.domain.serving import DeploymentState, Exposure, InUse, ModelReference, ReferenceKind
from auditor.domain.subject import Deployment
from auditor.formats.address import UNKNOWN_PART, is_everywhere, is_local, is_private, reach, split_address

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
_CONTAINER: Final = "container"
_MAIN: Final = "main"
# Whose inference profiles say where a model is computed.
_OF_PROFILES: Final = "amazon-aws"
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
        for naming, of_all in _served(server):
            deployment = _deployment(naming, of_all)
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
    if (path := path_here(seen, here)) and not seen.is_asked:
        return here.by_path[path]
    return named_id(seen, seen.model)


def path_here(seen: InUse, here: Here) -> str | None:
    """Return the path that a reference stands for where a file was read there; of what a server says too."""
    return next((path for path in seen.paths if path in here.by_path), None)


def named_id(seen: InUse, model: ModelReference) -> str | None:
    """Return the id of a model of which only the name is known; none where the words name nothing.

    A repository is the same wherever it is named, and so is a model that its operator named. Any other name
    means something at one place only and is told apart by where it was read: a path by its machine, a name in
    a runtime's own registry by its server, a name that a customer made up by the customer's host or project.
    """
    if model.kind in _NO_NAME or not model.written:
        return None
    version = f"@{model.revision}" if model.revision else ""
    match model.kind:
        case ReferenceKind.HOSTED:
            # Those who serve a model take its name in any case; who lists one by hand writes it in any.
            return f"api:{_whose(seen, model)}/{_called(seen, model).lower()}{version}"
        case ReferenceKind.FILE:
            return f"name:file/{_scope(seen, seen.workload)}/{model.written.lstrip('/')}"
        case ReferenceKind.STORE:
            return f"name:store/{_scope(seen, _registry(seen))}/{model.written}{version}"
        case ReferenceKind.REPOSITORY:
            # A hub takes a name in any case, and serves its main branch to whoever names none.
            version = "" if model.revision == _MAIN else version
            return f"name:repository/{model.written.lower()}{version}"
        case _:
            return f"name:{model.kind.value}/{model.written}{version}"


def _called(seen: InUse, model: ModelReference) -> str:
    """Return what a hosted model is called wherever it is computed: Bedrock's regions each have a prefix."""
    if seen.operator != _OF_PROFILES or model.written.startswith("arn:"):
        return model.written
    # A scan that sees none of them does not read the catalogue.
    from auditor.catalogue.hosts import load_hosts

    match = load_hosts().of_model(model.written)
    return match.name if match.place is not None else model.written


def _whose(seen: InUse, model: ModelReference) -> str:
    """Return who serves a hosted model, and for whom where that one named it.

    A host that is not the same everywhere is one of its target only, and so is a customer who is not known.
    """
    if seen.operator is not None:
        if model.within is None:
            return seen.operator
        customer = model.within.lower() or f"unknown-{_scope(seen, None)}"
        return f"{seen.operator}/{customer}"
    host = (seen.host or "").lower()
    if not host or UNKNOWN_PART in host or is_local(host):
        return f"{host.replace(UNKNOWN_PART, '') or 'unknown'}-{_scope(seen, host)}"
    return host


def _registry(seen: InUse) -> str:
    """Return the server whose own word a name is; of one that is only listed or called, its address."""
    host, port = split_address(seen.endpoint.address) if seen.endpoint else (None, None)
    if host is not None or port is not None:
        return f"{host or ''}:{port or ''}".lower()
    is_server = seen.state not in {DeploymentState.DECLARED, DeploymentState.USED_IN_CODE}
    return (seen.workload or "") if is_server else ""


def _scope(seen: InUse, within: str | None) -> str:
    words = [seen.target, within or "", *([seen.host.lower()] if seen.host else [])]
    return hashlib.sha256("\n".join(words).encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _servers(resolved: Sequence[Resolved]) -> Iterator[list[Resolved]]:
    """Yield what was seen of each server; whoever has neither address nor workload is alone."""
    yield from _joined(resolved, lambda one: _keys(one.seen))


def _joined(
    resolved: Sequence[Resolved], keys: Callable[[Resolved], Iterable[tuple[str, ...]]]
) -> Iterable[list[Resolved]]:
    """Return what shares a key, directly or through others; the order means nothing."""
    parent = list(range(len(resolved)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    first: dict[tuple[str, ...], int] = {}
    for at, one in enumerate(resolved):
        for key in keys(one):
            parent[root(at)] = root(first.setdefault(key, at))
    together: dict[int, list[Resolved]] = {}
    for at, one in enumerate(resolved):
        together.setdefault(root(at), []).append(one)
    return together.values()


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
            machine = seen.host.lower() if seen.host and not is_inside else _machine(host)
            if machine:
                yield ("port", machine, str(port), *_site(seen, machine), *_cluster(seen, machine))
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
        file, _, line = seen.locator.rpartition(":")
        return (seen.target, posixpath.dirname(file) if line.isdigit() else "")
    return ()


def _served(server: Sequence[Resolved]) -> Iterator[tuple[list[Resolved], list[Resolved]]]:
    """Yield what was seen of each model of a server, and what speaks of the server without naming a model.

    A server of which nothing is known to be in use by a model is one by itself: it runs all the same.
    """
    of_all = [one for one in server if _is_of_all(one)]
    naming = [one for one in server if not _is_of_all(one)]
    by_model = list(_joined(naming, _names))
    is_used = any(one.seen.state.is_use for one in naming)
    if not by_model or (not is_used and any(one.seen.state.is_use for one in of_all)):
        yield of_all, []
    for group in by_model:
        yield group, of_all


def _is_of_all(one: Resolved) -> bool:
    return one.seen.model is None and one.model_id is None


def _names(one: Resolved) -> Iterator[tuple[str, ...]]:
    """Yield what tells one model of a server from another: its id, and what it is called there."""
    if one.model_id is not None:
        yield ("id", one.model_id)
    seen = one.seen
    if seen.model is not None and seen.model.written:
        is_path = seen.model.kind is ReferenceKind.FILE
        yield ("name", seen.model.written if is_path else seen.model.written.lower())
    if seen.served_as:
        yield ("name", seen.served_as.lower())


def _deployment(naming: Sequence[Resolved], of_all: Sequence[Resolved]) -> Deployment:
    together = [*naming, *of_all]
    ordered = sorted(together, key=_order)
    # That the server runs does not say that this model of it is loaded.
    strongest = min(naming, key=_order).seen
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


def _order(one: Resolved) -> tuple[int, str, str]:
    return (_STRONGEST.index(one.seen.state), one.seen.locator, one.seen.target)


def _server(seen: InUse, runtime: str | None) -> str:
    """Return what to call a server of which nobody says what it serves: ``ollama @ 0.0.0.0:11434``."""
    if runtime is None or seen.endpoint is None:
        return seen.locator
    return f"{runtime} @ {seen.endpoint.address}"


def _weak(id_: str) -> bool:
    return id_.startswith(("name:", "api:"))


def _name(seen: InUse) -> str:
    return seen.served_as or (seen.model.written if seen.model else "")
