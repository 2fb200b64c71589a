"""A cluster that answers on the loopback address: what is asked, what is read, and what goes wrong."""

import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from auditor.domain.observation import Covered, Observation, Problem
from auditor.domain.serving import DeploymentState, Exposure, InUse
from auditor.domain.tri import Tri
from auditor.errors import SourceError
from auditor.sources.base import Target
from auditor.sources.kubernetes import KubernetesSource, connection, live
from tests.builders.cluster import TOKEN, Objects, cluster, write_kubeconfig
from tests.builders.servers import Reply, raw, says, serving

LIVE = Target("kubernetes", "live")
DEPLOYMENTS = "/apis/apps/v1/deployments"
PODS = "/api/v1/pods"


@pytest.fixture(autouse=True)
def _own_kubeconfig(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "config"))
    monkeypatch.delenv("KUBERNETES_SERVICE_HOST", raising=False)


def _container(*arguments: str, **more: Any) -> dict[str, Any]:
    return {"name": "server", "image": "vllm/vllm-openai:v0.9.1", "args": [*arguments], **more}


def _object(name: str, spec: object, status: object = None, **metadata: Any) -> dict[str, Any]:
    held = {"name": name, "namespace": "ml", "uid": f"uid-{name}", **metadata}
    return {"metadata": held, "spec": spec, "status": status or {}}


def _deployment(name: str, *arguments: str, ready: int = 1, **more: Any) -> dict[str, Any]:
    pod = {"containers": [_container(*arguments, **more)]}
    template = {"metadata": {"labels": {"app": name}}, "spec": pod}
    return _object(name, {"replicas": 2, "template": template}, {"readyReplicas": ready} if ready else {})


def _seen(folder: Path, objects: Objects, **more: Any) -> list[Observation]:
    with cluster(folder, objects, **more):
        return list(KubernetesSource().observe(LIVE))


def _in_use(seen: list[Observation]) -> list[InUse]:
    return [one for one in seen if isinstance(one, InUse)]


def test_a_deployment_with_ready_pods_runs_and_is_reached_through_its_service_and_ingress(
    tmp_path: Path,
) -> None:
    service = _object("chat", {"selector": {"app": "chat"}, "ports": [{"port": 80, "targetPort": 8000}]})
    backend = {"service": {"name": "chat", "port": {"number": 80}}}
    rule = {"host": "chat.example.org", "http": {"paths": [{"path": "/", "backend": backend}]}}
    ingress = _object("chat", {"rules": [rule], "tls": [{"hosts": ["chat.example.org"]}]})
    objects = {
        DEPLOYMENTS: [_deployment("chat", "--model", "org/name")],
        "/api/v1/services": [service],
        "/apis/networking.k8s.io/v1/ingresses": [ingress],
    }
    (found,) = _in_use(_seen(tmp_path, objects))
    assert (found.locator, found.state, found.workload) == (
        "ml/Deployment/chat",
        DeploymentState.RUNNING,
        "Deployment ml/chat",
    )
    assert found.model is not None
    assert found.model.written == "org/name"
    assert found.endpoint is not None
    assert (found.endpoint.address, found.endpoint.exposure) == ("https://chat.example.org", Exposure.PUBLIC)
    assert found.evidence == "Deployment ml/chat runs: vllm serves org/name, reached through Ingress ml/chat"


def test_a_deployment_without_ready_pods_is_configured(tmp_path: Path) -> None:
    (found,) = _in_use(_seen(tmp_path, {DEPLOYMENTS: [_deployment("chat", "--model", "a/b", ready=0)]}))
    assert found.state is DeploymentState.CONFIGURED


