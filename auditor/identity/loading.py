"""Whether loading a model runs code: of its files, and of the repository that they lie in."""

from collections.abc import Iterator
from typing import Final

from auditor.domain.artifact import Artifact
from auditor.domain.document import (
    AdapterConfig,
    CodeFile,
    ImportedCode,
    LoaderConfig,
    ModelConfig,
    PipelineIndex,
)
from auditor.domain.fact import Basis, Claim, Confidence, Settler, Silence, Statement, Unknown
from auditor.domain.header import EXECUTING, TEMPLATE_KEY, UNKNOWN_FUNCTION, Header
from auditor.domain.mention import DocumentAt
from auditor.domain.subject import Model
from auditor.formats.document_name import may_name_code
from auditor.identity.anomalies import told

_MOST_NAMED: Final = 5
_RENAME: Final = "have its configuration name a class of the library that loads it, and scan again"
_CONFIGS: Final = (ModelConfig, LoaderConfig, PipelineIndex)
_ON_LOAD: Final = "unsafe.executes_code_on_load"
_CUSTOM: Final = "unsafe.custom_code"

# Numbers, words and graphs of operators that the runtime itself has: whatever they say, it is not run. The
# one program among them is a GGUF's chat template, which some loaders render unguarded (CVE-2024-34359).
_CANNOT: Final = frozenset(
    [
        "catboost",
        "fasttext",
        "flax",
        "gguf",
        "lightgbm",
        "onnx",
        "onnx-runtime",
        "openvino",
        "safetensors",
        "tensorflow-checkpoint",
        "tflite",
        "xgboost",
    ]
)
_NOT_CLEARED: Final = frozenset({"oversized-template", "suspicious-template"})
_ONLY_KERAS: Final = "no configuration in it names code, or anything but what Keras computes with"
# Formats that can name code, and in which it is looked for wherever it can stand.
_LOOKED_THROUGH: Final = {
    "hdf5": "no configuration of a network in it",
    "keras": _ONLY_KERAS,
    "keras-hdf5": _ONLY_KERAS,
    "numpy": "no array of objects",
    "pytorch": "its pickles import nothing but what weights need",
}
_WHY: Final = {
    "llamafile": "a program: started as one it runs what is in it, read by llama.cpp it does not",
    "torchscript": "its TorchScript code, which is run, is not read",
}


def assess(model: Model, artifact: Artifact) -> Iterator[Statement]:
    """Yield whether loading its files runs code, and whether its repository asks the loader for some."""
    yield from _on_load(model, artifact)
    yield from _custom_code(model)


def _on_load(model: Model, artifact: Artifact) -> Iterator[Statement]:
    header, place = artifact.header, model.locations[0]
    found = [one for one in told(header.anomalies) if one[0] in EXECUTING]
    for code, detail in found:
        yield Claim(_ON_LOAD, True, Basis.MEASURED, Confidence.HIGH, code, place, detail)
    if found:
        return
    if header.format in _CANNOT:
        yield _of_format(header, place)
    elif why := _unsettled(header, artifact):
        yield Silence(_ON_LOAD, Unknown(why, Settler.PROVIDER))
    else:
        # What decides is which names are known as harmless, so that it is no proof.
        how = _LOOKED_THROUGH[header.format]
        yield Claim(_ON_LOAD, False, Basis.MEASURED, Confidence.MEDIUM, how, place)


def _of_format(header: Header, place: str) -> Statement:
    """Return what is known of a file of a format that holds no program but its chat template."""
    doubtful = [detail for code, detail in told(header.anomalies) if code in _NOT_CLEARED]
    if doubtful:
        why = f"{doubtful[0]}: whether rendering it runs code was not tried"
        return Silence(_ON_LOAD, Unknown(why, Settler.PROVIDER))
    how, level = f"{header.format} holds nothing that a loader runs", Confidence.HIGH
    if any(key == TEMPLATE_KEY or key.startswith(f"{TEMPLATE_KEY}.") for key, _ in header.metadata):
        # What decides is which words lead out of a template, so that it is no proof.
        how, level = f"{how} but its chat template, in which nothing leads outside", Confidence.MEDIUM
    return Claim(_ON_LOAD, False, Basis.MEASURED, level, how, place)


