"""Command lines as people write them, runtime by runtime."""

import shlex
from collections.abc import Mapping

import pytest

from auditor.domain.serving import Activity, Exposure, ModelReference, ReferenceKind
from auditor.domain.tri import Tri
from auditor.sources.launching.invocation import Invocation, Launch, PublishedPort
from auditor.sources.launching.launch import launches

BLOB = "ab" * 32
COMMIT = "0123456789abcdef0123456789abcdef01234567"


def _started(line: str, **around: object) -> Launch:
    found = launches(Invocation(tuple(shlex.split(line)), **around))  # type: ignore[arg-type] # a test's keywords
    assert len(found) == 1, found
    return found[0]


def _in_image(image: str, line: str = "", environment: Mapping[str, str | None] | None = None) -> Launch:
    found = launches(Invocation((), tuple(shlex.split(line)), environment or {}, image=image))
    assert len(found) == 1, found
    return found[0]


def _repository(written: str, revision: str | None = None) -> ModelReference:
    return ModelReference(written, ReferenceKind.REPOSITORY, revision)


def _file(written: str) -> ModelReference:
    return ModelReference(written, ReferenceKind.FILE)


def _store(written: str, revision: str | None = None) -> ModelReference:
    return ModelReference(written, ReferenceKind.STORE, revision)


