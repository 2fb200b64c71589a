import io
import pickle
import tarfile
from pathlib import Path

import pytest

from auditor.domain.header import Anomaly, FileRole, Shard
from auditor.errors import FormatError
from auditor.formats import read_header
from auditor.formats.base import NotReadError, UnknownFormatError
from tests.builders.torch import (
    WEIGHT,
    TorchSpec,
    op_dict,
    op_global,
    op_int,
    op_state,
    op_tensor,
    op_text,
    op_tuple,
    torch_legacy,
    torch_zip,
    whole,
)

BIAS = TorchSpec("bias", (8,))


@pytest.mark.parametrize("suffix", [".pt", ".bin", ".ckpt", ""])
def test_an_archive_s_tensors_are_told_without_loading_it(tmp_path: Path, suffix: str) -> None:
    header = read_header(torch_zip(tmp_path / f"m{suffix}", tensors=[WEIGHT, BIAS]))
    assert (header.format, header.version, header.n_tensors, header.n_parameters) == ("pytorch", "3", 2, 40)
    assert (header.dtypes, header.anomalies) == ((("F16", 1), ("F32", 1)), ())
    assert header.role is FileRole.WEIGHTS


def test_the_stream_of_pickles_of_old_is_read_alike(tmp_path: Path) -> None:
    header = read_header(torch_legacy(tmp_path / "pytorch_model-00001-of-00002.bin", tensors=[WEIGHT, BIAS]))
    assert (header.format, header.version, header.n_parameters) == ("pytorch", "1001", 40)
    assert header.shard == Shard(1, 2)


def test_a_script_is_told_apart(tmp_path: Path) -> None:
    module = op_global("__torch__", "Net") + b")\x81" + op_state([WEIGHT]) + b"b"
    members = {"constants.pkl": whole(b")"), "code/__torch__.py": b"class Net"}
    header = read_header(torch_zip(tmp_path / "m.pt", body=module, members=members))
    assert (header.format, header.n_parameters, header.anomalies) == ("torchscript", 32, ())


def test_what_training_keeps_and_a_second_copy_are_no_weights(tmp_path: Path) -> None:
    copy, state = TorchSpec("a", (4, 8), key="1"), TorchSpec("b", (64,), key="2")
    body = op_dict(
        {
            "state_dict": op_dict({"a.weight": op_tensor(BIAS, "0")}),
            "model_ema": op_dict({"a.weight": op_tensor(copy, "1")}),
            "optimizer_states": op_dict({"exp_avg": op_tensor(state, "2")}),
            "epoch": op_int(3),
        }
    )
    tensors = [TorchSpec("", (8,), key="0"), copy, state]
    assert read_header(torch_zip(tmp_path / "m.ckpt", tensors=tensors, body=body)).n_parameters == 8
    only = op_dict({"optimizer": op_dict({"exp_avg": op_tensor(BIAS, "0")})})
    header = read_header(torch_zip(tmp_path / "n.ckpt", tensors=[BIAS], body=only))
    assert (header.role, header.n_parameters) == (FileRole.OTHER, 0)


def test_tied_weights_count_once_and_repeated_numbers_not_at_all(tmp_path: Path) -> None:
    tied = [TorchSpec("embed", (4, 8), key="0"), TorchSpec("lm_head", (4, 8), key="0")]
    assert read_header(torch_zip(tmp_path / "m.pt", tensors=tied)).n_parameters == 32
    wide = [TorchSpec("w", (10**6, 10**6), n_stored=1)]
    assert read_header(torch_zip(tmp_path / "n.pt", tensors=wide)).n_parameters == 1


def test_an_adapter_is_told_by_the_names_of_its_tensors(tmp_path: Path) -> None:
    tensors = [TorchSpec("q.lora_A.weight", (2, 4)), TorchSpec("q.lora_B.weight", (4, 2))]
    assert read_header(torch_zip(tmp_path / "m.bin", tensors=tensors)).role is FileRole.ADAPTER


def test_what_loading_would_import_beyond_weights_is_an_anomaly(tmp_path: Path) -> None:
    call = op_global("os", "system") + op_tuple(op_text("true")) + b"R"
    body = op_dict({"w": op_tensor(WEIGHT, "0"), "x": call})
    path = torch_zip(tmp_path / "m.pt", body=body)
    (anomaly,) = read_header(path).anomalies
    detail = "loading it calls os.system, which weights do not need"
    assert anomaly == Anomaly("imports-code", path.read_bytes().index(b"cos\nsystem"), detail)


UNKNOWN = "of which it is not known what it does when it is called"


