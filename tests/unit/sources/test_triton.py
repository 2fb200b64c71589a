from pathlib import Path

import pytest

from auditor.domain.observation import Covered, Problem, Skipped
from auditor.domain.serving import DeploymentState, InUse, ModelReference, ReferenceKind, Runtime
from auditor.errors import SourceError
from auditor.sources.base import Target
from auditor.sources.triton import TritonSource
from tests.builders.configs import in_use, observed
from tests.builders.folders import folder_for_all, nobody

SOURCE = TritonSource()
FILE = ReferenceKind.FILE


def test_a_model_is_the_file_of_its_newest_version(tmp_path: Path) -> None:
    text = 'name: "eye"\nbackend: "onnxruntime"\nversion_policy: { latest { num_versions: 2 } }\n'
    files: dict[str, str | bytes] = {
        "eye/config.pbtxt": text,
        "eye/2/model.onnx": "",
        "eye/10/model.onnx": "",
        "eye/0/model.onnx": "",
    }

    assert in_use(SOURCE, tmp_path, files) == [
        InUse(
            target=f"triton:{tmp_path}",
            locator="eye/config.pbtxt:1",
            state=DeploymentState.CONFIGURED,
            evidence="a repository of Triton holds eye, a model that is run by onnxruntime",
            model=ModelReference("eye/10/model.onnx", FILE),
            served_as="eye",
            runtime=Runtime("triton"),
            settings=(("backend", "onnxruntime"), ("version_policy", "latest: 2"), ("versions", "2, 10")),
            paths=(f"{tmp_path}/eye/10/model.onnx",),
        )
    ]


def test_an_ensemble_names_its_steps_and_no_model(tmp_path: Path) -> None:
    text = 'platform: "ensemble"\nensemble_scheduling { step [ { model_name: "a" }, { model_name: "b" } ] }\n'
    (found,) = in_use(SOURCE, tmp_path, {"chain/config.pbtxt": text, "chain/1/.keep": ""})

    assert (found.model, found.served_as) == (None, "chain")
    assert dict(found.settings) == {"ensemble": "a, b", "platform": "ensemble", "versions": "1"}


def test_tensorrt_llm_is_told_where_its_engine_is(tmp_path: Path) -> None:
    text = (
        'backend: "tensorrtllm"\n'
        'parameters { key: "gpt_model_path" value { string_value: "/engines/llama" } }\n'
        'parameters { key: "tokenizer_dir" value { string_value: "/tok" } }\n'
    )
    (found,) = in_use(SOURCE, tmp_path, {"llm/config.pbtxt": text})

    assert found.model == ModelReference("/engines/llama", FILE)
    assert dict(found.settings)["tokenizer"] == "/tok"


def test_an_engine_that_a_template_leaves_open_is_not_known(tmp_path: Path) -> None:
    text = 'parameters { key: "gpt_model_path" value { string_value: "${engine_dir}" } }\n'
    (found,) = in_use(SOURCE, tmp_path, {"llm/config.pbtxt": text})
    assert found.model == ModelReference("${engine_dir}", ReferenceKind.UNRESOLVED)


@pytest.mark.parametrize(
    ("said", "model"),
    [
        (
            '{"model": "org/name", "revision": "v1"}',
            ModelReference("org/name", ReferenceKind.REPOSITORY, "v1"),
        ),
        ("{", ModelReference("llm/1/model.json", FILE)),
        ("{}", ModelReference("llm/1/model.json", FILE)),
    ],
)
def test_vllm_is_told_which_model_it_loads(tmp_path: Path, said: str, model: ModelReference) -> None:
    files = {"llm/config.pbtxt": 'backend: "vllm"', "llm/1/model.json": said}
    (found,) = in_use(SOURCE, tmp_path, files)
    assert found.model == model


def test_a_model_may_have_no_configuration_and_one_may_have_no_files(tmp_path: Path) -> None:
    files = {
        "a/1/model.plan": "",
        "b/config.pbtxt": "version_policy { specific { versions: [1, 3] } }",
        "c/config.pbtxt": "default_model_filename: 'x.bin' version_policy { all {} }",
        "c/1/x.bin": "",
        "other/readme.md": "",
        "deep/er/d/1/model.pt": "",
    }
    found = in_use(SOURCE, tmp_path, files)

    assert [(one.locator, one.model.written if one.model else "") for one in found] == [
        ("a", "a/1/model.plan"),
        ("b/config.pbtxt:1", "b"),
        ("c/config.pbtxt:1", "c/1/x.bin"),
        ("deep/er/d", "deep/er/d/1/model.pt"),
    ]
    assert [dict(one.settings).get("version_policy") for one in found] == [
        None,
        "specific: 1, 3",
        "all",
        None,
    ]


def test_a_broken_configuration_is_a_problem_and_its_model_is_there(tmp_path: Path) -> None:
    files = {"a/config.pbtxt": "name: {", "a/1/model.pt": "", "b/config.pbtxt": "max_batch_size: 8"}
    problem, broken, other, covered = observed(SOURCE, tmp_path, files)

    assert problem == Problem(f"triton:{tmp_path}", "a/config.pbtxt", "not protobuf text: line 1")
    assert isinstance(broken, InUse)
    assert broken.model == ModelReference("a/1/model.pt", FILE)
    assert isinstance(other, InUse)
    assert covered == Covered(
        f"triton:{tmp_path}", 2, "2 models, as configured; whether a server loads them is not known"
    )


def test_no_link_leads_out_and_no_name_does(tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text('{"model": "org/secret"}')
    repository = tmp_path / "models"
    (repository / "a" / "1").mkdir(parents=True)
    (repository / "a" / "1" / "model.json").symlink_to(tmp_path / "secret.json")
    (repository / "a" / "config.pbtxt").write_text('backend: "vllm"')
    (repository / "b" / "1").mkdir(parents=True)
    (repository / "b" / "config.pbtxt").write_text('default_model_filename: "../../../secret.json"')
    (repository / "c").mkdir()
    (repository / "c" / "config.pbtxt").symlink_to(tmp_path / "secret.json")

    found = observed(SOURCE, repository, {})

    assert "org/secret" not in repr(found)
    assert [one.model.written for one in found if isinstance(one, InUse) and one.model] == [
        "a/1/model.json",
        "b",
        "c",
    ]
    assert [one for one in found if isinstance(one, Skipped)] == [
        Skipped(f"triton:{repository}", "c/config.pbtxt", "link out of the folder, not followed")
    ]


def test_a_model_may_be_named_itself_and_a_file_may_not(tmp_path: Path) -> None:
    (found,) = in_use(SOURCE, tmp_path, {"config.pbtxt": "name: 'x'"})
    assert (found.locator, found.served_as) == (f"{tmp_path.name}/config.pbtxt:1", "x")
    with pytest.raises(SourceError, match="not a folder"):
        list(SOURCE.observe(Target("triton", str(tmp_path / "config.pbtxt"))))


def test_a_closed_folder_is_a_problem() -> None:
    with folder_for_all() as folder:
        (folder / "closed").mkdir(mode=0o700)
        with nobody():
            problem, _ = SOURCE.observe(Target("triton", str(folder)))
    assert isinstance(problem, Problem)
    assert problem.locator == "closed"


def test_a_target_is_the_same_for_every_spelling(tmp_path: Path) -> None:
    assert SOURCE.resolve(Target("triton", f"{tmp_path}/.")) == Target("triton", str(tmp_path))
