"""Answers of servers, given again by a server on the loopback address, and what is made of them.

A server answers what was recorded of one of its kind; where several lists of models were recorded, each is
another server's. What programs asked a server for, rather than what it said of itself, is no such answer.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

from auditor.domain.observation import Observation
from auditor.domain.serving import InUse
from auditor.sources import Target
from auditor.sources.endpoint import EndpointSource
from auditor.sources.web.pace import Pace
from benchmarks.agreement.base import Compared, Entry, entries

_LIST: Final = "GET /v1/models"


def answer(entry: Entry) -> Iterator[Compared]:
    """Compare what is made of an answer, given together with the others of its server."""
    expected = entry.expected
    request = expected.get("endpoint")
    if request is None:
        return
    seen = [one for one in _asked(entry.root, _routes(entry)) if isinstance(one, InUse)]
    runtimes = {one.runtime.name if one.runtime else None for one in seen}
    yield Compared(entry, "runtime", {expected["runtime"]}, runtimes)
    yield from _models(entry, seen)
    about = dict(seen[0].settings) if seen else {}
    version = seen[0].runtime.version if seen and seen[0].runtime else None
    if "build_info" in expected:
        yield Compared(entry, "build_info", expected["build_info"], version)
    if "version" in expected:
        yield Compared(entry, "version", expected["version"], version)
    if "privacy_note" in expected:
        yield Compared(entry, "privacy_note", "readable", about.get("slots"))
    if "pipeline" in expected:
        yield Compared(entry, "pipeline", expected["pipeline"], about.get("task"))
    if "model_sha" in expected:
        yield Compared(entry, "model_sha", expected["model_sha"], seen[0].model and seen[0].model.revision)
    for fact in ("parameters", "platform", "capabilities", "licence_field"):
        if fact in expected:
            yield Compared(entry, fact, expected[fact], about.get(fact))


def _models(entry: Entry, seen: list[InUse]) -> Iterator[Compared]:
    expected = entry.expected
    names = [one.model.written for one in seen if one.model]
    for fact in ("model", "model_path"):
        if fact in expected:
            yield Compared(entry, fact, True, expected[fact] in names)
    if "ready" in expected:
        ready = [
            one.model.written
            for one in seen
            if one.model and dict(one.settings).get("state", "").startswith("READY")
        ]
        yield Compared(entry, "ready", expected["ready"], ready)
    if "max_model_len" in expected:
        found = [dict(one.settings).get("context_length") for one in seen]
        lengths = [None if one is None else str(one) for one in expected["max_model_len"]]
        yield Compared(entry, "max_model_len", lengths, found)
    models = expected.get("models", [])
    if models and isinstance(models[0], str):
        called = [one.served_as or (one.model.written if one.model else None) for one in seen]
        yield Compared(entry, "models", models, called)
    for number, model in enumerate(models if models and isinstance(models[0], dict) else []):
        one = seen[number]
        about = dict(one.settings)
        yield Compared(entry, f"{number}.name", model["name"], names[number])
        yield Compared(entry, f"{number}.digest", model["digest"], one.model and one.model.sha256)
        for fact, name in _OF_OLLAMA.items():
            yield Compared(entry, f"{number}.{fact}", str(model[fact]), about.get(name))


_OF_OLLAMA: Final = {
    "family": "architecture",
    "format": "format",
    "parameter_size": "parameters",
    "quantisation": "quantization",
    "size": "size_bytes",
}


def _routes(entry: Entry) -> tuple[tuple[str, str], ...]:
    """Return what the server of an answer answers: request and file."""
    beside = [one for one in _answers(entry.root) if Path(one.file).parent == Path(entry.file).parent]
    routes = {one.expected["endpoint"]: one.file for one in beside if one.expected["endpoint"] != _LIST}
    lists = [one.file for one in beside if one.expected["endpoint"] == _LIST]
    own = entry.file if entry.file in lists else next(iter(lists), None)
    return tuple(sorted({**routes, **({_LIST: own} if own else {})}.items()))


@cache
def _answers(root: Path) -> tuple[Entry, ...]:
    return tuple(one for one in entries(root) if one.category == "api" and "endpoint" in one.expected)


@cache
def _asked(root: Path, routes: tuple[tuple[str, str], ...]) -> tuple[Observation, ...]:
    bodies = {request: json.dumps(json.loads((root / file).read_text())).encode() for request, file in routes}
    with _serving(bodies) as url:
        source = EndpointSource(pace=lambda: Pace(wait=lambda _: None))
        return tuple(source.observe(Target("endpoint", url)))


@contextmanager
def _serving(bodies: dict[str, bytes]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            # Whoever may ask for an answer may ask whether there is one.
            method = "GET" if self.command == "HEAD" else self.command
            body = bodies.get(f"{method} {self.path}")
            self.send_response_only(200 if body is not None else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            if body is not None and self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_POST = do_HEAD = _answer  # noqa: N815 - http.server calls them so

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