PROCESSES = [
    # Ollama
    ("ollama serve", "ollama", (), "127.0.0.1:11434"),
    ("/usr/local/bin/ollama serve", "ollama", (), "127.0.0.1:11434"),
    ("C:\\\\Users\\\\me\\\\ollama.exe serve", "ollama", (), "127.0.0.1:11434"),
    ("ollama pull llama3.2:3b", "ollama", (_store("llama3.2:3b"),), None),
    (
        "ollama run --verbose hf.co/bartowski/X-GGUF:Q4_K_M hello",
        "ollama",
        (_store("hf.co/bartowski/X-GGUF:Q4_K_M"),),
        None,
    ),
    ("ollama run --keepalive 5m qwen2.5", "ollama", (_store("qwen2.5"),), None),
    (
        f"/usr/bin/ollama runner --ollama-engine --model /srv/blobs/sha256-{BLOB} --port 41234",
        "ollama",
        (ModelReference(f"/srv/blobs/sha256-{BLOB}", ReferenceKind.FILE, None, BLOB),),
        None,
    ),
    # vLLM
    (
        "vllm serve meta-llama/Llama-3.1-8B-Instruct",
        "vllm",
        (_repository("meta-llama/Llama-3.1-8B-Instruct"),),
        "0.0.0.0:8000",
    ),
    (
        "vllm serve --model org/name --port=9000 --host=127.0.0.1",
        "vllm",
        (_repository("org/name"),),
        "127.0.0.1:9000",
    ),
    (
        "vllm serve --enforce-eager --enable-prefix-caching --dtype half gpt2",
        "vllm",
        (_repository("gpt2"),),
        "0.0.0.0:8000",
    ),
    (
        "/opt/venv/bin/python3.12 -u -W ignore /opt/venv/bin/vllm serve /models/llama",
        "vllm",
        (_file("/models/llama"),),
        "0.0.0.0:8000",
    ),
    (
        "python -m vllm.entrypoints.openai.api_server --model a/b --model c/d",
        "vllm",
        (_repository("c/d"),),
        "0.0.0.0:8000",
    ),
    (
        "python3 /app/vllm/entrypoints/openai/api_server.py --model=a/b",
        "vllm",
        (_repository("a/b"),),
        "0.0.0.0:8000",
    ),
    ("vllm serve a/b --revision v1.0", "vllm", (_repository("a/b", "v1.0"),), "0.0.0.0:8000"),
    (
        f"vllm serve /c/models--a--b/snapshots/{COMMIT}",
        "vllm",
        (ModelReference(f"/c/models--a--b/snapshots/{COMMIT}", ReferenceKind.FILE, COMMIT),),
        "0.0.0.0:8000",
    ),
    ("vllm serve a/b --uds /run/vllm.sock", "vllm", (_repository("a/b"),), "/run/vllm.sock"),
    ("VLLM::EngineCore_DP0", "vllm", (), None),
    # llama.cpp
    (
        "llama-server -m /models/x.gguf --host 0.0.0.0 --port 8081",
        "llama.cpp",
        (_file("/models/x.gguf"),),
        "0.0.0.0:8081",
    ),
    (
        "./build/bin/llama-server --model models/x.gguf",
        "llama.cpp",
        (_file("models/x.gguf"),),
        "127.0.0.1:8080",
    ),
    (
        "llama-server -hf ggml-org/gemma-3-4b-it-GGUF:Q4_K_M",
        "llama.cpp",
        (_repository("ggml-org/gemma-3-4b-it-GGUF:Q4_K_M"),),
        "127.0.0.1:8080",
    ),
    (
        "llama-server --hf_repo a/b --hf-file y.gguf -m /tmp/y.gguf",
        "llama.cpp",
        (_repository("a/b"),),
        "127.0.0.1:8080",
    ),
    ("llama-server -dr smollm2:135M-Q4_K_M", "llama.cpp", (_store("smollm2:135M-Q4_K_M"),), "127.0.0.1:8080"),
    (
        "llama-server -mu https://models.example/x.gguf",
        "llama.cpp",
        (ModelReference("https://models.example/x.gguf", ReferenceKind.LOCATION),),
        "127.0.0.1:8080",
    ),
    (
        "llama-server -mu https://huggingface.co/a/b/resolve/main/x.gguf?download=true",
        "llama.cpp",
        (_repository("a/b", "main"),),
        "127.0.0.1:8080",
    ),
    ("/home/me/llama.cpp/server -m x.gguf", "llama.cpp", (_file("x.gguf"),), "127.0.0.1:8080"),
    # Triton and TensorRT-LLM
    ("tritonserver --model-repository=/models --http-port 9000", "triton", (), "0.0.0.0:9000"),
    (
        "tritonserver --model-store /m --model-control-mode=explicit --load-model=a --load-model=b",
        "triton",
        (_store("a"), _store("b")),
        "0.0.0.0:8000",
    ),
    (
        "python3 /opt/scripts/launch_triton_server.py --world_size=2 --model_repo=/all_models",
        "triton",
        (),
        "0.0.0.0:8000",
    ),
    (
        "mpirun -n 2 --allow-run-as-root trtllm-llmapi-launch trtllm-serve a/b --tp_size 2",
        "tensorrt-llm",
        (_repository("a/b"),),
        "localhost:8000",
    ),
    (
        "trtllm-serve serve /engines/llama --tokenizer a/b --host 0.0.0.0",
        "tensorrt-llm",
        (_file("/engines/llama"),),
        "0.0.0.0:8000",
    ),
    ("trtllm-serve --backend pytorch a/b", "tensorrt-llm", (_repository("a/b"),), "localhost:8000"),
    # Others
    (
        "python -m llama_cpp.server --model ./x.gguf --host 0.0.0.0",
        "llama-cpp-python",
        (_file("./x.gguf"),),
        "0.0.0.0:8000",
    ),
    ("./phi-3.llamafile --server", "llamafile", (_file("./phi-3.llamafile"),), "127.0.0.1:8080"),
    ("llamafiler -m x.gguf -l 127.0.0.1:9000", "llamafile", (_file("x.gguf"),), "127.0.0.1:9000"),
    (
        "text-generation-launcher --model-id a/b -p 8080 --revision r",
        "tgi",
        (_repository("a/b", "r"),),
        "0.0.0.0:8080",
    ),
    ("text-generation-server download-weights a/b", "tgi", (_repository("a/b"),), None),
    (
        "text-embeddings-router --model-id BAAI/bge --hostname 127.0.0.1",
        "tei",
        (_repository("BAAI/bge"),),
        "127.0.0.1:3000",
    ),
    (
        "python3 -m sglang.launch_server --model-path /models/Qwen3-8B --host 0.0.0.0",
        "sglang",
        (_file("/models/Qwen3-8B"),),
        "0.0.0.0:30000",
    ),
    ("sglang::scheduler_TP0", "sglang", (), None),
    ("lmdeploy serve api_server a/b --server-port 80", "lmdeploy", (_repository("a/b"),), "0.0.0.0:80"),
    ("mlc_llm serve HF://mlc-ai/X-MLC", "mlc-llm", (_repository("mlc-ai/X-MLC"),), "127.0.0.1:8000"),
    ("lms server start --port 1300", "lmstudio", (), "127.0.0.1:1300"),
    ("lms load openai/gpt-oss-20b -y", "lmstudio", (_store("openai/gpt-oss-20b"),), "127.0.0.1:1234"),
    ("'/opt/LM Studio/LM Studio'", "lmstudio", (), None),
    (
        "local-ai run phi-2 huggingface://a/b/x.gguf",
        "localai",
        (_store("phi-2"), _repository("a/b")),
        "0.0.0.0:8080",
    ),
    ("/opt/gpt4all/bin/chat", "gpt4all", (), "127.0.0.1:4891"),
    ("Jan", "jan", (), "127.0.0.1:1337"),
    ("python koboldcpp.py --model x.gguf --port 5005", "koboldcpp", (_file("x.gguf"),), "0.0.0.0:5005"),
    (
        "koboldcpp-linux-x64 --sdmodel s.safetensors x.gguf",
        "koboldcpp",
        (_file("x.gguf"), _file("s.safetensors")),
        "0.0.0.0:5001",
    ),
    (
        "python /srv/text-generation-webui/server.py --listen --model m",
        "text-generation-webui",
        (_file("m"),),
        "0.0.0.0:7860",
    ),
    ("xinference launch --model-name qwen2.5 -n qwen3", "xinference", (_store("qwen3"),), None),
    ("xinference-local -H 0.0.0.0", "xinference", (), "0.0.0.0:9997"),
    ("ray::ServeReplica:app:Model", "ray-serve-llm", (), None),
    ("serve run app:llm", "ray-serve-llm", (), "127.0.0.1:8000"),
    (
        "python -m huggingfaceserver --model_name=llama --model_id=a/b",
        "kserve",
        (_repository("a/b"),),
        "0.0.0.0:8080",
    ),
    (
        "/storage-initializer/scripts/initializer-entrypoint hf://a/b:rev /mnt/models",
        "kserve",
        (_repository("a/b", "rev"),),
        None,
    ),
    ("bentoml serve svc:latest -p 3001", "bentoml", (), "0.0.0.0:3001"),
    ("openllm serve llama3.2:1b", "openllm", (_store("llama3.2:1b"),), "0.0.0.0:3000"),
    (
        "litellm --model ollama/llama3 --port 4001",
        "litellm",
        (ModelReference("ollama/llama3", ReferenceKind.HOSTED),),
        "0.0.0.0:4001",
    ),
    ("open-webui serve", "open-webui", (), "0.0.0.0:8080"),
    ("docker model run ai/smollm2", "docker-model-runner", (_store("ai/smollm2"),), None),
    ("lemonade-server serve --port 8000", "lemonade", (), "localhost:8000"),
    (
        "infinity_emb v2 --model-id a/b --model-id c/d",
        "infinity",
        (_repository("a/b"), _repository("c/d")),
        "0.0.0.0:7997",
    ),
    ("aphrodite run a/b", "aphrodite", (_repository("a/b"),), "0.0.0.0:2242"),
    (
        "torchserve --start --model-store /s --models m=m.mar n=n.mar",
        "torchserve",
        (_file("m.mar"), _file("n.mar")),
        "127.0.0.1:8080",
    ),
    (
        "/usr/bin/java -Xmx1g -cp x.jar org.pytorch.serve.ModelServer -s /s",
        "torchserve",
        (),
        "127.0.0.1:8080",
    ),
    (
        "/ovms/bin/ovms --source_model OpenVINO/X --rest_port 8000",
        "openvino-model-server",
        (_repository("OpenVINO/X"),),
        "0.0.0.0:8000",
    ),
    (
        "python -m mii.entrypoints.openai_api_server --model a/b",
        "deepspeed-mii",
        (_repository("a/b"),),
        "0.0.0.0:51080",
    ),
    ("python -m petals.cli.run_server a/b", "petals", (_repository("a/b"),), "0.0.0.0:31330"),
    ("exo", "exo", (), "0.0.0.0:52415"),
    ("mlx_lm.server --model mlx-community/X", "mlx-lm", (_repository("mlx-community/X"),), "127.0.0.1:8080"),
    ("vllm-router --port 8001 --static-models a", "vllm-production-stack", (), "0.0.0.0:8001"),
    (
        "aibrix_download --model-uri tos://b/m",
        "aibrix",
        (ModelReference("tos://b/m", ReferenceKind.LOCATION),),
        None,
    ),
    ("python3 -m dynamo.vllm --model a/b", "dynamo", (_repository("a/b"),), None),
    ("python3 -m dynamo.frontend --http-port 8787", "dynamo", (), "0.0.0.0:8787"),
    (
        "mistralrs-server --port 8021 --serve-ip 0.0.0.0 plain -m a/b",
        "mistral.rs",
        (_repository("a/b"),),
        "0.0.0.0:8021",
    ),
]


