from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.domain.serving import ModelReference, ReferenceKind
from auditor.sources.endpoint.base import Found, Listed, Request
from auditor.sources.endpoint.openai import MODELS
from auditor.sources.endpoint.probes import PROBES, REQUESTS

D = "ab" * 32
STORE, REPOSITORY, HOSTED = ReferenceKind.STORE, ReferenceKind.REPOSITORY, ReferenceKind.HOSTED
FILE = ReferenceKind.FILE


class Told:
    """Answers that are there already."""

    def __init__(self, answers: Mapping[str, object], server: str = "") -> None:
        self._answers, self._server = answers, server
        self.asked: list[Request] = []

    def value(self, request: Request) -> object:
        self.asked.append(request)
        return self._answers.get(str(request))

    def is_refused(self, request: Request) -> bool:
        return False

    def is_answered(self, request: Request) -> bool:
        return str(request) in self._answers

    def server(self, request: Request) -> str:
        return self._server


def found_in(answers: Mapping[str, object], server: str = "") -> Found | None:
    told = Told(answers, server)
    return next((found for probe in PROBES if (found := probe.read(told))), None)


def listing(*rows: object) -> dict[str, object]:
    return {"GET /v1/models": {"object": "list", "data": list(rows)}}


def a_name(name: str, kind: ReferenceKind = STORE, **more: str) -> Listed:
    return Listed(ModelReference(name, kind), **more)  # type: ignore[arg-type] # every word of it is text


