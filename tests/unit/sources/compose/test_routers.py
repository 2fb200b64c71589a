from pathlib import Path

import pytest

from auditor.domain.serving import Endpoint, Exposure
from auditor.domain.tri import Tri
from tests.unit.sources.compose.reading import in_use

RULE = "traefik.http.routers.x.rule"
INSIDE = Endpoint("0.0.0.0:8000", Exposure.INTERNAL, Tri.FALSE, Tri.FALSE)


def public(address: str, needs: Tri = Tri.FALSE) -> Endpoint:
    return Endpoint(address, Exposure.PUBLIC, Tri.UNKNOWN, needs)


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (f"[traefik.enable=true, '{RULE}=Host(`chat.example`)']", public("chat.example")),
        (f"{{{RULE}: 'Host(`a.example`) && PathPrefix(`/v1`)'}}", public("a.example")),
        (f"{{{RULE}: 'PathPrefix(`/v1`)'}}", public("0.0.0.0:8000")),
        (f"{{{RULE}: 'Host(`chat.corp.internal`)'}}",
         Endpoint("chat.corp.internal", Exposure.NETWORK, Tri.UNKNOWN, Tri.FALSE)),
        (f"{{{RULE}: 'Host(`a.example`)', traefik.http.routers.x.middlewares: login}}",
         public("a.example", Tri.UNKNOWN)),
        ("{caddy: chat.example, caddy.reverse_proxy: '{{upstreams 8000}}'}", public("chat.example")),
        ("{caddy: chat.example, caddy.basicauth.u: x}", public("chat.example", Tri.UNKNOWN)),
        (f"{{traefik.enable: 'false', {RULE}: 'Host(`chat.example`)'}}", INSIDE),
        ("{org.example.rule: 'Host(`chat.example`)'}", INSIDE),
    ],
)  # fmt: skip
def test_a_proxy_that_labels_name_leads_to_a_service(tmp_path: Path, labels: str, expected: Endpoint) -> None:
    (found,) = in_use(tmp_path, f"services: {{a: {{image: vllm/vllm-openai, labels: {labels}}}}}")

    assert found.endpoint == expected
    assert ("reached through the label" in found.evidence) is (expected != INSIDE)


def test_a_server_that_no_proxy_can_reach_is_not_led_to(tmp_path: Path) -> None:
    service = (
        f"{{image: vllm/vllm-openai, command: [--host, 127.0.0.1], labels: {{{RULE}: 'Host(`a.example`)'}}}}"
    )
    (found,) = in_use(tmp_path, f"services: {{a: {service}}}")

    assert found.endpoint is not None
    assert found.endpoint.exposure is Exposure.LOOPBACK