@pytest.mark.parametrize(
    ("line", "runtime", "models", "address"), PROCESSES, ids=[case[0][:70] for case in PROCESSES]
)
def test_a_process_says_what_it_serves_and_where(
    line: str, runtime: str, models: tuple[ModelReference, ...], address: str | None
) -> None:
    launch = _started(line)
    found = launch.endpoint.address if launch.endpoint else None
    assert (launch.runtime.name, launch.models, found) == (runtime, models, address)


IMAGES = [
    ("ollama/ollama:0.5.7-rocm", "", {}, "ollama", "0.5.7", ()),
    ("alpine/ollama", "run qwen3:4b", {}, "ollama", None, (_store("qwen3:4b"),)),
    (
        "registry.corp/mirror/vllm/vllm-openai:v0.8.5",
        "--model a/b",
        {},
        "vllm",
        "0.8.5",
        (_repository("a/b"),),
    ),
    ("vllm/vllm-openai:latest", "a/b --port 80", {}, "vllm", None, (_repository("a/b"),)),
    ("ghcr.io/llm-d/llm-d-cuda:v0.9.0", "vllm serve a/b", {}, "vllm", "0.9.0", (_repository("a/b"),)),
    ("rocm/vllm:rocm6.2", "vllm serve a/b", {}, "vllm", None, (_repository("a/b"),)),
    (
        "ghcr.io/ggml-org/llama.cpp:server-cuda-b4719",
        "",
        {"LLAMA_ARG_MODEL": "/m/x.gguf"},
        "llama.cpp",
        "b4719",
        (_file("/m/x.gguf"),),
    ),
    (
        "ghcr.io/ggml-org/llama.cpp:full",
        "--server -m /m/x.gguf",
        {},
        "llama.cpp",
        None,
        (_file("/m/x.gguf"),),
    ),
    (
        "nvcr.io/nvidia/tritonserver:24.08-py3",
        "tritonserver --model-repository=/m",
        {},
        "triton",
        "24.08",
        (),
    ),
    (
        "nvcr.io/nim/meta/llama-3.1-8b-instruct:1.1.0",
        "",
        {},
        "nvidia-nim",
        "1.1.0",
        (_store("meta/llama-3.1-8b-instruct", "1.1.0"),),
    ),
    (
        "reg.corp:5000/ngc/nim/meta/llama3-8b:1.0",
        "",
        {},
        "nvidia-nim",
        "1.0",
        (_store("meta/llama3-8b", "1.0"),),
    ),
    (
        "nvcr.io/nim/nvidia/llm-nim:1.12.0",
        "",
        {"NIM_MODEL_NAME": "hf://a/b"},
        "nvidia-nim",
        "1.12.0",
        (_repository("a/b"),),
    ),
    (
        "ghcr.io/huggingface/text-generation-inference:3.3.7",
        "",
        {"MODEL_ID": "a/b", "REVISION": "r"},
        "tgi",
        "3.3.7",
        (_repository("a/b", "r"),),
    ),
    (
        "ghcr.io/huggingface/text-embeddings-inference:cpu-1.7",
        "--model-id a/b",
        {},
        "tei",
        "1.7",
        (_repository("a/b"),),
    ),
    ("quay.io/go-skynet/local-ai:master", "phi-2", {}, "localai", None, (_store("phi-2"),)),
    (
        "localai/localai:v2.20.1",
        "",
        {"MODELS": "phi-2,llama3"},
        "localai",
        "2.20.1",
        (_store("phi-2"), _store("llama3")),
    ),
    (
        "michaelf34/infinity:0.0.70",
        "v2",
        {"INFINITY_MODEL_ID": "a/b;c/d"},
        "infinity",
        "0.0.70",
        (_repository("a/b"), _repository("c/d")),
    ),
    (
        "alpindale/aphrodite-openai:v0.6",
        "--model ${M}",
        {},
        "aphrodite",
        "0.6",
        (ModelReference("${M}", ReferenceKind.UNRESOLVED),),
    ),
    ("kserve/huggingfaceserver:v0.13.0-gpu", "--model_id a/b", {}, "kserve", "0.13.0", (_repository("a/b"),)),
    (
        "kserve/storage-initializer:v0.13.0",
        "s3://b/m /mnt/models",
        {},
        "kserve",
        "0.13.0",
        (ModelReference("s3://b/m", ReferenceKind.LOCATION),),
    ),
    (
        "aibrix/sglang:v0.4.9.post3-cu126-nixl-v0.4.1",
        "python3 -m sglang.launch_server --model-path a/b",
        {},
        "sglang",
        "0.4.9.post3",
        (_repository("a/b"),),
    ),
]


