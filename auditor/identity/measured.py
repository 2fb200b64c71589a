"""What the bytes and the documents beside them say about a model: facts with basis measured or declared."""

from collections.abc import Iterator, Mapping
from typing import Final

from auditor.domain.document import AdapterConfig, CodeFile, ModelCard, ModelConfig
from auditor.domain.fact import (
    Basis,
    Claim,
    Confidence,
    Fact,
    Known,
    Settler,
    Silence,
    Statement,
    Unknown,
)
from auditor.domain.lineage import Relation, relation_named, stated
from auditor.domain.observation import FileRole, Header
from auditor.domain.subject import DocumentAt, Model, Strength
from auditor.domain.values import FactValue, set_of

# Number types in which networks are trained; anything with fewer bits was made smaller afterwards.
_TRAINED_IN: Final = frozenset({"F64", "F32", "F16", "BF16"})
_INTEGER: Final = frozenset({"I8", "I16", "I32", "I64", "U8", "U16", "U32", "U64", "BOOL"})


def assess(model: Model) -> Iterator[Statement]:
    """Yield what is measured from the files and declared by them and by what lies beside them."""
    yield from _identity(model)
    yield from _size(model)
    yield from _words(model)
    yield from _base_models(model)
    yield from _code(model)


def _measured(model: Model, fact: str, value: FactValue, method: str, key: str = "") -> Claim:
    locator = model.locations[0] + (f"@{key}" if key else "")
    return Claim(fact, value, Basis.MEASURED, Confidence.HIGH, method, locator)


def _declared(fact: str, value: FactValue, method: str, locator: str, n_sharing: int = 1) -> Claim:
    confidence = Confidence.MEDIUM if n_sharing == 1 else Confidence.LOW
    return Claim(fact, value, Basis.DECLARED, confidence, method, locator)


def _identity(model: Model) -> Iterator[Statement]:
    yield _measured(model, "identity.strength", model.strength.value, "grouping")
    files = model.artifact.files
    digests = [file.sha256 for file in files if file.sha256]
    if model.strength is Strength.CONTENT:
        yield _measured(model, "identity.sha256", set_of(digests), "sha256 of every byte")
    else:
        reason = "its bytes were not read (not asked for, or a hole)"
        if model.artifact.n_missing:
            reason = "part of the set is missing"
        yield Silence("identity.sha256", Unknown(reason, Settler.FILE_OWNER, "auditor scan --hash full"))
    vouched = [file for file in files if file.declared_sha256]
    yield _measured(model, "identity.store_vouches", bool(vouched), "store's digest")
    if vouched and all(file.sha256 for file in vouched):
        matches = all(file.sha256 == file.declared_sha256 for file in vouched)
        method = "store's digest against the bytes"
        yield _measured(model, "identity.digest_matches_store", matches, method)
    else:
        why = (
            "its store's digest was not checked against the bytes"
            if vouched
            else "no store vouches for a digest"
        )
        who = Settler.FILE_OWNER if vouched else Settler.NOBODY
        yield Silence(
            "identity.digest_matches_store", Unknown(why, who, "auditor scan --hash full" if vouched else "")
        )


def _size(model: Model) -> Iterator[Statement]:
    header = model.artifact.header
    yield _measured(model, "model.format", model.artifact.format, "magic bytes")
    yield _measured(model, "model.size_bytes", model.artifact.size_bytes, "file status")
    if model.artifact.n_missing:
        unknown = Unknown("part of the set is missing", Settler.FILE_OWNER)
        yield Silence("model.n_parameters", unknown)
        yield Silence("model.n_active_parameters", unknown)
        return
    what = f"{header.n_tensors} tensor shapes"
    yield _measured(model, "model.n_parameters", header.n_parameters, what)
    yield from _experts(model, header)
    dtypes = {name for name, _ in header.dtypes}
    if dtypes and not dtypes <= _INTEGER:
        yield _measured(
            model, "model.is_quantized", not dtypes <= _TRAINED_IN | _INTEGER, "number types of its tensors"
        )


def _experts(model: Model, header: Header) -> Iterator[Statement]:
    """Yield experts and active parameters: shared tensors, and the share of the experts that a token uses."""
    config = next((at.document for at in model.documents if isinstance(at.document, ModelConfig)), None)
    n_experts = header.n_experts or (config.n_experts if config else None)
    n_used = header.n_experts_used or (config.n_experts_used if config else None)
    what = f"{header.n_tensors} tensor shapes"
    if not header.n_expert_parameters and not n_experts:
        yield _measured(model, "model.n_experts", 0, what)
        yield _measured(model, "model.n_active_parameters", header.n_parameters, f"{what}, no expert tensors")
        return
    if n_experts:
        yield _measured(model, "model.n_experts", n_experts, "header" if header.n_experts else "config.json")
    if n_experts and n_used and header.n_expert_parameters and n_used <= n_experts:
        idle = header.n_expert_parameters * (n_experts - n_used) // n_experts
        method = f"{what}, {n_used} of {n_experts} experts per token"
        yield _measured(model, "model.n_active_parameters", header.n_parameters - idle, method)
    else:
        why = "a mixture of experts, but how many experts a token uses is not said"
        yield Silence("model.n_active_parameters", Unknown(why, Settler.PROVIDER))


