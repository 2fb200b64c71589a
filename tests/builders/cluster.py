"""The API of a cluster on the loopback address, and kubeconfigs that name it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.builders.servers import Asked, Reply, guarded, says, serving

TOKEN = "a-token-of-a-service-account"
Objects = Mapping[str, Sequence[Mapping[str, Any]]]


def listing(objects: Objects, others: Mapping[str, Reply] | None = None) -> Reply:
    """Answer lists as the API does: pages by ``limit`` and ``continue``, one object by ``fieldSelector``."""

    def reply(request: BaseHTTPRequestHandler) -> None:
        url = urlsplit(request.path)
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        if others and url.path in others:
            others[url.path](request)
            return
        if url.path not in objects:
            says({"kind": "Status", "code": 404}, 404)(request)
            return
        items = list(objects[url.path])
        wanted = asked.get("fieldSelector", "").removeprefix("metadata.name=")
        if wanted:
            items = [one for one in items if one["metadata"]["name"] == wanted]
        first, limit = int(asked.get("continue", "0")), int(asked["limit"])
        further = str(first + limit) if len(items) > first + limit else ""
        says({"kind": "List", "metadata": {"continue": further}, "items": items[first : first + limit]})(
            request
        )

    return guarded(TOKEN, reply)


@contextmanager
def cluster(
    folder: Path, objects: Objects, others: Mapping[str, Reply] | None = None, namespace: str | None = None
) -> Iterator[Asked]:
    """Serve a cluster, and write the kubeconfig ``folder/config`` that names it."""
    with serving({}, otherwise=listing(objects, others)) as asked:
        write_kubeconfig(folder / "config", asked.url, {"token": TOKEN}, namespace)
        yield asked


def write_kubeconfig(path: Path, url: str, user: Mapping[str, Any], namespace: str | None = None) -> None:
    """Write a kubeconfig with the one context ``here``."""
    context = {"cluster": "c", "user": "u"} | ({"namespace": namespace} if namespace else {})
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "here",
        "clusters": [{"name": "c", "cluster": {"server": url}}],
        "users": [{"name": "u", "user": dict(user)}],
        "contexts": [{"name": "here", "context": context}],
    }
    path.write_text(json.dumps(config))
