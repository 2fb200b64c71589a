from dataclasses import replace
from datetime import date

import pytest

from auditor.catalogue import Entity, load
from auditor.domain.document import ModelConfig
from auditor.domain.fact import Basis, Claim, Confidence, Known
from auditor.domain.header import FileRole
from auditor.domain.values import FactValue
from auditor.identity.catalogued import assess
from tests.unit.catalogue.building import (
    a_catalogue,
    a_cell,
    a_claim,
    a_model,
    an_entry,
    facts,
    resolved,
    value,
)

MAKER = Entity(
    "acme",
    name=a_cell("Acme SAS", Confidence.MEDIUM),
    country=a_cell("FR", Confidence.LOW),
    parent=a_cell("Acme Inc."),
    code_chapters=a_cell(("copyright", "transparency")),
)
ORCA = an_entry(
    "Orca-2-7B",
    family="Orca 2",
    n_parameters=7_000,
    n_active_parameters=a_cell(2_000, Confidence.LOW),
    release_date=date(2025, 1, 1),
    modalities=("text",),
    base_models=("Orca-1",),
    weights_public=True,
    designated_systemic=True,
)
CATALOGUE = a_catalogue(ORCA, entities=[MAKER])
COUNTED = facts(model__n_parameters=7_000)


def test_a_joined_release_gives_what_the_catalogue_has() -> None:
    found = resolved(assess(a_model("acme/Orca-2-7B"), COUNTED, CATALOGUE))

    assert {name: value(found, name) for name in found} == {
        "model.catalogue_entry": "Orca-2-7B",
        "model.family": "Orca 2",
        "model.release_date": date(2025, 1, 1),
        "model.training_tokens": "unknown: the catalogue has no training tokens of Orca-2-7B",
        "model.weights_public": True,
        "model.designated_systemic": True,
        "model.n_parameters": 7_000,
        "model.n_active_parameters": 2_000,
        "model.modalities": ("text",),
        "model.base_models": ("Orca-1",),
        "provider.name": "Acme SAS",
        "provider.code_chapters": ("copyright", "transparency"),
        "provider.country": "FR",
        "provider.parent": "Acme Inc.",
        "provider.parent_country": "unknown: the catalogue has no parent country of acme",
        "provider.third_country": False,
    }


def test_a_join_is_never_better_than_medium_and_never_better_than_its_cell() -> None:
    said = [c for c in assess(a_model("acme/Orca-2-7B"), COUNTED, CATALOGUE) if isinstance(c, Claim)]
    level = {claim.fact: claim.confidence for claim in said}

    assert level["model.family"] is Confidence.MEDIUM
    assert level["model.n_active_parameters"] is Confidence.LOW
    assert level["provider.third_country"] is Confidence.LOW
    assert {claim.basis for claim in said} == {Basis.CATALOGUED}
    assert next(c.citation for c in said if c.fact == "model.family") == "a paper (as of 2026-01-01)"


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ((("/m/Orca-2-7B.gguf", "path"),), Confidence.LOW),
        ((("/m/Orca-2-7B.gguf", "path"), ("Orca 2 7B", "header")), Confidence.MEDIUM),
        ((("/m/Orca-2-7B.gguf", "path"), ("Our Tune", "header")), Confidence.LOW),
        ((("/m/Orca-2-7B.gguf", "path"), ("Orca 2 7B", "config")), Confidence.LOW),
    ],
)
def test_what_a_file_is_called_alone_bears_little_weight(
    names: tuple[tuple[str, str], ...], expected: Confidence
) -> None:
    said = [c for c in assess(a_model(*names), COUNTED, CATALOGUE) if isinstance(c, Claim)]
    assert {claim.fact: claim.confidence for claim in said}["model.family"] is expected
    assert all(claim.confidence is Confidence.LOW for claim in said) is (expected is Confidence.LOW)


def test_a_name_without_its_size_is_silent_with_the_reason() -> None:
    found = resolved(assess(a_model(("Orca 2 7B", "header")), facts(model__n_parameters=513), CATALOGUE))

    reason = (
        "unknown: its name resembles Orca-2-7B, but it has 513 parameters where Orca-2-7B has 7e3".replace(
            "unknown: ", ""
        )
    )
    assert value(found, "model.catalogue_entry") == f"unknown: {reason}"
    assert value(found, "provider.country") == f"unknown: {reason}"


