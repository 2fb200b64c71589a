from pathlib import Path

from auditor.domain.observation import Covered, Problem, SkipKind, Skipped
from auditor.domain.serving import (
    DeploymentState,
    Endpoint,
    Exposure,
    InUse,
    ModelReference,
    ReferenceKind,
    Runtime,
)
from auditor.domain.tri import Tri
from auditor.sources.base import Target
from auditor.sources.kubernetes import KubernetesSource
from tests.unit.sources.kubernetes.reading import VLLM, deployment, in_use, observed


def test_a_container_is_a_deployment_with_its_line(tmp_path: Path) -> None:
    assert in_use(tmp_path, deployment(VLLM)) == [
        InUse(
            target=f"kubernetes:{tmp_path}",
            locator="0.yaml:12",
            state=DeploymentState.CONFIGURED,
            evidence="Deployment ml/chat is configured: vllm serves org/name",
            model=ModelReference("org/name", ReferenceKind.REPOSITORY),
            runtime=Runtime("vllm", "0.8.5", "vllm/vllm-openai:v0.8.5"),
            endpoint=Endpoint("0.0.0.0:8000", Exposure.INTERNAL, Tri.FALSE, Tri.FALSE),
            workload="Deployment ml/chat",
            remote_code=Tri.FALSE,
            container="server",
            settings=(
                ("activity", "serves"),
                ("offline", "no"),
                ("replicas", "2"),
            ),
        )
    ]


def test_a_line_of_a_script_is_named(tmp_path: Path) -> None:
    script = "      - image: vllm/vllm-openai\n        command: [sh, -c]\n        args:\n        - |\n"
    script += "          set -e\n          vllm serve org/x"

    assert [one.locator for one in in_use(tmp_path, deployment(script))] == ["0.yaml:15"]


def test_a_template_is_skipped_and_what_is_broken_is_a_problem(tmp_path: Path) -> None:
    template = "{{- if .Values.x }}\nkind: Pod\n{{- end }}\n"
    broken = "kind: Pod\napiVersion: [\n"

    skipped, problem, covered = observed(tmp_path, template, broken)

    assert isinstance(skipped, Skipped) and skipped.category is SkipKind.FORMAT
    assert isinstance(problem, Problem) and (problem.locator, problem.reason[:16]) == (
        "1.yaml",
        "line 3: not YAML",
    )
    assert isinstance(covered, Covered) and covered.n_seen == 2


def test_no_key_is_kept(tmp_path: Path) -> None:
    secret = "correct-horse-battery-7"
    args = f"[--model, org/name, --api-key, {secret}]"
    text = deployment(VLLM.replace("[--model, org/name]", args))
    text += (
        f"---\napiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\nstringData: {{VLLM_API_KEY: {secret}}}\n"
    )

    found = observed(tmp_path, text)

    assert secret not in repr(found)
    assert [one.endpoint and one.endpoint.needs_credentials for one in found if isinstance(one, InUse)] == [
        Tri.TRUE
    ]


def test_one_file_may_be_named(tmp_path: Path) -> None:
    path = tmp_path / "deploy.json"
    path.write_text(
        '{"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"image": "ollama/ollama"}]}}'
    )
    source = KubernetesSource()

    found = [one.locator for one in source.observe(Target("kubernetes", str(path))) if isinstance(one, InUse)]

    assert found == ["deploy.json:1"]
    assert source.resolve(Target("kubernetes", str(path))) == Target("kubernetes", str(path.resolve()))


def test_what_a_container_that_serves_nothing_is_told_to_call_is_told(tmp_path: Path) -> None:
    app = """      - name: app
        image: house/app:1
        env:
          - {name: MISTRAL_API_KEY, valueFrom: {secretKeyRef: {name: s, key: k}}}
          - {name: ANTHROPIC_MODEL, value: claude-sonnet-4-20250514}"""

    found = {one.operator: (one.workload, one.container) for one in in_use(tmp_path, deployment(app))}

    workload = ("Deployment ml/chat", "app")
    assert found == {"mistral": workload, "anthropic": workload}