@pytest.mark.parametrize(("image", "line", "environment", "runtime", "version", "models"), IMAGES)
def test_a_container_says_it_by_its_image_its_arguments_and_its_variables(
    image: str,
    line: str,
    environment: dict[str, str],
    runtime: str,
    version: str | None,
    models: tuple[ModelReference, ...],
) -> None:
    launch = _in_image(image, line, environment)
    assert (launch.runtime.name, launch.runtime.version, launch.runtime.image) == (runtime, version, image)
    assert launch.models == models


@pytest.mark.parametrize(
    "line",
    [
        "sleep infinity",
        "grep vllm serve",
        "vllm bench serve",
        "python app.py --model a/b",
        "sh -c 'echo ollama serve'",
        "docker run postgres:16",
        "ollama list",
        "nginx -g 'daemon off;'",
        "",
    ],
)
def test_what_serves_no_model_is_no_launch(line: str) -> None:
    assert launches(Invocation(tuple(shlex.split(line)))) == ()


def test_a_runtimes_image_that_only_waits_starts_nothing() -> None:
    assert launches(Invocation(("sleep", "infinity"), image="vllm/vllm-openai")) == ()
    assert launches(Invocation(("sh", "-c", "sleep 5; exit"), image="vllm/vllm-openai")) == ()


