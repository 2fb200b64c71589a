from pathlib import Path

import pytest

from auditor.domain.serving import Endpoint, Exposure
from auditor.domain.tri import Tri
from auditor.sources.kubernetes.network import Network
from tests.unit.sources.kubernetes.reading import VLLM, deployment, endpoint, in_use, parsed

PLAIN = (Tri.FALSE, Tri.FALSE)


def service(spec: str = "", ports: str = "[{port: 80, targetPort: 8000}]", namespace: str = "ml") -> str:
    selector = "selector: {app: chat}"
    return f"""apiVersion: v1
kind: Service
metadata: {{name: s, namespace: {namespace}}}
spec: {{{selector}, ports: {ports}, {spec}}}
"""


INGRESS = """apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: i, namespace: ml}
spec:
  tls: [{hosts: [chat.example]}]
  rules: [{host: chat.example, http: {paths: [{backend: {service: {name: s, port: {number: 80}}}}]}}]
"""


@pytest.mark.parametrize(
    ("manifest", "address", "exposure"),
    [
        (service(), "s.ml.svc:80", Exposure.INTERNAL),
        (service(ports="[{port: 80, targetPort: http}]"), "s.ml.svc:80", Exposure.INTERNAL),
        (service("type: LoadBalancer"), "s.ml.svc:80", Exposure.PUBLIC),
        (service("type: LoadBalancer, loadBalancerIP: 10.0.0.9"), "s.ml.svc:80", Exposure.NETWORK),
        (
            service("type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0/8]"),
            "s.ml.svc:80",
            Exposure.NETWORK,
        ),
        (service("type: NodePort", "[{port: 8000, nodePort: 30080}]"), "0.0.0.0:30080", Exposure.NETWORK),
        (service("externalIPs: [10.0.0.7]"), "10.0.0.7:80", Exposure.NETWORK),
        (service("externalIPs: [8.8.8.8]"), "8.8.8.8:80", Exposure.PUBLIC),
        (service("type: NodePort", "[{port: 9090}]"), "0.0.0.0:8000", Exposure.INTERNAL),
        (service("type: NodePort", namespace="other"), "0.0.0.0:8000", Exposure.INTERNAL),
        (service("type: NodePort").replace("app: chat", "app: web"), "0.0.0.0:8000", Exposure.INTERNAL),
        (service("type: NodePort").replace("app: chat", ""), "0.0.0.0:8000", Exposure.INTERNAL),
    ],
)
def test_a_service_that_selects_the_pod_and_its_port_leads_to_it(
    tmp_path: Path, manifest: str, address: str, exposure: Exposure
) -> None:
    assert endpoint(tmp_path, deployment(VLLM), manifest) == Endpoint(address, exposure, *PLAIN)


def test_an_ingress_leads_to_the_service_it_names(tmp_path: Path) -> None:
    (found,) = in_use(tmp_path, deployment(VLLM), service(), INGRESS)

    assert found.endpoint == Endpoint("https://chat.example", Exposure.PUBLIC, Tri.TRUE, Tri.FALSE)
    assert found.evidence.endswith("reached through Ingress ml/i")


def test_an_ingress_to_another_port_of_the_service_does_not_lead_there(tmp_path: Path) -> None:
    ports = "[{name: api, port: 8000}, {name: metrics, port: 80, targetPort: 9090}]"

    assert endpoint(tmp_path, deployment(VLLM), service(ports=ports), INGRESS) == Endpoint(
        "s.ml.svc:8000", Exposure.INTERNAL, *PLAIN
    )


def test_a_server_on_its_pods_loopback_is_reached_by_nobody_else(tmp_path: Path) -> None:
    own = VLLM.replace("org/name]", "org/name, --host, 127.0.0.1]")

    found = endpoint(tmp_path, deployment(own), service("type: NodePort"), INGRESS)

    assert found == Endpoint("127.0.0.1:8000", Exposure.LOOPBACK, *PLAIN)


