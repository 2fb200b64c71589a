from dataclasses import replace
from datetime import date

import pytest

from auditor.domain.document import AdapterConfig, ModelCard, ModelConfig
from auditor.domain.fact import Basis, Claim, Confidence, Known, Settler, Silence, Unknown
from auditor.domain.facts import FACTS
from auditor.domain.header import Anomaly, FileRole, Shard
from auditor.domain.observation import FileId
from auditor.domain.resolving import resolve
from auditor.domain.subject import Model
from auditor.identity import group
from auditor.identity.measured import assess, names_base
from tests.builders.observations import TARGET, a_document, a_file, a_header, a_model


def _values(model: Model, fact: str) -> list[object]:
    return [said.value for said in assess(model) if isinstance(said, Claim) and said.fact == fact]


def _silence(model: Model, fact: str) -> str:
    return next(
        said.unknown.reason for said in assess(model) if isinstance(said, Silence) and said.fact == fact
    )


def test_every_claim_is_of_the_type_the_registry_says() -> None:
    model = a_model(ModelCard(base_models=("acme/base",)), ModelConfig(model_type="llama", context_length=10))
    for said in assess(model):
        if isinstance(said, Claim):
            assert FACTS[said.fact].type.admits(said.value), said


def test_parameters_of_a_dense_network_are_all_active() -> None:
    model = a_model(header=a_header(n_parameters=123))
    assert _values(model, "model.n_parameters") == [123]
    assert _values(model, "model.n_active_parameters") == [123]
    assert _values(model, "model.n_experts") == [0]


def test_of_a_mixture_of_experts_the_idle_experts_are_not_active() -> None:
    header = a_header(n_parameters=1_000, n_expert_parameters=800, n_experts=8, n_experts_used=2)
    assert _values(a_model(header=header), "model.n_active_parameters") == [400]


def test_experts_used_may_come_from_the_configuration() -> None:
    header = a_header(format="safetensors", n_parameters=1_000, n_expert_parameters=800)
    model = a_model(ModelConfig(n_experts=4, n_experts_used=1), header=header)
    assert _values(model, "model.n_active_parameters") == [400]


def test_a_mixture_that_does_not_say_how_many_experts_it_uses_stays_unknown() -> None:
    model = a_model(header=a_header(n_expert_parameters=800, n_experts=8))
    assert _values(model, "model.n_active_parameters") == []
    assert "how many experts" in _silence(model, "model.n_active_parameters")


@pytest.mark.parametrize(
    ("file_id", "why", "how"),
    [
        (
            FileId(1, 1, 100, 1, 4096),
            "its bytes were not read, which was not asked for",
            "auditor scan --hash full",
        ),
        (FileId(1, 1, 800 << 30, 1, 4096), "its file is nearly all hole, bytes that were never written", ""),
    ],
)
def test_unread_bytes_leave_the_digest_unknown_with_the_command_that_reads_them_if_one_does(
    file_id: FileId, why: str, how: str
) -> None:
    (model,) = group([a_file(declared_sha256="d" * 64, file_id=file_id)]).models
    said = {s.fact: s.unknown for s in assess(model) if isinstance(s, Silence)}
    assert said["identity.sha256"] == Unknown(why, Settler.FILE_OWNER, how)
    unchecked = f"its store's digest was not checked against the bytes: {why}"
    assert said["identity.digest_matches_store"] == Unknown(unchecked, Settler.FILE_OWNER, how)


def test_a_store_digest_is_compared_with_the_bytes() -> None:
    assert _values(a_model(declared_sha256="cd" * 32), "identity.digest_matches_store") == [True]
    assert _values(a_model(declared_sha256="00" * 32), "identity.digest_matches_store") == [False]


@pytest.mark.parametrize("fact", ["identity.sha256", "identity.digest_matches_store"])
def test_a_digest_that_an_earlier_scan_computed_is_worth_less_and_says_since_when(fact: str) -> None:
    read = a_model(declared_sha256="cd" * 32)
    believed = a_model(declared_sha256="cd" * 32, believed_since=date(2026, 11, 1))
    now, earlier = (
        next(one for one in assess(model) if isinstance(one, Claim) and one.fact == fact)
        for model in (read, believed)
    )
    assert (now.confidence, earlier.confidence) == (Confidence.HIGH, Confidence.MEDIUM)
    since = "believed since 2026-11-01: size and times of the file are unchanged"
    assert earlier.method == f"{now.method}, {since}"
    assert replace(earlier, confidence=now.confidence, method=now.method) == now


def test_a_set_with_a_missing_shard_has_no_parameter_count() -> None:
    shard = a_file("m-00001-of-00002.gguf", header=a_header(shard=Shard(1, 2)), shard_set="m-of-00002.gguf")
    (model,) = group([shard]).models
    assert _values(model, "model.n_parameters") == []
    assert _values(model, "model.n_active_parameters") == []
    assert _silence(model, "model.n_parameters") == "not one whole set: shard 2 of 2 was not found"
    assert _silence(model, "identity.sha256") == "not one whole set: shard 2 of 2 was not found"


