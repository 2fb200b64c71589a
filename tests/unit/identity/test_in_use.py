import cProfile
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.domain.serving import (
    DeploymentState,
    Endpoint,
    Exposure,
    InUse,
    ModelReference,
    OpenFile,
    ReferenceKind,
    Runtime,
)
from auditor.identity.in_use import Here, deployments, model_id

RUNNING, CONFIGURED, IN_CODE = (
    DeploymentState.RUNNING,
    DeploymentState.CONFIGURED,
    DeploymentState.USED_IN_CODE,
)
LLAMA = ModelReference("meta-llama/Llama-3.1-8B", ReferenceKind.REPOSITORY)
A = "sha256:" + "a" * 64
OTHER_ID = "sha256:" + "b" * 64
OPEN, OTHER = OpenFile(1, 7, 4_000, 1), OpenFile(1, 8, 4_000, 1)


def in_use(
    locator: str = "vllm",
    model: ModelReference | None = LLAMA,
    *,
    target: str = "process:",
    state: DeploymentState = RUNNING,
    address: str = "",
    host: str | None = "gpu-01",
    workload: str | None = None,
) -> InUse:
    return InUse(
        target=target,
        locator=locator,
        state=state,
        evidence=f"seen at {locator}",
        model=model,
        runtime=Runtime("vllm"),
        endpoint=Endpoint(address) if address else None,
        host=host,
        workload=workload,
    )


def test_an_open_file_tells_the_model_whatever_it_is_called() -> None:
    here = Here(by_file={OPEN: A}, by_path={"/m/x.gguf": "sha256:other"})
    seen = replace(in_use(), open_files=(OPEN, OpenFile(1, 99)), paths=("/m/x.gguf",))
    assert model_id(seen, here) == A
    assert model_id(replace(seen, open_files=()), here) == "sha256:other"


def test_two_open_models_tell_none() -> None:
    here = Here(by_file={OPEN: A, OTHER: "sha256:b"})
    seen = replace(in_use(model=None), open_files=(OPEN, OTHER))
    assert model_id(seen, here) is None


def test_a_digest_tells_the_model_and_a_name_never_does() -> None:
    here = Here(by_sha256={"ab": A})
    assert model_id(in_use(model=replace(LLAMA, sha256="ab")), here) == A
    assert model_id(in_use(model=replace(LLAMA, sha256="cd")), here) == (
        "name:repository/meta-llama/llama-3.1-8b"
    )


def in_cluster(target: str = "kubernetes:A", locator: str = "a.yaml:3", **changes: Any) -> InUse:
    seen = in_use(locator, target=target, state=CONFIGURED, address="http://chat.ml.svc:8000", host=None)
    return replace(seen, **changes)


@pytest.mark.parametrize(
    "other",
    [
        in_cluster("kubernetes:B"),
        in_cluster("kubernetes:live:B", endpoint=Endpoint("http://chat.ml.svc.cluster.local:8000")),
        in_cluster(locator="staging/a.yaml:3"),
    ],
)
def test_a_name_inside_a_cluster_tells_a_server_in_that_cluster_only(other: InUse) -> None:
    assert len(deployments([in_cluster(), other], Here())) == 2
    same = replace(other, target="kubernetes:A", locator="b.yaml:7", endpoint=in_cluster().endpoint)
    assert len(deployments([in_cluster(), same], Here())) == 1


def test_two_objects_of_one_live_cluster_may_be_one_server() -> None:
    objects = [
        in_cluster("kubernetes:live", f"ml/{kind}/chat") for kind in ("InferenceService", "Deployment")
    ]
    assert len(deployments(objects, Here())) == 1


@pytest.mark.parametrize(
    "endpoint", [Endpoint("http://chat:8000"), Endpoint("http://10.1.2.3:8000", Exposure.INTERNAL)]
)
def test_a_single_label_and_what_is_reached_inside_only_are_of_one_target(endpoint: Endpoint) -> None:
    first, second = (
        in_cluster(target, f"{target}.yaml", endpoint=endpoint) for target in ("compose:a", "compose:b")
    )
    assert len(deployments([first, second], Here())) == 2


def test_a_name_that_joins_two_others_joins_them_in_any_order() -> None:
    x, y = (ModelReference(name, ReferenceKind.STORE) for name in "xy")
    a = in_use("a", x, address="http://gpu-01:8000")
    b = in_use("b", y, address="http://gpu-01:8000")
    c = replace(in_use("c", x, address="http://gpu-01:8000"), served_as="Y")
    for order in permutations((a, b, c)):
        locators = [replace(seen, locator=name) for seen, name in zip(order, "abc", strict=True)]
        assert len(deployments(locators, Here())) == 1


