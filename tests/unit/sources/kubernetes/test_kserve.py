from pathlib import Path

import pytest

from auditor.domain.serving import Endpoint, Exposure, ModelReference, ReferenceKind
from auditor.domain.tri import Tri
from tests.unit.sources.kubernetes.reading import in_use


def service(predictor: str, kind: str = "InferenceService", metadata: str = "") -> str:
    spec = f"{{predictor: {predictor}}}" if kind == "InferenceService" else predictor
    head = f"apiVersion: serving.kserve.io/v1beta1\nkind: {kind}\nmetadata: {{name: a{metadata}}}"
    return f"{head}\nspec: {spec}\n"


RUNTIME = """apiVersion: serving.kserve.io/v1alpha1
kind: ClusterServingRuntime
metadata: {name: own}
spec:
  containers:
  - name: kserve-container
    image: vllm/vllm-openai:v0.8.5
    args: [--model=/mnt/models, '--served-model-name={{.Name}}']
"""


def test_a_format_is_served_by_its_usual_runtime_from_where_it_is_stored(tmp_path: Path) -> None:
    (old,) = in_use(tmp_path, service("{sklearn: {storageUri: gs://b/m}}"))
    (new,) = in_use(tmp_path, service("{model: {modelFormat: {name: onnx}, storageUri: s3://b/m}}"))

    assert (old.runtime and old.runtime.name, old.model) == (
        "kserve",
        ModelReference("gs://b/m", ReferenceKind.LOCATION),
    )
    assert (new.runtime and new.runtime.name, new.workload) == ("triton", "InferenceService a")


def test_a_storage_entry_names_bucket_and_path(tmp_path: Path) -> None:
    (found,) = in_use(
        tmp_path, service("{sklearn: {storage: {path: m/x, parameters: {type: s3, bucket: b}}}}")
    )

    assert found.model == ModelReference("s3://b/m/x", ReferenceKind.LOCATION)


def test_a_named_runtime_is_read_with_the_service_and_is_no_deployment_of_its_own(tmp_path: Path) -> None:
    text = "{model: {runtime: own, storageUri: 'hf://org/name:abc', args: [--trust-remote-code]}}"

    (found,) = in_use(tmp_path, service(text), RUNTIME)

    assert found.model == ModelReference("org/name", ReferenceKind.REPOSITORY, "abc")
    assert found.runtime is not None and (found.runtime.name, found.runtime.version) == ("vllm", "0.8.5")
    assert found.remote_code is Tri.TRUE


@pytest.mark.parametrize(
    ("model", "written", "served_as"),
    [
        ("{modelFormat: {name: huggingface}, args: [--model_name=a, --model_id=org/n]}", "org/n", "a"),
        ("{modelFormat: {name: huggingface}, args: [--model_id, org/n, --model_name, a]}", "org/n", "a"),
        (
            "{modelFormat: {name: huggingface}, args: [--model_id=$(ID)], env: [{name: ID, value: org/n}]}",
            "org/n",
            None,
        ),
        (
            "{modelFormat: {name: huggingface}, args: [--model_dir=/mnt/models], storageUri: 'hf://org/n'}",
            "org/n",
            None,
        ),
        ("{modelFormat: {name: huggingface}, args: [--model_dir=/data/n]}", "/data/n", None),
        (
            "{modelFormat: {name: vLLM}, runtime: vllm-cuda-runtime, storageUri: 's3://b/n',"
            " args: [--served-model-name=a]}",
            "s3://b/n",
            "a",
        ),
    ],
)
def test_arguments_mean_what_they_mean_to_the_runtime_that_only_the_cluster_has(
    tmp_path: Path, model: str, written: str, served_as: str | None
) -> None:
    (found,) = in_use(tmp_path, service(f"{{model: {model}}}"))

    assert (found.model and found.model.written, found.served_as, found.endpoint) == (
        written,
        served_as,
        None,
    )


