from pathlib import Path

import pytest

from auditor.domain.serving import Endpoint, Exposure, ModelReference, ReferenceKind
from auditor.domain.tri import Tri
from auditor.formats.yaml_stream import read
from auditor.sources.compose.services import words
from tests.unit.sources.compose.reading import in_use, named

N = (Tri.FALSE, Tri.FALSE)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", Endpoint("0.0.0.0:8000", Exposure.INTERNAL, *N)),
        ("ports: ['9000:8000']", Endpoint("0.0.0.0:9000", Exposure.NETWORK, *N)),
        ("ports: ['127.0.0.1:9000:8000/tcp']", Endpoint("127.0.0.1:9000", Exposure.LOOPBACK, *N)),
        ("ports: ['8.8.8.8:9000:8000']", Endpoint("8.8.8.8:9000", Exposure.PUBLIC, *N)),
        ("ports: ['${P}:8000']", Endpoint("0.0.0.0", Exposure.NETWORK, *N)),
        ("ports: ['127.0.0.1:${P}:8000']", Endpoint("127.0.0.1", Exposure.LOOPBACK, *N)),
        ("ports: ['${B:-127.0.0.1}:9000:8000']", Endpoint("127.0.0.1:9000", Exposure.LOOPBACK, *N)),
        (
            "ports: [{target: 8000, published: '9000', host_ip: 127.0.0.1}]",
            Endpoint("127.0.0.1:9000", Exposure.LOOPBACK, *N),
        ),
        ("ports: ['9000:9090']", Endpoint("0.0.0.0:8000", Exposure.INTERNAL, *N)),
        ("ports: ['9000-9010:7998-8008']", Endpoint("0.0.0.0:9002", Exposure.NETWORK, *N)),
        ("ports: ['127.0.0.1:9000-9010:8000']", Endpoint("127.0.0.1", Exposure.LOOPBACK, *N)),
        ("ports: ['${P}']", Endpoint("0.0.0.0:8000", None, *N)),
        ("ports: ['${BIND}:9000:8000']", Endpoint("0.0.0.0:8000", None, *N)),
        ("ports: ['9000:8000/udp']", Endpoint("0.0.0.0:8000", Exposure.INTERNAL, *N)),
        ("ports: [{target: 8000, protocol: udp}]", Endpoint("0.0.0.0:8000", Exposure.INTERNAL, *N)),
        ("network_mode: none, ports: ['9000:8000']", Endpoint("0.0.0.0:8000", Exposure.LOOPBACK, *N)),
        (
            "network_mode: host, ports: ['127.0.0.1:9000:8000']",
            Endpoint("0.0.0.0:8000", Exposure.NETWORK, *N),
        ),
        ("network_mode: host", Endpoint("0.0.0.0:8000", Exposure.NETWORK, *N)),
        ("network_mode: 'service:vpn'", Endpoint("0.0.0.0:7000", Exposure.NETWORK, *N)),
        ("network_mode: 'service:elsewhere'", Endpoint("0.0.0.0:8000", None, *N)),
        ("network_mode: 'container:vpn'", Endpoint("0.0.0.0:8000", None, *N)),
    ],
)
def test_a_port_is_reached_where_it_is_published(tmp_path: Path, more: str, expected: Endpoint) -> None:
    text = f"services: {{a: {{image: vllm/vllm-openai, {more}}}, vpn: {{image: vpn, ports: ['7000:8000']}}}}"

    (found,) = in_use(tmp_path, text)

    assert found.endpoint == expected


def test_a_command_is_a_list_or_a_text() -> None:
    assert words(read("[vllm, serve, a b]")) == ("vllm", "serve", "a b")
    assert words(read("vllm serve 'a b'")) == ("vllm", "serve", "a b")
    assert words(read('"it\'s broken"')) == ("it's", "broken")
    assert words(read("")) == ()


@pytest.mark.parametrize(
    "variable",
    [
        "${MODEL:?set MODEL}",
        "${MODEL:?don't forget}",
        "${MODEL?a $b (c)}",
    ],
)
def test_a_variable_that_is_set_nowhere_is_one_word_of_a_text(tmp_path: Path, variable: str) -> None:
    service = f"    image: vllm/vllm-openai\n    command: >\n      --model {variable} --port 9000\n"
    text = f"services:\n  a:\n{service}"

    (found,) = in_use(tmp_path, text)

    assert found.model == ModelReference(variable, ReferenceKind.UNRESOLVED)
    assert found.endpoint is not None and found.endpoint.address == "0.0.0.0:9000"
    (known,) = in_use(tmp_path, text, _env="MODEL=org/name\n")
    assert known.model == ModelReference("org/name", ReferenceKind.REPOSITORY)


def test_a_default_may_be_a_variable_too(tmp_path: Path) -> None:
    command = "--model ${MODEL:-${OTHER:?set OTHER, too}}"
    text = f"services:\n  a:\n    image: vllm/vllm-openai\n    command: >\n      {command}\n"

    assert named(tmp_path, text, _env="MODEL=org/name\n") == ["org/name"]
    assert named(tmp_path, text, _env="OTHER=org/other\n") == ["org/other"]
    assert named(tmp_path, text, _env="") == ["${OTHER:?set OTHER, too}"]


def test_an_entry_point_comes_before_the_command(tmp_path: Path) -> None:
    text = "services: {a: {build: ., entrypoint: vllm serve, command: [org/name]}}"

    assert named(tmp_path, text) == ["org/name"]


def test_variables_come_from_files_too_and_a_missing_one_leaves_answers_open(tmp_path: Path) -> None:
    tei = "ghcr.io/huggingface/text-embeddings-inference:1.7"

    assert named(
        tmp_path, f"services: {{a: {{image: '{tei}', env_file: [{{path: a.env}}]}}}}", a_env="MODEL_ID=o/e"
    ) == ["o/e"]
    (found,) = in_use(tmp_path, "services: {a: {image: vllm/vllm-openai, env_file: gone.env}}")
    assert found.endpoint is not None and found.endpoint.needs_credentials is Tri.UNKNOWN


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("${K:?required}", Tri.TRUE),
        ("${K:-abc}", Tri.TRUE),
        ("${K}", Tri.UNKNOWN),
        ("abc", Tri.TRUE),
        ("", Tri.FALSE),
    ],
)
def test_a_key_that_must_be_set_is_set(tmp_path: Path, value: str, expected: Tri) -> None:
    text = f"services: {{a: {{image: vllm/vllm-openai, environment: ['VLLM_API_KEY={value}']}}}}"

    (found,) = in_use(tmp_path, text)

    assert found.endpoint is not None and found.endpoint.needs_credentials is expected
