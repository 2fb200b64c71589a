import pytest

from auditor.catalogue.runtime_reading import known_runtimes
from auditor.catalogue.runtimes import Setting, Takes

RUNTIMES = known_runtimes()


@pytest.mark.parametrize(
    ("repository", "runtime", "names_model"),
    [
        ("ollama/ollama", "ollama", False),
        ("mirror/vllm/vllm-openai", "vllm", False),
        ("VLLM/vllm-openai-cpu", "vllm", False),
        ("aibrix/vllm/vllm-openai", "vllm", False),
        ("llm-d/llm-d-cuda", "vllm", False),
        ("llm-d/llm-d-inference-scheduler", "llm-d", False),
        ("nim/meta/llama-3.1-8b-instruct", "nvidia-nim", True),
        ("nim/nvidia/llm-nim", "nvidia-nim", False),
        ("nvidia/tritonserver", "triton", False),
        ("nvidia/tensorrt-llm/release", "tensorrt-llm", False),
        ("lmcache/lmstack-router", "vllm-production-stack", False),
    ],
)
def test_an_image_is_told_by_the_end_of_its_path(repository: str, runtime: str, names_model: bool) -> None:
    found = RUNTIMES.of_image(repository)
    assert found is not None
    assert (found[0].id, found[1].names_model) == (runtime, names_model)


@pytest.mark.parametrize(
    "repository", ["postgres", "ollama-exporter", "ollama/webui", "nim/meta", "vllm-mock", ""]
)
def test_another_image_is_no_runtimes(repository: str) -> None:
    assert RUNTIMES.of_image(repository) is None


@pytest.mark.parametrize(
    ("argv", "runtime", "words"),
    [
        (("ollama", "serve"), "ollama", "ollama serve"),
        (("/opt/bin/llama-server", "-m"), "llama.cpp", "llama-server*"),
        (("C:\\x\\llama-server.exe",), "llama.cpp", "llama-server*"),
        (("trtllm-serve", "serve", "m"), "tensorrt-llm", "trtllm-serve serve"),
        (("trtllm-serve", "m"), "tensorrt-llm", "trtllm-serve"),
        (
            ("python", "-m", "vllm.entrypoints.openai.api_server"),
            "vllm",
            "python -m vllm.entrypoints.openai.api_server",
        ),
        (("/x/vllm/entrypoints/openai/api_server.py",), "vllm", "vllm/entrypoints/openai/api_server.py"),
    ],
)
def test_a_command_is_told_by_its_first_words(argv: tuple[str, ...], runtime: str, words: str) -> None:
    found = RUNTIMES.of_command(argv)
    assert found is not None
    assert (found[0].id, " ".join(found[1].words)) == (runtime, words)


@pytest.mark.parametrize(
    "argv", [(), ("ollama",), ("vllm",), ("python", "-m", "http.server"), ("server", "-m"), ("",)]
)
def test_another_command_is_no_runtimes(argv: tuple[str, ...]) -> None:
    assert RUNTIMES.of_command(argv) is None


def test_a_process_is_told_by_the_title_it_gives_itself() -> None:
    found = [RUNTIMES.of_title(title) for title in ("VLLM::Worker_TP0", "sglang::scheduler", "vllm", "")]
    assert [entry.id if entry else None for entry in found] == ["vllm", "sglang", None, None]


@pytest.mark.parametrize(
    ("takes", "of_variable", "parts"),
    [
        (Takes.ONE, True, ("a, b;c",)),
        (Takes.SEVERAL, False, ("a, b;c",)),
        (Takes.SEVERAL, True, ("a", "b;c")),
        (Takes.LIST, False, ("a", "b;c")),
        (Takes.REPEATED, False, ("a, b", "c")),
    ],
)
def test_one_word_may_hold_several_values(takes: Takes, of_variable: bool, parts: tuple[str, ...]) -> None:
    assert Setting(takes=takes).parts("a, b;c", of_variable=of_variable) == parts
    assert Setting(takes=takes).parts('{"a": 1, "b": 2}') == ('{"a": 1, "b": 2}',)
