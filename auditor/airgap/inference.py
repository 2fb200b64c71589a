"""Load a file with llama.cpp and generate a few tokens, greedily.

The only module that knows llama-cpp-python. It uses the C interface alone: the Python class would
also compile the file's chat template, which is a program by whoever made the file.
"""

import ctypes
import hashlib
import importlib.metadata
import importlib.util
import math
import re
import struct
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Final

from auditor.airgap.protocol import Inference, Settings, printable
from auditor.domain.attestation import Generation

# Room for a short prompt and what follows it; no more than the model was trained on, within reason.
_LEAST_CONTEXT: Final = 64
_MAX_CONTEXT: Final = 512

PACKAGE: Final = "llama-cpp-python"

# Source: ggml.h, enum ggml_log_level.
_LOG_ERROR: Final = 4
_MAX_LOG_LINES: Final = 20


class Refused(Exception):  # noqa: N818 - an outcome, not an error
    """llama.cpp does not accept the file, or does not generate from it; says why."""


def engine() -> str:
    """Load llama.cpp, and return ``llama-cpp-python VERSION (llama.cpp BUILD)``.

    The build is llama.cpp's version where it tells one, and ggml's commit.

    Raises:
        ImportError: it is not installed.
        OSError: its libraries cannot be loaded.
    """
    _bare_package()
    import llama_cpp.llama_cpp as llama

    version = _told(llama, "llama_version")
    commit = _told(_ggml_library(), "ggml_commit")
    build = " ".join(part for part in (version, commit and f"ggml {commit}") if part)
    return f"{PACKAGE} {importlib.metadata.version(PACKAGE)} (llama.cpp {build or 'of unknown build'})"


def infer(path: Path, prompt: str, n_tokens: int, settings: Settings) -> Inference:
    """Generate ``n_tokens`` tokens, at most 32, after ``prompt``, past any end of text.

    Returns:
        What was generated, or llama.cpp's reason for refusing. A crash takes the process with it.
    """
    _bare_package()
    import llama_cpp.llama_cpp as llama

    complaints: list[str] = []
    # Kept by name: llama.cpp holds no reference of its own.
    callback = _listener(llama, complaints)
    llama.llama_log_set(callback, ctypes.c_void_p(0))
    started = time.perf_counter()
    try:
        model = _load(llama, path, settings)
        loaded_s = time.perf_counter() - started
        session = _Session(llama, model, settings)
        generation = session.generate(prompt, n_tokens, loaded_s)
    except Refused as refusal:
        return Inference(None, printable(": ".join([str(refusal), *complaints[:1]])))
    finally:
        llama.llama_log_set(llama.llama_log_callback(), ctypes.c_void_p(0))
    return Inference(generation)


def digest(tokens: tuple[int, ...]) -> str:
    """Return the SHA-256 of token ids, each as 32 little-endian bits."""
    return hashlib.sha256(struct.pack(f"<{len(tokens)}i", *tokens)).hexdigest()


def _bare_package() -> None:
    """Name the package without running its own module, which would load everything but the C interface.

    Template engines, caches and servers are of no use in here, and it opens a device for writing.
    """
    if "llama_cpp" not in sys.modules and (spec := importlib.util.find_spec("llama_cpp")):
        sys.modules["llama_cpp"] = importlib.util.module_from_spec(spec)


def _told(library: object, name: str) -> str:
    """Return what a library's function without arguments says, or nothing where it has no such function."""
    try:
        function = getattr(library, name)
        function.restype = ctypes.c_char_p
        return printable(function().decode(errors="replace"))
    except AttributeError:
        return ""


def _ggml_library() -> ctypes.CDLL | None:
    try:
        from llama_cpp import _ggml
    except ImportError:
        return None
    library: ctypes.CDLL = _ggml.libggml
    return library


def _listener(llama: ModuleType, complaints: list[str]) -> object:
    """Return a log callback that collects the first few error lines."""

    def heard(level: int, text: bytes, _: object) -> None:
        if level == _LOG_ERROR and len(complaints) < _MAX_LOG_LINES:
            complaints.append(printable(text.decode(errors="replace")))

    listener: object = llama.llama_log_callback(heard)
    return listener


def _load(llama: ModuleType, path: Path, settings: Settings) -> object:
    llama.llama_backend_init()
    params = llama.llama_model_default_params()
    params.n_gpu_layers = 0
    params.use_extra_bufts = not settings.is_plain
    # Until mid-2026 mapping was a switch of its own; since then it is one of several ways to load.
    if hasattr(params, "load_mode"):
        params.load_mode = llama.LLAMA_LOAD_MODE_NONE if settings.is_plain else llama.LLAMA_LOAD_MODE_MMAP
    else:
        params.use_mmap = not settings.is_plain
    model = llama.llama_model_load_from_file(bytes(path), params)
    if not model:
        raise Refused("llama.cpp does not load the file")
    return model


