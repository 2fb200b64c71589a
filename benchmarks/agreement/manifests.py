"""Manifests, compose files and values of charts: each deployment expected, among those that are seen."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from auditor.domain.serving import Exposure, InUse, ReferenceKind
from auditor.domain.tri import Tri
from benchmarks.agreement.base import Compared, Entry, in_use

# The words of the list for runtimes that are known here under others.
_RUNTIMES: Final = {
    "text-embeddings-inference": "tei",
    "kserve sklearn": "kserve",
    "kserve xgboost": "kserve",
    "kserve llmisvc": "kserve",
    "olla (gateway)": "olla",
}
_SCHEME: Final = re.compile(r"^[a-z0-9+]+://", re.IGNORECASE)


def manifest(entry: Entry) -> Iterator[Compared]:
    """Compare what a file has containers serve, one deployment after the other."""
    seen = in_use(_scheme(entry), entry.path)
    if not entry.expected["deployments"]:
        yield Compared(entry, "deployments", [], [one.workload for one in seen])
    for number, expected in enumerate(entry.expected["deployments"]):
        ours = _of(expected, seen)
        for fact, compare in _FACTS.items():
            if fact in expected:
                value = expected[fact]
                yield Compared(
                    entry, f"{number}.{fact}", value, value if compare(value, ours) else _said(ours)
                )


def _scheme(entry: Entry) -> str:
    kind = entry.expected["kind"]
    return "compose" if "compose" in kind else "helm" if "helm" in kind else "kubernetes"


def _of(expected: Mapping[str, Any], seen: list[InUse]) -> list[InUse]:
    """Return what is seen of one deployment: of its runtime, or of its service where that has a name."""
    runtime = _RUNTIMES.get(expected["runtime"], expected["runtime"])
    return [one for one in seen if one.runtime is not None and one.runtime.name == runtime]


def _said(ours: list[InUse]) -> str:
    return "; ".join(one.evidence for one in ours) or "nothing"


def _models(value: list[str], ours: list[InUse]) -> bool:
    return all(_model(written, ours) for written in value)


def _model(written: str, ours: list[InUse]) -> bool:
    if written.startswith("("):
        return any(one.model is None or one.model.kind is ReferenceKind.UNRESOLVED for one in ours)
    name = written.partition(" => ")[2] or written.partition(" (")[0]
    return any(name in _names(one) for one in ours)


def _names(one: InUse) -> set[str]:
    words = [one.served_as, dict(one.settings).get("store")]
    words += [one.model.written, _SCHEME.sub("", one.model.written)] if one.model else []
    return {word for word in words if word}


def _image(value: str, ours: list[InUse]) -> bool:
    # What is written in words behind it, and whatever variables would be put in, is not the image's name.
    name = re.split(r" |\$\{\.\.\.", value)[0]
    found = [one.runtime.image or "" for one in ours if one.runtime]
    return any(
        image.removeprefix("docker.io/").startswith(name.removeprefix("docker.io/")) for image in found
    )


def _port(value: int, ours: list[InUse]) -> bool:
    return any(one.endpoint is not None and one.endpoint.address.endswith(f":{value}") for one in ours)


def _is_published(value: bool | str, ours: list[InUse]) -> bool:
    reached = {one.endpoint.exposure for one in ours if one.endpoint}
    return bool(reached) and (Exposure.NETWORK in reached) is bool(value)


def _auth(value: str, ours: list[InUse]) -> bool:
    needs = Tri.FALSE if value == "none" else Tri.TRUE
    return any(one.endpoint is not None and one.endpoint.needs_credentials is needs for one in ours)


def _setting(name: str) -> Callable[[object, list[InUse]], bool]:
    return lambda value, ours: any(dict(one.settings).get(name) == str(value) for one in ours)


_FACTS: Final[Mapping[str, Callable[[Any, list[InUse]], bool]]] = {
    "runtime": lambda _, ours: bool(ours),
    "models": _models,
    "image": _image,
    "port": _port,
    "container_port": _port,
    "published": _is_published,
    "auth": _auth,
    "replicas": _setting("replicas"),
    "min_replicas": _setting("replicas"),
    "config": lambda _, ours: any("config" in dict(one.settings) for one in ours),
    "served_name": lambda value, ours: any(one.served_as == value for one in ours),
    "crd": lambda value, ours: any((one.workload or "").startswith(f"{value.split()[-1]} ") for one in ours),
    "flags": lambda _, ours: any(one.remote_code is Tri.TRUE for one in ours),
    "adapters": lambda value, ours: any(
        [_SCHEME.sub("", one) for one in value] == [one.written for one in seen.adapters] for seen in ours
    ),
    "url": lambda value, ours: _models([_SCHEME.sub("", value)], ours),
    "uri": lambda value, ours: _models([value if value.startswith("pvc") else _SCHEME.sub("", value)], ours),
    "storageUri": lambda value, ours: _models([value], ours),
    "registry": _image,
}
