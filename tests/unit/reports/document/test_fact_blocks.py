from datetime import date

from auditor.domain.fact import Basis, Confidence, Settler
from auditor.domain.values import NoDay, Range
from auditor.reports.document import fact_blocks
from tests.builders.audit import a_claim, a_fact, known, not_known

FACTS = {
    "model.gpai": known("model.gpai", True),
    "model.release_date": known("model.release_date", date(2025, 4, 5)),
    "model.modalities": known("model.modalities", ("code", "text")),
    "compute.update_flop": known("compute.update_flop", Range(1e23, 2e23)),
    "model.n_parameters": known("model.n_parameters", 7),
    "provider.name": known("provider.name", "Meta"),
    "license.concluded": not_known("license.concluded", "nobody says"),
}


def test_a_known_fact_carries_value_unit_and_every_claim() -> None:
    claim = {
        "basis": "measured",
        "value": 7,
        "method": "gguf-header",
        "locator": "dir:/srv/models#model.gguf",
        "confidence": "high",
        "citation": None,
        "with_evidence": False,
        "attested_by": None,
        "attested_on": None,
    }
    block = fact_blocks.facts_block(FACTS)["model.n_parameters"]
    assert block == {"value": 7, "unit": "parameters", "claims": [claim]}


def test_an_unknown_fact_says_why_and_who_could_tell() -> None:
    assert fact_blocks.facts_block(FACTS)["license.concluded"] == {
        "unknown": {
            "reason": "nobody says",
            "who": Settler.PROVIDER.value,
            "how": "auditor declare training",
        },
        "unit": None,
        "claims": [],
    }


def test_a_conflict_lists_each_value_once_and_all_claims() -> None:
    name = "license.concluded"
    fact = a_fact(
        a_claim(name, "MIT", Basis.DECLARED, Confidence.MEDIUM),
        a_claim(name, "MIT", Basis.DECLARED, Confidence.LOW),
        a_claim(name, "Apache-2.0", Basis.CATALOGUED),
    )
    block = fact_blocks.facts_block({name: fact})[name]
    assert block["conflict"] == ["MIT", "Apache-2.0"]
    assert len(block["claims"]) == 3
    assert "value" not in block


def test_values_are_json() -> None:
    said = {name: block.get("value") for name, block in fact_blocks.facts_block(FACTS).items()}
    assert said == {
        "compute.update_flop": {"low": 1e23, "central": None, "high": 2e23},
        "license.concluded": None,
        "model.gpai": "yes",
        "model.modalities": ["code", "text"],
        "model.n_parameters": 7,
        "model.release_date": "2025-04-05",
        "provider.name": "Meta",
    }
    assert list(said) == sorted(said)
    assert fact_blocks.value_block(NoDay.NEVER) == "none"


def test_views_give_nothing_rather_than_another_type() -> None:
    assert fact_blocks.known_text(FACTS, "model.gpai") is None
    assert fact_blocks.known_count(FACTS, "model.gpai") is None
    assert fact_blocks.known_count(FACTS, "model.n_parameters") == 7
    assert fact_blocks.known_range(FACTS, "model.n_parameters") is None
    assert fact_blocks.known_words(FACTS, "provider.name") == ()
    assert fact_blocks.known(FACTS, "license.concluded") is None
    assert fact_blocks.known(FACTS, "absent") is None
    assert fact_blocks.claims_of(FACTS, "license.concluded") == ()
    assert fact_blocks.claims_of(FACTS, "absent") == ()


def test_a_yes_or_no_is_a_word_of_three() -> None:
    no = {"model.gpai": known("model.gpai", False)}
    words = [fact_blocks.tri_word(facts, "model.gpai") for facts in (FACTS, no, {})]
    assert words == ["yes", "no", "unknown"]