@pytest.mark.parametrize(
    ("organisation", "expected"),
    [
        ("Acme Labs", "Orca 2"),
        (7, "Orca 2"),
        (
            "Evil Corp",
            "unknown: its name resembles Orca-2-7B, but its header names Evil Corp, which is neither its "
            "publisher nor a known repackager",
        ),
    ],
)
def test_a_header_that_names_another_maker_is_not_the_release(organisation: str | int, expected: str) -> None:
    model = a_model(("Orca 2 7B", "header"), metadata={"general.organization": organisation})
    found = resolved(assess(model, COUNTED, CATALOGUE))
    assert value(found, "model.family") == expected
    assert value(found, "provider.country") == ("FR" if expected == "Orca 2" else expected)


COPY = facts(
    a_claim("model.base_models", ("acme/Orca-2-7B",), Basis.DECLARED, Confidence.MEDIUM),
    a_claim("model.base_relations", ("quantized of acme/Orca-2-7B",), Basis.DECLARED, Confidence.MEDIUM),
    model__n_parameters=7_000,
)


def test_a_quantised_copy_has_what_fewer_bits_cannot_change_and_no_provider() -> None:
    found = resolved(assess(a_model(("My Quant", "header")), COPY, CATALOGUE))

    reason = "unknown: no release named My Quant is in the catalogue"
    assert {name: value(found, name) for name in found} == {
        "model.catalogue_entry": reason,
        "model.family": "Orca 2",
        "model.release_date": reason,
        "model.training_tokens": reason,
        "model.weights_public": reason,
        "model.designated_systemic": True,
        "model.modalities": ("text",),
        "provider.name": reason,
        "provider.country": reason,
        "provider.parent": reason,
        "provider.parent_country": reason,
        "provider.third_country": reason,
        "provider.code_chapters": reason,
    }


def test_what_is_inherited_is_inferred_and_names_the_base() -> None:
    model = a_model(("My Quant", "header"))
    said = [one for one in assess(model, COPY, CATALOGUE) if isinstance(one, Claim)]
    assert {(one.basis, one.confidence, one.method) for one in said} == {
        (Basis.INFERRED, Confidence.MEDIUM, "its base's, being a quantised copy")
    }
    assert next(one.citation for one in said if one.fact == "model.modalities") == (
        "Orca-2-7B: a paper (as of 2026-01-01); "
        "Commission guidelines on GPAI models: a quantised model is the same model"
    )


def test_a_network_that_says_otherwise_than_its_base_is_not_heard_against_it() -> None:
    seeing = a_catalogue(replace(ORCA, modalities=a_cell(("image-understanding", "text"))))
    model = a_model(("My Quant", "header"), metadata={"tokenizer.ggml.model": "gpt2"})
    found = resolved(assess(model, COPY, seeing))
    assert value(found, "model.modalities") == ("image-understanding", "text")


def test_only_counted_parameters_establish_a_release() -> None:
    declared = facts(a_claim("model.n_parameters", 7_000, Basis.DECLARED))

    for known in (declared, {}):
        found = resolved(assess(a_model("acme/Orca-2-7B"), known, CATALOGUE))
        assert value(found, "model.family") == (
            "unknown: its name resembles Orca-2-7B, but its parameters could not be counted"
        )


def test_what_a_configuration_was_loaded_from_is_not_its_name() -> None:
    model = a_model(("acme/Orca-2-7B", "config"), ("/srv/acme/model.gguf", "path"))

    assert not isinstance(resolved(assess(model, COUNTED, CATALOGUE))["model.family"].state, Known)


def test_a_folder_is_not_a_publisher() -> None:
    model = a_model(("backup/Orca-2-7B.gguf", "path"))

    assert value(resolved(assess(model, COUNTED, CATALOGUE)), "model.family") == "Orca 2"