@pytest.mark.parametrize(
    ("name", "content", "kind", "imports"),
    [
        ("m.joblib", b"\x80\x03cjoblib.numpy_pickle\nNumpyArrayWrapper\n)\x81\xff", "joblib", None),
        ("m.pkl", whole(op_global("sklearn.svm._classes", "SVC")), "pickle", None),
        (
            "m.pkl",
            whole(op_global("sklearn.utils", "run")),
            "pickle",
            ("loading it imports sklearn.utils.run", 2),
        ),
        (
            "m.bin",
            whole(op_global("torch.nn", "Linear")),
            "pickle",
            ("loading it imports torch.nn.Linear", 2),
        ),
    ],
)
def test_a_pickle_of_something_else_is_told_with_what_it_would_import(
    tmp_path: Path, name: str, content: bytes, kind: str, imports: tuple[str, int] | None
) -> None:
    (tmp_path / name).write_bytes(content)
    header = read_header(tmp_path / name)
    assert (header.format, header.role, bool(header.unread)) == (kind, FileRole.WEIGHTS, True)
    found = [(one.code, one.detail, one.offset) for one in header.anomalies]
    assert found == ([("unknown-function", f"{imports[0]}, {UNKNOWN}", imports[1])] if imports else [])


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("m.pt", b"\xff\xfe\x01\x80", "neither a ZIP archive nor a pickle"),
        ("m.pt", b"PK\x03\x04" + bytes(26) + b"m/data.pkl", "truncated"),
        ("m.pkl", b"cos\nsystem\n\xff", "broken, after it would import os.system"),
        ("m.pkl", b"version https://git-lfs.github.com/spec/v1\n", "Git LFS pointer"),
    ],
)
def test_what_is_broken_says_how(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FormatError, match=message) as caught:
        read_header(tmp_path / name)
    assert not isinstance(caught.value, NotReadError)


def test_a_storage_that_is_missing_or_of_another_size_is_seen(tmp_path: Path) -> None:
    path = torch_zip(tmp_path / "m.pt", tensors=[], body=op_state([WEIGHT]))
    with pytest.raises(FormatError, match="the data of storage 0 are missing"):
        read_header(path)
    path = torch_zip(tmp_path / "n.pt", tensors=[], body=op_state([WEIGHT]), members={"data/0": b"x"})
    (anomaly,) = read_header(path).anomalies
    assert (anomaly.code, anomaly.detail) == (
        "storage-size-mismatch",
        "storage 0 should take 64 bytes, not 1",
    )


def test_bytes_that_are_no_checkpoint_are_not_recognised(tmp_path: Path) -> None:
    (tmp_path / "m.bin").write_bytes(b"\xba\x16\x4f\x20\x0c\0\0\0")
    with pytest.raises(UnknownFormatError):
        read_header(tmp_path / "m.bin")


CALLS = (b"(S'id'\nios\nsystem\n.", b"\x80\x01cos\nsystem\n(X\2\0\0\0idtR.", b"I1\n0cos\nsystem\n(S'id'\ntR.")


@pytest.mark.parametrize(
    "name", ["pytorch_model.bin", "m.pt", "m.pth", "m.ckpt", "m.joblib", "m.model", "m.pkl"]
)
@pytest.mark.parametrize("content", [*CALLS, CALLS[0][:-1], CALLS[0][:-1] + b"\xff"])
def test_a_pickle_of_the_first_protocols_is_told_under_every_name_of_checkpoints(
    tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FormatError, match=r"(?:imports?|calls) os\.system") as caught:
        read_header(tmp_path / name)
    assert not isinstance(caught.value, UnknownFormatError)


def test_protocols_that_say_their_number_are_told_under_any_name(tmp_path: Path) -> None:
    for number in range(6):
        (tmp_path / "blob").write_bytes(b"\x80%ccos\nsystem\n." % number)
        with pytest.raises(FormatError, match=r"loading it imports os\.system"):
            read_header(tmp_path / "blob")


def test_a_checkpoint_of_old_is_told_in_the_first_protocol_too(tmp_path: Path) -> None:
    plain: tuple[object, ...] = (0x1950A86A20F9469CFC6C, 1001, {})
    stream = b"".join(pickle.dumps(one, 0) for one in plain)
    stream += whole(op_dict({"x": op_global("os", "system")})) + pickle.dumps([], 0)
    (tmp_path / "m.bin").write_bytes(stream)
    with pytest.raises(FormatError, match=r"pytorch: loading it imports os\.system"):
        read_header(tmp_path / "m.bin")


@pytest.mark.parametrize(
    "content", [b".", b"N.", b"I1\n.", bytes(64), b"\x80\x01\0\0", b"K\1" * 40, b"chaff\n"]
)
def test_bytes_that_would_import_nothing_are_no_pickle(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m.bin").write_bytes(content)
    with pytest.raises(UnknownFormatError):
        read_header(tmp_path / "m.bin")


@pytest.mark.parametrize("version", [b")" + b"2\x86" * 40, b"\x8b\x20\x4e\0\0" + b"\1" * 20_000])
def test_a_version_that_is_none_is_not_made_text(tmp_path: Path, version: bytes) -> None:
    raw = torch_legacy(tmp_path / "m.bin").read_bytes()
    (tmp_path / "m.bin").write_bytes(raw.replace(pickle.dumps(1001, 2), whole(version)))
    assert read_header(tmp_path / "m.bin").version == ""


def test_a_tar_archive_that_begins_as_a_checkpoint_is_refused(tmp_path: Path) -> None:
    plain: tuple[object, ...] = (0x1950A86A20F9469CFC6C, 1001, {}, {}, [])
    name = b"".join(pickle.dumps(one, 0) for one in plain).decode()
    with tarfile.open(tmp_path / "m.bin", "w") as archive:
        archive.addfile(tarfile.TarInfo(name))
        evil = tarfile.TarInfo("pickle")
        evil.size = len(CALLS[0])
        archive.addfile(evil, io.BytesIO(CALLS[0]))
    with pytest.raises(FormatError, match="it begins as a pickle, and is a tar archive"):
        read_header(tmp_path / "m.bin")
