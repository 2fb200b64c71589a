"""llm-d's chart of model services: servers that decode, and those that prefill for them.

Source:
    llm-d-incubation/llm-d-modelservice: charts/llm-d-modelservice, values.yaml and templates/_helpers.tpl
    (``vllmServeModelCommand``, ``imageDefaultModelCommand``, ``vllmPort``).
"""

from collections.abc import Iterator
from typing import Final

from auditor.formats.yaml_stream import Value
from auditor.sources.helm.charts.base import Chart
from auditor.sources.helm.objects import Release, workload
from auditor.sources.helm.values import is_on, listed, mapped, text
from auditor.sources.kubernetes.resources import Resource

_ROLES: Final = ("decode", "prefill")
# What a container is told of the model before its own arguments, by how its command is made.
_COMMANDS: Final = {"vllmServe": ("vllm", "serve"), "imageDefault": ()}
_PORT: Final = "8000"
# Behind the sidecar that every request to a decoding server passes.
_BEHIND_PROXY: Final = "8200"


def _llm_d(release: Release) -> Iterator[Resource]:
    for role in _ROLES:
        values = release.at(role)
        if not values.entries or not is_on(values.at("create"), otherwise=True):
            continue
        for number, container in enumerate(values.at("containers").items):
            suffix = f"-{role}-{number}" if number else f"-{role}"
            yield workload(release, _told(release, role, container), values.at("replicas"), suffix=suffix)


def _told(release: Release, role: str, container: Value) -> Value:
    """Return a container with the command and the arguments that the chart adds to its own."""
    command = _COMMANDS.get(container.at("modelCommand").text or "")
    if command is None:
        return container
    model = release.at("modelArtifacts")
    uri, name = model.at("uri"), model.at("name")
    named = (text("--served-model-name", name), name) if name.text else ()
    before = () if command else (text("--model", uri),)
    port = (text("--port", container), text(_port(release, role), container))
    arguments = (*before, uri, *port, *named, *container.at("args").items)
    whole = {**container.entries, "args": listed(*arguments)}
    if command:
        whole["command"] = listed(*(text(word, container) for word in command))
    return mapped(container, whole)


def _port(release: Release, role: str) -> str:
    proxy = release.at("routing", "proxy")
    if role == "decode" and is_on(proxy.at("enabled"), otherwise=True):
        return proxy.at("targetPort").text or _BEHIND_PROXY
    return release.at("routing", "servicePort").text or _PORT


def _is_llm_d(values: Value) -> bool:
    return bool(values.at("modelArtifacts", "uri").text)


LLM_D: Final = Chart(frozenset({"llm-d-modelservice"}), _is_llm_d, _llm_d)
