from collections.abc import Callable
from dataclasses import replace

import pytest

from auditor.domain.document import (
    AdapterConfig,
    CodeFile,
    Document,
    ImportedCode,
    LoaderConfig,
    ModelConfig,
    PipelineIndex,
)
from auditor.domain.fact import Claim, Confidence, Silence, Unknown
from auditor.domain.header import Anomaly, FileRole, Shard
from auditor.domain.observation import Observation, Problem, Skipped
from auditor.domain.subject import Model
from auditor.formats import WEIGHT_FORMATS
from auditor.identity import group, loading
from auditor.identity.artifacts import merged
from tests.builders.observations import TARGET, a_document, a_file, a_header, a_model, artifact_of

ON_LOAD, CUSTOM = "unsafe.executes_code_on_load", "unsafe.custom_code"


def _claims(model: Model, fact: str) -> list[Claim]:
    said = loading.assess(model, artifact_of(model))
    return [one for one in said if isinstance(one, Claim) and one.fact == fact]


def _values(model: Model, fact: str) -> list[object]:
    return [claim.value for claim in _claims(model, fact)]


def _silence(model: Model, fact: str) -> str:
    said = loading.assess(model, artifact_of(model))
    (found,) = [one for one in said if isinstance(one, Silence) and one.fact == fact]
    assert isinstance(found.unknown, Unknown)
    return found.unknown.reason


def _of(format_name: str, **changes: object) -> Model:
    return a_model(header=a_header(format=format_name, **changes))


@pytest.mark.parametrize("header", [{"format": "pytorch"}, {"format": "pickle", "unread": "never loaded"}])
def test_what_a_pickle_imports_runs_and_is_named_with_its_place(header: dict[str, str]) -> None:
    notes = (Anomaly("imports-code", 2, "loading it imports posix.system"), Anomaly("trailing-data", 9, "x"))
    (claim,) = _claims(a_model(header=a_header(anomalies=notes, **header)), ON_LOAD)
    assert (claim.value, claim.method, claim.confidence) == (True, "imports-code", Confidence.HIGH)
    assert claim.citation == "loading it imports posix.system (byte 2)"


def test_a_layer_of_code_runs() -> None:
    assert _values(_of("keras", anomalies=(Anomaly("runs-code", 0, "a Lambda layer"),)), ON_LOAD) == [True]


def test_only_a_format_that_cannot_hold_code_is_cleared_with_certainty() -> None:
    (claim,) = _claims(_of("safetensors"), ON_LOAD)
    assert (claim.value, claim.confidence) == (False, Confidence.HIGH)
    (claim,) = _claims(_of("pytorch"), ON_LOAD)
    assert (claim.value, claim.confidence) == (False, Confidence.MEDIUM)


TEMPLATE = (("tokenizer.chat_template", "[template 9 characters sha256 ab]"),)


def test_a_chat_template_that_leaves_its_sandbox_runs_and_the_format_does_not_clear_it() -> None:
    detail = "the chat template reaches outside its sandbox: __class__"
    (claim,) = _claims(
        _of("gguf", metadata=TEMPLATE, anomalies=(Anomaly("escaping-template", 8, detail),)), ON_LOAD
    )
    assert (claim.value, claim.method, claim.citation) == (True, "escaping-template", f"{detail} (byte 8)")


@pytest.mark.parametrize("code", ["suspicious-template", "oversized-template"])
def test_a_chat_template_that_is_not_cleared_leaves_it_open(code: str) -> None:
    model = _of("gguf", metadata=TEMPLATE, anomalies=(Anomaly(code, 8, "a chat template"),))
    assert _values(model, ON_LOAD) == []
    assert _silence(model, ON_LOAD) == (
        "a chat template (byte 8): whether rendering it runs code was not tried"
    )


@pytest.mark.parametrize("key", ["tokenizer.chat_template", "tokenizer.chat_template.tool_use"])
def test_a_chat_template_in_which_nothing_was_found_is_no_proof(key: str) -> None:
    (claim,) = _claims(_of("gguf", metadata=((key, "[template]"),)), ON_LOAD)
    assert (claim.value, claim.confidence) == (False, Confidence.MEDIUM)
    (claim,) = _claims(_of("gguf"), ON_LOAD)
    assert (claim.value, claim.confidence) == (False, Confidence.HIGH)


@pytest.mark.parametrize(
    ("format_name", "unread", "why"),
    [
        ("pickle", "never loaded", "never loaded"),
        ("pytorch", "no tensor was found", "no tensor was found"),
        ("keras-hdf5", "a layout that is not read", "a layout that is not read"),
        ("torchscript", "", "its TorchScript code, which is run, is not read"),
        ("tensorflow", "", "whether loading files of the format tensorflow runs code is not known"),
    ],
)
def test_what_was_not_looked_through_is_not_known_to_be_clean(
    format_name: str, unread: str, why: str
) -> None:
    model = _of(format_name, unread=unread)
    assert _values(model, ON_LOAD) == []
    assert _silence(model, ON_LOAD) == why


def test_what_may_be_called_and_is_not_known_leaves_it_open_and_is_no_odd_header() -> None:
    model = _of("keras", anomalies=(Anomaly("unknown-function", 3, "loading it may call keras.x.y"),))
    assert _values(model, ON_LOAD) == []
    assert _silence(model, ON_LOAD) == (
        "what it may call is not known to be harmless: loading it may call keras.x.y (byte 3)"
    )


