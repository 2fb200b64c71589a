from pathlib import Path

import pytest

from auditor.deployments.set_up import set_up_as
from auditor.domain.observation import Covered, FileSeen, Problem
from auditor.errors import SourceError
from auditor.identity import HashMode, digest_files, group
from auditor.sources import SOURCES, Target
from auditor.sources.demo.source import DemoSource, declarations_of, folder_of
from tests.builders.observations import artifact_of


def test_the_estate_is_what_it_says(tmp_path: Path) -> None:
    target = Target("demo", str(tmp_path / "estate"))
    seen = list(DemoSource().observe(target))
    inventory = group(digest_files(seen, HashMode.TRUST_STORE, known=lambda _: {}).observations)
    held = [model for model in inventory.models if model.artifact]
    assert {model.name: artifact_of(model).header.n_parameters for model in held} == {
        "Discharge letters 1B": 9_296,
        "acme/document-reader": 16_384,
        "triage-lora": 1_024,
        "front-desk:latest": 9_296,
        "meta-llama/Llama-3.1-405B": 405_853_388_800,
        "meta-llama/Llama-4-Scout-17B-16E-Instruct": 107_769_861_120,
    }
    assert [problem.locator for problem in inventory.problems] == ["files/download/qwen-chat-q4.gguf"]
    assert isinstance(seen[-1], Covered)
    assert declarations_of(target).is_dir()


def test_the_estate_s_server_is_joined_with_the_file_it_serves_and_its_program_with_a_service(
    tmp_path: Path,
) -> None:
    inventory = group(DemoSource().observe(Target("demo", str(tmp_path / "estate"))))
    names = {model.id: model.name for model in inventory.models}
    used = [place for place in inventory.deployments if place.state.is_use]
    assert {(place.name, names[place.model_id or ""], place.state.value) for place in used} == {
        ("letters", "Discharge letters 1B", "configured"),
        ("gpt-4o", "gpt-4o", "used_in_code"),
    }
    (service,) = (place for place in used if place.is_hosted)
    assert (service.name, service.seen[0].operator) == ("gpt-4o", "microsoft")
    ours = [seen for place in used if place is not service for seen in place.seen]
    assert [set_up_as(seen, SOURCES.starts) for seen in ours] == ["compose"]


def test_large_models_take_no_room_and_their_bytes_are_not_read(tmp_path: Path) -> None:
    seen = list(DemoSource().observe(Target("demo", str(tmp_path / "estate"))))
    hashed = digest_files(seen, HashMode.TRUST_STORE, known=lambda _: {})
    large = [f for f in hashed.observations if isinstance(f, FileSeen) and f.file_id.size_bytes > 1 << 30]
    assert [file.sha256 for file in large] == [None, None]
    assert all(file.file_id.allocated_bytes < 2_000_000 for file in large)


def test_building_it_twice_gives_the_same_observations(tmp_path: Path) -> None:
    target = Target("demo", str(tmp_path / "estate"))
    first, second = list(DemoSource().observe(target)), list(DemoSource().observe(target))
    assert first == second


def test_two_estates_hold_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        list(DemoSource().observe(Target("demo", str(tmp_path / name))))
    small = [
        p.relative_to(tmp_path / "one")
        for p in (tmp_path / "one").rglob("*")
        if p.is_file() and p.stat().st_size < 1 << 20
    ]
    assert len(small) > 10
    assert all((tmp_path / "one" / p).read_bytes() == (tmp_path / "two" / p).read_bytes() for p in small)


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("x")
    with pytest.raises(SourceError) as refused:
        list(DemoSource().observe(Target("demo", str(tmp_path))))
    assert refused.value.message == f"demo:{tmp_path}: is neither empty nor a sample estate"
    assert refused.value.hint == "Name a new or empty folder: demo:/tmp/estate."
    assert [path.name for path in tmp_path.iterdir()] == ["precious.txt"]


def test_the_default_folder_is_in_the_current_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert folder_of(Target("demo", "")) == tmp_path / "demo-estate"


def test_problems_of_a_part_say_which_part(tmp_path: Path) -> None:
    seen = DemoSource().observe(Target("demo", str(tmp_path / "estate")))
    assert [s.locator.partition("/")[0] for s in seen if isinstance(s, Problem)] == ["files"]
