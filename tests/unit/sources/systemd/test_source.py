from pathlib import Path

import pytest

from auditor.domain.observation import Covered, Observation, Skipped
from auditor.domain.serving import (
    DeploymentState,
    Endpoint,
    Exposure,
    InUse,
    ModelReference,
    ReferenceKind,
    Runtime,
)
from auditor.domain.tri import Tri
from auditor.sources.base import Target
from auditor.sources.systemd import SystemdSource

N = (Tri.FALSE, Tri.FALSE)
OLLAMA = "[Service]\nExecStart=/usr/local/bin/ollama serve\n"


def observed(folder: Path, files: dict[str, str], name: str = "") -> list[Observation]:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return list(SystemdSource().observe(Target("systemd", str(folder / name))))


def in_use(folder: Path, files: dict[str, str], name: str = "") -> list[InUse]:
    return [one for one in observed(folder, files, name) if isinstance(one, InUse)]


def test_a_unit_is_a_deployment_with_its_line(tmp_path: Path) -> None:
    text = "[Unit]\nDescription=x\n[Service]\nExecStart=/opt/vllm serve org/name --host 127.0.0.1\n"

    assert in_use(tmp_path, {"vllm.service": text}) == [
        InUse(
            target=f"systemd:{tmp_path}",
            locator="vllm.service:4",
            state=DeploymentState.CONFIGURED,
            evidence="vllm.service is configured: vllm serves org/name",
            model=ModelReference("org/name", ReferenceKind.REPOSITORY),
            runtime=Runtime("vllm"),
            endpoint=Endpoint("127.0.0.1:8000", Exposure.LOOPBACK, *N),
            workload="vllm.service",
            remote_code=Tri.FALSE,
            settings=(("activity", "serves"), ("offline", "no")),
        )
    ]


def test_a_path_of_a_unit_is_one_of_this_machine_links_resolved(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "m").symlink_to("store")
    text = f"[Service]\nExecStart=/opt/llama-server -m {tmp_path}/m/a.gguf\n"
    (seen,) = in_use(tmp_path, {"llama.service": text})
    assert seen.paths == (f"{tmp_path}/m/a.gguf", f"{tmp_path}/store/a.gguf")
    (relative,) = in_use(tmp_path, {"llama.service": "[Service]\nExecStart=/opt/llama-server -m a.gguf\n"})
    assert relative.paths == ()


def test_an_adapter_of_a_unit_is_in_use_at_its_own_path(tmp_path: Path) -> None:
    text = "[Service]\nExecStart=/opt/llama-server -m /m/a.gguf --lora /m/lora/x.safetensors\n"
    assert [
        (seen.model and seen.model.written, seen.paths) for seen in in_use(tmp_path, {"llama.service": text})
    ] == [("/m/a.gguf", ("/m/a.gguf",)), ("/m/lora/x.safetensors", ("/m/lora/x.safetensors",))]


@pytest.mark.parametrize("name", ["", "ollama.service"])
def test_a_drop_in_opens_a_server_to_the_network(tmp_path: Path, name: str) -> None:
    files = {"ollama.service": OLLAMA}
    (before,) = in_use(tmp_path, files)
    files["ollama.service.d/10-host.conf"] = '[Service]\nEnvironment="OLLAMA_HOST=0.0.0.0" "X=a b"\n'
    (after,) = in_use(tmp_path, files, name)

    assert before.endpoint == Endpoint("127.0.0.1:11434", Exposure.LOOPBACK, *N)
    assert after.endpoint == Endpoint("0.0.0.0:11434", Exposure.NETWORK, *N)


def test_variables_come_from_a_file_in_the_folder(tmp_path: Path) -> None:
    unit = f"{OLLAMA}EnvironmentFile=-/etc/default/ollama\n"
    files = {"etc/systemd/system/ollama.service": unit, "etc/default/ollama": "OLLAMA_HOST=0.0.0.0:9999\n"}

    (found,) = in_use(tmp_path, files)

    assert found.endpoint == Endpoint("0.0.0.0:9999", Exposure.NETWORK, *N)


def test_a_file_of_variables_elsewhere_leaves_answers_open(tmp_path: Path) -> None:
    text = "[Service]\nExecStart=vllm serve a/b\nEnvironmentFile=/etc/own\nPassEnvironment=HF_HOME\n"

    (found,) = in_use(tmp_path, {"v.service": text})

    assert found.endpoint is not None and found.endpoint.needs_credentials is Tri.UNKNOWN


