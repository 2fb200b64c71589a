"""The chart of Ollama: a server, and the models it fetches once it runs.

Source:
    otwld/ollama-helm: values.yaml at 7d5e2ac, templates/deployment.yaml at bf05e98,
    ci/test-knative-values.yaml (``ollama.models.pull`` and ``run``); its README on
    ``ollama.models.create``.
"""

import re
from collections.abc import Iterator
from typing import Final

from auditor.formats.yaml_stream import Value
from auditor.sources.helm.charts.base import Chart
from auditor.sources.helm.conventional import container_of
from auditor.sources.helm.objects import Release, entrances, workload
from auditor.sources.helm.values import listed, mapped, text
from auditor.sources.kubernetes.operators import image_of
from auditor.sources.kubernetes.resources import Resource

# A model that is made of another brings that one into the store.
_FROM: Final = re.compile(r"^\s*FROM[ \t]+([^\s/.~][^\s]*)", re.IGNORECASE | re.MULTILINE)
_NOTHING: Final = Value(None, 1)


def ollama(release: Release) -> Iterator[Resource]:
    """Yield the server of a release."""
    own, image = release.at("ollama"), release.at("image")
    container = container_of(release.values, "ollama/ollama")
    if container is None:
        return
    models = _ollama_models(own)
    name = text(image_of(image) or "ollama/ollama", image)
    # The server asks itself for them once it runs; to whom they belong is the same.
    setup = [
        mapped(one, {"image": name, "command": listed(text("ollama", one), text("pull", one), one)})
        for one in models
    ]
    container = mapped(container, {**container.entries, "models": listed(*models)})
    yield workload(
        release,
        container,
        release.at("replicaCount"),
        setup=listed(*setup),
        host_network=release.at("hostNetwork"),
    )
    routes = release.values.entries.get("httpRoute", release.at("route"))
    yield from entrances(
        release, release.at("service"), release.at("ingress"), text("11434", image), routes=routes
    )


def _ollama_models(ollama: Value) -> list[Value]:
    """Return names of models: listed, or by what is done with them; those that are made are named apart."""
    models = ollama.at("models")
    found = [*models.items, *models.at("pull").items, *models.at("run").items, ollama.at("defaultModel")]
    for one in models.at("create").items:
        base = _FROM.search(one.at("template").text or "")
        found += [one.at("name"), text(base[1], one.at("template")) if base else _NOTHING]
    named: dict[str, Value] = {}
    for one in found:
        if one.text:
            named.setdefault(one.text, one)
    return list(named.values())


def _is_ollama(values: Value) -> bool:
    ollama = values.at("ollama")
    models = ollama.at("models")
    return bool(
        ollama.at("gpu", "enabled").text
        or models.entries.keys() & {"pull", "run", "create"}
        or (models.content == () or models.texts)
        or ollama.at("defaultModel").text
    )


OLLAMA: Final = Chart(frozenset({"ollama"}), _is_ollama, ollama)
