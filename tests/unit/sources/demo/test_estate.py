import os
from pathlib import Path

import pytest

from auditor.formats import read_header
from auditor.sources.demo import estate


def _weights(root: Path, name: str) -> Path:
    return next((root / "hub" / name / "snapshots").rglob("model.safetensors")).resolve()


@pytest.mark.parametrize(
    ("name", "n_parameters", "n_expert_parameters"),
    [
        # The published counts: 405,853,388,800, and 107,769,861,120 without the vision tower.
        ("models--meta-llama--Llama-3.1-405B", 405_853_388_800, 0),
        ("models--meta-llama--Llama-4-Scout-17B-16E-Instruct", 107_769_861_120, 96_636_764_160),
    ],
)
def test_large_models_have_the_published_number_of_parameters(
    tmp_path: Path, name: str, n_parameters: int, n_expert_parameters: int
) -> None:
    estate.build(tmp_path)
    header = read_header(_weights(tmp_path, name))
    assert (header.n_parameters, header.n_expert_parameters) == (n_parameters, n_expert_parameters)


def test_an_estate_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    estate.build(tmp_path)
    (tmp_path / "declarations" / "mine.yaml").write_text("# kept\n")
    estate.build(tmp_path)
    assert (tmp_path / "declarations" / "mine.yaml").exists()


def test_nobody_but_its_owner_may_write_there_whatever_the_mask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        estate.build(tmp_path / "estate")
    finally:
        os.umask(before)
    below = (path for part in ("files", "hub", "ollama") for path in (tmp_path / "estate" / part).rglob("*"))
    assert [path for path in below if not path.is_symlink() and path.stat().st_mode & 0o022] == []


def test_one_that_was_cut_off_is_built_again(tmp_path: Path) -> None:
    (tmp_path / ".auditor-demo").write_text("building")
    (tmp_path / "files").mkdir()
    estate.build(tmp_path)
    assert (tmp_path / "files" / "discharge-letters.gguf").is_file()


def test_somebody_elses_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("")
    with pytest.raises(FileExistsError):
        estate.build(tmp_path)
