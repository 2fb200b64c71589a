import pytest

from auditor.catalogue.runtime_reading import known_runtimes
from auditor.sources.launching.invocation import Invocation
from auditor.sources.launching.programs import Program, of_invocation, programs


def _of(*argv: str, **environment: str) -> list[Program]:
    return list(programs(argv, Invocation(environment=environment), known_runtimes()))


@pytest.mark.parametrize(
    "argv",
    [
        ("vllm", "serve", "a/b"),
        ("/usr/bin/python3.11", "-u", "-X", "dev", "/usr/bin/vllm", "serve", "a/b"),
        ("A=1", "vllm", "serve", "a/b"),
        ("env", "-i", "A=1", "vllm", "serve", "a/b"),
        ("tini", "--", "bash", "-euo", "pipefail", "-c", "exec vllm serve a/b"),
        ("timeout", "30", "nice", "-n", "5", "vllm", "serve", "a/b"),
        ("uv", "run", "--with", "vllm", "vllm", "serve", "a/b"),
        ("sh", "-c", "sh -c 'vllm serve a/b'"),
        ("bash", "-c", 'exec "$@"', "--", "vllm", "serve", "a/b"),
        ("su", "-", "ai", "-c", "vllm serve a/b"),
        ("runuser", "-l", "ai", "--command=vllm serve a/b"),
        ("tmux", "new-session", "-d", "-s", "x", "vllm serve a/b"),
        ("screen", "-dmS", "x", "vllm", "serve", "a/b"),
        ("apptainer", "exec", "--nv", "X.sif", "vllm", "serve", "a/b"),
    ],
)
def test_the_program_that_is_started_in_the_end_is_found(argv: tuple[str, ...]) -> None:
    found = [program for program in _of(*argv) if program.entry]
    assert [(program.entry.id, program.arguments) for program in found if program.entry] == [
        ("vllm", ("a/b",))
    ]


@pytest.mark.parametrize(
    "launcher",
    [
        "torchrun --nproc-per-node 2 -m",
        "deepspeed --num_gpus 2 --module",
        "accelerate launch -m",
        "python -m torch.distributed.run --nproc-per-node 2 -m",
        "/usr/bin/python3 -u -m torch.distributed.launch -m",
    ],
)
def test_a_launcher_starts_a_module(launcher: str) -> None:
    (found,) = _of(*launcher.split(), "sglang.launch_server", "--model-path", "a/b")

    assert found.entry is not None and found.entry.id == "sglang"
    assert found.arguments == ("--model-path", "a/b")


def test_variables_in_front_are_the_programs_own() -> None:
    (found,) = _of("env", "A=1", "ollama", "serve", B="2")
    assert found.around.environment == {"A": "1", "B": "2"}


def test_a_shell_that_runs_a_file_says_nothing_of_what_is_in_it() -> None:
    (found,) = _of("bash", "/start.sh", "-c", "vllm serve a/b")
    assert (found.entry, found.path) == (None, "bash")


def test_shells_within_shells_end() -> None:
    script = "vllm serve a/b"
    for _ in range(12):
        script = "sh -c " + "'" + script.replace("'", "'\\''") + "'"
    assert [program.entry for program in _of("sh", "-c", script) if program.entry] == []


def test_a_variable_that_is_a_word_of_its_own_falls_apart() -> None:
    invocation = Invocation(("vllm", "serve", "$ARGS"), environment={"ARGS": "a/b --port 1"})
    (found,) = of_invocation(invocation, known_runtimes())
    assert found.arguments == ("a/b", "--port", "1")


def test_an_entry_point_of_ones_own_is_opaque() -> None:
    invocation = Invocation(("/start.sh", "--model", "a/b"), image="vllm/vllm-openai")
    (found,) = of_invocation(invocation, known_runtimes())
    assert (found.is_opaque, found.arguments) == (True, ("--model", "a/b"))


def test_without_arguments_the_image_starts_what_it_always_does() -> None:
    (found,) = of_invocation(Invocation(image="ollama/ollama"), known_runtimes())
    assert found.command is not None
    assert found.command.words == ("ollama", "serve")