def test_a_server_with_nothing_loaded_is_running_and_its_models_are_not() -> None:
    address = "http://gpu-01:11434"
    listed = [
        in_use("", ModelReference(name, ReferenceKind.STORE), state=DeploymentState.PRESENT, address=address)
        for name in ("llama3:8b", "qwen3:8b")
    ]
    server = in_use("ollama", None, address=address)
    found = deployments([*listed, server], Here())
    assert sorted((one.name, one.state.value) for one in found) == [
        ("llama3:8b", "present"),
        ("qwen3:8b", "present"),
        ("vllm @ http://gpu-01:11434", "running"),
    ]
    loaded = replace(listed[0], state=RUNNING)
    found = deployments([loaded, listed[1], server], Here())
    assert sorted((one.name, one.state.value) for one in found) == [
        ("llama3:8b", "running"),
        ("qwen3:8b", "present"),
    ]


def test_twice_the_models_of_one_server_are_twice_the_work() -> None:
    def calls(n: int) -> int:
        rows = [
            in_use(f"sheet.csv:{row}", ModelReference(f"m-{row}", ReferenceKind.STORE), address="gpu-01:8000")
            for row in range(n)
        ]
        profile = cProfile.Profile()
        assert len(profile.runcall(deployments, rows, Here())) == n
        return sum(entry.callcount for entry in profile.getstats())

    assert calls(400) < 3 * calls(200)


def test_one_path_on_two_machines_is_two_models() -> None:
    path = ModelReference("/models/x.gguf", ReferenceKind.FILE)
    ids = {model_id(in_use(model=path, target=target), Here()) for target in ("kubernetes:a", "compose:b")}
    assert len(ids) == 2


def test_a_row_keeps_its_id_whatever_the_target_says_of_how_to_read_the_list() -> None:
    rows = (
        in_use("l.csv:2", target=f"csv:l.csv{said}", state=DeploymentState.DECLARED)
        for said in ("", "?host=Where")
    )
    assert len({one.id for row in rows for one in deployments([row], Here())}) == 1


def test_a_process_and_the_endpoint_it_serves_are_one_deployment_with_both_states_evidence() -> None:
    process = in_use("pid of vllm", address="0.0.0.0:8000")
    endpoint = in_use("", target="endpoint:http://gpu-01:8000", address="http://gpu-01:8000")
    unit = in_use("vllm.service", target="systemd:/etc", state=CONFIGURED, address="0.0.0.0:8000")
    (one,) = deployments([endpoint, process, unit], Here())
    assert one.state is RUNNING
    assert [seen.locator for seen in one.seen] == ["", "pid of vllm", "vllm.service"]
    # The unit stays when the process ends: the deployment keeps its id.
    (later,) = deployments([unit], Here())
    assert later.id == one.id
    assert later.state is CONFIGURED


def test_one_server_with_two_models_is_two_deployments() -> None:
    other = ModelReference("Qwen/Qwen3-8B", ReferenceKind.REPOSITORY)
    endpoint = [
        in_use("", model, target="endpoint:x", address="http://gpu-01:8000") for model in (LLAMA, other)
    ]
    server = in_use("ollama", None, address="127.0.0.1:8000")
    found = deployments([*endpoint, server], Here())
    assert {one.name for one in found} == {LLAMA.written, other.written}
    assert all(server in one.seen for one in found)


def test_a_server_of_which_nobody_says_what_it_serves_is_a_deployment_without_a_model() -> None:
    (one,) = deployments([in_use("ollama", None, workload="ollama.service")], Here())
    assert (one.model_id, one.name) == (None, "ollama.service")


def test_the_same_port_in_two_manifests_is_no_common_server() -> None:
    manifests = [
        in_use(name, target="kubernetes:m", state=CONFIGURED, address="0.0.0.0:8000", host=None)
        for name in ("a.yaml", "b.yaml")
    ]
    assert len(deployments(manifests, Here())) == 2


def test_code_that_calls_a_server_is_a_use_of_its_own() -> None:
    server = in_use(address="0.0.0.0:8000")
    code = in_use("chat.py:3", target="code:app", state=IN_CODE, address="http://gpu-01:8000/v1")
    assert len(deployments([server, code], Here())) == 2


@pytest.mark.parametrize(
    ("one", "other", "n_deployments"),
    [
        ("http://GPU-01/v1", "gpu-01:80", 1),
        ("https://x.example", "x.example:443", 1),
        ("https://x.example", "http://x.example", 2),
        ("[fd00::1]:8000", "http://[fd00::1]:8000/v1", 1),
        ("[::1]:8000", "[::1]:8000", 2),
        ("0.0.0.0:8000", "0.0.0.0:8000", 2),
        ("127.0.0.2:8000", "127.0.0.2:8000", 2),
        ("/run/llama.sock", "/run/llama.sock", 2),
        ("", "", 2),
    ],
)
def test_an_address_tells_a_server_unless_every_machine_has_it(
    one: str, other: str, n_deployments: int
) -> None:
    servers = [in_use("a.yaml", address=one, host=None), in_use("b.yaml", address=other, host=None)]
    assert len(deployments(servers, Here())) == n_deployments


