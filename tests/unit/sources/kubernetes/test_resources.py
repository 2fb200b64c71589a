from auditor.errors import FormatError
from auditor.sources.kubernetes.resources import is_template, pods, resources
from tests.unit.sources.kubernetes.reading import VLLM, deployment, parsed


def test_every_document_and_every_item_of_a_list_is_an_object() -> None:
    text = """apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Pod, metadata: {name: a, namespace: n}}
- {apiVersion: apps/v1, kind: Job, metadata: {generateName: b-}}
---
apiVersion: v1
kind: Service
metadata: {name: c}
"""

    found = [(one.shown, one.group, one.body.line) for one in parsed(text)]

    assert found == [("Pod n/a", "", 4), ("Job b-*", "apps", 5), ("Service c", "", 7)]


def test_a_broken_document_does_not_take_the_others_along() -> None:
    text = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n---\nkind: [\n---\napiVersion: v1\nkind: Pod\n"

    kinds = [type(one).__name__ for one in resources(text, "m.yaml")]
    (error,) = (one for one in resources(text, "m.yaml") if isinstance(one, FormatError))

    assert kinds == ["Resource", "FormatError", "Resource"]
    assert error.message.startswith("line 5: not YAML")


def test_secrets_definitions_and_what_is_no_object_are_not_read() -> None:
    for text in (
        "apiVersion: v1\nkind: Secret\ndata: [",
        "apiVersion: apiextensions.k8s.io/v1\nkind: 'CustomResourceDefinition' # x\nspec: [",
        "a: [",
        "kind: x",
    ):
        assert list(resources(text, "m.yaml")) == []


def test_json_is_read_too() -> None:
    (found,) = parsed('{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}}')

    assert found.shown == "Pod a"


def test_a_pod_is_told_by_its_shape_with_the_labels_and_number_of_its_own() -> None:
    text = """apiVersion: own.example/v1
kind: Group
metadata: {name: g, labels: {app: g}}
spec:
  replicas: 1
  roles:
  - replicas: 3
    podTemplate:
      metadata: {labels: {role: w}}
      spec: {containers: [{image: a}]}
  leader: {containers: [{command: [x]}]}
  templates: [{container: {image: a}, metadata: {labels: {app: t}}}]
  services: {worker: {extraPodSpec: {mainContainer: {args: [x]}}}}
  container: no container
  list: {containers: [a, b]}
"""

    (resource,) = parsed(text)

    assert [(dict(pod.labels), pod.replicas) for pod in pods(resource)] == [
        ({"role": "w"}, "3"),
        ({"app": "g"}, "1"),
        ({"app": "t"}, "1"),
        ({"app": "g"}, "1"),
    ]


def test_a_cron_job_has_a_pod() -> None:
    text = """apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly}
spec: {jobTemplate: {spec: {template: {spec: {containers: [{image: a}]}}}}}
"""

    assert [pod.resource.shown for resource in parsed(text) for pod in pods(resource)] == ["CronJob nightly"]


def test_a_template_is_told_from_a_manifest() -> None:
    assert is_template("{{- if .Values.x }}\nkind: Pod") and is_template("name: {{ .Values.name }}")
    assert not is_template(deployment(VLLM.replace("org/name", "'{{.Name}}'")))