def test_a_program_of_ones_own_in_a_runtimes_image_leaves_open_what_it_does_not_say() -> None:
    launch = _started("/app/start.sh --model a/b", image="vllm/vllm-openai:v0.9.0")
    assert launch.models == (_repository("a/b"),)
    assert launch.remote_code is Tri.UNKNOWN
    assert launch.endpoint is not None
    assert launch.endpoint.needs_credentials is Tri.UNKNOWN


def test_a_script_that_serves_and_pulls_is_one_launch() -> None:
    script = "ollama serve & sleep 5\nfor m in llama3.2 qwen3:4b; do ollama pull $m; done\nollama run gemma3"
    launch = _started(f"/bin/sh -c {shlex.quote(script)}", image="ollama/ollama:latest")
    assert launch.activity is Activity.SERVES
    assert launch.models == (_store("llama3.2"), _store("qwen3:4b"), _store("gemma3"))


def test_two_servers_in_one_script_are_two_launches() -> None:
    found = launches(Invocation(("bash", "-lc", "vllm serve a/b --port 1 & exec vllm serve c/d --port 2")))
    assert [launch.models for launch in found] == [(_repository("a/b"),), (_repository("c/d"),)]


def test_a_unit_that_runs_a_container() -> None:
    launch = _started(
        "/usr/bin/docker run --rm --gpus all -v /srv:/root -e HF_TOKEN -p 127.0.0.1:9000:8000 --ipc=host"
        " vllm/vllm-openai:v0.9.1 --model a/b --served-model-name chat"
    )
    assert (launch.runtime.version, launch.models, launch.served_as) == (
        "0.9.1",
        (_repository("a/b"),),
        ("chat",),
    )
    assert launch.endpoint is not None
    assert (launch.endpoint.address, launch.endpoint.exposure) == ("127.0.0.1:9000", Exposure.LOOPBACK)


