import hashlib
import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.domain.document import CodeFile
from auditor.domain.header import OnLoad
from auditor.domain.observation import DocumentSeen, FileSeen, Problem, SkipKind, Skipped
from auditor.errors import FormatError
from auditor.identity import gaps, group, is_doubtful
from auditor.sources import Target
from auditor.sources.directory import DirectorySource
from auditor.sources.reading import read_bounded, read_document, shard_set
from tests.builders.gguf import gguf_file
from tests.builders.safetensors import safetensors_file
from tests.builders.torch import (
    WEIGHT,
    op_dict,
    op_global,
    op_tensor,
    op_text,
    op_tuple,
    torch_zip,
    whole,
)


@pytest.mark.parametrize(
    ("locator", "key"),
    [
        ("a/model-00001-of-00003.safetensors", "a/model-of-00003.safetensors"),
        ("m-00002-of-00002.gguf", "m-of-00002.gguf"),
        ("model.safetensors", None),
        ("model-1-of-3.gguf", "model-of-3.gguf"),
        ("b/model-00001-of-000163.safetensors", "b/model-of-000163.safetensors"),
    ],
)
def test_the_set_a_name_puts_a_file_in(locator: str, key: str | None) -> None:
    assert shard_set(locator) == key


def test_a_document_larger_than_it_can_be_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    path.write_bytes(b"x" * 11)
    with pytest.raises(FormatError, match="too large"):
        read_bounded(str(path), limit=10)


def test_a_folder_named_like_a_document_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "LICENSE").mkdir()
    seen = read_document("dir:x", "LICENSE", str(tmp_path / "LICENSE"), bundle=".")
    assert isinstance(seen, Problem)


def test_a_document_that_cannot_be_opened_is_a_problem(tmp_path: Path) -> None:
    seen = read_document("dir:x", "README.md", str(tmp_path / "README.md"), bundle=".")
    assert seen == Problem("dir:x", "README.md", "no such file or directory", bundle=".")


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"x")
    (tmp_path / "LICENSE").symlink_to("real")
    with pytest.raises(OSError, match="symbolic"):
        read_bounded(str(tmp_path / "LICENSE"))


def test_code_is_named_and_not_opened(tmp_path: Path) -> None:
    seen = read_document("dir:x", "sub/modeling_x.py", str(tmp_path / "nowhere"), bundle="sub")
    assert seen == DocumentSeen("dir:x", "sub/modeling_x.py", "sub", CodeFile("modeling_x.py"))


def _state(**more: bytes) -> bytes:
    return op_dict({"state": op_dict({"exp_avg": op_tensor(WEIGHT, "0")}), **more})


def test_what_training_and_tools_leave_beside_a_model_is_no_model(tmp_path: Path) -> None:
    safetensors_file(tmp_path / "model.safetensors")
    for name in ("optimizer.pt", "scheduler.pt", "scaler.pt", "rng_state.pth", "mp_rank_00_optim_states.pt"):
        torch_zip(tmp_path / name, tensors=[WEIGHT], body=_state())
    settings = op_global("transformers.training_args", "TrainingArguments") + b")R"
    torch_zip(tmp_path / "training_args.bin", tensors=[], body=settings)
    (tmp_path / "tokenizer.model").write_bytes(b"\n\x0e\n\x05<unk>\x15\0\0\0\0\x18\x02")
    (tmp_path / "tokenizer.json").write_text("{}")
    (tmp_path / "imatrix.dat").write_bytes(b"\1\0\0\0\4\0\0\0blk0")
    gguf_file(tmp_path / "vocab.gguf", tensors=[], metadata={"tokenizer.ggml.model": "llama"})
    gguf_file(tmp_path / "mmproj.gguf", architecture="clip")
    gguf_file(tmp_path / "imatrix.gguf", metadata={"general.type": "imatrix"})
    inventory = group(DirectorySource().observe(Target("dir", str(tmp_path))))
    assert [model.locations for model in inventory.models] == [(f"dir:{tmp_path}#model.safetensors",)]
    assert {place.rpartition("#")[2]: what for place, what in inventory.not_models} == {
        "vocab.gguf": "vocabulary only",
        "mmproj.gguf": "projector",
        "imatrix.gguf": "not a model",
    }
    assert inventory.problems == ()


