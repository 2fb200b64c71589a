"""Manifests written to a folder, and what is seen in them."""

from pathlib import Path

from auditor.domain.observation import Observation
from auditor.domain.serving import Endpoint, InUse
from auditor.sources.base import Target
from auditor.sources.kubernetes import KubernetesSource
from auditor.sources.kubernetes.resources import Resource, resources


def observed(folder: Path, *manifests: str) -> list[Observation]:
    """Return what is seen in files of these manifests."""
    for number, manifest in enumerate(manifests):
        (folder / f"{number}.yaml").write_text(manifest)
    return list(KubernetesSource().observe(Target("kubernetes", str(folder))))


def in_use(folder: Path, *manifests: str) -> list[InUse]:
    """Return the models in use that are seen."""
    return [one for one in observed(folder, *manifests) if isinstance(one, InUse)]


def endpoint(folder: Path, *manifests: str) -> Endpoint | None:
    """Return where the one model is served."""
    (found,) = in_use(folder, *manifests)
    return found.endpoint


def parsed(text: str) -> list[Resource]:
    """Return the objects of a text without mistakes."""
    found = list(resources(text, "m.yaml"))
    assert all(isinstance(one, Resource) for one in found)
    return [one for one in found if isinstance(one, Resource)]


def deployment(containers: str, more: str = "", replicas: int = 2) -> str:
    """Return a Deployment ``ml/chat`` whose pods are labelled ``app: chat``."""
    return f"""apiVersion: apps/v1
kind: Deployment
metadata: {{name: chat, namespace: ml}}
spec:
  replicas: {replicas}
  template:
    metadata: {{labels: {{app: chat, tier: gpu}}}}
    spec:
      containers:
{containers}
{more}
"""


VLLM = """      - name: server
        image: vllm/vllm-openai:v0.8.5
        args: [--model, org/name]
        ports: [{name: http, containerPort: 8000}]"""
