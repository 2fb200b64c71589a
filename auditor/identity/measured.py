"""What the bytes and the documents beside them say about a model: facts with basis measured or declared."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from auditor.domain.artifact import Artifact, ArtifactFile
from auditor.domain.document import AdapterConfig, ModelCard, ModelConfig
from auditor.domain.fact import (
    Basis,
    Claim,
    Confidence,
    Fact,
    Settler,
    Silence,
    Statement,
    Unknown,
)
from auditor.domain.header import EXECUTING, TEMPLATE_ANOMALIES, UNKNOWN_FUNCTION, Header
from auditor.domain.lineage import Relation, relation_named, stated
from auditor.domain.mention import DocumentAt
from auditor.domain.subject import Model, Strength
from auditor.domain.values import FactValue, set_of
from auditor.identity import counted, loading, named, templates, writable
from auditor.identity.anomalies import told

# Number types in which networks are trained; anything with fewer bits was made smaller afterwards.
_TRAINED_IN: Final = frozenset({"F64", "F32", "F16", "BF16"})
_INTEGER: Final = frozenset({"I8", "I16", "I32", "I64", "U8", "U16", "U32", "U64", "BOOL"})


def assess(model: Model) -> Iterator[Statement]:
    """Yield what is measured from the files and declared by them and by what lies beside them."""
    if model.artifact is None:
        yield from named.assess(model)
        return
    yield from _identity(model, model.artifact)
    yield from _size(model, model.artifact)
    yield from _words(model, model.artifact.header)
    yield from _anomalies(model, model.artifact.header)
    yield from _base_models(model)
    yield from loading.assess(model, model.artifact)
    yield from templates.assess(model, model.artifact)
    yield from writable.assess(model)


def _measured(model: Model, fact: str, value: FactValue, method: str, key: str = "") -> Claim:
    locator = model.locations[0] + (f"@{key}" if key else "")
    return Claim(fact, value, Basis.MEASURED, Confidence.HIGH, method, locator)


def _declared(fact: str, value: FactValue, method: str, locator: str) -> Claim:
    return Claim(fact, value, Basis.DECLARED, Confidence.MEDIUM, method, locator)


def _said(fact: str, value: FactValue, method: str, at: DocumentAt, key: str = "") -> Claim:
    """Return what a document says, weaker where it may mean other weights too."""
    confidence = Confidence.MEDIUM if at.n_sharing == 1 else Confidence.LOW
    locator = at.locator + (f"@{key}" if key else "")
    return Claim(fact, value, Basis.DECLARED, confidence, method, locator, at.where or None)


def _identity(model: Model, artifact: Artifact) -> Iterator[Statement]:
    yield _measured(model, "identity.strength", model.strength.value, "grouping")
    yield _measured(model, "identity.bytes_seen", True, "grouping")
    files = artifact.files
    digests = [file.sha256 for file in files if file.sha256]
    if model.strength is Strength.CONTENT:
        yield _of_digests(model, "identity.sha256", set_of(digests), "sha256 of every byte")
    else:
        reason, how = _unread(files)
        if artifact.defect:
            reason, how = f"not one whole set: {artifact.defect}", "auditor scan"
        yield Silence("identity.sha256", Unknown(reason, Settler.FILE_OWNER, how))
    vouched = [file for file in files if file.declared_sha256]
    yield _measured(model, "identity.store_vouches", bool(vouched), "store's digest")
    if vouched and all(file.sha256 for file in vouched):
        matches = all(file.sha256 == file.declared_sha256 for file in vouched)
        method = "store's digest against the bytes"
        yield _of_digests(model, "identity.digest_matches_store", matches, method)
    elif vouched:
        reason, how = _unread(vouched)
        why = f"its store's digest was not checked against the bytes: {reason}"
        yield Silence("identity.digest_matches_store", Unknown(why, Settler.FILE_OWNER, how))
    else:
        unknown = Unknown("no store vouches for a digest", Settler.NOBODY)
        yield Silence("identity.digest_matches_store", unknown)


def _of_digests(model: Model, fact: str, value: FactValue, method: str) -> Claim:
    """Return what follows from digests; those that an earlier scan computed are believed, not measured."""
    claim = _measured(model, fact, value, method)
    files = model.artifact.files if model.artifact else ()
    believed = [file.believed_since for file in files if file.believed_since]
    if not believed:
        return claim
    since = f"{method}, believed since {min(believed).isoformat()}: size and times of the file are unchanged"
    return replace(claim, method=since, confidence=Confidence.MEDIUM)


def _unread(files: Iterable[ArtifactFile]) -> tuple[str, str]:
    """Return why bytes were not read, and the command that reads them; none reads what was never written."""
    if any(file.is_hole for file in files if file.sha256 is None):
        return "its file is nearly all hole, bytes that were never written", ""
    return "its bytes were not read, which was not asked for", "auditor scan --hash full"


def _size(model: Model, artifact: Artifact) -> Iterator[Statement]:
    yield _measured(model, "model.format", artifact.format, "magic bytes")
    yield _measured(model, "model.size_bytes", artifact.size_bytes, "file status")
    if artifact.defect:
        unknown = Unknown(f"not one whole set: {artifact.defect}", Settler.FILE_OWNER, "auditor scan")
        yield Silence("model.n_parameters", unknown)
        yield Silence("model.n_active_parameters", unknown)
        return
    yield from counted.assess(model, artifact.header)
    yield from _quantized(model, artifact.header)


def _quantized(model: Model, header: Header) -> Iterator[Statement]:
    dtypes = {name for name, _ in header.dtypes}
    # In safetensors packed weights are whole numbers; what is beside them tells, and names the scheme.
    is_packed = not header.is_of_gguf and header.quantization is not None
    if is_packed or (dtypes and not dtypes <= _INTEGER):
        is_quantized = is_packed or not dtypes <= _TRAINED_IN | _INTEGER
        yield _measured(model, "model.is_quantized", is_quantized, "number types of its tensors")


def _words(model: Model, header: Header) -> Iterator[Statement]:
    place = model.locations[0]
    for name in model.names:
        yield _declared("model.name", name.name, f"named by {name.given_by}", name.locator)
    if header.architecture:
        yield _declared("model.architecture", header.architecture, f"{header.format}-header", place)
    if header.context_length:
        yield _declared("model.context_length", header.context_length, f"{header.format}-header", place)
    if header.quantization:
        yield _measured(model, "model.quantization", header.quantization, "number types of its tensors")
    for at in model.documents:
        if isinstance(at.document, ModelConfig):
            yield from _config(model, at, at.document)


def _anomalies(model: Model, header: Header) -> Iterator[Statement]:
    """Yield what is odd about a header; code that runs and chat templates have facts of their own."""
    fact, method = "unsafe.header_anomalies", f"{header.format}-header"
    miscounted = (header.miscounted_experts,) if header.miscounted_experts else ()
    elsewhere = {*EXECUTING, *TEMPLATE_ANOMALIES, UNKNOWN_FUNCTION}
    odd = [one for one in (*header.anomalies, *miscounted) if one.code not in elsewhere]
    for code, detail in told(odd):
        yield replace(_measured(model, fact, (code,), method), citation=detail)
    if header.unread and not odd:
        # Nothing looked at is not clean.
        yield Silence(fact, Unknown(header.unread, Settler.PROVIDER))
    elif not odd:
        yield _measured(model, fact, (), method)


def _config(model: Model, at: DocumentAt, config: ModelConfig) -> Iterator[Statement]:
    if config.model_type and not (model.header and model.header.architecture):
        yield _said("model.architecture", config.model_type, "config.json", at, "model_type")
    if config.context_length:
        key = config.key_of("context_length")
        yield _said("model.context_length", config.context_length, "config.json", at, key)


def _base_models(model: Model) -> Iterator[Statement]:
    named = tuple(_named_bases(model))
    yield from named
    if not named:
        missing = "an adapter that does not name its base" if model.is_adapter else ""
        why = missing or "neither header, card nor adapter configuration names one"
        yield Silence("model.base_models", Unknown(why, Settler.PROVIDER))
    relations = tuple(_base_relations(model))
    yield from relations
    if not relations:
        why = "neither card nor adapter configuration says how it was made from one"
        yield Silence("model.base_relations", Unknown(why, Settler.PROVIDER))


def _base_relations(model: Model) -> Iterator[Claim]:
    fact, own = "model.base_relations", Relation.ADAPTER if model.is_adapter else None
    for at in model.documents:
        match at.document:
            case ModelCard(base_models=bases, base_relation=word):
                relation = relation_named(word) or own
                words = set_of([stated(relation, base) for base in bases]) if relation else ()
                if words:
                    yield _said(fact, words, "model-card", at, "base_model_relation")
            case AdapterConfig(base_model=str(base)):
                words = (stated(Relation.ADAPTER, base),)
                yield _said(fact, words, "adapter-config", at)


def names_base(model: Model, known: Mapping[str, Fact]) -> Iterator[Statement]:
    """Yield whether anything looked at, the catalogue included, names a model this one was made from.

    Where only a declaration names one, that nothing else does is no contradiction and no answer: the
    declaration is. Of a model whose bytes were not seen, that nothing names one is no answer either.
    """
    state = known["model.base_models"].state
    claims = () if isinstance(state, Unknown) else state.claims
    is_named = any(claim.basis is not Basis.ATTESTED for claim in claims)
    if model.artifact is None and not is_named:
        yield Silence("model.names_base", Unknown(named.NO_BYTES, Settler.PROVIDER))
    elif is_named or not claims:
        looked_at = "header, card, adapter configuration and catalogue"
        yield _measured(model, "model.names_base", is_named, looked_at)


def _named_bases(model: Model) -> Iterator[Claim]:
    for at in model.documents:
        match at.document:
            case ModelCard(base_models=bases) if bases:
                yield _said("model.base_models", set_of(bases), "model-card", at, "base_model")
            case AdapterConfig(base_model=str(base)):
                yield _said("model.base_models", (base,), "adapter-config", at)
    header = model.header
    if header is None:
        return
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
