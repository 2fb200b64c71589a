from dataclasses import replace
from datetime import date

import pytest

from auditor.domain.audit import Audit
from auditor.domain.fact import Basis, Fact, Known
from auditor.reports.headline.rows import model_rows
from auditor.reports.page.heads import heads
from tests.builders.audit import a_claim, a_model, an_audit, known, rich, serviced


def seen(name: str, audit: Audit) -> dict[str, str]:
    """Return what is seen of the model with a name, in spaces that a keyboard has."""
    row = next(row for row in model_rows(audit) if row.name.startswith(name))
    (model,) = (model for model in audit.inventory.models if model.id == row.id)
    found = heads(model, row, audit.facts.get(model.id, {}))
    return {label: value.replace("\u00a0", " ").replace("\u202f", " ") for label, value in found}


def test_what_to_see_at_a_glance_is_at_the_top() -> None:
    found = seen("EuroMed", rich())
    assert found == {
        "Format": "GGUF Q4_K_M, 4.68 GB",
        "Parameters": "7 615 616 512",
        "Active per token": "unknown",
        "Training compute": "unknown (training tokens of the change)",
        "Training tokens": "unknown",
        "Released": "unknown",
        "State": "present",
    }


def test_what_the_organisation_declares_of_its_own_run_is_seen_at_a_glance() -> None:
    model = a_model()
    said: dict[str, Fact] = {}
    for name, value in (("model.training_hardware", ("1: a phase",)), ("model.trainable_parameters", 8e7)):
        claim = a_claim(name, value, basis=Basis.ATTESTED)
        said[name] = Fact(name, Known(value, (claim,)))
    row = replace(next(iter(model_rows(rich()))), name="mine")
    found = dict(heads(model, row, said))
    assert found["Trained on"] == "1: a phase"
    assert found["Parameters trained"].replace("\u202f", " ").replace("\u00a0", " ") == "80 000 000"


def test_whatever_else_is_known_is_seen_at_a_glance() -> None:
    model = a_model()
    said = {
        "model.name": Fact(
            "model.name",
            Known(
                "Qwen2.5-7B-Instruct",
                (
                    a_claim("model.name", "Qwen2.5-7B-Instruct"),
                    a_claim("model.name", "0123456789abcdef0123456789abcdef01234567"),
                    a_claim("model.name", "sha256-" + "ab" * 32),
                    a_claim("model.name", "qwen2.5:7b"),
                ),
            ),
        ),
        "model.training_tokens": known("model.training_tokens", 18e12),
        "model.release_date": known("model.release_date", date(2024, 9, 19)),
        "model.size_bytes": known("model.size_bytes", 5_000_000_000),
        "model.n_active_parameters": known("model.n_active_parameters", 3_000_000_000),
        "model.n_experts": known("model.n_experts", 128),
        "model.is_quantized": known("model.is_quantized", True),
    }
    audit = an_audit(model, facts={model.id: said})
    found = seen("Qwen", audit)
    assert found["Format"] == "GGUF Q4_K_M, 5 GB, fewer bits than in training"
    assert found["Active per token"] == "3 000 000 000, of 128 experts per layer"
    assert found["Released"] == "19 September 2024"
    assert found["Also called"] == "qwen2.5:7b"
    assert found["Training tokens"] == "18 000 000 000 000"


@pytest.mark.parametrize(
    ("basis", "words"),
    [(Basis.MEASURED, "read and hashed"), (Basis.DECLARED, "not read; its store states a digest")],
)
def test_a_digest_says_whether_the_bytes_were_read_for_it(basis: Basis, words: str) -> None:
    model = a_model()
    facts = {"identity.sha256": known("identity.sha256", ("ab" * 32,), basis)}
    assert seen("Qwen", an_audit(model, facts={model.id: facts}))["Bytes"] == words


def test_of_a_service_only_what_is_known_is_seen_at_a_glance() -> None:
    assert seen("gpt-4o", serviced()) == {"Format": "a service: no weights here", "State": "used in code"}
