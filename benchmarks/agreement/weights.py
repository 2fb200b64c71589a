"""Files of weights: format, header, and whether something is the matter with them."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from auditor.domain.header import FileRole, Header
from auditor.domain.observation import FileSeen, Observation, Problem, Skipped
from auditor.formats.modelfile import parse
from auditor.sources.reading import read_weights
from benchmarks.agreement.base import Compared, Entry, in_use, observed

# The words of the list for formats that are known here under others.
_FORMATS: Final = {
    "XGBoost binary": "xgboost",
    "XGBoost UBJSON": "xgboost",
    "PMML": "pmml",
    "h5": "keras-hdf5",
    "pb": "tensorflow-savedmodel",
    "joblib (pickle)": "joblib",
    "pytorch zip (pickle inside)": "pytorch",
    "tf-savedmodel": "tensorflow-savedmodel",
}
_OF_HEADER: Final[Mapping[str, Callable[[Header], object]]] = {
    "architecture": lambda header: header.architecture,
    "chat_template_present": lambda header: header.entry("tokenizer.chat_template") is not None,
    "dtypes": lambda header: [name for name, _ in header.dtypes],
    "external_data": lambda header: _words(header, "external_data") or False,
    "graph_name": lambda header: header.name,
    "ir_version": lambda header: int(header.version),
    "licence_in_metadata": lambda header: header.entry("general.license"),
    "n_initializers": lambda header: header.n_tensors,
    "n_tensors": lambda header: header.n_tensors,
    "name": lambda header: header.name,
    "opset": lambda header: [_opset(word) for word in _words(header, "opset_import")],
    "parameters": lambda header: header.n_parameters,
    "parameters_in_initializers": lambda header: header.n_parameters,
    "producer": lambda header: header.entry("producer_name"),
    "producer_version": lambda header: header.entry("producer_version"),
    "tensor_types": lambda header: dict(header.dtypes),
    "tokenizer_model": lambda header: header.entry("tokenizer.ggml.model"),
    "tokenizer_pre": lambda header: header.entry("tokenizer.ggml.pre"),
    "version": lambda header: int(header.version),
    "weights_present": lambda header: header.role is FileRole.WEIGHTS,
}


def weights(entry: Entry) -> Iterator[Compared]:
    """Compare what the header of a file says."""
    seen = _seen(entry)
    must_flag, valid = entry.expected.get("must_flag"), entry.expected.get("valid")
    if must_flag is not None:
        yield Compared(entry, "must_flag", must_flag, _is_flagged(seen))
    if isinstance(valid, bool):
        yield Compared(entry, "valid", valid, isinstance(seen, FileSeen))
    if not isinstance(seen, FileSeen):
        return
    header = seen.header
    if (written := entry.expected.get("format")) is not None:
        yield Compared(entry, "format", _FORMATS.get(written, written), header.format)
    for fact, read in _OF_HEADER.items():
        if fact in entry.expected:
            yield Compared(entry, fact, entry.expected[fact], read(header))
    yield from _metadata(entry, header)
    if "pickle" in entry.expected:
        is_pickle = header.format in {"pytorch", "pickle"}
        yield Compared(entry, "pickle", entry.expected["pickle"], is_pickle)


def modelfile(entry: Entry) -> Iterator[Compared]:
    """Compare what a Modelfile says."""
    (seen,) = in_use("modelfile", entry.path)
    yield Compared(entry, "from", entry.expected["from"], seen.model.written if seen.model else None)
    text = entry.path.read_text(encoding="utf-8")
    said: dict[str, list[str]] = {}
    for one in parse(text):
        if one.command == "parameter":
            name, _, value = one.text.partition(" ")
            said.setdefault(name, []).append(value.strip())
    for name, value in entry.expected["parameters"].items():
        words = [str(part) for part in value] if isinstance(value, list) else [str(value)]
        yield Compared(entry, f"parameters.{name}", words, said.get(name))


def _seen(entry: Entry) -> Observation | None:
    if entry.path.suffix not in (".json", ".yaml"):
        return read_weights("dir:corpus", entry.file, str(entry.path), ".")
    # A file of settings is not read as weights, whatever it is called: it is looked at where it lies.
    beside = observed("dir", entry.path.parent)
    return next((one for one in beside if getattr(one, "locator", "") == entry.path.name), None)


def _is_flagged(seen: Observation | None) -> bool:
    """Say whether something is said to be the matter, in the file or with it."""
    match seen:
        case FileSeen():
            return bool(seen.header.anomalies)
        case Problem() | Skipped():
            return True
        case _:
            return False


def _metadata(entry: Entry, header: Header) -> Iterator[Compared]:
    scalars = {**entry.expected.get("metadata_scalars", {}), **entry.expected.get("metadata", {})}
    for name, value in scalars.items():
        found = header.entry(name)
        if isinstance(value, str) and value.startswith("[array"):
            # How many there are is kept of long ones, and their words of short ones.
            found = value if found is not None else None
        yield Compared(entry, f"metadata.{name}", value, found)
    if "vocab_size" in entry.expected:
        tokens = f"[array len {entry.expected['vocab_size']}]"
        yield Compared(entry, "vocab_size", tokens, header.entry("tokenizer.ggml.tokens"))
    if "tensors" in entry.expected:
        types = sorted({dtype for dtype, _ in entry.expected["tensors"].values()})
        yield Compared(entry, "tensors", types, [name for name, _ in header.dtypes])


def _opset(word: str) -> list[object]:
    domain, _, version = word.rpartition(" ")
    return [domain, int(version)]


def _words(header: Header, name: str) -> list[str]:
    found = header.entry(name)
    return list(found) if isinstance(found, tuple) else []