def test_base_models_are_collected_from_card_adapter_and_header() -> None:
    metadata = (
        ("general.base_model.0.repo_url", "https://example.org/acme/from-url"),
        ("general.base_model.1.name", "From name"),
        ("general.base_model.count", 3),
    )
    model = a_model(
        ModelCard(base_models=("acme/from-card",)),
        AdapterConfig(base_model="acme/from-adapter"),
        header=a_header(metadata=metadata),
    )
    claims = [said for said in assess(model) if isinstance(said, Claim) and said.fact == "model.base_models"]
    state = resolve(FACTS["model.base_models"], claims).state
    assert isinstance(state, Known)
    assert state.value == ("From name", "acme/from-adapter", "acme/from-card", "acme/from-url")
    assert {claim.basis for claim in claims} == {Basis.DECLARED}


def test_how_it_was_made_from_its_bases_is_said_by_card_and_adapter_configuration() -> None:
    card = ModelCard(base_models=("acme/a", "acme/b"), base_relation="Quantized")
    odd = ModelCard(base_models=("acme/c",), base_relation="cousin")
    model = a_model(card, odd, AdapterConfig(base_model="acme/d"))
    claims = [
        said for said in assess(model) if isinstance(said, Claim) and said.fact == "model.base_relations"
    ]

    assert [(claim.value, claim.method) for claim in claims] == [
        (("quantized of acme/a", "quantized of acme/b"), "model-card"),
        (("adapter of acme/d",), "adapter-config"),
    ]


def test_an_adapter_is_one_of_the_base_its_card_names() -> None:
    model = a_model(ModelCard(base_models=("acme/a",)), header=a_header(role=FileRole.ADAPTER))

    claims = [
        said for said in assess(model) if isinstance(said, Claim) and said.fact == "model.base_relations"
    ]

    assert [claim.value for claim in claims] == [("adapter of acme/a",)]


def test_an_adapter_without_a_base_says_who_could_tell() -> None:
    model = a_model(header=a_header(role=FileRole.ADAPTER))
    assert _silence(model, "model.base_models") == "an adapter that does not name its base"


def test_a_card_shared_by_several_models_is_weak_evidence() -> None:
    card = a_document(ModelCard(base_models=("acme/base",)))
    model = group([a_file(sha256="a" * 64), a_file("b.gguf", inode=2, sha256="b" * 64), card]).models[0]
    claims = [said for said in assess(model) if isinstance(said, Claim) and said.fact == "model.base_models"]
    assert [claim.confidence for claim in claims] == [Confidence.LOW]


def test_header_anomalies_are_named_by_code_and_say_what_they_are() -> None:
    odd = a_header(
        anomalies=(
            Anomaly("trailing-data", 9, "x"),
            Anomaly("duplicate-key", 1, "y"),
            Anomaly("duplicate-key", 5, "z"),
        )
    )
    claims = [
        said
        for said in assess(a_model(header=odd))
        if isinstance(said, Claim) and said.fact == "unsafe.header_anomalies"
    ]
    assert [(claim.value, claim.citation) for claim in claims] == [
        (("duplicate-key",), "y (byte 1), and 1 more like it"),
        (("trailing-data",), "x (byte 9)"),
    ]
    assert _values(a_model(), "unsafe.header_anomalies") == [()]


def test_quantisation_shows_in_the_number_types() -> None:
    assert _values(a_model(header=a_header(dtypes=(("F32", 1), ("Q4_K", 9)))), "model.is_quantized") == [True]
    assert _values(a_model(header=a_header(dtypes=(("BF16", 9), ("I64", 1)))), "model.is_quantized") == [
        False
    ]
    assert _values(a_model(header=a_header(dtypes=(("I64", 1),))), "model.is_quantized") == []


def test_the_architecture_of_the_header_is_not_asked_of_the_configuration() -> None:
    assert _values(a_model(ModelConfig(model_type="other")), "model.architecture") == ["llama"]
    bare = a_header(architecture=None)
    assert _values(a_model(ModelConfig(model_type="bert"), header=bare), "model.architecture") == ["bert"]


def _packed(*documents: ModelConfig) -> Model:
    """An MLX model: 4-bit weights in whole numbers of 32 bits, half of them those of experts."""
    dtypes = (("BF16", 2), ("U32", 2))
    header = a_header(
        format="safetensors", n_tensors=4, n_parameters=100, dtypes=dtypes, quantization="U32",
        packed_bits=8_000, packed_expert_bits=4_000,
    )  # fmt: skip
    return a_model(*documents, header=header)


def test_packed_weights_are_counted_with_the_width_that_the_configuration_tells() -> None:
    model = _packed(ModelConfig(bits_per_weight=4, n_experts=4, n_experts_used=1))
    said = {s.fact: s for s in assess(model) if isinstance(s, Claim)}
    size, active = said["model.n_parameters"], said["model.n_active_parameters"]
    assert (size.value, active.value) == (2_100, 2_100 - 750)
    assert (size.basis, size.confidence) == (Basis.INFERRED, Confidence.MEDIUM)
    assert size.method == "4 tensor shapes, 4 bits per weight as config.json says"
    assert size.locator.endswith("document-0")
    assert said["model.is_quantized"].value is True


