"""Calls that load weights into the program itself: nobody else runs these models."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from auditor.domain.serving import ModelReference, ReferenceKind
from auditor.sources.code.base import Call, Import, Program, Value
from auditor.sources.code.origins import Origins

# What is loaded beside weights, and is no model.
_NO_MODEL: Final = re.compile(r"Tokenizer|Processor|FeatureExtractor|Config|Scheduler|Dataset")
_REPOSITORY: Final = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[\w.-]{1,96}")
_FILE: Final = re.compile(
    r"\.(?:gguf|ggml|bin|safetensors|onnx|pt|pth|llamafile|tflite|h5|keras|joblib|pkl|ftz|ubj)$",
    re.IGNORECASE,
)
# Words that many packages and programs call something of their own.
_OF_MANY: Final = frozenset({"load", "load_model", "pipeline"})
# What a hub holds beside models.
_NO_MODELS: Final = frozenset({"dataset", "space"})


@dataclass(frozen=True, slots=True)
class Loader:
    """One way to load a model.

    Attributes:
        runtime: What runs it.
        called: Last words of the call.
        keys: Arguments that name the model, best first.
        place: Which argument by place names it; ``None`` if none does.
        kind: What the words are where they look like neither a file nor a repository.
    """

    runtime: str
    called: str
    keys: tuple[str, ...]
    place: int | None = 0
    kind: ReferenceKind = ReferenceKind.REPOSITORY


_PRETRAINED: Final = (
    "pretrained_model_name_or_path",
    "model_id",
    "model_name",
    "model_name_or_path",
    "repo_id",
)
# By the package that is imported, as its first word.
_LOADERS: Final[Mapping[str, tuple[Loader, ...]]] = {
    **{
        package: (
            Loader(package, "from_pretrained", _PRETRAINED),
            Loader(package, "from_single_file", ("pretrained_model_link_or_path",)),
        )
        for package in ("diffusers", "peft", "optimum", "auto_gptq", "awq", "gliner", "setfit", "timm")
    },
    "transformers": (
        Loader("transformers", "from_pretrained", _PRETRAINED),
        Loader("transformers", "pipeline", ("model",), 1),
    ),
    "@huggingface/transformers": (
        Loader("transformers.js", "from_pretrained", ()),
        Loader("transformers.js", "pipeline", (), 1),
    ),
    "@xenova/transformers": (
        Loader("transformers.js", "from_pretrained", ()),
        Loader("transformers.js", "pipeline", (), 1),
    ),
    "sentence_transformers": (
        Loader("sentence-transformers", "SentenceTransformer", ("model_name_or_path",)),
        Loader("sentence-transformers", "CrossEncoder", ("model_name", "model_name_or_path")),
        Loader("sentence-transformers", "SparseEncoder", ("model_name_or_path",)),
    ),
    "unsloth": (Loader("unsloth", "from_pretrained", _PRETRAINED),),
    "ctransformers": (Loader("ctransformers", "from_pretrained", ("model_path_or_repo_id",)),),
    "llama_cpp": (
        Loader("llama.cpp", "Llama", ("model_path",), 0, ReferenceKind.FILE),
        Loader("llama.cpp", "from_pretrained", ("repo_id",)),
    ),
    "node-llama-cpp": (Loader("llama.cpp", "loadModel", ("modelPath",), None, ReferenceKind.FILE),),
    "gpt4all": (Loader("gpt4all", "GPT4All", ("model_name",), 0, ReferenceKind.STORE),),
    "vllm": (Loader("vllm", "LLM", ("model",)), Loader("vllm", "AsyncEngineArgs", ("model",)),
             Loader("vllm", "EngineArgs", ("model",))),
    "sglang": (Loader("sglang", "Engine", ("model_path",)), Loader("sglang", "Runtime", ("model_path",))),
    "mlx_lm": (Loader("mlx", "load", ("path_or_hf_repo",)),),
    "torch": (Loader("torch.hub", "hub.load", ("model",), 1, ReferenceKind.STORE),),
    "spacy": (Loader("spacy", "load", ("name",), 0, ReferenceKind.STORE),),
    "ultralytics": (
        Loader("ultralytics", "YOLO", ("model",), 0, ReferenceKind.STORE),
        Loader("ultralytics", "SAM", ("model",), 0, ReferenceKind.STORE),
        Loader("ultralytics", "RTDETR", ("model",), 0, ReferenceKind.STORE),
    ),
    "huggingface_hub": (
        Loader("huggingface-hub", "snapshot_download", ("repo_id",)),
        Loader("huggingface-hub", "hf_hub_download", ("repo_id",)),
    ),
    "joblib": (Loader("joblib", "load", ("filename",), 0, ReferenceKind.FILE),),
    "fasttext": (Loader("fasttext", "load_model", ("path",), 0, ReferenceKind.FILE),),
    "xgboost": (Loader("xgboost", "load_model", ("fname",), 0, ReferenceKind.FILE),
                Loader("xgboost", "Booster", ("model_file",), None, ReferenceKind.FILE)),
    "lightgbm": (Loader("lightgbm", "Booster", ("model_file",), None, ReferenceKind.FILE),),
    "catboost": (Loader("catboost", "load_model", ("fname",), 0, ReferenceKind.FILE),),
    "keras": (Loader("keras", "load_model", ("filepath",), 0, ReferenceKind.FILE),),
    "tensorflow": (Loader("keras", "models.load_model", ("filepath",), 0, ReferenceKind.FILE),
                   Loader("tensorflow", "saved_model.load", ("export_dir",), 0, ReferenceKind.FILE)),
    "mlflow": (Loader("mlflow", "load_model", ("model_uri",), 0, ReferenceKind.STORE),),
    "whisperx": (Loader("whisperx", "load_model", ("whisper_arch",), 0, ReferenceKind.STORE),),
    "faster_whisper": (Loader("faster-whisper", "WhisperModel", ("model_size_or_path",), 0,
    ReferenceKind.STORE),),
    "whisper": (Loader("whisper", "load_model", ("name",), 0, ReferenceKind.STORE),),
    "onnxruntime": (Loader("onnxruntime", "InferenceSession", ("path_or_bytes",), 0, ReferenceKind.FILE),),
    "fastembed": (Loader("fastembed", "TextEmbedding", ("model_name",)),),
    "FlagEmbedding": (Loader("FlagEmbedding", "BGEM3FlagModel", ("model_name_or_path",)),
                      Loader("FlagEmbedding", "FlagReranker", ("model_name_or_path",))),
    **{
        package: (
            Loader("sentence-transformers", "HuggingFaceEmbeddings", ("model_name", "model"), None),
            Loader("sentence-transformers", "HuggingFaceEmbedding", ("model_name",)),
            Loader("transformers", "from_model_id", ("model_id",), None),
            Loader("transformers", "HuggingFaceLLM", ("model_name",), None),
            Loader("llama.cpp", "LlamaCpp", ("model_path",), None, ReferenceKind.FILE),
            Loader("llama.cpp", "LlamaCPP", ("model_path",), None, ReferenceKind.FILE),
        )
        for package in ("langchain", "langchain_community", "langchain_huggingface", "llama_index")
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model that is loaded.

    Attributes:
        call: Number of the call.
        loader: The way it is loaded.
        value: What names it.
        reference: The model.
    """

    call: int
    loader: Loader
    value: Value
    reference: ModelReference