def test_a_port_of_the_host_and_its_network_are_reached_from_the_network(tmp_path: Path) -> None:
    hosted = VLLM.replace("containerPort: 8000", "containerPort: 8000, hostPort: 9000")

    assert endpoint(tmp_path, deployment(hosted)) == Endpoint("0.0.0.0:9000", Exposure.NETWORK, *PLAIN)
    shared = deployment(VLLM, "      hostNetwork: true")
    assert endpoint(tmp_path, shared) == Endpoint("0.0.0.0:8000", Exposure.NETWORK, *PLAIN)


def test_an_ingress_inside_leads_from_the_network_only(tmp_path: Path) -> None:
    found = endpoint(
        tmp_path, deployment(VLLM), service(), INGRESS.replace("chat.example", "chat.corp.internal")
    )

    assert found == Endpoint("https://chat.corp.internal", Exposure.NETWORK, Tri.TRUE, Tri.FALSE)


def test_services_are_found_by_their_labels_not_one_by_one() -> None:
    def most_at_a_label(n_services: int) -> int:
        manifests = "---\n".join(
            f"apiVersion: v1\nkind: Service\nmetadata: {{name: s{one}, namespace: ml}}\n"
            f"spec: {{selector: {{tier: gpu, app: a{one}}}, ports: [{{port: 80}}]}}\n"
            for one in range(n_services)
        )
        services = Network(parsed(manifests))._services
        return max(map(len, services.values()))

    assert most_at_a_label(50) == most_at_a_label(100) == 1


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        ("x/router.middlewares: 'ml-zip@kubernetescrd'", Tri.UNKNOWN),
        ("nginx.ingress.kubernetes.io/auth-type: basic", Tri.TRUE),
        ("nginx.ingress.kubernetes.io/auth-type: ''", Tri.FALSE),
    ],
)
def test_what_a_door_may_ask_is_unknown_of_an_open_server(
    tmp_path: Path, annotation: str, expected: Tri
) -> None:
    ingress = INGRESS.replace("namespace: ml", f"namespace: ml, annotations: {{{annotation}}}")
    found = endpoint(tmp_path, deployment(VLLM), service(), ingress)

    assert found is not None
    assert found.needs_credentials is expected


BESIDE = """      - name: proxy
        image: envoyproxy/envoy:v1.30.1
        ports: [{name: web, containerPort: 8080}]"""
LOOPBACK = VLLM.replace("[--model, org/name]", "[--model, org/name, --host, 127.0.0.1]")


@pytest.mark.parametrize(
    ("containers", "manifest", "exposure", "needs_credentials"),
    [
        (
            f"{LOOPBACK}\n{BESIDE}",
            service("type: LoadBalancer", "[{port: 80, targetPort: web}]"),
            None,
            "unknown",
        ),
        (f"{LOOPBACK}\n{BESIDE}", service(ports="[{port: 80, targetPort: 8080}]"), None, "unknown"),
        (f"{VLLM}\n{BESIDE}", service("type: NodePort", "[{port: 80, targetPort: 8080}]"), None, "no"),
        (f"{LOOPBACK}\n{BESIDE.replace('8080', '8080, hostPort: 80')}", "", None, "unknown"),
        (f"{VLLM}\n{BESIDE}", service(ports="[{port: 80, targetPort: 8080}]"), Exposure.INTERNAL, "no"),
        (f"{LOOPBACK}\n{BESIDE}", "", Exposure.LOOPBACK, "no"),
        (LOOPBACK, service("type: LoadBalancer"), Exposure.LOOPBACK, "no"),
        (f"{VLLM}\n{BESIDE}", service("type: LoadBalancer"), Exposure.PUBLIC, "no"),
    ],
)
def test_a_container_beside_a_server_may_pass_requests_on_to_it(
    tmp_path: Path, containers: str, manifest: str, exposure: Exposure | None, needs_credentials: str
) -> None:
    (found,) = in_use(tmp_path, deployment(containers), manifest)

    assert found.endpoint is not None
    assert (found.endpoint.exposure, found.endpoint.needs_credentials.value) == (exposure, needs_credentials)
    assert ("if another container" in found.evidence) is (exposure is None)
