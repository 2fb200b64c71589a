"""Which files are a release, and what lies over what."""

from pathlib import Path

import pytest

from auditor.domain.observation import Problem, SkipKind, Skipped
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
