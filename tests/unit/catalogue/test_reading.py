import json
import shutil
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from auditor.catalogue import Cell, Match, Mismatch, load, read
from auditor.catalogue.accelerator import Accelerator
from auditor.catalogue.reading import DATA
from auditor.domain.fact import Confidence
from auditor.errors import CatalogueError

BACKING = {
    "source": "a paper",
    "confidence": "high",
    "checked_on": "2026-01-01",
    "stale_after": "2027-01-01",
}


NO_ACCELERATORS = {"utilisation": {"value": [0.2, 0.3, 0.5], **BACKING}, "accelerators": {}}


def _folder(
    tmp_path: Path,
    models: Any,
    *,
    entities: Any = None,
    organisations: Any = None,
    accelerators: Any = None,
    signatories: Any = None,
) -> Path:
    (tmp_path / "models").mkdir()
    files = {
        "models/acme.json": models,
        "entities.json": entities or {"entities": {}},
        "accelerators.json": accelerators or NO_ACCELERATORS,
        "organisations.json": organisations or {"publishers": {}, "repackagers": []},
        "signatories.json": signatories or {"drawn_up": "2026-11-22", "signatories": {}},
    }
    for name, document in files.items():
        text = document if isinstance(document, str) else json.dumps(document)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def _one(**cells: Any) -> dict[str, Any]:
    return {"provider": "acme", "models": {"A-1": {"repository": "acme/A-1", **BACKING, **cells}}}


def test_a_cell_has_the_backing_of_its_record_unless_it_has_its_own(tmp_path: Path) -> None:
    own = {**BACKING, "value": 2.5e20, "source": "a table", "confidence": "low"}

    entry = read(_folder(tmp_path, _one(n_parameters=7, estimated_flop=own))).entries["A-1"]

    day, last = date(2026, 1, 1), date(2027, 1, 1)
    assert entry.n_parameters == Cell(7, "a paper", Confidence.HIGH, day, last)
    assert entry.estimated_flop == Cell(2.5e20, "a table", Confidence.LOW, day, last)
    assert entry.training_tokens is None