def test_wrappers_and_variables_in_front_are_looked_through() -> None:
    launch = _started(
        "sudo -u ai env OLLAMA_HOST=0.0.0.0:8080 OLLAMA_MODELS=/data nohup numactl -N 0 ollama serve"
    )
    assert launch.endpoint is not None
    assert launch.endpoint.address == "0.0.0.0:8080"
    assert launch.stores == (_file("/data"),)


@pytest.mark.parametrize(
    ("arguments", "adapters"),
    [
        ("--lora a.gguf --lora b.gguf", ("a.gguf", "b.gguf")),
        ("--lora a.gguf,b.gguf --lora-scaled c.gguf:0.5", ("a.gguf", "b.gguf", "c.gguf")),
        ("--lora 'my adapter.gguf'", ("my adapter.gguf",)),
    ],
)
def test_every_adapter_of_llama_cpp_adds_to_those_before(arguments: str, adapters: tuple[str, ...]) -> None:
    launch = _started(f"llama-server -m b.gguf {arguments}")
    assert tuple(one.written for one in launch.adapters) == adapters


@pytest.mark.parametrize(
    ("command", "models"),
    [
        ("llama-server -m b.gguf -md d.gguf", ("b.gguf", "d.gguf")),
        ("llama-server -hf a/b --hf-repo-draft a/d", ("a/b", "a/d")),
        (
            """vllm serve a/b --speculative-config '{"model": "a/d", "num_speculative_tokens": 5}'""",
            ("a/b", "a/d"),
        ),
        ("""vllm serve a/b --speculative_config '{"method": "ngram"}'""", ("a/b",)),
        ("vllm serve a/b --revision x --speculative-config.model a/d", ("a/b", "a/d")),
        ("vllm serve a/b --speculative-config '{broken'", ("a/b", "{broken")),
        ("python -m sglang.launch_server --model a/b --speculative-draft-model-path a/d", ("a/b", "a/d")),
        ("koboldcpp b.gguf --draftmodel d.gguf", ("b.gguf", "d.gguf")),
        ("mlx_lm.server --model a/b --draft-model a/d", ("a/b", "a/d")),
    ],
)
def test_a_model_that_drafts_for_another_is_in_use_too(command: str, models: tuple[str, ...]) -> None:
    launch = _started(command)
    assert tuple(one.written for one in launch.models) == models
    assert not launch.models[-1].revision or len(models) == 1


def test_served_names_adapters_and_further_settings() -> None:
    launch = _started(
        "vllm serve a/b --served-model-name chat gpt-4 --enable-lora --lora-modules sql=/a/sql"
        ' \'{"name": "x", "path": "org/x-lora", "base": "a/b"}\' --trust-remote-code --config c.yaml'
    )
    assert launch.served_as == ("chat", "gpt-4")
    assert launch.adapters == (_file("/a/sql"), _repository("org/x-lora"))
    assert launch.settings == (
        ("activity", "serves"),
        ("config", "c.yaml"),
        ("offline", "unknown"),
    )
    assert launch.remote_code is Tri.TRUE