def test_of_a_set_that_is_not_whole_the_missing_part_may_run_code() -> None:
    part = a_header(format="pytorch", shard=Shard(1, 2))
    (model,) = group([a_file("pytorch_model-00001-of-00002.bin", header=part)]).models
    assert _silence(model, ON_LOAD).startswith("not one whole set")


def test_every_part_of_a_set_is_looked_at() -> None:
    parts = [a_header(format="pytorch", sha256=f"{n:064x}", shard=Shard(n, 2)) for n in (1, 2)]
    assert _silence(a_model(header=merged([parts[0], replace(parts[1], unread="too large")])), ON_LOAD) == (
        "too large"
    )


def test_every_format_that_is_read_is_judged() -> None:
    for known in WEIGHT_FORMATS:
        model = _of(known.name)
        assert _values(model, ON_LOAD) in ([False], []), known.name
        if known.name not in ("joblib", "llamafile", "tensorflow"):
            assert _values(model, ON_LOAD) == [False], known.name


def test_custom_code_is_seen_in_the_configuration_and_beside_the_weights() -> None:
    assert _values(a_model(ModelConfig()), CUSTOM) == [False]
    assert _values(a_model(ModelConfig(has_auto_map=True)), CUSTOM) == [True]
    assert _values(a_model(CodeFile("modeling_x.py")), CUSTOM) == [True]


def test_where_no_configuration_was_read_there_is_no_answer() -> None:
    assert _values(a_model(), CUSTOM) == []
    assert _silence(a_model(), CUSTOM) == "no configuration that could name code was found beside the weights"


def _beside(*seen: Observation) -> Model:
    return group([a_file(sha256="a" * 64), *seen]).models[0]


@pytest.mark.parametrize(
    "name",
    [
        "config.json",
        "tokenizer_config.json",
        "modeling_x.py",
        "adapter_config.json",
        "modules.json",
        "custom_generate/generate.py",
    ],
)
def test_custom_code_is_not_known_where_what_may_name_it_was_not_read(name: str) -> None:
    for unread in (Problem(TARGET, name, "not JSON", bundle="."), Skipped(TARGET, name, "link", bundle=".")):
        model = _beside(unread, a_document(LoaderConfig(), locator="generation_config.json"))
        assert _values(model, CUSTOM) == []
        assert _silence(model, CUSTOM) == f"{name} was not read, and may name code"


def test_a_licence_that_was_not_read_says_nothing_about_code() -> None:
    licence = Problem(TARGET, "LICENSE", "binary", bundle=".")
    assert _values(_beside(licence, a_document(ModelConfig(), locator="config.json")), CUSTOM) == [False]


def test_custom_code_may_be_named_by_a_tokenizer_and_what_is_unread_beside_it_changes_nothing() -> None:
    model = _beside(
        a_document(LoaderConfig(has_auto_map=True), locator="tokenizer_config.json"),
        Problem(TARGET, "config.json", "not JSON", bundle="."),
    )
    (claim,) = _claims(model, CUSTOM)
    assert (claim.value, claim.method, claim.confidence) == (
        True, "auto_map in tokenizer_config.json", Confidence.HIGH,
    )  # fmt: skip


OWN = ImportedCode(own=tuple(f"custom_{n}.T" for n in range(7)))
FOREIGN = ImportedCode(unknown=("evil",))


@pytest.mark.parametrize("made", [ModelConfig, LoaderConfig, AdapterConfig, PipelineIndex])
def test_code_that_a_document_has_imported_is_told_and_of_unknown_code_there_is_no_answer(
    made: Callable[..., Document],
) -> None:
    (claim,) = _claims(_beside(a_document(made(code=OWN), locator="x.json")), CUSTOM)
    how = "x.json names custom_0.T, custom_1.T, custom_2.T, custom_3.T, custom_4.T and 2 more"
    assert (claim.value, claim.method, claim.confidence) == (True, how, Confidence.HIGH)
    foreign = _beside(a_document(made(code=FOREIGN), locator="x.json"))
    assert _values(foreign, CUSTOM) == []
    assert _silence(foreign, CUSTOM) == "x.json names evil, of no library that is known"
    (silence,) = [one for one in loading.assess(foreign, artifact_of(foreign)) if isinstance(one, Silence)]
    assert silence.unknown.how.startswith("have its configuration name a class of the library")


def test_the_list_of_a_pipeline_speaks_about_the_parts_below_it() -> None:
    seen: list[Observation] = [
        a_file("repo/unet/a.safetensors", bundle="repo/unet"),
        a_document(PipelineIndex(OWN), locator="repo/model_index.json", bundle="repo"),
        a_document(ModelConfig(), locator="repo/unet/config.json", bundle="repo/unet"),
    ]
    (claim,) = _claims(group(seen).models[0], CUSTOM)
    assert (claim.value, claim.confidence) == (True, Confidence.MEDIUM)


def test_an_adapter_is_loaded_by_its_own_configuration() -> None:
    whole = a_model(AdapterConfig("acme/base"))
    header = a_header(role=FileRole.ADAPTER)
    adapter = replace(whole, artifact=replace(artifact_of(whole), header=header))
    assert (whole.is_adapter, adapter.is_adapter) == (False, True)
    assert _values(adapter, CUSTOM) == [False]
    assert _values(whole, CUSTOM) == []
