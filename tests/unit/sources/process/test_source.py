import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.domain.observation import Covered, Observation, Skipped
from auditor.domain.serving import (
    Contact,
    DeploymentState,
    Endpoint,
    Exposure,
    InUse,
    ModelReference,
    OpenFile,
    ReferenceKind,
)
from auditor.domain.tri import Tri
from auditor.errors import SourceError
from auditor.sources.base import Target
from auditor.sources.process import ProcessSource
from tests.builders.processes import AProcess, proc_folder

ID = "0123456789ab" + "c" * 52
ANYWHERE, LOOPBACK = "00000000", "0100007F"


def observed(proc: Path) -> list[Observation]:
    return list(ProcessSource().observe(Target("process", str(proc))))


def running(root: Path, *processes: AProcess) -> list[InUse]:
    return [one for one in observed(proc_folder(root, *processes)) if isinstance(one, InUse)]


def a_file(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"weights")
    return path


def id_of(path: Path) -> OpenFile:
    status = path.stat()
    return OpenFile(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


def test_a_server_says_what_it_loads_where_it_listens_and_what_started_it(tmp_path: Path) -> None:
    weights = a_file(tmp_path / "m.gguf")
    (found,) = running(
        tmp_path,
        AProcess(
            ["/usr/bin/llama-server", "-m", "m.gguf", "--port", "9000", "--api-key", "sk-verysecret123"],
            folder=str(tmp_path),
            group="0::/system.slice/chat.service",
            mapped=[weights],
            open_files=["/dev/null", str(weights)],
            listens=[(ANYWHERE, 9000)],
        ),
    )
    assert found == InUse(
        target=f"process:{tmp_path}/proc",
        locator="chat.service/llama.cpp:9000",
        state=DeploymentState.RUNNING,
        evidence="a process of llama.cpp runs, has 1 weight file mapped and listens on 0.0.0.0:9000",
        model=ModelReference("m.gguf", ReferenceKind.FILE),
        runtime=found.runtime,
        endpoint=Endpoint("0.0.0.0:9000", Exposure.NETWORK, Tri.FALSE, Tri.TRUE, Contact.LISTENS),
        workload="chat.service",
        host="gpu-01",
        remote_code=Tri.FALSE,
        settings=found.settings,
        open_files=(id_of(weights),),
        paths=(str(weights),),
    )
    assert found.runtime is not None
    assert found.runtime.name == "llama.cpp"
    assert "verysecret" not in repr(found)


def test_an_adapter_on_a_running_model_has_the_open_files_that_lie_at_its_path(tmp_path: Path) -> None:
    weights, lora = a_file(tmp_path / "m.gguf"), a_file(tmp_path / "lora/adapter_model.safetensors")
    command = ["/usr/bin/llama-server", "-m", "m.gguf", "--lora", "lora/adapter_model.safetensors"]
    base, adapter = running(tmp_path, AProcess(command, folder=str(tmp_path), mapped=[weights, lora]))
    assert (base.open_files, base.paths) == ((id_of(weights),), (str(weights),))
    assert (adapter.open_files, adapter.paths) == ((id_of(lora),), (str(lora),))
    assert adapter.state is DeploymentState.RUNNING

    _, closed = running(tmp_path / "other", AProcess(command, folder=str(tmp_path), mapped=[weights]))
    assert (closed.open_files, closed.paths) == ((), (str(lora),))


def test_a_server_whose_models_are_held_by_its_workers_is_one_per_model(tmp_path: Path) -> None:
    blobs = [a_file(tmp_path / "blobs" / f"sha256-{digit * 64}") for digit in "ab"]
    found = running(
        tmp_path,
        AProcess(["ollama", "serve"], pid=100, listens=[(ANYWHERE, 11434)]),
        *(
            AProcess(
                ["ollama", "runner", "--model", str(blob), "--port", str(40000 + pid)],
                pid=pid,
                parent=100,
                mapped=[blob],
                listens=[(LOOPBACK, 40000 + pid)],
            )
            for pid, blob in enumerate(blobs, start=101)
        ),
    )
    assert [(one.locator, one.model.sha256 if one.model else None, one.open_files) for one in found] == [
        ("ollama:11434", "a" * 64, (id_of(blobs[0]),)),
        ("ollama:11434", "b" * 64, (id_of(blobs[1]),)),
    ]
    assert {one.endpoint.address if one.endpoint else "" for one in found} == {"0.0.0.0:11434"}


def test_a_server_that_another_started_for_itself_works_for_it(tmp_path: Path) -> None:
    (found,) = running(
        tmp_path,
        AProcess(["ollama", "serve"], pid=100, listens=[(ANYWHERE, 11434)]),
        AProcess(["/x/llama-server", "--model", "/m.gguf", "--port", "40001"], pid=101, parent=100),
    )
    assert found.runtime is not None
    assert (found.runtime.name, found.model and found.model.written) == ("ollama", "/m.gguf")


def test_who_only_starts_a_server_is_not_another(tmp_path: Path) -> None:
    (found,) = running(
        tmp_path,
        AProcess(["/bin/bash", "-c", "vllm serve org/name --port 8000; echo done"], pid=100),
        AProcess(["/usr/bin/python3", "/venv/bin/vllm", "serve", "org/name", "--port", "8000"], 101, 100),
        AProcess(["VLLM::EngineCore"], pid=102, parent=101),
        AProcess(["docker", "run", "vllm/vllm-openai", "--model", "org/name"], pid=103),
        AProcess(["ollama", "run", "llama3"], pid=104),
    )
    assert (found.model, found.locator) == (ModelReference("org/name", ReferenceKind.REPOSITORY), "vllm:8000")
    assert found.evidence == (
        "a process of vllm runs and names the model on its command line or in its environment"
    )


def test_two_servers_of_one_kind_stay_two(tmp_path: Path) -> None:
    words = ["llama-server", "-m", "/m.gguf"]
    apart = [AProcess(words, pid, network=f"net:[{pid}]", listens=[(ANYWHERE, 8080)]) for pid in (100, 101)]
    found = running(tmp_path, *apart)
    assert [one.locator for one in found] == ["llama.cpp:8080", "llama.cpp:8080~2"]


def test_a_container_is_told_and_its_port_is_not_one_of_the_machine(tmp_path: Path) -> None:
    (found,) = running(
        tmp_path,
        AProcess(
            ["llama-server", "-m", "/models/m.gguf", "--host", "0.0.0.0"],
            nested=True,
            group=f"0::/system.slice/docker-{ID}.scope",
            files_of="mnt:[2]",
            network="net:[2]",
            listens=[(ANYWHERE, 8080)],
        ),
    )
    assert found.locator == "container/llama.cpp:8080"
    assert found.endpoint == Endpoint("0.0.0.0:8080", None, Tri.FALSE, Tri.FALSE, Contact.LISTENS)
    assert (found.workload, found.container, found.paths) == (None, ID[:12], ())


def test_what_listens_on_nothing_is_reached_from_nowhere_that_is_known(tmp_path: Path) -> None:
    (idle,) = running(tmp_path / "idle", AProcess(["llama-server", "-m", "/m.gguf"]))
    assert idle.endpoint == Endpoint("127.0.0.1:8080", None, Tri.FALSE, Tri.FALSE, Contact.WRITTEN)
    assert "listens" not in idle.evidence
    listening = AProcess(["llama-server", "-m", "/m.gguf"], listens=[(LOOPBACK, 8080)])
    (found,) = running(tmp_path / "busy", listening)
    assert found.endpoint == replace(idle.endpoint, exposure=Exposure.LOOPBACK, contact=Contact.LISTENS)
    assert found.evidence.endswith("and listens on 127.0.0.1:8080")


def test_a_port_that_docker_passes_on_is_that_of_the_machine(tmp_path: Path) -> None:
    proxy = (
        "docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 80 -container-ip 172.17.0.2 -container-port 8080"
    )
    (found,) = running(
        tmp_path,
        AProcess(
            ["llama-server", "-m", "/m.gguf"],
            network="net:[2]",
            listens=[(ANYWHERE, 8080)],
            addresses=["127.0.0.1", "172.17.0.2"],
        ),
        AProcess([f"/usr/bin/{proxy.split(maxsplit=1)[0]}", *proxy.split()[1:]], pid=200),
    )
    assert found.endpoint is not None
    assert (found.endpoint.address, found.endpoint.exposure) == ("0.0.0.0:80", Exposure.NETWORK)


def test_a_program_with_a_model_in_its_memory_runs_it(tmp_path: Path) -> None:
    shards = [a_file(tmp_path / f"m-0000{n}-of-00002.safetensors") for n in (1, 2)]
    found = running(
        tmp_path,
        AProcess(["/usr/bin/python3", "app.py"], mapped=shards),
        AProcess(["cp", str(shards[0]), "/backup"], pid=101, open_files=shards),
        AProcess(["chrome"], pid=102, mapped=[a_file(tmp_path / "icudtl.bin")]),
    )
    assert [(one.locator, one.open_files, one.paths) for one in found] == [
        (
            "python3/m-00001-of-00002.safetensors",
            tuple(sorted(map(id_of, shards), key=lambda file: file.inode)),
            (str(shards[0]),),
        )
    ]


def test_what_may_not_be_read_is_counted(tmp_path: Path) -> None:
    proc = proc_folder(
        tmp_path,
        AProcess(["ollama", "serve"], environment=None),
        AProcess([], pid=2),
        AProcess(["sh"], pid=3),
    )
    *_, skipped, covered = observed(proc)
    assert isinstance(skipped, Skipped)
    assert "may not be read of 1 processes" in skipped.reason
    assert isinstance(covered, Covered)
    assert covered.n_seen == 2
    assert "1 of them only in part" in covered.how_far


def test_a_place_that_is_no_proc_is_refused(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "missing"):
        with pytest.raises(SourceError):
            observed(place)


def test_processes_are_looked_at_in_any_order_and_come_in_one(tmp_path: Path) -> None:
    first = [AProcess(["ollama", "serve"], 5), AProcess(["llama-server", "-m", "/m.gguf"], 6)]
    other = [AProcess(["ollama", "serve"], 900), AProcess(["llama-server", "-m", "/m.gguf"], 30)]
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    told = [
        [(one.locator, one.model) for one in running(tmp_path / name, *made)]
        for name, made in (("a", first), ("b", other))
    ]
    assert told[0] == told[1] != []


SECRET = "hunter2-planted-9f8e7d"
WORDS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)


