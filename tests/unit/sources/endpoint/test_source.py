import os
import socket
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from auditor.domain.observation import Covered, Observation, Problem, ProblemKind, Skipped
from auditor.domain.serving import (
    Contact,
    DeploymentState,
    Endpoint,
    Exposure,
    InUse,
    ModelReference,
    ReferenceKind,
    Runtime,
)
from auditor.domain.tri import Tri
from auditor.errors import SourceError
from auditor.sources import SOURCES, Target, planned, source_of
from auditor.sources.endpoint.probes import PROBES, REQUESTS
from auditor.sources.endpoint.source import EndpointSource, EndpointsSource
from auditor.sources.web.client import Client
from auditor.sources.web.pace import Pace
from tests.builders.servers import Reply, guarded, raw, says, serving

pytestmark = pytest.mark.loopback
D = "cd" * 32
UNKNOWN = "it answers as none of the servers that are known"
OLLAMA = {
    "GET /api/version": says({"version": "0.12.3"}),
    "GET /api/tags": says({"models": [{"name": "llama3:8b", "digest": D}]}),
    "GET /api/ps": says({"models": []}),
}


def at_once() -> Pace:
    return Pace(wait=lambda _: None)


def asked_of(routes: Mapping[str, Reply], otherwise: Reply | None = None) -> list[Observation]:
    with serving(routes, otherwise) as asked:
        return list(EndpointSource(pace=at_once).observe(Target("endpoint", asked.url)))


def of_file(tmp_path: Path, text: str) -> list[Observation]:
    (tmp_path / "servers.txt").write_text(text)
    target = Target("endpoints", str(tmp_path / "servers.txt"))
    return list(EndpointsSource(pace=at_once).observe(target))


def test_a_server_says_what_it_serves_to_anybody() -> None:
    with serving(OLLAMA) as asked:
        seen = list(EndpointSource(pace=at_once).observe(Target("endpoint", asked.url)))
    assert seen[0] == InUse(
        target=f"endpoint:{asked.url}",
        locator=asked.url,
        state=DeploymentState.PRESENT,
        evidence=f"ollama at {asked.url} lists it without credentials",
        model=ModelReference("llama3:8b", ReferenceKind.STORE, sha256=D),
        runtime=Runtime("ollama", "0.12.3"),
        endpoint=Endpoint(asked.url, None, Tri.FALSE, Tri.FALSE, Contact.ANSWERS),
        host=os.uname().nodename,
        settings=(("state", "in store"),),
    )
    # The server runs, and nothing of it is loaded.
    assert isinstance(seen[1], InUse)
    assert (seen[1].model, seen[1].state) == (None, DeploymentState.RUNNING)
    assert isinstance(seen[2], Covered)
    assert len(seen) == 3
    assert set(asked.requests) <= {str(request) for request in REQUESTS}
    assert len(set(asked.requests)) == len(asked.requests)


def test_what_is_listed_and_not_loaded_is_present_and_what_is_loaded_runs() -> None:
    loaded = OLLAMA | {"GET /api/ps": says({"models": [{"name": "llama3:8b"}]})}
    running, *rest = asked_of(loaded)
    assert isinstance(running, InUse)
    assert running.state is DeploymentState.RUNNING
    assert not any(isinstance(one, InUse) for one in rest)
    rows = [{"id": "a", "state": "loaded"}, {"id": "b", "state": "not-loaded"}]
    studio = {
        "GET /lmstudio-greeting": says({"lmstudio": True}),
        "GET /api/v0/models": says({"data": rows}),
    }
    seen = [one for one in asked_of(studio) if isinstance(one, InUse)]
    assert [(one.served_as or (one.model and one.model.written), one.state.value) for one in seen] == [
        ("a", "running"),
        ("b", "present"),
    ]


def test_a_model_that_is_passed_on_is_at_the_host_that_runs_it() -> None:
    row = {"name": "big:cloud", "remote_model": "big", "remote_host": "https://ollama.com:443"}
    found, *_ = asked_of(OLLAMA | {"GET /api/tags": says({"models": [row]})})
    assert isinstance(found, InUse)
    assert found.host == "ollama.com"


def test_what_a_server_of_no_known_kind_lists_may_be_computed_by_anybody() -> None:
    rows = [{"id": "gpt-4o", "owned_by": "openai"}]
    found, *_ = asked_of({"GET /v1/models": says({"data": rows})})
    assert isinstance(found, InUse)
    assert (found.runtime, found.is_hosted) == (None, None)
    known, *_ = asked_of({"GET /v1/models": says({"data": [{"id": "org/name", "owned_by": "vllm"}]})})
    assert isinstance(known, InUse)
    assert known.is_hosted is False