@pytest.mark.parametrize(
    ("line", "environment", "expected"),
    [
        ("vllm serve a/b", {}, Tri.FALSE),
        ("vllm serve a/b --api-key k", {}, Tri.TRUE),
        ("vllm serve a/b --api-key=", {}, Tri.FALSE),
        ("vllm serve a/b", {"VLLM_API_KEY": "k"}, Tri.TRUE),
        ("vllm serve a/b", {"VLLM_API_KEY": None}, Tri.TRUE),
        ("vllm serve a/b", {"VLLM_API_KEY": ""}, Tri.FALSE),
        ("vllm serve a/b --api-key $(KEY)", {"KEY": None}, Tri.TRUE),
        ("vllm serve a/b --api-key $(KEY)", {}, Tri.UNKNOWN),
        ("vllm serve a/b --config c.yaml", {}, Tri.UNKNOWN),
        ("llama-server -m x.gguf --api-key-file /run/key", {}, Tri.TRUE),
        ("tritonserver --http-restricted-api=model-repository:k=v", {}, Tri.UNKNOWN),
        ("litellm --config c.yaml", {"LITELLM_MASTER_KEY": "k"}, Tri.TRUE),
        ("open-webui serve", {}, Tri.TRUE),
        ("open-webui serve", {"WEBUI_AUTH": "False"}, Tri.FALSE),
        ("torchserve --start --disable-token-auth", {}, Tri.FALSE),
        ("torchserve --start", {}, Tri.UNKNOWN),
        ("ollama serve", {"OLLAMA_AUTH": "1"}, Tri.FALSE),
    ],
)
def test_whether_credentials_are_asked_for(
    line: str, environment: dict[str, str | None], expected: Tri
) -> None:
    launch = _started(line, environment=environment)
    assert launch.endpoint is not None
    assert launch.endpoint.needs_credentials is expected


def test_variables_that_could_not_be_read_leave_it_open() -> None:
    launch = _started("vllm serve a/b", is_environment_whole=False)
    assert launch.endpoint is not None
    assert launch.endpoint.needs_credentials is Tri.UNKNOWN
    assert launch.is_offline is Tri.UNKNOWN
    # No variable of vLLM allows remote code.
    assert launch.remote_code is Tri.FALSE


@pytest.mark.parametrize(
    ("line", "environment", "expected"),
    [
        ("vllm serve a/b", {}, Tri.FALSE),
        ("vllm serve a/b --trust_remote_code", {}, Tri.TRUE),
        ("vllm serve a/b --trust-remote-code --no-trust-remote-code", {}, Tri.FALSE),
        ("text-generation-launcher --model-id a/b", {"TRUST_REMOTE_CODE": "true"}, Tri.TRUE),
        ("text-generation-launcher --model-id a/b", {"TRUST_REMOTE_CODE": None}, Tri.UNKNOWN),
        ("infinity_emb v2 --model-id a/b", {}, Tri.TRUE),
        ("infinity_emb v2 --model-id a/b", {"INFINITY_TRUST_REMOTE_CODE": "0"}, Tri.FALSE),
        ("tritonserver --model-repository /m", {}, Tri.UNKNOWN),
        ("VLLM::EngineCore", {}, Tri.UNKNOWN),
    ],
)
def test_whether_remote_code_is_run(line: str, environment: dict[str, str | None], expected: Tri) -> None:
    assert _started(line, environment=environment).remote_code is expected


def test_what_is_told_to_stay_offline() -> None:
    assert _started("vllm serve a/b", environment={"HF_HUB_OFFLINE": "1"}).is_offline is Tri.TRUE
    assert _started("llama-server --offline -m x.gguf").is_offline is Tri.TRUE
    assert _started("llama-server -m x.gguf").is_offline is Tri.FALSE
    assert _started("ollama serve").is_offline is Tri.UNKNOWN


PUBLISHED = (PublishedPort(8000, 80),)


