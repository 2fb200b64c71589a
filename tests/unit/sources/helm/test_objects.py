"""What leads to a workload of a chart."""

from pathlib import Path

import pytest

from auditor.domain.serving import Exposure
from tests.unit.sources.helm.reading import one


def test_a_route_of_the_gateway_api_leads_from_outside(tmp_path: Path) -> None:
    values = """image: {repository: ollama/ollama}
ollama: {models: {pull: [phi4]}}
httpRoute: {enabled: true, hostnames: [o.example.org], parentRefs: [{name: gw}]}
"""
    found = one(tmp_path, values)
    assert found.endpoint is not None
    assert (found.endpoint.address, found.endpoint.exposure) == ("o.example.org", Exposure.PUBLIC)


@pytest.mark.parametrize(
    ("ingress", "address"),
    [
        ("hosts: [a.example.org]", "http://a.example.org"),
        ("hosts: [{host: a.example.org, paths: [/v1]}]", "http://a.example.org/v1"),
        ("hostname: a.example.org", "http://a.example.org"),
        ("host: a.example.org, tls: true", "https://a.example.org"),
        ("hosts: [a.example.org], tls: [{hosts: [a.example.org]}]", "https://a.example.org"),
    ],
)
def test_hosts_of_an_ingress_are_written_in_several_ways(tmp_path: Path, ingress: str, address: str) -> None:
    values = f"ollama: {{models: [phi4]}}\ningress: {{enabled: true, {ingress}}}\n"
    found = one(tmp_path, values)
    assert found.endpoint is not None
    assert (found.endpoint.address, found.endpoint.exposure) == (address, Exposure.PUBLIC)
