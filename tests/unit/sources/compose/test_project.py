from pathlib import Path

from auditor.domain.observation import Problem, Skipped
from auditor.domain.serving import InUse, ModelReference, ReferenceKind
from auditor.domain.tri import Tri
from auditor.formats.yaml_stream import read
from auditor.sources.compose.project import assigned, interpolated, merged
from tests.unit.sources.compose.reading import in_use, named, observed

VLLM = "services: {a: {image: vllm/vllm-openai, command: '--model ${M:-org/default}'}}"


def test_variables_come_from_the_file_beside_or_from_their_defaults(tmp_path: Path) -> None:
    assert named(tmp_path, VLLM) == ["org/default"]
    assert named(tmp_path, VLLM, _env="M=org/own") == ["org/own"]


def test_a_variable_that_is_set_nowhere_stays_as_it_is_written(tmp_path: Path) -> None:
    assert named(tmp_path, VLLM.replace(":-org/default", "")) == ["${M}"]


def test_defaults_within_defaults_and_dollar_signs_are_filled_in() -> None:
    value = interpolated(read("['a-${A:-${B:-c}}', $$HOME, {x: $B}, ~]"), {"B": "b"})

    assert (value.items[0].text, value.items[1].text, value.items[2].pairs) == ("a-b", "$HOME", {"x": "b"})


def test_of_two_files_mappings_and_lists_grow_and_commands_are_replaced() -> None:
    base = read(
        "{image: a, command: [x], ports: ['1:1'], environment: {A: '1', B: '1'}, deploy: {replicas: 1}}"
    )
    own = read("{command: [y], ports: ['2:2'], environment: [A=2, C], deploy: {mode: x}, image: }")

    both = merged(base, own)

    assert (both.at("image").text, both.at("command").texts, both.at("ports").texts) == (
        "a",
        ("y",),
        ("1:1", "2:2"),
    )
    assert both.at("environment").pairs == {"A": "2", "B": "1"}
    assert both.at("deploy").pairs == {"replicas": "1", "mode": "x"}
    assert assigned(read("[A=b=c]")).pairs == {"A": "b=c"}


def test_an_override_beside_is_read_with_its_file(tmp_path: Path) -> None:
    override = "services: {a: {command: --model org/other}}"

    assert named(tmp_path, VLLM, compose_override_yaml=override) == ["org/other"]


def test_what_an_override_resets_is_gone_and_what_it_overrides_does_not_grow(tmp_path: Path) -> None:
    text = """services:
  a:
    image: vllm/vllm-openai
    command: --model org/a
    environment: {VLLM_API_KEY: secret, HF_HUB_OFFLINE: '1'}
    ports: ['8000:8000']
  b: {image: vllm/vllm-openai, command: --model org/b}
  c: {image: vllm/vllm-openai, command: --model org/c, ports: ['8001:8000']}
"""
    override = """services:
  a:
    environment: {VLLM_API_KEY: !reset null}
    ports: !override ['127.0.0.1:9000:8000']
  b: !reset null
  c: {ports: !reset []}
"""

    found = in_use(tmp_path, text, compose_override_yaml=override)

    assert [
        (
            one.model and one.model.written,
            one.endpoint and (one.endpoint.address, one.endpoint.needs_credentials),
        )
        for one in found
    ] == [("org/a", ("127.0.0.1:9000", Tri.FALSE)), ("org/c", ("0.0.0.0:8000", Tri.FALSE))]
    assert [dict(one.settings)["offline"] for one in found] == ["yes", "no"]


def test_a_service_has_what_it_extends_and_files_are_included(tmp_path: Path) -> None:
    text = "include: [other.yaml]\nservices:\n"
    text += "  b: {extends: {service: base, file: other.yaml}, command: --model org/b}"
    other = "services: {base: {image: vllm/vllm-openai, ports: ['9000:8000']}}"

    found = in_use(tmp_path, text, other_yaml=other)

    assert [
        (one.workload, one.model and one.model.written, one.endpoint and one.endpoint.address)
        for one in found
    ] == [
        ("service base", None, "0.0.0.0:9000"),
        ("service b", "org/b", "0.0.0.0:9000"),
    ]


def test_services_that_extend_each_other_come_to_an_end(tmp_path: Path) -> None:
    text = "services: {a: {extends: b, image: ollama/ollama}, b: {extends: a}}"

    assert named(tmp_path, text) == [None, None]


def test_what_is_drawn_in_and_not_there_or_outside_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "out.yaml").write_text("services: {x: {image: ollama/ollama}}")
    (tmp_path / "in").mkdir()
    text = "include: [../out.yaml, gone.yaml]\nservices:\n"
    text += "  a: {extends: {service: s, file: gone.yaml}, image: ollama/ollama}"

    found = observed(tmp_path / "in", text)

    reasons = [one.reason for one in found if isinstance(one, Problem)]
    assert reasons == [
        "../out.yaml: outside the folder, not read",
        "gone.yaml: not there",
        "gone.yaml: not there",
    ]
    assert [one.workload for one in found if isinstance(one, InUse)] == ["service a"]


def test_files_that_include_each_other_come_to_an_end(tmp_path: Path) -> None:
    found = observed(tmp_path, "include: [compose.yaml]\nservices: {a: {image: ollama/ollama}}")

    assert [one.reason for one in found if isinstance(one, Problem)] == [
        "draws in too many files, the rest is not read"
    ]
    assert [one.workload for one in found if isinstance(one, InUse)] == ["service a"]


def test_variables_that_lie_elsewhere_are_listed_and_leave_defaults_open(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "real.env").write_text("MODEL=acme/other")
    (folder / ".env").symlink_to(tmp_path / "real.env")
    (folder / "more.env").symlink_to(tmp_path / "real.env")
    service = "{image: vllm/vllm-openai, command: '--model ${MODEL:-none/none}', env_file: more.env}"

    first, second, found, _ = observed(folder, f"services: {{a: {service}}}")

    assert (first, second) == tuple(
        Skipped(f"compose:{folder}", name, "link out of the folder, not followed")
        for name in (".env", "more.env")
    )
    assert isinstance(found, InUse)
    assert found.model == ModelReference("${MODEL}", ReferenceKind.UNRESOLVED)