@pytest.mark.parametrize(
    ("around", "line", "address", "exposure"),
    [
        ({}, "vllm serve a/b", "0.0.0.0:8000", Exposure.NETWORK),
        ({}, "vllm serve a/b --host ::1", "[::1]:8000", Exposure.LOOPBACK),
        ({}, "vllm serve a/b --host 8.8.8.8", "8.8.8.8:8000", Exposure.PUBLIC),
        ({}, "vllm serve a/b --host $H", ":8000", None),
        ({"image": "vllm/vllm-openai"}, "vllm serve a/b", "0.0.0.0:8000", Exposure.INTERNAL),
        (
            {"image": "vllm/vllm-openai", "published": PUBLISHED},
            "vllm serve a/b",
            "0.0.0.0:80",
            Exposure.NETWORK,
        ),
        ({"image": "x/y", "published": PUBLISHED}, "vllm serve a/b", "0.0.0.0:80", Exposure.NETWORK),
        ({"image": "x/y", "published": PUBLISHED}, "vllm serve a/b --port 1", "0.0.0.0:1", Exposure.INTERNAL),
        (
            {"image": "x/y", "published": (PublishedPort(8000, None),)},
            "vllm serve a/b",
            "0.0.0.0",
            Exposure.NETWORK,
        ),
        (
            {"image": "x/y", "published": PUBLISHED},
            "vllm serve a/b --host localhost",
            "localhost:8000",
            Exposure.LOOPBACK,
        ),
        ({"image": "x/y", "has_host_network": True}, "vllm serve a/b", "0.0.0.0:8000", Exposure.NETWORK),
    ],
)
def test_from_where_it_can_be_reached(
    around: dict[str, object], line: str, address: str, exposure: Exposure | None
) -> None:
    launch = _started(line, **around)
    assert launch.endpoint is not None
    assert (launch.endpoint.address, launch.endpoint.exposure) == (address, exposure)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("0.0.0.0", "0.0.0.0:11434"),
        (":8080", "0.0.0.0:8080"),
        ("http://10.0.0.5:1234/", "10.0.0.5:1234"),
        ("[::]:11435", "[::]:11435"),
        ("", "127.0.0.1:11434"),
        ("::1", "[::1]:11434"),
    ],
)
def test_an_address_that_ollama_is_given(host: str, address: str) -> None:
    endpoint = _started("ollama serve", environment={"OLLAMA_HOST": host}).endpoint
    assert endpoint is not None
    assert endpoint.address == address


def test_a_pod_name_is_where_tgi_listens_if_the_platform_sets_it() -> None:
    endpoint = _in_image("huggingface/text-generation-inference", environment={"HOSTNAME": "tgi-0"}).endpoint
    assert endpoint is not None
    assert (endpoint.address, endpoint.exposure) == ("tgi-0:80", Exposure.INTERNAL)


def test_variables_are_put_in_where_they_are_known() -> None:
    known = _in_image("vllm/vllm-openai", "--model $(MODEL) --port ${PORT}", {"MODEL": "a/b", "PORT": "80"})
    assert (known.models, known.endpoint and known.endpoint.address) == ((_repository("a/b"),), "0.0.0.0:80")
    secret = _in_image("vllm/vllm-openai", "--model $MODEL --host ${H}", {"MODEL": None})
    assert secret.models == (ModelReference("$MODEL", ReferenceKind.UNRESOLVED),)
    assert secret.unresolved == ("MODEL", "H")


def test_a_variable_that_is_a_word_of_its_own_may_hold_any_flags() -> None:
    launch = _in_image("ghcr.io/ggml-org/llama.cpp:server", "${MODEL_FLAGS} --port 8080 $EXTRA")
    assert launch.models == (
        ModelReference("${MODEL_FLAGS}", ReferenceKind.UNRESOLVED),
        ModelReference("$EXTRA", ReferenceKind.UNRESOLVED),
    )
    assert launch.unresolved == ("MODEL_FLAGS", "EXTRA")
    assert launch.endpoint is not None
    assert launch.endpoint.needs_credentials is Tri.UNKNOWN


def test_a_variable_behind_the_model_may_hold_a_key() -> None:
    launch = _started("vllm serve $MODEL $EXTRA")
    assert launch.models == (ModelReference("$MODEL", ReferenceKind.UNRESOLVED),)
    assert launch.endpoint is not None
    assert launch.endpoint.needs_credentials is Tri.UNKNOWN
    assert _started("vllm serve $MODEL").endpoint == _started("vllm serve a/b").endpoint


def test_a_model_variable_from_a_secret_is_unresolved() -> None:
    launch = _in_image("huggingface/text-generation-inference", environment={"MODEL_ID": None})
    assert launch.models == (ModelReference("${MODEL_ID}", ReferenceKind.UNRESOLVED),)
    assert launch.unresolved == ("MODEL_ID",)


def test_an_image_that_is_run_from_a_file_is_on_the_network_of_its_machine() -> None:
    (found,) = launches(
        Invocation(("apptainer", "run", "docker://vllm/vllm-openai:v1", "--model", "org/name"))
    )

    assert found.models == (ModelReference("org/name", ReferenceKind.REPOSITORY),)
    assert found.endpoint is not None and found.endpoint.exposure is Exposure.NETWORK
