import pytest

from auditor.sources.process.control_group import Home, home

ID = "0123456789ab" + "c" * 52


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0::/system.slice/ollama.service", Home("ollama.service")),
        ("0::/system.slice/vllm@chat\\x2d7b.service", Home("vllm@chat-7b.service")),
        ("0::/user.slice/user-1000.slice/session-3.scope", Home()),
        ("0::/user.slice/user-1000.slice/user@1000.service/app.slice/llama.service", Home("llama.service")),
        ("0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-x.scope", Home()),
        (f"0::/system.slice/docker-{ID}.scope", Home(None, ID[:12])),
        (f"4:memory:/docker/{ID}\n1:name=systemd:/docker/{ID}", Home(None, ID[:12])),
        (f"0::/system.slice/ollama.service/libpod-payload-{ID}", Home("ollama.service", ID[:12])),
        (f"0::/kubepods.slice/kubepods-pod1_2.slice/cri-containerd-{ID}.scope", Home(None, ID[:12])),
        (f"11:cpu:/kubepods/burstable/pod1-2/{ID}", Home(None, ID[:12])),
        (f"0::/system.slice/containerd.service/kubepods-pod1.slice:cri-containerd:{ID}", Home(None, ID[:12])),
        ("0::/lxc.payload.gpu-box/system.slice/ollama.service", Home("ollama.service", "gpu-box")),
        ("0::/", Home()),
        ("no colons", Home()),
        ("", Home()),
    ],
)
def test_unit_and_container(text: str, expected: Home) -> None:
    assert home(text) == expected