def test_a_release_by_nobody_known_has_no_provider() -> None:
    entry = an_entry("Loner-1B", provider=None, n_parameters=7_000)

    found = resolved(assess(a_model("acme/Loner-1B"), COUNTED, a_catalogue(entry)))

    assert value(found, "provider.third_country") == (
        "unknown: the catalogue names no legal entity behind Loner-1B"
    )


def test_a_provider_of_unknown_seat_is_neither_inside_nor_outside() -> None:
    catalogue = a_catalogue(ORCA, entities=[Entity("acme")])

    found = resolved(assess(a_model("acme/Orca-2-7B"), COUNTED, catalogue))

    assert value(found, "provider.third_country") == "unknown: the catalogue has no country of acme"


def test_the_size_of_a_release_without_its_tower_is_not_claimed_for_the_part() -> None:
    seeing = an_entry("Orca-3", n_parameters=7_600, modalities=("image-understanding", "text"))

    found = resolved(assess(a_model("acme/Orca-3"), COUNTED, a_catalogue(seeing)))

    assert value(found, "model.catalogue_entry") == "Orca-3"
    assert "model.n_parameters" not in found


@pytest.mark.parametrize(
    ("architecture", "metadata", "expected"),
    [
        ("llama", {"tokenizer.ggml.model": "llama"}, ("text",)),
        ("llama", {}, "unknown"),
        ("made-up", {"tokenizer.ggml.model": "llama"}, "unknown"),
        ("bert", {}, ("embedding",)),
    ],
)
def test_the_kind_of_network_says_what_an_unlisted_model_gives(
    architecture: str, metadata: dict[str, str], expected: FactValue
) -> None:
    model = a_model("mine", architecture=architecture, metadata=metadata)

    found = value(resolved(assess(model, {}, CATALOGUE)), "model.modalities")

    assert (found if isinstance(found, tuple) else "unknown") == expected


@pytest.mark.parametrize(("n_sharing", "level"), [(1, Confidence.MEDIUM), (2, Confidence.LOW)])
def test_a_causal_class_in_the_configuration_means_text(n_sharing: int, level: Confidence) -> None:
    config = ModelConfig(architectures=("OrcaForCausalLM",))
    model = a_model("mine", documents=[config], n_sharing=n_sharing, format_="safetensors", architecture=None)

    state = resolved(assess(model, {}, CATALOGUE))["model.modalities"].state

    assert isinstance(state, Known)
    assert (state.value, state.confidence) == (("text",), level)


def test_an_adapter_leaves_its_modalities_to_its_model() -> None:
    found = resolved(assess(a_model("mine", role=FileRole.ADAPTER), {}, CATALOGUE))

    assert value(found, "model.modalities") == "unknown: adapter: what it serves is decided by its model"


def test_a_kind_of_network_lends_weight_to_a_modality_that_is_listed_from_memory() -> None:
    remembered = replace(ORCA, modalities=a_cell(("text",), Confidence.LOW))
    network = a_model("acme/Orca-2-7B", architecture="llama", metadata={"tokenizer.ggml.model": "gpt2"})
    known = facts(model__n_parameters=7_000)

    alike = resolved(assess(network, known, a_catalogue(remembered)))["model.modalities"].state
    other = replace(ORCA, modalities=a_cell(("image-understanding", "text"), Confidence.LOW))
    unlike = resolved(assess(network, known, a_catalogue(other)))["model.modalities"].state

    assert isinstance(alike, Known)
    assert (alike.value, alike.confidence) == (("text",), Confidence.MEDIUM)
    assert isinstance(unlike, Known)
    assert (unlike.value, unlike.confidence) == (("image-understanding", "text"), Confidence.LOW)


def test_a_tiny_model_that_calls_itself_llama_is_not_by_meta() -> None:
    model = a_model(("LLaMA v2", "header"), metadata={"tokenizer.ggml.model": "llama"})

    found = resolved(assess(model, facts(model__n_parameters=513_048), load()))

    assert str(value(found, "provider.name")).startswith(
        "unknown: its name resembles Llama-2-13b, Llama-2-70b, Llama-2-7b, but it has 513,048 parameters"
    )
    assert value(found, "model.modalities") == ("text",)
