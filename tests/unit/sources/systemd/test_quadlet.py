from pathlib import Path

import pytest

from auditor.domain.observation import SkipKind, Skipped
from auditor.domain.serving import Endpoint, Exposure
from auditor.domain.tri import Tri
from tests.unit.sources.systemd.test_source import in_use, observed

N = (Tri.FALSE, Tri.FALSE)
VLLM = "[Container]\nImage=docker.io/vllm/vllm-openai:v0.8.5\nExec=--model org/name\n"
INSIDE = Endpoint("0.0.0.0:8000", Exposure.INTERNAL, *N)
UNKNOWN = Endpoint("0.0.0.0:8000", None, *N)
OUTSIDE = Endpoint("0.0.0.0:9000", Exposure.NETWORK, *N)


@pytest.mark.parametrize(
    ("more", "others", "expected"),
    [
        ("", {}, INSIDE),
        ("Network=ai.network\n", {}, INSIDE),
        ("Network=none\n", {}, Endpoint("0.0.0.0:8000", Exposure.LOOPBACK, *N)),
        (
            "Secret=k,type=env,target=VLLM_API_KEY\n",
            {},
            Endpoint("0.0.0.0:8000", Exposure.INTERNAL, Tri.FALSE, Tri.TRUE),
        ),
        ("Secret=k,target=/run/key\n", {}, INSIDE),
        ("Pod=ai.pod\n", {"ai.pod": "[Pod]\nPublishPort=0.0.0.0:9000:8000\n"}, OUTSIDE),
        ("Pod=ai.pod\n", {"ai.pod": "[Pod]\nPodName=ai\n"}, INSIDE),
        ("Pod=ai.pod\n", {"ai.pod": "[Pod]\nPodmanArgs=--publish 9000:8000\n"}, OUTSIDE),
        (
            "Pod=ai.pod\n",
            {"ai.pod": "[Pod]\nNetwork=host\n"},
            Endpoint("0.0.0.0:8000", Exposure.NETWORK, *N),
        ),
        (
            "Pod=ai.pod\n",
            {"ai.pod": "[Pod]\n", "ai.pod.d/open.conf": "[Pod]\nPublishPort=9000:8000\n"},
            OUTSIDE,
        ),
        ("Pod=ai.pod\n", {"users/ai.pod": "[Pod]\nPublishPort=9000:8000\n"}, OUTSIDE),
        ("Pod=ai.pod\n", {}, UNKNOWN),
        ("Pod=ai.pod\n", {"x/ai.pod": "[Pod]\n", "y/ai.pod": "[Pod]\n"}, UNKNOWN),
        ("Network=vpn.container\n", {"vpn.container": "[Container]\nPublishPort=9000:8000\n"}, OUTSIDE),
        ("Network=vpn.container\n", {}, UNKNOWN),
        ("Network=llm.container\n", {}, UNKNOWN),
        ("Network=container:vpn\n", {}, UNKNOWN),
        ("PodmanArgs=-p 9000:8000 --gpus all\n", {}, OUTSIDE),
    ],
)
def test_a_container_is_reached_through_the_network_that_it_has(
    tmp_path: Path, more: str, others: dict[str, str], expected: Endpoint
) -> None:
    (found,) = in_use(tmp_path, {"llm.container": VLLM + more, **others})

    assert found.endpoint == expected


def test_a_pod_beside_a_container_that_is_named_alone_counts(tmp_path: Path) -> None:
    files = {"llm.container": f"{VLLM}Pod=ai.pod\n", "ai.pod": "[Pod]\nPublishPort=9000:8000\n"}

    (found,) = in_use(tmp_path, files, "llm.container")

    assert found.endpoint == OUTSIDE


@pytest.mark.parametrize(
    ("image", "text"),
    [
        ("llm.image", "[Image]\nImage=docker.io/vllm/vllm-openai:v0.8.5\n"),
        ("llm.build", "[Build]\nImageTag=corp/vllm-openai:1\n"),
    ],
)
def test_an_image_may_have_a_unit_of_its_own(tmp_path: Path, image: str, text: str) -> None:
    container = f"[Container]\nImage={image}\nExec=--model org/name\n"

    (found,) = in_use(tmp_path, {"llm.container": container, image: text})

    assert found.model is not None and found.model.written == "org/name"
    assert in_use(tmp_path / "alone", {"llm.container": container}) == []


def test_a_quadlet_of_kubernetes_objects_is_listed(tmp_path: Path) -> None:
    skipped, _ = observed(tmp_path, {"ai.kube": "[Kube]\nYaml=ai.yaml\n"})

    assert isinstance(skipped, Skipped)
    assert (skipped.locator, skipped.category) == ("ai.kube", SkipKind.FORMAT)
    assert "ai.yaml" in skipped.reason