CASES: dict[str, tuple[dict[str, object], Found]] = {
    "ollama": (
        {
            "GET /api/version": {"version": "0.12.3"},
            "GET /api/tags": {
                "models": [
                    {"name": "llama3:8b", "model": "llama3:8b", "digest": D, "details": {"format": "gguf"}},
                    {"name": "big:cloud", "remote_model": "big", "remote_host": "https://ollama.com:443"},
                ]
            },
            "GET /api/ps": {"models": [{"name": "llama3:8b"}]},
            **listing({"id": "llama3:8b", "owned_by": "library"}),
        },
        Found(
            "ollama",
            "0.12.3",
            (
                Listed(
                    ModelReference("llama3:8b", STORE, sha256=D), state="loaded", about=(("format", "gguf"),)
                ),
                a_name("big", HOSTED, served_as="big:cloud", host="https://ollama.com:443"),
            ),
        ),
    ),
    "vllm": (
        {
            **listing(
                {"id": "chat", "owned_by": "vllm", "root": "org/name", "parent": None, "max_model_len": 8192},
                {"id": "tuned", "owned_by": "vllm", "root": "/adapters/a", "parent": "org/name"},
            ),
            "GET /version": {"version": "0.11.0"},
        },
        Found(
            "vllm",
            "0.11.0",
            (
                Listed(
                    ModelReference("org/name", REPOSITORY), "chat", path="org/name",
                    about=(("context_length", "8192"),),
                ),
                Listed(
                    ModelReference("/adapters/a", ReferenceKind.FILE),
                    "tuned",
                    path="/adapters/a",
                    about=(("adapts", "org/name"),),
                ),
            ),
        ),
    ),
    "vllm, whose root is not said": (
        listing({"id": "org/name", "owned_by": "vllm", "root": None}),
        Found("vllm", None, (a_name("org/name", REPOSITORY),)),
    ),
    "sglang": (
        {
            **listing({"id": "name", "owned_by": "sglang", "root": "name"}),
            "GET /get_model_info": {"model_path": "/models/name", "is_generation": True},
        },
        Found("sglang", None, (a_name("/models/name", FILE, served_as="name", path="/models/name"),)),
    ),
    "llama.cpp": (
        {
            **listing({"id": "chat", "owned_by": "llamacpp", "meta": {"n_params": 1}}),
            "GET /props": {"model_path": "/m/x.gguf", "build_info": "b6000-abc", "total_slots": 1},
        },
        Found("llama.cpp", "b6000-abc", (a_name("/m/x.gguf", FILE, served_as="chat", path="/m/x.gguf"),)),
    ),
    "llama.cpp, whose slots anybody can read": (
        {
            "GET /props": {"model_path": "x.gguf", "default_generation_settings": {"n_ctx": 4096}},
            "HEAD /slots": 0,
        },
        Found(
            "llama.cpp",
            None,
            (
                Listed(
                    ModelReference("x.gguf", FILE), path="x.gguf",
                    about=(("context_length", "4096"), ("slots", "readable")),
                ),
            ),
        ),
    ),
    "llama.cpp, which says that its slots are closed": (
        {
            "GET /props": {
                "model_path": "x.gguf", "default_generation_settings": {}, "endpoint_slots": False
            },
            "HEAD /slots": 0,
        },
        Found("llama.cpp", None, (a_name("x.gguf", FILE, path="x.gguf"),)),
    ),
    "llama.cpp, told by what it has loaded": (
        {"GET /props": {"model_path": "x.gguf", "default_generation_settings": {"id": 0}}},
        Found("llama.cpp", None, (a_name("x.gguf", ReferenceKind.FILE, path="x.gguf"),)),
    ),
    "tgi": (
        {"GET /info": {"model_id": "org/name", "model_sha": "c" * 40, "version": "3.0.0", "router": "x"}},
        Found("tgi", "3.0.0", (Listed(ModelReference("org/name", REPOSITORY, "c" * 40)),)),
    ),
    "tei": (
        {
            "GET /info": {
                "model_id": "org/embed", "model_sha": None, "version": "1.7", "max_batch_tokens": 16384,
                "model_type": {"embedding": {"pooling": "cls"}}, "max_concurrent_requests": 512,
                "served_model_name": "embed",
            }
        },
        Found("tei", "1.7", (a_name("org/embed", REPOSITORY, served_as="embed"),)),
    ),
    "triton": (
        {
            "GET /v2": {"name": "triton", "version": "2.60.0", "extensions": ["model_repository"]},
            "POST /v2/repository/index": [{"name": "a", "version": "1", "state": "READY"}, {"name": "b"}],
        },
        Found("triton", "2.60.0", (a_name("a", state="READY 1"), a_name("b"))),
    ),
    "another with KServe's protocol": (
        {
            "GET /v2": {"name": "mlserver", "version": "1.6", "extensions": []},
            "POST /v2/repository/index": [{"name": "a", "state": "READY"}],
        },
        Found("mlserver", "1.6", (a_name("a", state="READY"),)),
    ),
    "lm studio": (
        {
            "GET /lmstudio-greeting": {"lmstudio": True},
            "GET /api/v0/models": {"data": [{"id": "qwen", "state": "loaded", "publisher": "x"}]},
            **listing({"id": "qwen", "owned_by": "organization_owner"}),
        },
        Found("lmstudio", None, (a_name("qwen", state="loaded"),)),
    ),
    "litellm": (
        {
            "GET /health/readiness": {"status": "healthy", "litellm_version": "1.70.0"},
            "GET /v1/model/info": {
                "data": [{"model_name": "gpt", "litellm_params": {"model": "azure/gpt-4o", "api_key": "k"}}]
            },
            **listing({"id": "gpt", "owned_by": "openai"}),
        },
        Found("litellm", "1.70.0", (a_name("azure/gpt-4o", HOSTED, served_as="gpt"),)),
    ),
    "litellm, whose routes are closed": (
        {
            "GET /health/readiness": {"litellm_version": "1.70.0"},
            **listing({"id": "gpt", "owned_by": "openai"}),
        },
        Found("litellm", "1.70.0", (a_name("gpt", HOSTED),)),
    ),
    "nim": (
        {
            "GET /v1/metadata": {
                "version": "1.8", "modelInfo": [{"modelUrl": "ngc://nim/meta/x", "shortName": "x"}]
            },
            "GET /v1/version": {"release": "1.8.4", "api": "1.8"},
            **listing({"id": "meta/x", "owned_by": "vllm"}),
        },
        Found("nvidia-nim", "1.8.4", (a_name("ngc://nim/meta/x", ReferenceKind.LOCATION, served_as="x"),)),
    ),
    "localai": (
        {
            "GET /.well-known/localai.json": {"version": "3"},
            "GET /version": {"version": "v3.1.0 (abc)"},
            **listing({"id": "phi", "object": "model"}),
        },
        Found("localai", "v3.1.0 (abc)", (a_name("phi"),)),
    ),
    "docker model runner": (
        {"GET /models": [{"id": f"sha256:{D}", "tags": ["ai/smollm2"], "config": {"format": "gguf"}}]},
        Found(
            "docker-model-runner",
            None,
            (Listed(ModelReference("ai/smollm2", STORE, sha256=D), about=(("format", "gguf"),)),),
        ),
    ),
    "docker model runner, which answers as ollama too": (
        {
            "GET /models": [{"id": f"sha256:{D}", "tags": ["ai/smollm2"]}],
            "GET /api/version": {"version": "0.1.0"},
            "GET /api/tags": {"models": [{"name": "ai/smollm2", "digest": D}]},
        },
        Found("docker-model-runner", None, (Listed(ModelReference("ai/smollm2", STORE, sha256=D)),)),
    ),
    "lm studio, behind a proxy that passes on what is OpenAI's": (
        listing({"id": "qwen", "owned_by": "organization_owner"}),
        Found("lmstudio", None, (a_name("qwen"),)),
    ),
    "litellm, which keeps its version for itself": (
        {
            "GET /health/readiness": {"status": "healthy"},
            "GET /health/liveliness": "I'm alive!",
            **listing({"id": "gpt", "owned_by": "openai"}),
        },
        Found("litellm", None, (a_name("gpt", HOSTED),)),
    ),
    "another that is ready and alive": (
        {"GET /health/readiness": {"status": "ok"}, **listing({"id": "x", "owned_by": "openai"})},
        Found(None, None, (a_name("x"),)),
    ),
    "torchserve": (
        {"GET /models": {"models": [{"modelName": "a", "modelUrl": "a.mar"}]}},
        Found("torchserve", None, (Listed(ModelReference("a", STORE), about=(("archive", "a.mar"),)),)),
    ),
    "kserve's first protocol": (
        {"GET /v1/models": {"models": ["iris"]}},
        Found("kserve", None, (a_name("iris"),)),
    ),
    "docker model runner, by its engines": (
        {"GET /engines/v1/models": {"data": [{"id": "ai/smollm2", "owned_by": "ai"}]}},
        Found("docker-model-runner", None, (a_name("ai/smollm2"),)),
    ),
    "ollama, of which a proxy passes on the list": (
        {"GET /api/tags": {"models": [{"name": "a:b", "digest": D}]}},
        Found("ollama", None, (Listed(ModelReference("a:b", STORE, sha256=D), state="in store"),)),
    ),
    "another with OpenAI's list": (
        listing({"id": "x", "owned_by": "somebody"}),
        Found(None, None, (a_name("x"),)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_each_runtime_is_told_and_says_what_it_serves(case: str) -> None:
    answers, expected = CASES[case]
    assert found_in(answers) == expected


def test_a_router_of_llama_cpp_has_many_models_and_no_path() -> None:
    rows = listing({"id": "a", "owned_by": "llamacpp"}, {"id": "b.gguf", "owned_by": "llamacpp"})
    found = found_in({**rows, "GET /props": {"model_path": "none"}})
    assert found is not None
    assert [listed.path for listed in found.models] == [None, None]


def test_the_header_tells_llama_cpp_too() -> None:
    found = found_in(listing({"id": "x.gguf", "owned_by": "meta-llama"}), "llama.cpp")
    assert found is not None
    assert found.runtime == "llama.cpp"


@pytest.mark.parametrize(
    "answers", [{}, {"GET /v2": {"name": "x"}}, {"GET /models": []}, {"GET /api/version": {"version": "1"}}]
)
def test_what_is_none_of_them_is_none(answers: dict[str, object]) -> None:
    assert found_in(answers) is None


def test_every_request_is_declared_and_changes_nothing() -> None:
    for answers, _ in CASES.values():
        for probe in PROBES:
            told = Told(answers)
            probe.read(told)
            assert set(told.asked) <= set(probe.requests)
            assert probe.listing in probe.requests
    assert [str(one) for one in REQUESTS if one.method != "GET"] == [
        "HEAD /slots",
        "POST /v2/repository/index",
    ]
    assert MODELS in REQUESTS


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["data", "id", "models", "name", "root", "parent", "model_id", "tags", "modelInfo", "version"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from([str(one) for one in REQUESTS]), JSON))
def test_odd_answers_never_stop_a_probe(answers: dict[str, object]) -> None:
    for probe in PROBES:
        probe.read(Told(answers))