def test_what_an_object_that_was_read_made_is_not_read_again(tmp_path: Path) -> None:
    def owned(name: str, by: str, kind: str) -> dict[str, Any]:
        owner = {"kind": kind, "name": by, "uid": f"uid-{by}", "controller": True}
        return _object(name, {"containers": [_container("--model", "a/b")]}, ownerReferences=[owner])

    replica_set = owned("chat-1", "chat", "Deployment")
    objects = {
        DEPLOYMENTS: [_deployment("chat", "--model", "a/b")],
        "/apis/apps/v1/replicasets": [replica_set],
        PODS: [owned("chat-1-x", "chat-1", "ReplicaSet"), owned("alone", "unheard-of", "Cluster")],
    }
    seen = _seen(tmp_path, objects)
    assert [one.locator for one in _in_use(seen)] == ["ml/Deployment/chat", "ml/Pod/alone"]
    covered = seen[-1]
    assert isinstance(covered, Covered)
    assert covered.n_seen == 4


def test_what_a_workload_once_was_is_not_read(tmp_path: Path) -> None:
    template = {"spec": {"containers": [_container("--model", "a/b")]}}
    former = _object("chat-1", {"replicas": 0, "template": template})
    present = _object("chat-2", {"replicas": 1, "template": template}, {"readyReplicas": 1})
    seen = _seen(tmp_path, {"/apis/apps/v1/replicasets": [former, present]})
    assert [one.locator for one in _in_use(seen)] == ["ml/ReplicaSet/chat-2"]


def test_every_page_is_read_and_every_request_is_a_list_with_the_token(tmp_path: Path) -> None:
    many = [_deployment(f"chat-{number}", "--model", f"org/m{number}") for number in range(250)]
    with cluster(tmp_path, {DEPLOYMENTS: many}) as asked:
        seen = list(KubernetesSource().observe(LIVE))
    assert len(_in_use(seen)) == 250
    pages = [request for request in asked.requests if DEPLOYMENTS in request]
    assert pages == [
        f"GET {DEPLOYMENTS}?limit=100",
        f"GET {DEPLOYMENTS}?limit=100&continue=100",
        f"GET {DEPLOYMENTS}?limit=100&continue=200",
    ]
    assert all(request.startswith("GET ") for request in asked.requests)
    assert not any("secret" in request for request in asked.requests)
    assert {headers.get("authorization", headers.get("Authorization")) for headers in asked.headers} == {
        f"Bearer {TOKEN}"
    }


def test_a_proxy_of_the_environment_is_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving({}) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        seen = _seen(tmp_path, {DEPLOYMENTS: [_deployment("chat", "--model", "a/b")]})
    assert len(_in_use(seen)) == 1
    assert proxy.requests == []


def test_no_redirect_is_followed(tmp_path: Path) -> None:
    with serving({}) as elsewhere:
        moved = says({}, 307, Location=f"{elsewhere.url}/stolen")
        _seen(tmp_path, {PODS: []}, others={DEPLOYMENTS: moved})
    assert elsewhere.requests == []


def test_only_config_maps_that_a_server_names_are_asked_for(tmp_path: Path) -> None:
    named = [{"name": "VLLM_API_KEY", "valueFrom": {"configMapKeyRef": {"name": "keys", "key": "k"}}}]
    other = [{"configMapRef": {"name": "unrelated"}}]
    web = {"containers": [{"name": "web", "image": "nginx", "envFrom": other}]}
    objects = {
        DEPLOYMENTS: [
            _deployment("chat", "--model", "a/b", env=named),
            _object("web", {"template": {"spec": web}}),
        ],
        "/api/v1/namespaces/ml/configmaps": [
            {"metadata": {"name": "keys", "namespace": "ml"}, "data": {"k": "x"}}
        ],
    }
    with cluster(tmp_path, objects) as asked:
        (found,) = _in_use(list(KubernetesSource().observe(LIVE)))
    assert found.endpoint is not None
    assert found.endpoint.needs_credentials is Tri.TRUE
    assert [request for request in asked.requests if "configmaps" in request] == [
        "GET /api/v1/namespaces/ml/configmaps?limit=100&fieldSelector=metadata.name%3Dkeys"
    ]