@given(
    words=st.lists(
        st.one_of(WORDS, st.sampled_from(["vllm", "serve", "-m", "ollama", "--port", "--model", "sh", "-c"])),
        max_size=8,
    ),
    group=WORDS,
)
def test_odd_processes_never_stop_it_and_never_give_a_secret_away(
    words: list[str], group: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    process = AProcess(
        ["vllm", "serve", "--api-key", SECRET, *words],
        environment={"VLLM_API_KEY": SECRET, "HF_TOKEN": SECRET},
        group=group.replace("\n", " ") or "x",
    )
    seen = observed(proc_folder(tmp_path_factory.mktemp("odd"), process))
    assert isinstance(seen[-1], Covered)
    assert SECRET not in repr(seen)
    assert "\\udc" not in repr(seen).encode("utf-8").decode()


@pytest.mark.loopback
@pytest.mark.skipif(sys.platform != "linux", reason="reads Linux's /proc")
def test_a_real_process_is_seen_with_its_socket_and_its_file(tmp_path: Path) -> None:
    weights = a_file(tmp_path / "real.gguf")
    script = tmp_path / "llama-server"
    script.write_text(
        "import mmap, socket, sys, time\n"
        "weights = open(sys.argv[2], 'rb')\nkept = mmap.mmap(weights.fileno(), 0, prot=mmap.PROT_READ)\n"
        "server = socket.create_server(('127.0.0.1', 0))\n"
        "print(server.getsockname()[1], flush=True)\n"
        "time.sleep(60)\n"
    )
    started = subprocess.Popen([sys.executable, script, "-m", weights], stdout=subprocess.PIPE, text=True)
    try:
        assert started.stdout is not None
        port = int(started.stdout.readline())
        seen = list(ProcessSource().observe(Target("process", "")))
    finally:
        started.kill()
        started.communicate()
    (found,) = [one for one in seen if isinstance(one, InUse) and id_of(weights) in one.open_files]
    assert found.endpoint is not None
    assert (found.endpoint.address, found.endpoint.exposure) == (f"127.0.0.1:{port}", Exposure.LOOPBACK)
    assert found.paths == (str(weights),)
    assert str(started.pid) not in found.locator.replace(str(port), "")
    assert found.host == os.uname().nodename
