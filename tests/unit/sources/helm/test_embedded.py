"""Values in what installs charts."""

from pathlib import Path

from auditor.domain.observation import Problem, Skipped
from auditor.domain.serving import InUse
from tests.unit.sources.helm.reading import in_use, models, observed


def test_values_of_a_flux_release(tmp_path: Path) -> None:
    text = """apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: chat, namespace: ml}
spec:
  chart: {spec: {chart: ollama}}
  valuesFrom: [{kind: Secret, name: keys}]
  values:
    ollama: {models: {pull: [phi4]}}
"""
    seen = observed(tmp_path, release=text)
    assert [(one.locator, one.reason) for one in seen if isinstance(one, Skipped)] == [
        ("release.yaml", "values from Secret keys, not read")
    ]
    (found,) = in_use(tmp_path, release=text)
    assert (found.locator, found.workload) == ("release.yaml:8", "Deployment ml/chat")


ARGO = """apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app}
spec:
  destination: {namespace: ml}
  source:
    repoURL: https://charts.example.org
    chart: ollama
    helm:
      values: |
        replicaCount: 2
        ollama:
          models:
            pull: [phi4]
      valuesObject: {replicaCount: 4}
      parameters: [{name: service.type, value: LoadBalancer}, {name: "a[0].b", value: x}]
"""


def test_values_of_an_argo_application_in_their_order(tmp_path: Path) -> None:
    (found,) = in_use(tmp_path, app=ARGO)
    assert (found.locator, found.workload) == ("app.yaml:14", "Deployment ml/app")
    assert dict(found.settings)["replicas"] == "4"
    assert found.endpoint is not None
    assert found.endpoint.exposure is not None
    assert found.endpoint.exposure.value == "public"


def test_values_of_an_argo_application_that_are_broken_are_a_problem(tmp_path: Path) -> None:
    seen = observed(tmp_path, app=ARGO.replace("pull: [phi4]", "pull: [phi4"))
    assert [one.locator for one in seen if isinstance(one, Problem)] == ["app.yaml"]


def test_a_chart_of_the_helm_controller_of_k3s(tmp_path: Path) -> None:
    text = """apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {name: llm}
spec:
  chart: oci://registry.example.org/charts/ollama:1.2
  valuesContent: |-
    replicaCount: 2
    ollama: {models: [phi4]}
"""
    assert models(in_use(tmp_path, chart=text)) == [("chart.yaml:8", "phi4")]


def test_a_helmfile_with_files_and_values(tmp_path: Path) -> None:
    helmfile = """releases:
- name: one
  namespace: ml
  chart: otwld/ollama
  values:
  - one/values.yaml
  - replicaCount: 5
- name: two
  installed: false
  chart: otwld/ollama
  values: [{ollama: {models: [phi4]}}]
- name: three
  chart: otwld/ollama
  values: [../outside.yaml]
"""
    (tmp_path / "inner").mkdir()
    (tmp_path / "outside.yaml").write_text("ollama: {models: [secret]}\n")
    seen = observed(tmp_path / "inner", helmfile=helmfile, one__values="ollama: {models: [gemma2]}\n")
    found = [one for one in seen if isinstance(one, InUse)]
    assert models(found) == [("helmfile.yaml+one/values.yaml:1", "gemma2"), ("helmfile.yaml:12", None)]
    assert [one.reason for one in seen if isinstance(one, Problem)] == [
        "values of ../outside.yaml: outside the folder, not read"
    ]