def _unsettled(header: Header, artifact: Artifact) -> str:
    """Say why it is not known whether a file that shows no code runs some; empty where it is known."""
    if calls := [one for code, one in told(header.anomalies) if code == UNKNOWN_FUNCTION]:
        return f"what it may call is not known to be harmless: {calls[0]}"
    if header.unread or header.format in _WHY:
        return header.unread or _WHY[header.format]
    if header.format not in _LOOKED_THROUGH:
        return f"whether loading files of the format {header.format} runs code is not known"
    return f"not one whole set: {artifact.defect}" if artifact.defect else ""


def _custom_code(model: Model) -> Iterator[Statement]:
    found = [(at, how) for at in model.documents if (how := _runs_code(at))]
    for at, how in found:
        yield Claim(_CUSTOM, True, Basis.MEASURED, _level(at), how, at.locator, at.where or None)
    if found:
        return
    unread = [name for name in model.unread if may_name_code(name)]
    if unread:
        why = f"{', '.join(unread)} was not read, and may name code"
        yield Silence(_CUSTOM, Unknown(why, Settler.FILE_OWNER, "auditor scan"))
        return
    if foreign := [how for at in model.documents if (how := _imports_unknown(at))]:
        yield Silence(_CUSTOM, Unknown("; ".join(foreign), Settler.FILE_OWNER, _RENAME))
        return
    # An adapter is loaded by its own configuration.
    looked_at = (*_CONFIGS, AdapterConfig) if model.is_adapter else _CONFIGS
    n_looked_at = sum(isinstance(at.document, looked_at) for at in model.documents)
    if not n_looked_at:
        why = "no configuration that could name code was found beside the weights"
        yield Silence(_CUSTOM, Unknown(why, Settler.FILE_OWNER))
        return
    looked = f"{n_looked_at} configuration{'s' if n_looked_at != 1 else ''}"
    how = f"no code of a repository in {looked} and no model code beside the weights"
    yield Claim(_CUSTOM, False, Basis.MEASURED, Confidence.HIGH, how, model.locations[0])


def _level(at: DocumentAt) -> Confidence:
    """Read is read; but what lies one folder up need not be loaded with these weights."""
    if not at.is_above:
        return Confidence.HIGH
    # A list of a pipeline's parts is about the folders below it.
    return Confidence.MEDIUM if isinstance(at.document, PipelineIndex) else Confidence.LOW


def _runs_code(at: DocumentAt) -> str:
    """Return how a document has a loader run code of the model's own; empty if it does not."""
    match at.document:
        case CodeFile():
            return "Python file with model code"
        case ModelConfig(has_auto_map=True) | LoaderConfig(has_auto_map=True):
            return f"auto_map in {_name(at)}"
    own = _imported(at).own
    return f"{_name(at)} names {_some(own)}" if own else ""


def _imports_unknown(at: DocumentAt) -> str:
    """Return what a document has a loader import of which it is not known whose it is; empty if nothing."""
    unknown = _imported(at).unknown
    return f"{_name(at)} names {_some(unknown)}, of no library that is known" if unknown else ""


def _imported(at: DocumentAt) -> ImportedCode:
    if isinstance(at.document, ModelConfig | LoaderConfig | AdapterConfig | PipelineIndex):
        return at.document.code
    return ImportedCode()


def _some(paths: tuple[str, ...]) -> str:
    more = len(paths) - _MOST_NAMED
    return ", ".join(paths[:_MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")


def _name(at: DocumentAt) -> str:
    return at.locator.rpartition("/")[2].rpartition("#")[2]