class _Session:
    """A loaded model with room for a short text."""

    def __init__(self, llama: ModuleType, model: object, settings: Settings) -> None:
        self._llama = llama
        self._settings = settings
        self._model = model
        self._vocabulary = llama.llama_model_get_vocab(model)
        self._check()
        trained = llama.llama_model_n_ctx_train(model)
        self._n_context = max(_LEAST_CONTEXT, min(_MAX_CONTEXT, trained))
        params = llama.llama_context_default_params()
        params.n_ctx = params.n_batch = params.n_ubatch = self._n_context
        params.n_threads = params.n_threads_batch = settings.n_threads
        params.offload_kqv = False
        if settings.is_plain and hasattr(llama, "LLAMA_FLASH_ATTN_TYPE_DISABLED"):
            params.flash_attn_type = llama.LLAMA_FLASH_ATTN_TYPE_DISABLED
        self._context = llama.llama_init_from_model(model, params)
        if not self._context:
            raise Refused("llama.cpp makes no context for the file")

    def _check(self) -> None:
        llama = self._llama
        if llama.llama_vocab_type(self._vocabulary) == llama.LLAMA_VOCAB_TYPE_NONE:
            raise Refused("the file has no vocabulary, so it cannot be given text")
        if llama.llama_model_has_encoder(self._model) or not llama.llama_model_has_decoder(self._model):
            raise Refused("the model has an encoder; only decoders, which continue a text, are run")

    def generate(self, prompt: str, n_tokens: int, loaded_s: float) -> Generation:
        """Generate greedily.

        Raises:
            Refused: the vocabulary cannot express the prompt, or llama.cpp computes no scores.
        """
        tokens = self._tokenize(prompt)[: self._n_context - n_tokens]
        generated = [self._next(tokens)]
        started = time.perf_counter()
        for _ in range(n_tokens - 1):
            generated.append(self._next(generated[-1:]))
        # The first token belongs to reading the prompt.
        elapsed = time.perf_counter() - started
        return Generation(
            n_prompt_tokens=len(tokens),
            n_generated_tokens=len(generated),
            output_sha256=digest(tuple(generated)),
            load_s=loaded_s,
            tokens_per_s=(len(generated) - 1) / elapsed if elapsed > 0 else 0.0,
            peak_memory_bytes=_peak_memory_bytes(),
            n_threads=self._settings.n_threads,
            n_context=self._llama.llama_n_ctx(self._context),
        )

    def _tokenize(self, prompt: str) -> list[int]:
        llama, text = self._llama, prompt.encode()
        # No vocabulary makes more tokens than bytes, beside a few at the beginning and end.
        room = len(text) + 8
        tokens = (llama.llama_token * room)()
        n_tokens = llama.llama_tokenize(self._vocabulary, text, len(text), tokens, room, True, False)
        if n_tokens <= 0:
            raise Refused("the vocabulary cannot express the prompt")
        return list(tokens[:n_tokens])

    def _next(self, tokens: list[int]) -> int:
        llama = self._llama
        array = (llama.llama_token * len(tokens))(*tokens)
        failed = llama.llama_decode(self._context, llama.llama_batch_get_one(array, len(tokens)))
        if failed:
            raise Refused(f"llama.cpp cannot evaluate the model (code {failed})")
        scores = llama.llama_get_logits_ith(self._context, -1)
        if not scores:
            raise Refused("the model gives no scores for a next token")
        n_scores = llama.llama_vocab_n_tokens(self._vocabulary)
        best = _best(scores[:n_scores])
        # An embedding model computes none and leaves the buffer as it was: what is there must be new.
        nothing = (ctypes.c_float * n_scores)(*[math.nan] * n_scores)
        ctypes.memmove(scores, nothing, ctypes.sizeof(nothing))
        return best


def _best(scores: list[float]) -> int:
    """Return the place of the highest score, the first of equals.

    Raises:
        Refused: there is none, or one of them is no number, or the highest is infinite.
    """
    if not scores or any(map(math.isnan, scores)) or math.isinf(highest := max(scores)):
        raise Refused("the model computes no scores for a next token, or not in numbers")
    return scores.index(highest)


def _peak_memory_bytes() -> int:
    """Return the high-water mark of this process; getrusage would include the parent it was started by."""
    status = Path("/proc/self/status").read_text("ascii", "replace")
    # Source: proc_pid_status(5); in units of 1024 bytes.
    found = re.search(r"^VmHWM:\s*(\d+) kB$", status, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0
