import pytest

from auditor.formats.image_name import ImageName, Pin, parse_image

DIGEST = "sha256:" + "0" * 64


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ollama/ollama", ImageName(None, "ollama/ollama")),
        ("ollama", ImageName(None, "ollama")),
        ("a/b:1", ImageName(None, "a/b", "1")),
        (f"a/b:1@{DIGEST}", ImageName(None, "a/b", "1", DIGEST)),
        ("ghcr.io/a/b", ImageName("ghcr.io", "a/b")),
        ("localhost/a:1", ImageName("localhost", "a", "1")),
        ("reg:5000/a/b", ImageName("reg:5000", "a/b")),
        ("reg.corp:5000/x/a/b:1", ImageName("reg.corp:5000", "x/a/b", "1")),
        ("docker://quay.io/a/b:1", ImageName("quay.io", "a/b", "1")),
        ("", ImageName(None, "")),
    ],
)
def test_a_name_taken_apart(name: str, expected: ImageName) -> None:
    assert parse_image(name) == expected


@pytest.mark.parametrize(
    ("tag", "version"),
    [
        ("v0.8.5.post1", "0.8.5.post1"),
        ("24.08-trtllm-python-py3", "24.08"),
        ("server-cuda-b4719", "b4719"),
        ("cpu-1.7", "1.7"),
        ("86-1.7", "1.7"),
        ("2.52.0-py311-cu128", "2.52.0"),
        ("2.46.0.0e19ea-py39-gpu", "2.46.0"),
        ("v0.4.9.post3-cu126-nixl-v0.4.1", "0.4.9.post3"),
        ("main-v1.72.0-stable", "1.72.0"),
        ("0.6.0-rc0", "0.6.0-rc0"),
        ("1.0.0rc4", "1.0.0rc4"),
        ("cuda-12.4-v0.3.1", "0.3.1"),
        ("latest", None),
        ("main-stable", None),
        ("latest-gpu-nvidia-cuda-12", None),
        ("rocm6.2", None),
        ("sha-1a2b3c4", None),
        ("${TAG}", None),
    ],
)
def test_a_version_is_what_a_tag_says_as_one(tag: str, version: str | None) -> None:
    assert parse_image(f"a/b:{tag}").version == version


@pytest.mark.parametrize(
    ("name", "pin"),
    [
        (f"ollama/ollama@{DIGEST}", Pin.DIGEST),
        (f"ollama/ollama:latest@{DIGEST}", Pin.DIGEST),
        ("ollama/ollama:0.9.0", Pin.VERSION),
        ("ghcr.io/ggml-org/llama.cpp:server-cuda-b4719", Pin.VERSION),
        ("reg:5000/app:sha-1a2b3c4", Pin.VERSION),
        ("${REGISTRY}/ollama:0.9.0", Pin.VERSION),
        ("ollama/ollama", Pin.MOVING),
        ("reg:5000/ollama", Pin.MOVING),
        ("ollama/ollama:latest", Pin.MOVING),
        ("ollama/ollama:rocm", Pin.MOVING),
        ("a/b:deadbeef", Pin.MOVING),
        ("localai/localai:latest-gpu-nvidia-cuda-12", Pin.MOVING),
        ("a/b:rocm6", None),
        ("a/b:prod-42", None),
        ("a/b:${TAG}", None),
        ("a/b:${TAG:-latest}", None),
        ("a/b${SUFFIX}", None),
        ("a/b@sha256:${DIGEST}", None),
    ],
)
def test_an_image_is_named_by_its_digest_by_a_version_or_by_what_moves(name: str, pin: Pin | None) -> None:
    assert parse_image(name).pin is pin