@pytest.mark.parametrize(
    ("models", "message"),
    [
        ("{", "acme.json: file is not JSON"),
        ("[]", "acme.json: file is not a mapping"),
        ({"provider": 7, "models": {}}, "acme.json: provider is not a word"),
        ({"models": []}, "acme.json: models is not a mapping of mappings"),
        (_one(n_parameters=-1), "acme.json: A-1.n_parameters is malformed (expected a positive count)"),
        (
            _one(estimated_flop=True),
            "acme.json: A-1.estimated_flop is malformed (expected a positive number)",
        ),
        (_one(weights_public="yes"), "acme.json: A-1.weights_public is malformed (expected true or false)"),
        (_one(family=""), "acme.json: A-1.family is malformed (expected text)"),
        (_one(base_models=[]), "acme.json: A-1.base_models is malformed (expected a list of names)"),
        (_one(modalities=["smell"]), "acme.json: A-1.modalities is malformed (not a modality: smell)"),
        (_one(release_date="soon"), "acme.json: A-1.release_date is malformed"),
        (_one(colour="red"), "acme.json: A-1.colour is not a column of the catalogue"),
    ],
)
def test_a_malformed_file_is_named_with_the_place_in_it(tmp_path: Path, models: Any, message: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        read(_folder(tmp_path, models))

    assert caught.value.message.startswith(message)


@pytest.mark.parametrize(
    ("organisations", "message"),
    [
        ({"publishers": [], "repackagers": []}, "organisations.json: publishers is not a mapping"),
        ({"publishers": {}, "repackagers": [7]}, "organisations.json: repackagers is not a list of words"),
    ],
)
def test_malformed_organisations_are_named(tmp_path: Path, organisations: Any, message: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        read(_folder(tmp_path, _one(), organisations=organisations))

    assert caught.value.message == message


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError) as caught:
        read(tmp_path)

    assert caught.value.message == "organisations.json: cannot be read"


def test_an_entry_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    folder = _folder(tmp_path, _one())
    shutil.copy(folder / "models" / "acme.json", folder / "models" / "other.json")

    with pytest.raises(CatalogueError) as caught:
        read(folder)

    assert caught.value.message == "other.json: A-1 is there twice"


def test_an_accelerator_has_its_rates_in_the_backing_of_its_record(tmp_path: Path) -> None:
    record = {"vendor": "Acme", "aliases": ["A1"], "half": 2e14, **BACKING}
    document = {**NO_ACCELERATORS, "accelerators": {"A1 SXM": record}}
    found = read(_folder(tmp_path, _one(n_parameters=7), accelerators=document)).accelerators
    assert found is not None
    half = Cell(2e14, "a paper", Confidence.HIGH, date(2026, 1, 1), date(2027, 1, 1))
    assert found.named("A1") == (Accelerator("A1 SXM", "Acme", ("A1",), half=half),)
    assert found.utilisation.value == (0.2, 0.3, 0.5)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"accelerators": {}}, "accelerators.json: utilisation is missing"),
        ({**NO_ACCELERATORS, "accelerators": []}, "accelerators is not a mapping of mappings"),
        ({"utilisation": {"value": [0.3, 0.2, 0.5], **BACKING}, "accelerators": {}}, "in ascending order"),
        ({"utilisation": {"value": [0.3, 0.5], **BACKING}, "accelerators": {}}, "the least, the middle"),
        ({"utilisation": {"value": [0.2, 0.3, 1.5], **BACKING}, "accelerators": {}}, "in ascending order"),
        (
            {**NO_ACCELERATORS, "accelerators": {"A1": {"aliases": [], "half": float("inf"), **BACKING}}},
            "A1.half is malformed (expected a positive number)",
        ),
        (
            {**NO_ACCELERATORS, "accelerators": {"A1": {"aliases": [], "int8": 1, **BACKING}}},
            "A1.int8 is not a column",
        ),
    ],
)
def test_malformed_accelerators_are_named(tmp_path: Path, document: Any, message: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        read(_folder(tmp_path, _one(n_parameters=7), accelerators=document))
    assert message in caught.value.message


def test_the_digest_names_exactly_the_data(tmp_path: Path) -> None:
    one = read(_folder(tmp_path, _one(n_parameters=7)))
    (tmp_path / "models" / "acme.json").write_text(json.dumps(_one(n_parameters=8)))

    assert read(tmp_path).sha256 != one.sha256
    assert len(one.sha256) == 64


def test_every_shipped_release_is_joined_to_itself() -> None:
    catalogue = load()
    sized = [entry for entry in catalogue.entries.values() if entry.n_parameters]

    wrong = [
        entry.id
        for entry in sized
        if entry.n_parameters
        and not (
            isinstance(
                found := catalogue.match([entry.repository or entry.id], entry.n_parameters.value), Match
            )
            and found.entry is entry
        )
    ]

    assert len(sized) > 200
    assert wrong == []


def test_every_shipped_provider_and_organisation_is_an_entity() -> None:
    catalogue = load()

    providers = {entry.provider for entry in catalogue.entries.values()} - {None}
    assert providers <= set(catalogue.entities)
    assert set(catalogue.publishers.values()) <= set(catalogue.entities)


@pytest.mark.parametrize("maker", ["meta", "alibaba", "deepseek", "mistral", "google", "openai", "microsoft"])
def test_seat_and_owner_of_the_large_providers_have_a_secondary_source(maker: str) -> None:
    entity = load().entities[maker]

    cells = (entity.country, entity.parent, entity.parent_country)
    assert [cell and cell.confidence for cell in cells] == [Confidence.MEDIUM] * 3


@pytest.mark.parametrize(
    ("name", "n_parameters", "entry"),
    [
        ("llama3.1:405b", 405_853_388_800, "Llama-3.1-405B"),
        ("Meta Llama 3.1 405B Instruct", 405_853_388_800, "Llama-3.1-405B"),
        ("bartowski/Meta-Llama-3.1-8B-Instruct-GGUF", 8_030_261_248, "Llama-3.1-8B"),
        ("deepseek-r1:671b", 671_026_419_200, "DeepSeek-R1"),
        ("deepseek-ai/DeepSeek-V3.2", 684_500_000_000, "DeepSeek-V3.2"),
        ("gpt-oss:20b", 20_914_757_184, "gpt-oss-20b"),
    ],
)
def test_releases_are_recognised_under_the_names_people_use(name: str, n_parameters: int, entry: str) -> None:
    found = load().match([name], n_parameters)

    assert isinstance(found, Match)
    assert found.entry.id == entry


def test_a_distilled_model_under_the_name_of_the_large_one_is_not_it() -> None:
    found = load().match(["deepseek-r1:8b"], 8_030_261_248)

    assert found == Mismatch(
        "its name resembles DeepSeek-R1, but it has 8,030,261,248 parameters where DeepSeek-R1 has 6.7e11",
        ("DeepSeek-R1",),
    )


def test_a_release_that_was_never_made_is_unknown_with_its_nearest() -> None:
    found = load().match(["Qwen3-72B"], 72_000_000_000)

    assert isinstance(found, Mismatch)
    assert found.nearest


def test_reading_the_whole_catalogue_is_quick() -> None:
    # Measured 20 ms; the bound leaves room for a slow machine and is still far below a second.
    start = time.perf_counter()
    read(DATA)

    assert time.perf_counter() - start < 0.5


@pytest.mark.parametrize("chapters", [["transparency", "copyright"], []])
def test_a_provider_has_the_chapters_that_it_signed_and_none_is_an_answer(
    tmp_path: Path, chapters: list[str]
) -> None:
    entities = {"entities": {"acme": {**BACKING, "name": "Acme"}, "other": {**BACKING, "name": "Other"}}}
    signatories = {"drawn_up": "2026-11-22", "signatories": {"acme": {**BACKING, "chapters": chapters}}}
    found = read(_folder(tmp_path, _one(), entities=entities, signatories=signatories)).entities
    signed = found["acme"].code_chapters
    assert signed is not None
    assert (signed.value, signed.source) == (tuple(sorted(chapters)), "a paper")
    assert found["acme"].listed_on == date(2026, 1, 1)
    assert (found["other"].code_chapters, found["other"].listed_on) == (None, None)


def test_a_list_that_states_no_day_speaks_of_the_day_it_was_drawn_up(tmp_path: Path) -> None:
    record: dict[str, Any] = {**BACKING, "checked_on": None, "chapters": []}
    signatories = {"drawn_up": "2026-11-22", "signatories": {"acme": record}}
    entities = {"entities": {"acme": {**BACKING, "name": "Acme"}}}
    found = read(_folder(tmp_path, _one(), entities=entities, signatories=signatories)).entities
    assert found["acme"].listed_on == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("day", "message"),
    [
        ("2026-11", "drawn_up is malformed (Invalid isoformat string: '2026-11')"),
        (None, "drawn_up is malformed (expected text)"),
    ],
)
def test_signatories_say_when_they_were_drawn_up(tmp_path: Path, day: Any, message: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        read(_folder(tmp_path, _one(), signatories={"drawn_up": day, "signatories": {}}))
    assert caught.value.message == f"signatories.json: {message}"


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"chapters": ["ethics"]}, "acme.chapters is malformed (not a chapter: ethics)"),
        ({}, "acme.chapters is missing"),
        ({"chapters": [], "since": "2025"}, "acme.since is not a column of the catalogue"),
    ],
)
def test_a_malformed_signatory_is_named(tmp_path: Path, record: Any, message: str) -> None:
    signatories = {"drawn_up": "2026-11-22", "signatories": {"acme": {**BACKING, **record}}}
    with pytest.raises(CatalogueError) as caught:
        read(_folder(tmp_path, _one(), signatories=signatories))
    assert caught.value.message == f"signatories.json: {message}"
