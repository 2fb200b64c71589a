"""Which files are a release, and what lies over what."""

from pathlib import Path

import pytest

from auditor.domain.observation import Covered, Problem, SkipKind, Skipped
from auditor.domain.serving import InUse
from auditor.sources.base import Target
from auditor.sources.helm import HelmSource
from tests.unit.sources.helm.reading import in_use, models, observed

CHART = """name: assistants
dependencies:
- {name: ollama, alias: llm, condition: llm.enabled}
"""
PULLS = "llm:\n  ollama: {models: {pull: [llama3:8b]}}\n"


def test_each_other_file_of_values_is_an_environment_over_the_defaults(tmp_path: Path) -> None:
    seen = in_use(
        tmp_path,
        Chart=CHART,
        values=PULLS,
        values_prod="llm: {replicaCount: 3}\n",
        values_test="llm:\n  ollama:\n    models:\n      pull: [phi4]\n",
        values_off="llm: {enabled: false}\n",
    )
    assert models(seen) == [
        ("values-prod.yaml+values.yaml:2", "llama3:8b"),
        ("values-test.yaml:4", "phi4"),
    ]
    assert dict(seen[0].settings)["replicas"] == "3"
    assert {one.workload for one in seen} == {"Deployment assistants-llm"}


def test_the_defaults_alone_are_a_release_where_there_is_no_other(tmp_path: Path) -> None:
    assert models(in_use(tmp_path, Chart=CHART, values=PULLS)) == [("values.yaml:2", "llama3:8b")]


def test_files_of_values_without_a_chart_are_releases_of_their_own(tmp_path: Path) -> None:
    other = "ollama: {models: {pull: [phi4]}}\n"
    seen = in_use(tmp_path, values="ollama: {models: {pull: [gemma2]}}\n", values_b=other, my__values=other)
    assert sorted(models(seen)) == [
        ("my/values.yaml:1", "phi4"),
        ("values-b.yaml:1", "phi4"),
        ("values.yaml:1", "gemma2"),
    ]


def test_a_chart_within_a_chart_brings_its_defaults_and_is_no_release_of_its_own(tmp_path: Path) -> None:
    seen = in_use(
        tmp_path,
        Chart=CHART,
        values=PULLS,
        charts__ollama__Chart="name: ollama\n",
        charts__ollama__values="image: {repository: ollama/ollama, tag: 0.5.4}\nservice: {type: NodePort}\n",
    )
    (found,) = seen
    assert found.runtime is not None
    assert found.runtime.version == "0.5.4"


def test_a_named_file_is_read_with_the_chart_beside_it(tmp_path: Path) -> None:
    observed(tmp_path, Chart=CHART, values=PULLS, prod="llm: {replicaCount: 2}\n")
    seen = list(HelmSource().observe(Target("helm", str(tmp_path / "prod.yaml"))))
    assert [one.locator for one in seen if not isinstance(one, Covered)] == ["prod.yaml+values.yaml:2"]


@pytest.mark.parametrize(("chart", "category"), [("ollama", SkipKind.LEFT_OUT), ("own", SkipKind.FORMAT)])
def test_templates_are_listed_once_a_chart(tmp_path: Path, chart: str, category: SkipKind) -> None:
    template = "{{- if .Values.on }}\nkind: Deployment\n{{- end }}\n"
    seen = observed(
        tmp_path, Chart=f"name: {chart}\n", templates__a=template, templates__b=template, values="a: 1\n"
    )
    (skipped,) = (one for one in seen if isinstance(one, Skipped))
    assert (skipped.locator, skipped.category) == ("templates", category)


def test_values_that_are_a_template_are_listed_and_broken_ones_a_problem(tmp_path: Path) -> None:
    seen = observed(tmp_path, a_values="{{ if x }}\na: [\n{{ end }}\n", b_values="a: [1,\n")
    assert [(type(one), one.locator) for one in seen if isinstance(one, Skipped | Problem)] == [
        (Skipped, "a-values.yaml"),
        (Problem, "b-values.yaml"),
    ]


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
    assert found.endpoint.exposure.value == "network"


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


def test_values_that_serve_nothing_are_nothing(tmp_path: Path) -> None:
    seen = observed(tmp_path, values="image: {repository: nginx}\nservice: {type: NodePort}\n")
    (covered,) = seen
    assert isinstance(covered, Covered)
    assert covered.n_seen == 1