def test_kinds_that_are_not_installed_are_a_line_of_coverage(tmp_path: Path) -> None:
    seen = _seen(tmp_path, {DEPLOYMENTS: []})
    assert not [one for one in seen if isinstance(one, Problem)]
    covered = seen[-1]
    assert isinstance(covered, Covered)
    assert "not installed: inferenceservices, llminferenceservices" in covered.how_far
    assert "deployments" not in covered.how_far.rpartition("not installed: ")[2].split(", ")


@pytest.mark.parametrize(
    ("path", "spec", "status", "runtime"),
    [
        (
            "/apis/kubeai.org/v1/models",
            {"engine": "VLLM", "url": "hf://org/name"},
            {"replicas": {"ready": 1}},
            "vllm",
        ),
        (
            "/apis/serving.kserve.io/v1beta1/inferenceservices",
            {"predictor": {"model": {"modelFormat": {"name": "vllm"}, "storageUri": "hf://org/name"}}},
            {"conditions": [{"type": "Ready", "status": "True"}]},
            "vllm",
        ),
        (
            "/apis/serving.kserve.io/v1alpha1/llminferenceservices",
            {"model": {"uri": "hf://org/name"}},
            {"conditions": [{"type": "Ready", "status": "True"}]},
            "kserve",
        ),
        (
            "/apis/production-stack.vllm.ai/v1alpha1/vllmruntimes",
            {"model": {"modelURL": "org/name"}, "deploymentConfig": {"image": {"name": "vllm/vllm-openai"}}},
            {"modelStatus": "Ready"},
            "vllm",
        ),
    ],
)
def test_objects_of_operators_run_when_their_status_says_so(
    tmp_path: Path, path: str, spec: object, status: object, runtime: str
) -> None:
    (found,) = _in_use(_seen(tmp_path, {path: [_object("chat", spec, status)]}))
    assert found.model is not None
    assert (found.model.written, found.runtime and found.runtime.name) == ("org/name", runtime)
    assert found.state is DeploymentState.RUNNING
    (asked_for,) = _in_use(_seen(tmp_path, {path: [_object("chat", spec)]}))
    assert asked_for.state is DeploymentState.CONFIGURED


def test_what_may_not_be_listed_everywhere_is_listed_in_the_namespace_of_the_context(tmp_path: Path) -> None:
    forbidden = says({"kind": "Status"}, 403)
    objects = {"/apis/apps/v1/namespaces/ml/deployments": [_deployment("chat", "--model", "a/b")]}
    seen = _seen(tmp_path, objects, others={DEPLOYMENTS: forbidden}, namespace="ml")
    assert [one.locator for one in _in_use(seen)] == ["ml/Deployment/chat"]
    assert [(one.locator, one.reason) for one in seen if isinstance(one, Problem)] == [
        ("namespaces", "not to be listed in all namespaces, read in ml alone: deployments")
    ]


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (says({"kind": "Status"}, 403), "answered with status 403 (no permission to list them)"),
        (says({"kind": "Status"}, 500), "answered with status 500"),
        (says({}, 302, Location="http://127.0.0.1:1/"), "answered with status 302"),
        (raw(b'{"items": [}'), "an answer that is not JSON"),
        (raw(b"[" * 200_000), "an answer that is not JSON"),
        (raw(b"[]"), "an answer that is no object"),
        (says({"items": "none"}), "an answer that is no list"),
        (says({"items": [], "metadata": {"continue": "x"}}), "more than 0 objects, the rest not read"),
    ],
)
def test_a_kind_that_is_not_answered_is_a_problem_and_the_rest_is_read(
    tmp_path: Path, reply: Reply, reason: str
) -> None:
    pod = _object("alone", {"containers": [_container("--model", "a/b")]}, {"phase": "Running"})
    seen = _seen(tmp_path, {PODS: [pod]}, others={DEPLOYMENTS: reply})
    assert [(one.locator, one.reason) for one in seen if isinstance(one, Problem)] == [
        ("deployments", reason)
    ]
    assert [one.locator for one in _in_use(seen)] == ["ml/Pod/alone"]


