from pathlib import Path

import pytest

from auditor.domain.observation import FileSeen, Problem
from auditor.sources.oci.contents import Contents, Text
from auditor.sources.oci.images import Layout
from auditor.sources.oci.storage import Folder
from tests.builders.arrays import npy
from tests.builders.images import Packed, as_folder, layer
from tests.builders.safetensors import raw_safetensors, safetensors_file
from tests.builders.torch import op_global, whole


def _read(folder: Path, packed: Packed) -> Contents:
    images = Layout("oci:x", "x", Folder(as_folder(folder, packed.oci()).resolve())).images()
    assert images
    contents = Contents("oci:x", "/x", images[0])
    contents.read()
    return contents


def test_documents_are_kept_and_what_is_nothing_to_an_audit_is_not(tmp_path: Path) -> None:
    files = {"m/README.md": b"# x", "usr/bin/program": b"ELF", "m/vocab.txt": b"a"}
    contents = _read(tmp_path, Packed([layer(files)]))
    assert contents.overlay.files == {"m/README.md": Text(b"# x")}


def test_a_file_that_is_no_model_is_nothing_unless_it_runs_code(tmp_path: Path) -> None:
    files = {
        "m/array.npy": npy("<f4", (2,), bytes(8)),
        "m/graph.pb": b"\0\1\2",
        "m/page.xml": b"<page/>",
        "m/training_args.bin": whole(op_global("transformers", "TrainingArguments")),
        "m/optimizer.bin": whole(op_global("os", "system")),
    }
    contents = _read(tmp_path, Packed([layer(files)]))
    assert [type(kept) for kept in contents.overlay.files.values()] == [Problem]
    assert list(contents.overlay.files) == ["m/optimizer.bin"]


def test_documents_are_kept_up_to_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.sources.oci.contents._MOST_DOCUMENTS_BYTES", 15)
    contents = _read(tmp_path, Packed([layer({"a/LICENSE": b"x" * 10, "b/LICENSE": b"y" * 10})]))
    assert list(contents.overlay.files.values()) == [
        Text(b"x" * 10),
        Text(None, "not read: the image holds too many documents"),
    ]


def test_a_path_that_leads_out_of_the_image_is_nowhere(tmp_path: Path) -> None:
    weights = safetensors_file(tmp_path / "w").read_bytes()
    contents = _read(tmp_path / "i", Packed([layer({"../../w.safetensors": weights})]))
    assert contents.overlay.files == {}


def test_a_broken_header_is_a_problem_with_its_place(tmp_path: Path) -> None:
    broken = raw_safetensors({}, length=10**12)
    contents = _read(tmp_path, Packed([layer({"m/w.safetensors": broken})]))
    (kept,) = contents.overlay.files.values()
    assert isinstance(kept, Problem)
    assert kept.locator == "acme/tiny:1.0/m/w.safetensors"


def test_shards_in_one_folder_are_one_set(tmp_path: Path) -> None:
    weights = safetensors_file(tmp_path / "w").read_bytes()
    names = ("m/model-00001-of-00002.safetensors", "m/model-00002-of-00002.safetensors")
    contents = _read(tmp_path / "i", Packed([layer(dict.fromkeys(names, weights))]))
    kept = [file for file in contents.overlay.files.values() if isinstance(file, FileSeen)]
    assert len(kept) == 2
    assert len({(file.bundle, file.shard_set) for file in kept}) == 1
