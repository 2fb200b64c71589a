"""Objects of other operators that say where a model is stored, and leave it to them how it is served.

Source:
    SeldonIO/seldon-core: SeldonDeployment (``graph``) and, of the second version, Model; sgl-project/ome:
    ClusterBaseModel, BaseModel and FineTunedWeight. The fields: general knowledge.
"""

from collections.abc import Iterator
from typing import Final

from auditor.domain.serving import Activity, ReferenceKind, Runtime
from auditor.formats.yaml_stream import Value
from auditor.sources.kubernetes.containers import Started
from auditor.sources.kubernetes.resources import Pod, Resource
from auditor.sources.launching.invocation import Launch
from auditor.sources.references import names, reference

_SELDON: Final = "seldon"
_OME: Final = "ome"
_DEEPEST: Final = 16


def seldon_deployment(resource: Resource) -> list[Started]:
    """Return the models of the graphs of a SeldonDeployment; what has containers is read as any other."""
    predictors = resource.spec.at("predictors").items
    return [
        _started(resource, node.at("modelUri"), _SELDON, Activity.SERVES, node.at("name").text)
        for predictor in predictors
        for node in _nodes(predictor.at("graph"), 0)
        if node.at("modelUri").text
    ]


def seldon_model(resource: Resource) -> list[Started]:
    """Return the model that a Model of Seldon's second version has a server load."""
    uri = resource.spec.at("storageUri")
    return [_started(resource, uri, _SELDON, Activity.SERVES, resource.name)] if uri.text else []


def ome_model(resource: Resource) -> list[Started]:
    """Return what a model of OME brings onto nodes."""
    uri = resource.spec.at("storage", "storageUri")
    return [_started(resource, uri, _OME, Activity.FETCHES, None)] if uri.text else []


def _nodes(node: Value, depth: int) -> Iterator[Value]:
    yield node
    for child in node.at("children").items if depth < _DEEPEST else ():
        yield from _nodes(child, depth + 1)


def _started(resource: Resource, uri: Value, runtime: str, activity: Activity, name: str | None) -> Started:
    launch = Launch(
        Runtime(runtime),
        activity,
        models=names((reference(uri.text or "", ReferenceKind.LOCATION),)),
        served_as=(name,) if name else (),
    )
    return Started(Pod(resource, resource.spec, resource.labels), uri, launch)