def test_a_runtime_of_the_cluster_runs_code_of_a_repository_only_where_it_is_told_to(tmp_path: Path) -> None:
    text = "{model: {modelFormat: {name: huggingface}, args: [--model_id=org/n, --trust_remote_code]}}"

    trusting, other = (
        in_use(tmp_path, service(one))[0] for one in (text, text.replace(", --trust_remote_code", ""))
    )

    assert (trusting.remote_code, other.remote_code) == (Tri.TRUE, Tri.FALSE)


def test_a_format_of_nim_names_its_model_and_what_is_mounted_is_its_cache(tmp_path: Path) -> None:
    text = "{model: {modelFormat: {name: nvidia-nim-llama}, runtime: nvidia-nim-llama-1, storageUri: 'pvc://c/'}}"

    (found,) = in_use(tmp_path, service(text))

    assert found.model == ModelReference("llama", ReferenceKind.STORE)
    assert (found.runtime and found.runtime.name, dict(found.settings)["store"]) == ("nvidia-nim", "pvc://c/")


def test_a_runtime_alone_is_in_use_only_if_it_names_its_model(tmp_path: Path) -> None:
    assert in_use(tmp_path, RUNTIME) == []
    (found,) = in_use(tmp_path, RUNTIME.replace("/mnt/models", "org/name"))
    assert found.model == ModelReference("org/name", ReferenceKind.REPOSITORY)


def test_a_runtime_that_is_not_there_is_told_by_its_name(tmp_path: Path) -> None:
    (found,) = in_use(tmp_path, service("{model: {runtime: team-sglang-runtime, storageUri: pvc://p/m}}"))

    assert found.runtime is not None and found.runtime.name == "sglang"


def test_whether_it_is_reached_from_outside_is_unknown_unless_it_is_kept_inside(tmp_path: Path) -> None:
    text = "{containers: [{image: vllm/vllm-openai, args: [--model, org/name]}]}"
    (found,) = in_use(tmp_path, service(text))
    assert found.endpoint == Endpoint("0.0.0.0:8000", None, Tri.FALSE, Tri.FALSE)

    hidden = ", labels: {networking.kserve.io/visibility: cluster-local}"
    (found,) = in_use(tmp_path, service(text, metadata=hidden))
    assert found.endpoint == Endpoint("0.0.0.0:8000", Exposure.INTERNAL, Tri.FALSE, Tri.FALSE)


STORED = (
    "storageUris: [{uri: 'hf://org/base', mountPath: /mnt/base}, {uri: 's3://b/lora', mountPath: /mnt/lora}]"
)


@pytest.mark.parametrize(
    ("predictor", "models", "adapters"),
    [
        (f"{{model: {{modelFormat: {{name: vLLM}}, {STORED}}}}}", ["org/base", "s3://b/lora"], []),
        (f"{{model: {{modelFormat: {{name: vLLM}}}}, {STORED}}}", ["org/base", "s3://b/lora"], []),
        (
            f"{{model: {{modelFormat: {{name: vLLM}}, args: [--model=/mnt/base], {STORED}}}}}",
            ["org/base"],
            [],
        ),
        (
            "{model: {modelFormat: {name: vLLM},"
            f" args: [--model=/mnt/base/, --lora-modules, a=/mnt/lora/a], {STORED}}}}}",
            ["org/base"],
            ["s3://b/lora"],
        ),
        (
            f"{{containers: [{{image: vllm/vllm-openai, args: [--model, /mnt/lora]}}], {STORED}}}",
            ["s3://b/lora"],
            [],
        ),
        (
            "{containers: [{image: vllm/vllm-openai, args: [--model, /mnt/models],"
            " env: [{name: STORAGE_URI, value: 'hf://org/base'}]}]}",
            ["org/base"],
            [],
        ),
    ],
)
def test_what_is_mounted_is_what_the_paths_of_the_arguments_stand_for(
    tmp_path: Path, predictor: str, models: list[str], adapters: list[str]
) -> None:
    found = in_use(tmp_path, service(predictor))

    assert [one.model and one.model.written for one in found] == [*models, *adapters]
    assert [one.written for one in found[0].adapters] == adapters
