"""Objects of a cluster as manifests write them, and the pods they describe, told by their shape."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from auditor.errors import FormatError
from auditor.formats.yaml_stream import Value, documents, read

_MAX_OBJECTS_IN_LIST: Final = 10_000
# No rule and no definition serves a model, and the definitions are most of what a chart renders to. Secrets
# are not even read.
_NOT_READ: Final = re.compile(
    r"^[\"']?kind[\"']?:[ \t]*[\"']?(?:CustomResourceDefinition|Secret|SealedSecret"
    r"|(?:Cluster)?Role(?:Binding)?|\w+WebhookConfiguration|NetworkPolicy|PrometheusRule|ServiceAccount"
    r"|PersistentVolume(?:Claim)?)[\"']?[ \t]*(?:#.*)?$",
    re.MULTILINE,
)
# Argo's workflows, Dynamo's graphs.
_ALONE: Final = ("container", "mainContainer")
_OF_CONTAINERS: Final = frozenset({"image", "command", "args", "env"})
_KIND: Final = re.compile(r"(?:^|[\s{,\"'])kind[\"']?[ \t]*:")
_TEMPLATE: Final = re.compile(r"^\s*(?:- )?\{\{|:\s+\{\{", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Resource:
    """An object.

    Attributes:
        kind: Its kind.
        group: Group of its API, without the version; empty for the core.
        name: Its name.
        namespace: Its namespace, where it says one.
        body: All of it.
        locator: File it stands in.
    """

    kind: str
    group: str
    name: str
    namespace: str | None
    body: Value
    locator: str

    @property
    def spec(self) -> Value:
        """What it asks for."""
        return self.body.at("spec")

    @property
    def labels(self) -> Mapping[str, str]:
        """Its own labels."""
        return self.body.at("metadata", "labels").pairs

    @property
    def annotations(self) -> Mapping[str, str]:
        """Its own annotations."""
        return self.body.at("metadata", "annotations").pairs

    @property
    def shown(self) -> str:
        """``Kind namespace/name``; without a namespace where none is written."""
        return f"{self.kind} {self.namespace}/{self.name}" if self.namespace else f"{self.kind} {self.name}"


@dataclass(frozen=True, slots=True)
class Pod:
    """A pod that an object describes.

    Attributes:
        resource: The object.
        spec: The pod's own settings.
        labels: Labels that services select it by.
        replicas: How many there are, where it is said.
        services: Names of services that come with the object.
    """

    resource: Resource
    spec: Value
    labels: Mapping[str, str] = field(default_factory=dict)
    replicas: str | None = None
    services: tuple[str, ...] = ()


def resources(text: str, locator: str) -> Iterator[Resource | FormatError]:
    """Yield the objects of a file; the error in place of a document that cannot be read."""
    for document, before in documents(text):
        if not _KIND.search(document) or _NOT_READ.search(document):
            continue
        try:
            yield from _objects(read(document, before), locator)
        except FormatError as error:
            yield error


def is_template(text: str) -> bool:
    """Say whether a file is a template that a tool fills in, not yet YAML."""
    return _TEMPLATE.search(text) is not None


def pods(resource: Resource) -> Iterator[Pod]:
    """Yield the pods within an object: whatever has containers, however deep, whoever defined its kind."""
    yield from _pods(resource.spec, resource, resource.labels, None)


def _objects(body: Value, locator: str) -> Iterator[Resource]:
    kind, version = body.at("kind").text, body.at("apiVersion").text
    if kind is None or version is None:
        return
    if kind.endswith("List") and body.at("items").items:
        for item in body.at("items").items[:_MAX_OBJECTS_IN_LIST]:
            yield from _objects(item, locator)
        return
    metadata = body.at("metadata")
    group, slash, _ = version.partition("/")
    yield Resource(
        kind=kind,
        group=group if slash else "",
        name=metadata.at("name").text or f"{metadata.at('generateName').text or ''}*",
        namespace=metadata.at("namespace").text,
        body=body,
        locator=locator,
    )


def _pods(value: Value, resource: Resource, labels: Mapping[str, str], replicas: str | None) -> Iterator[Pod]:
    for item in value.items:
        yield from _pods(item, resource, labels, replicas)
    if not value.entries:
        return
    replicas = value.at("replicas").text or value.at("minReplicas").text or replicas
    # A template has labels of its own, which are those of its pods.
    labels = value.at("metadata", "labels").pairs or labels
    held = _with_containers(value)
    if held is not None:
        yield Pod(resource, held, labels, replicas)
        return
    for name, inner in value.entries.items():
        if name not in ("metadata", "status"):
            yield from _pods(inner, resource, labels, replicas)


def _with_containers(value: Value) -> Value | None:
    """Return a value that has containers, as a pod has them; one alone stands under a name of its own."""
    if any(map(_is_container, value.at("containers").items)):
        return value
    alone = next((value.at(name) for name in _ALONE if _is_container(value.at(name))), None)
    if alone is None:
        return None
    containers = (*(one for one in value.at("sidecars").items if _is_container(one)), alone)
    return Value({**value.entries, "containers": Value(containers, alone.line)}, value.line)


def _is_container(value: Value) -> bool:
    return bool(value.entries.keys() & _OF_CONTAINERS)
