import pytest

from benchmarks.family_sources import GENERAL_KNOWLEDGE, HUB_LISTING, Backing, Listings, Row, backing

LISTED = {"parameters_raw": "1000", "context_length": "4096", "release_date": "", "architecture": "llama"}
PUBLISHED = {
    "parameters": "1000.0",
    "training_dataset_size": "20000",
    "publication_date": "2025-01-02",
    "domain": "Multimodal,Language,Vision",
    "model_accessibility": "Open weights (unrestricted)",
}
LISTINGS = Listings(hub={"acme/Orca": LISTED}, epoch={"Orca": PUBLISHED})
HUB = "HF safetensors count via AlexsJones/llmfit hf_models.json@5bdc9df (includes a tower; and a head)"
EPOCH = "Epoch row 'Orca' (Confident)"
FILE = "vendor GitHub repo on disk (see licence_texts/INDEX.md) LICENSE-MODEL"
BY_EPOCH = Backing("Epoch AI, Data on AI Models, row 'Orca'", "medium", "2026-08-22")
UNVERIFIABLE = Backing(GENERAL_KNOWLEDGE, "low", None)


def _row(source: str, confidence: str = "high", repository: str = "acme/Orca") -> Row:
    return {"source": source, "confidence": confidence, "hf_repo_id": repository}


@pytest.mark.parametrize(
    ("source", "column", "value", "expected"),
    [
        (HUB, "n_parameters", 1000, Backing(HUB_LISTING, "medium", None)),
        (HUB, "n_parameters", 1100, UNVERIFIABLE),
        (HUB, "context_length", 4096, Backing(HUB_LISTING, "medium", None)),
        (HUB, "context_length", 8192, UNVERIFIABLE),
        (HUB, "modalities", ["text"], Backing(HUB_LISTING, "medium", None)),
        (HUB, "modalities", ["image-understanding", "text"], UNVERIFIABLE),
        (HUB, "license", "MIT", UNVERIFIABLE),
        (HUB, "release_date", "2025-01-02", UNVERIFIABLE),
        (HUB, "training_tokens", 20_000, UNVERIFIABLE),
        (HUB, "weights_public", True, Backing(HUB_LISTING, "medium", None)),
        (FILE, "license", "MIT", Backing("licence file in the vendor's GitHub repository", "high", None)),
        (FILE, "n_parameters", 1000, UNVERIFIABLE),
        (EPOCH, "training_tokens", 20_000, BY_EPOCH),
        (EPOCH, "training_tokens", 30_000, UNVERIFIABLE),
        (EPOCH, "n_parameters", 1_000, BY_EPOCH),
        (EPOCH, "release_date", "2025-01-03", UNVERIFIABLE),
        (EPOCH, "weights_public", False, UNVERIFIABLE),
        (EPOCH, "modalities", ["text-to-image"], UNVERIFIABLE),
        (EPOCH, "license", "MIT", UNVERIFIABLE),
        (EPOCH, "family", "Orca", BY_EPOCH),
        ("model knowledge", "family", "Orca", UNVERIFIABLE),
        ("param count: model knowledge (HF)", "n_parameters", 1000, UNVERIFIABLE),
        ("public repository text", "license", "MIT", UNVERIFIABLE),
        ("betagouv/ComparIA utils/models/models.json@3091759", "modalities", ["speech"], UNVERIFIABLE),
    ],
)  # fmt: skip
def test_a_source_backs_the_cells_that_its_kind_can_state_and_no_other(
    source: str, column: str, value: object, expected: Backing
) -> None:
    assert backing(_row(source), column, value, LISTINGS) == expected


def test_a_listing_that_is_not_at_hand_backs_by_its_kind_alone() -> None:
    gone = Listings({}, {})

    assert backing(_row(EPOCH), "training_tokens", 7, gone).level == "medium"
    assert backing(_row(EPOCH), "modalities", ["text-to-image"], gone) == UNVERIFIABLE
    assert backing(_row(HUB), "n_parameters", 1000, gone) == UNVERIFIABLE


def test_the_best_kind_is_cited_and_never_above_the_rows_own_word() -> None:
    both = f"{HUB}; {FILE}; {EPOCH}"

    assert backing(_row(both), "weights_public", True, LISTINGS) == Backing(
        "licence file in the vendor's GitHub repository", "high", None
    )
    assert backing(_row(both, "medium"), "weights_public", True, LISTINGS).level == "medium"
    assert backing(_row(both, "memory"), "license", "MIT", LISTINGS).level == "low"


def test_sources_of_one_level_are_cited_together_and_an_undated_one_leaves_the_day_open() -> None:
    both = f"{EPOCH}; ASF generative-tooling terms review (Apache Software Foundation draft, 2026-08)"

    assert backing(_row(both), "family", "Orca", LISTINGS).checked_on == "2026-08-01"
    assert backing(_row(f"{HUB}; {EPOCH}"), "n_parameters", 1000, LISTINGS) == Backing(
        f"{HUB_LISTING}; Epoch AI, Data on AI Models, row 'Orca'", "medium", None
    )