def test_a_path_of_this_machine_is_one_and_one_of_another_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    routes = {"GET /props": says({"model_path": "/m/x.gguf", "default_generation_settings": {}})}
    here, *_ = asked_of(routes)
    assert isinstance(here, InUse)
    assert here.paths == ("/m/x.gguf",)
    monkeypatch.setattr(Client, "is_loopback", property(lambda _: False))
    monkeypatch.setattr(Client, "address", property(lambda _: "10.0.0.7"))
    there, *_ = asked_of(routes)
    assert isinstance(there, InUse)
    assert (there.paths, there.host) == ((), "127.0.0.1")
    assert there.endpoint is not None
    assert there.endpoint.exposure is Exposure.NETWORK


def test_what_others_asked_is_known_to_be_readable_and_is_not_read() -> None:
    props = {"GET /props": says({"model_path": "x.gguf", "default_generation_settings": {"n_ctx": 512}})}
    slots = {"HEAD /slots": says([{"prompt": "planted"}]), "GET /slots": says([{"prompt": "planted"}])}
    with serving({**props, **slots}) as asked:
        open_, *_ = EndpointSource(pace=at_once).observe(Target("endpoint", asked.url))
    closed, *_ = asked_of({**props, "HEAD /slots": guarded("k", says([]))})
    without, *_ = asked_of(props)
    assert "GET /slots" not in asked.requests
    assert isinstance(open_, InUse)
    assert isinstance(closed, InUse)
    assert isinstance(without, InUse)
    assert open_.settings == (("context_length", "512"), ("slots", "readable"))
    assert closed.settings == without.settings == (("context_length", "512"),)


def test_who_asks_for_credentials_is_known_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = "planted-key-9f8e7d"
    rows = {"data": [{"id": f"org/{key}", "owned_by": "vllm", "root": "org/name"}]}
    routes = {"GET /v1/models": guarded(key, says(rows)), "GET /version": says({"version": "0.11"})}
    monkeypatch.setenv("OPENAI_API_KEY", key)
    monkeypatch.setenv("CHAT_KEY", key)
    with serving(routes) as asked:
        closed = of_file(tmp_path, asked.url)
        n_without = len(asked.headers)
        opened = of_file(tmp_path, f"{asked.url} key=CHAT_KEY")
    assert not any("Authorization" in headers for headers in asked.headers[:n_without])
    (unknown,) = [one for one in closed if isinstance(one, InUse)]
    assert unknown.model is None
    assert unknown.endpoint is not None
    assert unknown.endpoint.needs_credentials is Tri.TRUE
    (problem,) = [one for one in closed if isinstance(one, Problem)]
    assert "asks for credentials" in problem.reason
    assert problem.category is ProblemKind.CLOSED
    (known,) = [one for one in opened if isinstance(one, InUse)]
    assert known.model == ModelReference("org/name", ReferenceKind.REPOSITORY)
    assert known.endpoint is not None
    assert known.endpoint.needs_credentials is Tri.TRUE
    assert key not in repr((closed, opened))


@pytest.mark.parametrize(
    ("otherwise", "reason"),
    [
        (raw(b"<html>", Content_Type="text/html"), UNKNOWN),
        (says({"error": "Unexpected endpoint or method"}), UNKNOWN),
        (raw(b"", 301, Location="http://x.example/?token=planted"), "it redirects, which is not followed"),
        (raw(b"no", Content_Type="application/json"), "its answer says that it is JSON, and is not"),
        (says({}, 500), UNKNOWN),
    ],
)  # fmt: skip
def test_a_server_that_is_none_is_a_problem(otherwise: Reply, reason: str) -> None:
    *seen, covered = asked_of({}, otherwise)
    assert isinstance(covered, Covered)
    (problem,) = seen
    assert isinstance(problem, Problem)
    assert reason in problem.reason
    assert "planted" not in problem.reason


def test_one_bad_answer_is_a_problem_and_the_rest_goes_on() -> None:
    bad = {"GET /v1/metadata": raw(b"{", Content_Type="application/json")}
    problem, found, *_ = asked_of(OLLAMA | bad)
    assert isinstance(problem, Problem)
    assert problem.reason.startswith("GET /v1/metadata: ")
    assert isinstance(found, InUse)


def test_one_server_that_fails_leaves_the_others(tmp_path: Path) -> None:
    with socket.socket() as free, serving(OLLAMA) as asked:
        free.bind(("127.0.0.1", 0))
        gone = f"http://127.0.0.1:{free.getsockname()[1]}"
        seen = of_file(tmp_path, f"{gone}\nhttp://u:planted@x\n{asked.url} key=NOT_SET_HERE\n")
    assert [(one.locator, one.reason) for one in seen if isinstance(one, Problem)] == [
        (gone, "connection refused"),
        ("line 2", "a URL with a user, a password or a query is not taken"),
        (asked.url, "NOT_SET_HERE is not set: asked without a key"),
    ]
    assert [one.locator for one in seen if isinstance(one, InUse)] == [asked.url, asked.url]
    assert isinstance(seen[-1], Covered)
    assert "planted" not in repr(seen)