def test_a_state_of_training_that_runs_code_is_a_problem(tmp_path: Path) -> None:
    run = op_global("os", "system") + op_tuple(op_text("true")) + b"R"
    for name in ("optimizer.pt", "scheduler.pt"):
        torch_zip(tmp_path / name, tensors=[WEIGHT], body=_state(hook=run))
    (tmp_path / "training_args.bin").write_bytes(whole(run))
    inventory = group(DirectorySource().observe(Target("dir", str(tmp_path))))
    assert (inventory.models, inventory.not_models) == ((), ())
    assert [(one.locator, "os.system" in one.reason) for one in inventory.problems] == [
        ("optimizer.pt", True),
        ("scheduler.pt", True),
        ("training_args.bin", True),
    ]
    assert all(one.offset for one in inventory.problems)


def test_pickled_data_are_no_model_and_are_listed_with_their_size(tmp_path: Path) -> None:
    raw = pickle.dumps({"rows": [1, 2, 3]}, 4)
    (tmp_path / "data.pkl").write_bytes(raw)
    seen = tuple(DirectorySource().observe(Target("dir", str(tmp_path))))
    place = f"dir:{tmp_path}#data.pkl"
    inventory = group(seen)
    assert (inventory.models, inventory.problems) == ((), ())
    digest = hashlib.sha256(raw).hexdigest()
    assert inventory.not_models == ((place, f"data, not a model: {len(raw)} bytes, sha256 {digest}"),)
    hashed = [replace(one, sha256="a" * 64) if isinstance(one, FileSeen) else one for one in seen]
    digest = f"data, not a model: {len(raw)} bytes, sha256 {'a' * 64}"
    assert group(hashed).not_models == ((place, digest),)


def test_what_is_the_matter_with_a_file_that_is_no_model_is_a_problem(tmp_path: Path) -> None:
    torch_zip(
        tmp_path / "last.ckpt",
        tensors=[WEIGHT],
        body=op_dict(
            {"optimizer": _state(hook=op_global("os", "system") + op_tuple(op_text("true")) + b"R")}
        ),
    )
    seen = tuple(DirectorySource().observe(Target("dir", str(tmp_path))))
    inventory = group(seen)
    assert [what for _, what in inventory.not_models] == ["not a model"]
    (problem,) = inventory.problems
    assert problem.reason == "loading it calls os.system, which weights do not need"
    assert problem.offset
    assert problem.runs_code
    assert gaps(one for one in seen if is_doubtful(one)) == (problem,)


def test_a_state_of_training_that_may_run_code_is_a_gap(tmp_path: Path) -> None:
    torch_zip(tmp_path / "optimizer.pt", tensors=[WEIGHT], body=op_global("acme.nets", "Net"))
    gaps_ = [
        one for one in DirectorySource().observe(Target("dir", str(tmp_path))) if isinstance(one, Skipped)
    ]
    assert [(one.locator, one.category, one.on_load) for one in gaps_] == [
        ("optimizer.pt", SkipKind.FORMAT, OnLoad.MAY_RUN)
    ]
    assert [one.path for one in gaps_] == [str(tmp_path / "optimizer.pt")]


def test_a_problem_keeps_the_path_that_whoever_loads_the_file_names_it_by(tmp_path: Path) -> None:
    (tmp_path / "a.gguf").write_bytes(b"GGUF")
    (problem, _) = DirectorySource().observe(Target("dir", str(tmp_path)))
    assert isinstance(problem, Problem)
    assert problem.path == str(tmp_path / "a.gguf")


CALL = b"cos\nsystem\n(Vtrue\ntR."


@pytest.mark.parametrize(
    ("name", "raw", "runs_code"),
    [
        ("pytorch_model.bin", CALL, True),
        ("optimizer.pt", CALL, True),
        ("model.safetensors", b"\x80\x04csklearn.svm\nSVC\n0" + CALL, True),
        ("model.safetensors", b"\x80\x04csklearn.svm\nSVC\n.", False),
        ("m.gguf", b"GGUF", False),
    ],
)
def test_a_problem_says_whether_loading_what_is_there_runs_code(
    tmp_path: Path, name: str, raw: bytes, runs_code: bool
) -> None:
    (tmp_path / name).write_bytes(raw)
    seen = tuple(DirectorySource().observe(Target("dir", str(tmp_path))))
    (problem,) = [one for one in seen if isinstance(one, Problem)]
    assert problem.runs_code is runs_code, problem.reason