def _words(model: Model) -> Iterator[Statement]:
    header, place = model.artifact.header, model.locations[0]
    for name in model.names:
        yield _declared("model.name", name.name, f"named by {name.given_by}", name.locator)
    if header.architecture:
        yield _declared("model.architecture", header.architecture, f"{header.format}-header", place)
    if header.context_length:
        yield _declared("model.context_length", header.context_length, f"{header.format}-header", place)
    if header.quantization:
        yield _measured(model, "model.quantization", header.quantization, "number types of its tensors")
    if header.anomalies:
        codes = set_of([anomaly.code for anomaly in header.anomalies])
        yield _measured(model, "unsafe.header_anomalies", codes, f"{header.format}-header")
    else:
        yield _measured(model, "unsafe.header_anomalies", (), f"{header.format}-header")
    for at in model.documents:
        if isinstance(at.document, ModelConfig):
            yield from _config(model, at, at.document)


def _config(model: Model, at: DocumentAt, config: ModelConfig) -> Iterator[Statement]:
    if config.model_type and not model.artifact.header.architecture:
        yield _declared("model.architecture", config.model_type, "config.json", at.locator, at.n_sharing)
    if config.context_length:
        yield _declared(
            "model.context_length", config.context_length, "config.json", at.locator, at.n_sharing
        )


def _base_models(model: Model) -> Iterator[Statement]:
    named = tuple(_named_bases(model))
    yield from named
    if not named:
        missing = "an adapter that does not name its base" if _is_adapter(model) else ""
        why = missing or "neither header, card nor adapter configuration names one"
        yield Silence("model.base_models", Unknown(why, Settler.PROVIDER))
    relations = tuple(_base_relations(model))
    yield from relations
    if not relations:
        why = "neither card nor adapter configuration says how it was made from one"
        yield Silence("model.base_relations", Unknown(why, Settler.PROVIDER))


def _base_relations(model: Model) -> Iterator[Claim]:
    fact, own = "model.base_relations", Relation.ADAPTER if _is_adapter(model) else None
    for at in model.documents:
        match at.document:
            case ModelCard(base_models=bases, base_relation=word):
                relation = relation_named(word) or own
                words = set_of([stated(relation, base) for base in bases]) if relation else ()
                if words:
                    locator = f"{at.locator}@base_model_relation"
                    yield _declared(fact, words, "model-card", locator, at.n_sharing)
            case AdapterConfig(base_model=str(base)):
                words = (stated(Relation.ADAPTER, base),)
                yield _declared(fact, words, "adapter-config", at.locator, at.n_sharing)


def _is_adapter(model: Model) -> bool:
    return model.artifact.header.role is FileRole.ADAPTER


def names_base(model: Model, known: Mapping[str, Fact]) -> Claim:
    """Return whether anything looked at, the catalogue included, names a model this one was made from."""
    is_named = isinstance(known["model.base_models"].state, Known)
    return _measured(model, "model.names_base", is_named, "header, card, adapter configuration and catalogue")


def _named_bases(model: Model) -> Iterator[Claim]:
    for at in model.documents:
        match at.document:
            case ModelCard(base_models=bases) if bases:
                locator = f"{at.locator}@base_model"
                yield _declared("model.base_models", set_of(bases), "model-card", locator, at.n_sharing)
            case AdapterConfig(base_model=str(base)):
                yield _declared("model.base_models", (base,), "adapter-config", at.locator, at.n_sharing)
    header = model.artifact.header
    count = header.entry("general.base_model.count")
    for n in range(count if isinstance(count, int) and count < 64 else 0):
        base_name = _gguf_base(header, n)
        if base_name:
            locator = f"{model.locations[0]}@general.base_model.{n}"
            yield _declared("model.base_models", (base_name,), "gguf-header", locator)


def _gguf_base(header: Header, n: int) -> str | None:
    """Return a base as ``ORG/NAME`` from its repository's address, else its name."""
    url = header.entry(f"general.base_model.{n}.repo_url")
    if isinstance(url, str) and "://" in url:
        parts = [part for part in url.split("://", 1)[1].split("/") if part][1:3]
        if parts:
            return "/".join(parts)
    name = header.entry(f"general.base_model.{n}.name")
    return name if isinstance(name, str) and name else None


def _code(model: Model) -> Iterator[Statement]:
    files = [at for at in model.documents if isinstance(at.document, CodeFile)]
    configs = [
        at for at in model.documents if isinstance(at.document, ModelConfig) and at.document.has_auto_map
    ]
    for at in (*configs, *files):
        method = "auto_map in config.json" if at in configs else "Python file beside the weights"
        yield Claim("unsafe.custom_code", True, Basis.MEASURED, Confidence.HIGH, method, at.locator)
    if not files and not configs:
        yield _measured(
            model, "unsafe.custom_code", False, "no auto_map and no model code beside the weights"
        )