def test_packed_weights_whose_width_nobody_tells_are_not_counted() -> None:
    for model in (_packed(), _packed(ModelConfig(n_experts=4, n_experts_used=1))):
        for fact in ("model.n_parameters", "model.n_active_parameters"):
            assert _values(model, fact) == []
            assert _silence(model, fact) == (
                "weights are packed into 8,000 bits, and nothing says how many one of them takes, "
                "or layers differ in it"
            )


def test_why_active_parameters_are_unknown_is_said() -> None:
    plain = a_header(format="safetensors", n_parameters=1_000)
    experts = a_header(format="safetensors", n_parameters=1_000, n_expert_parameters=800)
    reasons = [
        _silence(a_model(ModelConfig(n_experts=n, n_experts_used=used), header=header), fact)
        for header, n, used in ((plain, 8, 2), (experts, 2, 8), (experts, None, 2), (experts, 8, None))
        for fact in ("model.n_active_parameters",)
    ]
    assert reasons == [
        "a mixture of experts, but no tensor is named like those of an expert",
        "a mixture of 2 experts that is said to use 8 of them per token",
        "a mixture of experts, but how many experts there are is not said",
        "a mixture of experts, but how many experts a token uses is not said",
    ]


def test_what_lies_one_folder_up_is_weak_and_says_where_it_lies() -> None:
    file = a_file("repo/gguf/a.gguf", bundle="repo/gguf", sha256="a" * 64)
    beside = [
        a_document(
            ModelConfig(has_auto_map=True, context_length=9), locator="repo/config.json", bundle="repo"
        ),
        a_document(ModelCard(base_models=("acme/base",)), locator="repo/README.md", bundle="repo"),
    ]
    (model,) = group([file, *beside]).models
    said = {s.fact: s for s in assess(model) if isinstance(s, Claim)}
    for fact in ("unsafe.custom_code", "model.context_length", "model.base_models"):
        assert (said[fact].confidence, said[fact].citation) == (
            Confidence.LOW, "in the folder above the weights",
        )  # fmt: skip


def test_what_the_configuration_says_is_located_at_its_key() -> None:
    config = ModelConfig(model_type="bert", context_length=9, keys=(("context_length", "text_config.n_ctx"),))
    model = a_model(config, header=a_header(architecture=None))
    said = {s.fact: s.locator for s in assess(model) if isinstance(s, Claim)}
    assert said["model.context_length"] == f"{TARGET}#document-0@text_config.n_ctx"
    assert said["model.architecture"] == f"{TARGET}#document-0@model_type"


@pytest.mark.parametrize(
    ("speakers", "expected"),
    [
        ((), [False]),
        ((Basis.DECLARED,), [True]),
        ((Basis.CATALOGUED, Basis.ATTESTED), [True]),
        # The declaration is the answer, and nothing measured stands against it.
        ((Basis.ATTESTED,), []),
    ],
)
def test_that_no_base_is_named_is_measured_only_where_nobody_declares_one(
    speakers: tuple[Basis, ...], expected: list[bool]
) -> None:
    claims = [
        Claim("model.base_models", ("acme/base",), basis, Confidence.MEDIUM, "test", "x")
        for basis in speakers
    ]
    known = {"model.base_models": resolve(FACTS["model.base_models"], claims)}
    assert [said.value for said in names_base(a_model(), known) if isinstance(said, Claim)] == expected


def test_that_a_name_names_no_base_says_nothing() -> None:
    known = {"model.base_models": resolve(FACTS["model.base_models"], [])}
    (said,) = names_base(replace(a_model(), artifact=None), known)
    assert isinstance(said, Silence)
    assert said.unknown.reason == "only its name is known: its bytes were not seen"


def test_that_a_file_which_is_not_read_shows_no_anomaly_does_not_make_it_clean() -> None:
    header = a_header(format="pickle", unread="never loaded")
    assert _silence(a_model(header=header), "unsafe.header_anomalies") == "never loaded"
    odd = a_header(format="pickle", unread="never loaded", anomalies=(Anomaly("suffix-mismatch", 2, "x"),))
    assert _values(a_model(header=odd), "unsafe.header_anomalies") == [("suffix-mismatch",)]


def test_code_that_runs_is_a_fact_of_its_own_and_says_nothing_of_the_rest() -> None:
    code = (Anomaly("imports-code", 2, "x"), Anomaly("unknown-function", 2, "x"))
    read, unread = a_header(anomalies=code), a_header(format="pickle", unread="never loaded", anomalies=code)
    assert _values(a_model(header=read), "unsafe.header_anomalies") == [()]
    assert _silence(a_model(header=unread), "unsafe.header_anomalies") == "never loaded"