def test_what_strangers_write_is_made_safe() -> None:
    routes = {"GET /v1/models": says({"data": [{"id": "\x1b[2J\udcff", "owned_by": "vllm"}]})}
    found, *_ = asked_of(routes)
    assert isinstance(found, InUse)
    assert found.model is not None
    assert found.model.written == "\\x1b[2J\\udcff"


def test_a_target_that_names_no_server_is_refused_without_its_password() -> None:
    for place in ("http://u:planted@host", "ftp://host"):
        with pytest.raises(SourceError) as raised:
            list(EndpointSource().observe(Target("endpoint", place)))
        assert "planted" not in raised.value.message
    with pytest.raises(SourceError):
        list(EndpointsSource().observe(Target("endpoints", "/no/such/file")))


def test_only_what_the_user_named_opens_a_connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "__init__", opened)
    monkeypatch.setattr(socket, "getaddrinfo", opened)
    (tmp_path / "app.py").write_text("from openai import OpenAI\nOpenAI(base_url='http://127.0.0.1:9')\n")
    for scheme in ("dir", "code", "hf-cache"):
        assert list(source_of(Target(scheme, ""), SOURCES).observe(Target(scheme, str(tmp_path))))
    assert list(source_of(Target("process", ""), SOURCES).observe(Target("process", "")))
    (tmp_path / "servers.txt").write_text("http://gpu-01:8000\n")
    lines = planned(Target("endpoints", str(tmp_path / "servers.txt")), SOURCES)
    assert lines == tuple(f"{one.method} http://gpu-01:8000{one.path}" for one in REQUESTS)
    assert planned(Target("process", ""), SOURCES) == ()


def test_every_request_is_in_the_documents() -> None:
    documented = (Path(__file__).parents[4] / "docs/sources.md").read_text()
    assert [str(one) for one in REQUESTS if f"`{one}`" not in documented] == []
    assert len(PROBES) == documented.partition("## Endpoints")[2].partition("* The host")[0].count("\n| ") - 2


@pytest.mark.parametrize("spelling", ["GPU-01:80", "http://gpu-01", "http://gpu-01:80/", "gpu-01:80/v1/"])
def test_every_spelling_of_a_url_is_the_same_target(spelling: str) -> None:
    target = EndpointSource().resolve(Target("endpoint", spelling))
    assert target == Target("endpoint", "http://gpu-01:80")
    assert EndpointSource().resolve(target) == target


def test_what_is_no_url_has_a_name_without_its_password() -> None:
    assert EndpointSource().resolve(Target("endpoint", "http://u:planted@x")).place == "http://x"


def test_a_hosted_server_is_operated_by_somebody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving({"GET /v1/models": says({"data": [{"id": "gpt-4o"}]})}) as asked:
        here = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", asked.port))]
        monkeypatch.setattr("auditor.sources.web.client.socket.getaddrinfo", lambda *_, **__: here)
        monkeypatch.setattr(Client, "is_loopback", property(lambda _: False))
        target = Target("endpoint", f"http://api.openai.com:{asked.port}")
        found, *_ = EndpointSource(pace=at_once).observe(target)
    assert isinstance(found, InUse)
    assert (found.operator, found.host) == ("openai", "api.openai.com")
    assert found.model == ModelReference("gpt-4o", ReferenceKind.HOSTED)


def test_a_list_that_is_cut_says_so() -> None:
    listed = [{"id": f"m{number}", "owned_by": "vllm"} for number in range(2_001)]
    seen = asked_of({"GET /v1/models": says({"object": "list", "data": listed})})

    assert sum(isinstance(one, InUse) for one in seen) == 2_000
    assert [one.reason for one in seen if isinstance(one, Skipped)] == ["it lists more than 2000 models"]


def test_hosts_are_asked_at_the_same_time_and_told_in_their_order(tmp_path: Path) -> None:
    both = threading.Barrier(2, timeout=10)

    def late(request: BaseHTTPRequestHandler) -> None:
        both.wait()
        says({"version": "0.12.3"})(request)

    # localhost and its address are two hosts to a file, and one server here.
    with serving(OLLAMA | {"GET /api/version": late}) as asked:
        lines = [f"http://{host}:{asked.port}" for host in ("localhost", "127.0.0.1")]
        seen = of_file(tmp_path, "\n".join(lines))

    assert list(dict.fromkeys(one.locator for one in seen if isinstance(one, InUse))) == lines


def test_all_targets_of_a_scan_keep_one_pace() -> None:
    assert EndpointSource().pace() is EndpointsSource().pace()
