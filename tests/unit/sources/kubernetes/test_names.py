import pytest

from auditor.formats.yaml_stream import read
from auditor.identity import group
from auditor.sources.kubernetes.names import ServiceName, full_name, meant, readdressed
from auditor.sources.kubernetes.observing import observed
from tests.unit.sources.kubernetes.reading import VLLM, deployment, parsed

SERVICES = frozenset({("llm", "ml"), ("bare", None)})


@pytest.mark.parametrize(
    ("host", "namespace", "expected"),
    [
        ("llm", "ml", ("llm", "ml")),
        ("llm.ml", None, ("llm", "ml")),
        ("llm.ml.svc", "other", ("llm", "ml")),
        ("llm.ml.svc.cluster.local", "other", ("llm", "ml")),
        ("bare", None, ("bare", None)),
        ("llm", "other", None),
        ("llm.other", "ml", None),
        ("llm.ml.example", "ml", None),
    ],
)
def test_a_host_is_the_service_that_the_resolver_makes_of_it(
    host: str, namespace: str | None, expected: ServiceName | None
) -> None:
    assert meant(host, namespace, SERVICES) == expected


def test_the_full_name_says_the_namespace() -> None:
    assert [full_name(service) for service in (("llm", "ml"), ("bare", None))] == ["llm.ml.svc", "bare"]


def test_only_addresses_of_services_that_are_there_are_completed() -> None:
    config = read(
        "[{api_base: 'http://llm:80/v1', model: llm}, {api_base: 'https://api.openai.com/v1'}, llm]"
    )
    first, second, _ = readdressed(config, "ml", SERVICES).items
    assert (first.at("api_base").text, first.at("model").text) == ("http://llm.ml.svc:80/v1", "llm")
    assert second.at("api_base").text == "https://api.openai.com/v1"


@pytest.mark.parametrize("host", ["chat:80", "chat.ml", "chat.ml.svc:80", "chat.ml.svc.cluster.local:80"])
@pytest.mark.parametrize("door", ["", "kind: Ingress\n"])
def test_a_proxy_and_the_server_behind_it_are_one_place_of_one_model(host: str, door: str) -> None:
    service = """kind: Service
apiVersion: v1
metadata: {name: chat, namespace: ml}
spec: {selector: {app: chat}, ports: [{port: 80, targetPort: 8000}]}
"""
    ingress = """kind: Ingress
apiVersion: networking.k8s.io/v1
metadata: {name: out, namespace: ml}
spec:
  rules: [{host: chat.example.org, http: {paths: [{backend: {service: {name: chat, port: {number: 80}}}}]}}]
"""
    asked = f"""kind: ConfigMap
apiVersion: v1
metadata: {{name: proxy, namespace: ml}}
data:
  config.yaml: |
    model_list: [{{model_name: chat, litellm_params: {{model: openai/chat, api_base: "http://{host}/v1"}}}}]
"""
    served = VLLM.replace("org/name", "org/name, --served-model-name, chat")
    texts = [deployment(served), service, asked, *([ingress] if door else [])]
    found = group(observed("t", parsed("---\n".join(texts))))
    assert [model.name for model in found.models] == ["org/name"]