def test_what_is_fetched_after_the_start_is_served(tmp_path: Path) -> None:
    (found,) = in_use(tmp_path, {"o.service": f"{OLLAMA}ExecStartPost=/usr/local/bin/ollama pull qwen3\n"})
    (alone,) = in_use(tmp_path, {"o.service": "[Service]\nExecStart=ollama pull phi3\n"})

    assert found.model == ModelReference("qwen3", ReferenceKind.STORE) and found.locator == "o.service:3"
    assert dict(alone.settings)["activity"] == "fetches"


def test_a_network_of_its_own_is_reached_by_nobody(tmp_path: Path) -> None:
    text = "[Service]\nPrivateNetwork=yes\nExecStart=vllm serve a/b\nExecStartPre=ollama pull x\n"

    found = in_use(tmp_path, {"v.service": text})

    assert [one.endpoint and one.endpoint.exposure for one in found] == [Exposure.LOOPBACK, None]


def test_a_quadlet_is_a_container(tmp_path: Path) -> None:
    text = """[Container]
Image=docker.io/vllm/vllm-openai:v0.8.5
Exec=--model org/name
Environment=VLLM_API_KEY=planted-Secret-0123
PublishPort=127.0.0.1:9000:8000
"""

    (found,) = in_use(tmp_path, {"llm.container": text})

    assert (found.locator, found.workload) == ("llm.container:3", "llm.service")
    assert found.endpoint == Endpoint("127.0.0.1:9000", Exposure.LOOPBACK, Tri.FALSE, Tri.TRUE)
    assert "planted" not in repr(found)
    hosted = text.replace("PublishPort=127.0.0.1:9000:8000", "Network=host")
    assert [
        one.endpoint and one.endpoint.exposure for one in in_use(tmp_path, {"llm.container": hosted})
    ] == [Exposure.NETWORK]


def test_what_starts_nothing_known_is_no_deployment(tmp_path: Path) -> None:
    files = {
        "a.container": "[Container]\n",
        "b.service": "[Service]\nExecStart=/bin/true\n",
        "c.conf": "[Service]",
    }

    (covered,) = observed(tmp_path, files)

    assert isinstance(covered, Covered) and covered.n_seen == 2


def test_a_drop_in_without_its_unit_is_skipped(tmp_path: Path) -> None:
    skipped, covered = observed(
        tmp_path, {"ollama.service.d/x.conf": "[Service]\nEnvironment=OLLAMA_HOST=0.0.0.0\n"}
    )

    assert isinstance(skipped, Skipped) and skipped.locator == "ollama.service.d/x.conf"
    assert isinstance(covered, Covered) and covered.n_seen == 0
    assert SystemdSource().resolve(Target("systemd", str(tmp_path))).place == str(tmp_path.resolve())


def test_what_a_program_that_serves_nothing_is_told_to_call_is_told(tmp_path: Path) -> None:
    app = '[Service]\nExecStart=/opt/app/run\nEnvironment=A=1 "ANTHROPIC_MODEL=claude-sonnet-4-20250514"\n'
    container = "[Container]\nImage=house/app:1\nEnvironment=MISTRAL_API_KEY=planted\n"

    found = in_use(tmp_path, {"app.service": app, "box.container": container})

    assert [(one.locator, one.operator, one.workload) for one in found] == [
        ("app.service:3", "anthropic", "app.service"),
        ("box.container:3", "mistral", "box.service"),
    ]


def test_a_configuration_that_a_proxy_is_started_with_is_read_in_a_copied_disk(tmp_path: Path) -> None:
    unit = "[Service]\nExecStart=/usr/bin/litellm --config /etc/proxy.yaml --port 4000\n"
    config = "model_list:\n  - {model_name: chat, litellm_params: {model: openai/gpt-4o}}\n"
    place = "etc/systemd/system/proxy.service"

    found = in_use(tmp_path, {place: unit, "etc/proxy.yaml": config})

    assert [(one.locator, one.operator) for one in found] == [
        (f"{place}:2", None),
        ("etc/proxy.yaml:2", "openai"),
    ]
    (tmp_path / "etc/proxy.yaml").unlink()
    (skipped,) = [one for one in observed(tmp_path, {place: unit}) if isinstance(one, Skipped)]
    assert skipped.reason.endswith("/etc/proxy.yaml, does not lie here: name it with litellm:")