@pytest.mark.parametrize(
    ("address", "states", "n_deployments"),
    [
        ("10.0.0.5:8000", (CONFIGURED, RUNNING), 2),
        ("[fd00::1]:8000", (CONFIGURED, CONFIGURED), 2),
        ("10.0.0.5:8000", (DeploymentState.DECLARED, RUNNING), 1),
        ("10.0.0.5:8000", (RUNNING, RUNNING), 1),
        ("203.0.113.9:8000", (CONFIGURED, RUNNING), 1),
        ("gpu-01.example:8000", (CONFIGURED, RUNNING), 1),
    ],
)
def test_a_private_address_in_a_file_of_settings_is_one_of_that_files_network(
    address: str, states: tuple[DeploymentState, DeploymentState], n_deployments: int
) -> None:
    servers = [
        in_use(str(n), target=f"compose:{n}", state=state, address=address, host=None)
        for n, state in enumerate(states)
    ]
    assert len(deployments(servers, Here())) == n_deployments


@given(st.permutations(range(4)))
def test_the_order_of_what_was_seen_means_nothing(order: list[int]) -> None:
    seen = [
        in_use("a", address="0.0.0.0:8000"),
        in_use("b", target="endpoint:x", address="http://gpu-01:8000"),
        in_use("c", None, address="127.0.0.1:8000"),
        in_use("d.py:1", state=IN_CODE, target="code:app"),
    ]
    assert deployments([seen[at] for at in order], Here()) == deployments(seen, Here())


def test_a_port_in_the_network_of_a_container_is_not_one_of_its_machine() -> None:
    inside = replace(in_use("container/vllm:8000", address="0.0.0.0:8000"), container="0123")
    outside = in_use("vllm:8000", model=None, address="0.0.0.0:8000")
    assert len(deployments([inside, outside], Here())) == 2
    passed_on = replace(inside, endpoint=Endpoint("0.0.0.0:8000", Exposure.NETWORK))
    assert len(deployments([passed_on, outside], Here())) == 1


def test_a_server_of_which_nobody_says_what_it_serves_is_called_by_what_it_is_and_where() -> None:
    (found,) = deployments([in_use(model=None, address="0.0.0.0:8000")], Here())
    assert found.name == "vllm @ 0.0.0.0:8000"
    (unit,) = deployments([in_use(model=None, address="0.0.0.0:8000", workload="vllm.service")], Here())
    assert unit.name == "vllm.service"
    (bare,) = deployments([in_use(model=None)], Here())
    assert bare.name == "vllm"


def test_a_line_that_is_added_above_changes_no_id() -> None:
    before = deployments([in_use("c.yaml:2", state=CONFIGURED, host=None)], Here())
    after = deployments([in_use("c.yaml:3", state=CONFIGURED, host=None)], Here())
    assert [one.id for one in before] == [one.id for one in after]


def test_another_source_that_sees_a_server_as_well_changes_no_id() -> None:
    configured = replace(in_use("c.yaml:2", state=CONFIGURED, address="http://gpu-01:8000"), runtime=None)
    (before,) = deployments([configured], Here())
    (after,) = deployments([configured, in_use("vllm", address="0.0.0.0:8000")], Here())
    assert (after.state, after.id) == (RUNNING, before.id)


def test_equal_calls_in_one_file_are_numbered_in_their_order() -> None:
    calls = [in_use(f"chat.py:{line}", state=IN_CODE) for line in (30, 4)]
    first, second = sorted(deployments(calls, Here()), key=lambda one: len(one.id))
    assert second.id == f"{first.id}.2"
    assert (first.seen[0].locator, second.seen[0].locator) == ("chat.py:4", "chat.py:30")


def test_what_has_the_file_open_is_not_what_a_register_states() -> None:
    here = Here(by_file={OPEN: A}, by_sha256={"b" * 64: OTHER_ID})
    chat = ModelReference("chat", ReferenceKind.STORE)
    stated = replace(chat, sha256="b" * 64)
    register = in_use(
        "r.csv:2", stated, target="csv:r", state=DeploymentState.DECLARED, address="http://gpu-01:8080"
    )
    running = replace(in_use("vllm", chat, address="0.0.0.0:8080"), open_files=(OPEN,))
    found = {one.model_id: one.state for one in deployments([register, running], here)}
    assert found == {A: RUNNING, OTHER_ID: DeploymentState.DECLARED}


def test_a_file_that_has_only_the_inode_of_one_that_was_read_is_another() -> None:
    here = Here(by_file={OPEN: A})
    for changed in (
        replace(OPEN, size_bytes=5),
        replace(OPEN, mtime_ns=2),
        OpenFile(OPEN.device, OPEN.inode),
    ):
        assert model_id(replace(in_use(model=None), open_files=(changed,)), here) is None


def test_what_one_line_passes_requests_on_to_is_one_deployment_per_host() -> None:
    line = replace(in_use("compose.yaml:11", None, state=CONFIGURED), runtime=None)
    seen = [
        replace(line, host=host, operator=operator, endpoint=Endpoint(f"https://{host}/v1"))
        for host, operator in (("api.openai.com", "openai"), ("api.mistral.ai", "mistral"))
    ]

    found = deployments(seen, Here())

    assert {one.seen[0].operator for one in found} == {"openai", "mistral"}
    assert found == deployments(reversed(seen), Here())
    # The first keeps the id that it has alone.
    assert deployments(seen[1:], Here())[0].id in {one.id for one in found}
