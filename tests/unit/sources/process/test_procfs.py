from pathlib import Path

import pytest

from auditor.sources.process.procfs import WeightFile, is_blob, process_ids, read_process, read_text
from tests.builders.processes import AProcess, proc_folder


def test_words_variables_and_parent_are_read_whatever_the_name_holds(tmp_path: Path) -> None:
    proc = proc_folder(tmp_path, AProcess(["a b", "", "c"], 5, 4, {"X": "a=b", "Y": ""}, nested=True))
    found = read_process(proc, 5)
    assert found is not None
    assert (found.words, found.parent, found.is_nested) == (("a b", "", "c"), 4, True)
    assert found.environment == {"X": "a=b", "Y": ""}


def test_bytes_that_are_not_text_are_kept_apart(tmp_path: Path) -> None:
    found = read_process(proc_folder(tmp_path, AProcess(["\udcff"], 5)), 5)
    assert found is not None
    assert found.words == ("\udcff",)


def test_a_process_of_the_kernel_or_one_that_ended_is_none(tmp_path: Path) -> None:
    proc = proc_folder(tmp_path, AProcess([], 2))
    assert read_process(proc, 2) is None
    assert read_process(proc, 4711) is None


def test_this_program_is_left_out(tmp_path: Path) -> None:
    assert process_ids(proc_folder(tmp_path, AProcess(["x"], 100), AProcess(["y"], 20))) == [20, 100]


def test_open_and_mapped_files_of_weights_are_told_by_the_file_itself(tmp_path: Path) -> None:
    names = ("a.gguf", "b.safetensors", "c.txt", f"sha256-{'a' * 64}")
    files = [tmp_path / name for name in names]
    for file in files:
        file.write_bytes(b"x")
    process = AProcess(["x"], open_files=[*map(str, files), "/dev/null", str(tmp_path)], mapped=files[1:2])
    found = read_process(proc_folder(tmp_path, process), 100)
    assert found is not None
    assert [(Path(file.path).name, file.is_mapped) for file in found.weights] == [
        ("a.gguf", False),
        ("b.safetensors", True),
        (f"sha256-{'a' * 64}", False),
    ]
    assert {file.inode for file in found.weights} == {files[n].stat().st_ino for n in (0, 1, 3)}


def test_a_mapped_file_that_is_gone_is_told_so(tmp_path: Path) -> None:
    proc = proc_folder(tmp_path, AProcess(["x"]))
    (proc / "100/maps").write_text(
        "1-2 r--s 0 fd:01 99    /m/x y.gguf (deleted)\nrubbish\n3-4 r--s 0 00:00 0\n"
    )
    found = read_process(proc, 100)
    assert found is not None
    assert [(file.path, file.inode, file.is_deleted) for file in found.weights] == [("/m/x y.gguf", 99, True)]


def test_descriptors_that_may_not_be_read_leave_it_closed(tmp_path: Path) -> None:
    proc = proc_folder(tmp_path, AProcess(["x"]))
    (proc / "100/maps").unlink()
    found = read_process(proc, 100)
    assert found is not None
    assert not found.is_open


@pytest.mark.parametrize(
    ("path", "telling"),
    [
        ("/m/x.GGUF", True),
        (f"/hub/models--a--b/blobs/{'a' * 64}", True),
        (f"/root/.ollama/models/blobs/sha256-{'a' * 64}", True),
        (f"/store/blobs/sha256/{'a' * 64}", True),
        ("/m/x.onnx", True),
        ("/m/x.bin", False),
        (f"/etc/{'a' * 64}", False),
    ],
)
def test_what_only_models_are_called(path: str, telling: bool) -> None:
    assert WeightFile(path, 1, 2).is_telling is telling
    assert is_blob(path) is (telling and "blobs" in path)


def test_reads_are_bounded(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"a" * 100)
    assert read_text(tmp_path / "x", 10) == "a" * 10
