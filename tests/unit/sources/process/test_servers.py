from auditor.sources.process.procfs import Process, WeightFile
from auditor.sources.process.servers import Server, servers

ON_LOOPBACK = ("llama-server", "-m", "/m.gguf")


def told(*processes: Process) -> list[Server]:
    return list(servers(processes))


def test_nobody_who_serves_nothing_is_a_server() -> None:
    assert told(Process(1, 0, ("/sbin/init",), {}), Process(2, 1, ("bash",), {})) == []


def test_a_terminal_that_outlives_what_it_started_is_no_server() -> None:
    terminal = Process(1, 0, ("tmux", "new-session", "-d", "vllm serve a/b"), {})
    server = Process(2, 1, ("vllm", "serve", "a/b"), {})

    assert told(terminal) == []
    assert [one.process.pid for one in told(terminal, server)] == [2]


def test_what_an_open_server_starts_is_a_server_of_its_own_if_others_can_reach_it() -> None:
    found = told(
        Process(1, 0, ("ollama", "serve"), {}), Process(2, 1, (*ON_LOOPBACK, "--host", "0.0.0.0"), {})
    )
    assert [server.process.pid for server in found] == [1, 2]


def test_a_gateway_keeps_no_server() -> None:
    found = told(Process(1, 0, ("litellm", "--config", "c.yaml"), {}), Process(2, 1, ON_LOOPBACK, {}))
    assert [server.process.pid for server in found] == [1, 2]


def test_files_of_a_child_are_those_of_its_server() -> None:
    file = WeightFile("/m.gguf", 1, 2, is_mapped=True)
    (found,) = told(
        Process(1, 0, ON_LOOPBACK, {}), Process(2, 1, ("python3", "-c", "spawn"), {}, weights=(file,))
    )
    assert [held.weights for held in found.held] == [(file,)]


def test_of_several_models_nobody_says_which_file_is_whose() -> None:
    file = WeightFile("/x.gguf", 1, 2, is_mapped=True)
    words = ("tritonserver", "--model-repository=/m", "--load-model=a", "--load-model=b")
    (found,) = told(Process(1, 0, words, {}, weights=(file,)))
    assert [(held.model and held.model.written, held.weights) for held in found.held] == [
        ("a", ()),
        ("b", ()),
    ]


def test_a_circle_of_parents_ends() -> None:
    found = told(Process(1, 2, ON_LOOPBACK, {}), Process(2, 1, ("bash",), {}))
    assert len(found) == 1