def loaded(program: Program) -> list[Loaded]:
    """Return the models that a program loads itself."""
    origins = Origins(program)
    imported = [(one, loader) for one in program.imports for loader in _loaders_of(one)]
    found: list[Loaded] = []
    for number, call in enumerate(program.calls):
        loader = _loader(call, imported, origins)
        if loader is None or _NO_MODEL.search(".".join(call.path)) or _is_of_data(call):
            continue
        value = _named(call, loader)
        if value is not None:
            found.append(Loaded(number, loader, value, _reference(call, value, loader.kind)))
    return found


def _loaders_of(one: Import) -> tuple[Loader, ...]:
    roots = (one.module, one.module.partition(".")[0])
    return next((_LOADERS[root] for root in roots if root in _LOADERS), ())


def _loader(call: Call, imported: list[tuple[Import, Loader]], origins: Origins) -> Loader | None:
    """Return the way a call loads a model: that of the package which what is called was imported from.

    Of an object whose origin the file does not show it is whose word it is, unless many have that word.
    """
    if not call.path or not imported:
        return None
    origin = origins.of(call.path)
    if origin is not None:
        path = origin.full(call.path)
        return next(
            (loader for one, loader in imported if one is origin.imported and _ends(path, loader)), None
        )
    if len(call.path) == 1 or call.path[-1] in _OF_MANY:
        return None
    return next((loader for _, loader in imported if _ends(call.path, loader)), None)


def _ends(path: tuple[str, ...], loader: Loader) -> bool:
    words = tuple(loader.called.split("."))
    return path[-len(words) :] == words


def _is_of_data(call: Call) -> bool:
    return any(name in ("repo_type", "repoType") and value.text in _NO_MODELS for name, value in call.named)


def _named(call: Call, loader: Loader) -> Value | None:
    named = dict(call.named)
    values = [named[key] for key in loader.keys if key in named]
    if loader.place is not None and loader.place < len(call.positional):
        values.append(call.positional[loader.place])
    return next((value for value in values if value.text or value.symbol or value.variable), None)


def _reference(call: Call, value: Value, usual: ReferenceKind) -> ModelReference:
    written = written_of(value)
    revision = next((v.text for key, v in call.named if key == "revision" and v.text), None)
    kind = kind_of(value, usual)
    return ModelReference(written, kind, revision if kind is ReferenceKind.REPOSITORY else None)


def written_of(value: Value) -> str:
    """Return the words that name a model; a variable by its name."""
    return value.text or (f"${value.variable}" if value.variable else value.symbol)


def kind_of(value: Value, usual: ReferenceKind) -> ReferenceKind:
    """Return what the words that name a model are."""
    text = value.text
    if not text or "{" in text:
        return ReferenceKind.UNRESOLVED
    if re.match(r"[a-z0-9]+://", text):
        return ReferenceKind.LOCATION
    if text.startswith(("/", "./", "../", "~")) or _FILE.search(text) or "\\" in text:
        return ReferenceKind.FILE
    return ReferenceKind.REPOSITORY if _REPOSITORY.fullmatch(text) else usual
