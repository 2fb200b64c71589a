"""Ids of models of which only the name is known: as far as the name means the same, they are one.

::

    a repository                            everywhere, in any case of its letters
    a hosted model, named by its operator   wherever that operator is called
                    named by a customer     at that customer's host, or in the customer's project
    a name in a runtime's own registry      one server as one target sees it
    a path                                  one machine as one target sees it
"""

import hashlib
from typing import Final

from auditor.domain.serving import DeploymentState, InUse, ModelReference, ReferenceKind
from auditor.formats.address import UNKNOWN_PART, is_local, split_address

_MAIN: Final = "main"
# Whose inference profiles say where a model is computed.
_OF_PROFILES: Final = "amazon-aws"
_NO_NAME: Final = frozenset({ReferenceKind.UNRESOLVED})


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