def test_an_answer_that_is_nested_without_end_is_a_problem(tmp_path: Path) -> None:
    nested: object = {}
    for _ in range(80):
        nested = {"a": nested}
    seen = _seen(tmp_path, {DEPLOYMENTS: [_object("chat", nested)]})
    (problem,) = (one for one in seen if isinstance(one, Problem))
    assert problem.reason == "an object that is nested in more than 64 levels"


def test_an_answer_without_end_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "MAX_ANSWER_BYTES", 100_000)
    seen = _seen(tmp_path, {DEPLOYMENTS: []}, others={PODS: raw(b" " * 1_000_000)})
    assert [one.reason for one in seen if isinstance(one, Problem)] == ["an answer of more than 100000 bytes"]


def test_an_answer_that_drips_is_given_up_and_nothing_more_is_asked(tmp_path: Path) -> None:
    def drips(request: BaseHTTPRequestHandler) -> None:
        request.send_response_only(200)
        request.end_headers()
        for _ in range(200):
            request.wfile.write(b" ")
            time.sleep(0.02)

    with cluster(tmp_path, {DEPLOYMENTS: []}, {PODS: drips}) as asked:
        slow = replace(connection.connect(None), answer_seconds=0.2)
        seen = list(live.observe_live(LIVE, slow))
    problems = {one.locator: one.reason for one in seen if isinstance(one, Problem)}
    assert problems["pods"] == "an answer that took more than 0.2 seconds"
    assert problems["the rest"].startswith("not asked for any more: services, ingresses")
    assert not any("services" in request for request in asked.requests if "/api/v1/" in request)


def test_a_cluster_that_does_not_answer_at_all_ends_the_run(tmp_path: Path) -> None:
    def hangs(_: BaseHTTPRequestHandler) -> None:
        time.sleep(0.5)

    with serving({}, otherwise=hangs) as asked:
        write_kubeconfig(tmp_path / "config", asked.url, {"token": TOKEN})
        slow = replace(connection.connect(None), read_seconds=0.1)
        with pytest.raises(SourceError, match="no answer in time"):
            list(live.observe_live(LIVE, slow))


def test_wrong_credentials_and_a_closed_port_end_the_run(tmp_path: Path) -> None:
    with cluster(tmp_path, {}) as asked:
        write_kubeconfig(tmp_path / "config", asked.url, {"token": "another"})
        with pytest.raises(SourceError, match="answered with status 401"):
            list(KubernetesSource().observe(LIVE))
    with pytest.raises(SourceError, match="no connection"):
        list(KubernetesSource().observe(LIVE))


def test_planned_requests_are_lists_and_nothing_is_sent(tmp_path: Path) -> None:
    with cluster(tmp_path, {}) as asked:
        lines = live.planned(LIVE)
    assert asked.requests == []
    assert f"GET {asked.url}{DEPLOYMENTS}?limit=100" in lines
    assert not any("secret" in line for line in lines)


def test_two_servers_alike_in_one_object_have_places_of_their_own(tmp_path: Path) -> None:
    twice = {"containers": [_container("--model", "a/b"), _container("--model", "a/b", name="second")]}
    objects = {DEPLOYMENTS: [_object("chat", {"template": {"spec": twice}})]}
    assert [one.locator for one in _in_use(_seen(tmp_path, objects))] == [
        "ml/Deployment/chat",
        "ml/Deployment/chat~2",
    ]


def test_a_folder_called_live_is_written_with_its_path() -> None:
    assert live.is_live("live")
    assert live.is_live("live:prod")
    assert not live.is_live("./live")
    assert KubernetesSource().resolve(LIVE) == LIVE
