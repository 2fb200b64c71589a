"""What is seen of a place."""

from pathlib import Path

from auditor.domain.observation import Covered
from auditor.domain.serving import InUse
from auditor.sources.base import Target
from auditor.sources.helm import HelmSource
from tests.unit.sources.helm.reading import observed

CHART = """name: assistants
dependencies:
- {name: ollama, alias: llm, condition: llm.enabled}
"""


PULLS = "llm:\n  ollama: {models: {pull: [llama3:8b]}}\n"


def test_values_that_serve_nothing_are_nothing(tmp_path: Path) -> None:
    seen = observed(tmp_path, values="image: {repository: nginx}\nservice: {type: NodePort}\n")
    (covered,) = seen
    assert isinstance(covered, Covered)
    assert covered.n_seen == 1


def test_a_named_file_is_read_with_the_chart_beside_it(tmp_path: Path) -> None:
    observed(tmp_path, Chart=CHART, values=PULLS, prod="llm: {replicaCount: 2}\n")
    seen = list(HelmSource().observe(Target("helm", str(tmp_path / "prod.yaml"))))
    assert [one.locator for one in seen if isinstance(one, InUse)] == ["prod.yaml+values.yaml:2"]
