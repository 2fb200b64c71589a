from auditor.domain.serving import Activity, Endpoint, Exposure, ModelReference, ReferenceKind, Runtime
from auditor.domain.tri import Tri
from auditor.sources.launching.invocation import Invocation, Launch
from auditor.sources.launching.serving import launches_of


def test_everything_that_a_command_says_is_in_one_launch() -> None:
    found = launches_of(
        Invocation(
            ("llama-server", "--hf-repo", "a/b", "--hf-file", "b-q8.gguf", "--alias", "chat,small"),
            ("--lora-scaled", "x.gguf:0.5", "--api-key", "k", "--ssl-cert-file", "c.pem"),
            image="ghcr.io/ggml-org/llama.cpp:server-b5000",
        )
    )
    assert found == (
        Launch(
            runtime=Runtime("llama.cpp", "b5000", "ghcr.io/ggml-org/llama.cpp:server-b5000"),
            activity=Activity.SERVES,
            models=(ModelReference("a/b", ReferenceKind.REPOSITORY),),
            served_as=("chat", "small"),
            adapters=(ModelReference("x.gguf", ReferenceKind.FILE),),
            weight_file="b-q8.gguf",
            endpoint=Endpoint("0.0.0.0:8080", Exposure.INTERNAL, Tri.TRUE, Tri.TRUE),
            remote_code=Tri.FALSE,
            is_offline=Tri.FALSE,
        ),
    )


def test_the_version_is_that_of_the_image_of_the_runtime_alone() -> None:
    (found,) = launches_of(Invocation(("vllm", "serve", "a/b"), image="rayproject/ray:2.46.0"))
    assert found.runtime == Runtime("vllm", None, "rayproject/ray:2.46.0")


def test_a_pull_without_a_server_beside_it_stands_for_itself() -> None:
    found = launches_of(Invocation(("sh", "-c", "ollama pull a && ollama pull b")))
    assert [(launch.activity, [model.written for model in launch.models]) for launch in found] == [
        (Activity.FETCHES, ["a"]),
        (Activity.FETCHES, ["b"]),
    ]


def test_a_revision_belongs_to_the_model_and_not_to_the_store() -> None:
    (found,) = launches_of(
        Invocation(("openllm", "serve", "a:1b"), environment={"OPENLLM_HOME": "/x"}),
    )
    assert found.models == (ModelReference("a:1b", ReferenceKind.STORE),)
    assert found.stores == ()


def test_a_key_that_is_also_in_a_path_is_taken_out_of_it() -> None:
    (found,) = launches_of(Invocation(("vllm", "serve", "/m/k3y-k3y-k3y/x", "--api-key", "k3y-k3y-k3y")))
    assert found.models == (ModelReference("/m/***/x", ReferenceKind.FILE),)


def test_a_placeholder_for_a_key_leaves_the_path_alone() -> None:
    (found,) = launches_of(
        Invocation(("ollama", "serve"), environment={"OPENAI_API_KEY": "ollama", "OLLAMA_MODELS": "/ollama"})
    )
    assert found.stores == (ModelReference("/ollama", ReferenceKind.FILE),)
