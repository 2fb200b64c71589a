"""The vLLM production stack: a deployment for each entry of ``modelSpec``, and a router before them.

Source:
    vllm-project/production-stack: helm/Chart.yaml, values.yaml, templates/deployment-vllm-multi.yaml,
    templates/deployment-router.yaml.
"""

from collections.abc import Iterator
from typing import Final

from auditor.formats.yaml_stream import Value
from auditor.sources.helm.charts.base import Chart
from auditor.sources.helm.conventional import is_off
from auditor.sources.helm.objects import Release, entrances, workload
from auditor.sources.helm.values import is_on, joined, listed, mapped, text, variables
from auditor.sources.kubernetes.resources import Resource

_NOTHING: Final = Value(None, 1)


def _production_stack(release: Release) -> Iterator[Resource]:
    engine = release.at("servingEngineSpec")
    key = _key(engine.at("vllmApiKey"))
    if is_on(engine.at("enableEngine"), otherwise=True):
        for model in engine.at("modelSpec").items:
            if not is_off(model):
                yield from _served(release, engine, model, key)
    router = release.at("routerSpec")
    if is_on(router.at("enableRouter"), otherwise=True):
        yield from _routed(release, router, key)


def _routed(release: Release, router: Value, key: Value | None) -> Iterator[Resource]:
    image = f"{router.at('repository').text or 'lmcache/lmstack-router'}:{router.at('tag').text or 'latest'}"
    port = router.entries.get("containerPort", text("8000", router))
    container = mapped(
        router,
        {
            "image": text(image, router),
            "command": listed(text("vllm-router", router)),
            "args": joined(listed(text("--port", port), port), router.at("extraArgs")),
            "env": variables(listed(key or _NOTHING)),
        },
    )
    yield workload(release, container, router.at("replicaCount"), suffix="-deployment-router")
    service = mapped(
        router,
        {
            "type": router.at("serviceType"),
            "port": router.entries.get("servicePort", text("80", router)),
            "nodePort": router.at("nodePort"),
        },
    )
    routes = router.at("route")
    ingress = router.at("ingress")
    yield from entrances(release, service, ingress, port, suffix="-deployment-router", routes=routes)


def _served(release: Release, engine: Value, model: Value, key: Value | None) -> Iterator[Resource]:
    port = engine.entries.get("containerPort", text("8000", engine))
    words = ("vllm", "serve"), ("--host", "0.0.0.0", "--port")  # noqa: S104 - what the chart writes
    url = model.at("modelURL")
    command = (
        [text(word, url) for word in words[0]] + [url] + [text(word, port) for word in words[1]] + [port]
    )
    image = f"{model.at('repository').text}:{model.at('tag').text}"
    container = mapped(
        model,
        {
            "name": text("vllm", model),
            "image": text(image, model) if model.at("repository").text else _NOTHING,
            "command": listed(*command),
            "args": joined(model.at("vllmConfig", "extraArgs")),
            "env": variables(listed(key or _NOTHING), model.at("env")),
            "envFrom": _from_secret(model.at("envFromSecret")),
        },
    )
    suffix = f"-{model.at('name').text or 'model'}-deployment-vllm"
    yield workload(release, container, model.at("replicaCount"), suffix=suffix)
    service = mapped(engine, {"port": engine.entries.get("servicePort", text("80", engine))})
    yield from entrances(release, service, _NOTHING, port, suffix=suffix)


def _key(written: Value) -> Value | None:
    """Return the variable that a key is put into; what it is does not matter."""
    if not (written.text or written.at("secretName").text):
        return None
    secret = mapped(written, {"secretKeyRef": mapped(written, {"key": text("vllmApiKey", written)})})
    return mapped(written, {"name": text("VLLM_API_KEY", written), "valueFrom": secret})


def _from_secret(written: Value) -> Value:
    if not written.at("name").text:
        return _NOTHING
    return listed(mapped(written, {"secretRef": written}))


def _is_production_stack(values: Value) -> bool:
    return bool(values.at("servingEngineSpec").entries)


PRODUCTION_STACK: Final = Chart(
    frozenset({"vllm-stack", "production-stack"}), _is_production_stack, _production_stack
)
