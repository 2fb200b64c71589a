from pathlib import Path

from auditor.sources.process.networks import Networks
from auditor.sources.process.procfs import Process, process_ids, read_process
from auditor.sources.process.sockets import Listener
from tests.builders.processes import AProcess, proc_folder

ANYWHERE = "00000000"


def looked_at(root: Path, *processes: AProcess) -> tuple[Networks, list[Process]]:
    proc = proc_folder(root, *processes)
    found = [process for pid in process_ids(proc) if (process := read_process(proc, pid))]
    return Networks.of(proc, found), found


def test_only_the_sockets_of_a_process_are_its_own(tmp_path: Path) -> None:
    made = [
        AProcess(["a"], 10, listens=[(ANYWHERE, 80)]),
        AProcess(["b"], 11, listens=[(ANYWHERE, 81), ("0" * 32, 81)]),
    ]
    networks, (first, second) = looked_at(tmp_path, *made)
    assert networks.listening([first]) == {Listener("0.0.0.0", 80)}
    assert networks.listening([second]) == {Listener("0.0.0.0", 81), Listener("::", 81)}
    assert networks.listening([first, second]) == networks.listening([first]) | networks.listening([second])


def test_whose_network_it_is(tmp_path: Path) -> None:
    networks, (own, other, closed) = looked_at(
        tmp_path,
        AProcess(["a"], 10),
        AProcess(["b"], 11, network="net:[2]"),
        AProcess(["c"], 12, network="net:[3]"),
    )
    (tmp_path / "proc/12/ns/net").unlink()
    again = read_process(tmp_path / "proc", 12)
    assert again is not None
    assert [networks.is_own(process) for process in (own, other, again)] == [True, False, None]
    assert closed.network == "net:[3]"


def test_what_a_forwarder_says_counts_for_its_container_and_port_only(tmp_path: Path) -> None:
    words = "/usr/bin/docker-proxy -proto tcp -host-ip 127.0.0.1 -host-port 8001"
    words += " -container-ip 172.17.0.2 -container-port 8000"
    networks, (process, _) = looked_at(
        tmp_path, AProcess(["a"], 10, addresses=["172.17.0.2"]), AProcess(words.split(), 11)
    )
    assert networks.published(process, Listener("0.0.0.0", 8000)) == Listener("127.0.0.1", 8001)
    assert networks.published(process, Listener("0.0.0.0", 8002)) is None


def test_a_forwarder_without_numbers_says_nothing(tmp_path: Path) -> None:
    words = "docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port x -container-ip 172.17.0.2 -container-port"
    networks, _ = looked_at(tmp_path, AProcess(words.split(), 11))
    assert networks.forwarded == {}
