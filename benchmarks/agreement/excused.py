"""Facts of the list that auditor does not say, each with the reason."""

from fnmatch import fnmatchcase
from typing import Final

from benchmarks.agreement.base import Compared

EXCUSED: Final[tuple[tuple[str, str, str], ...]] = (
    (
        "modelaudit/samples/jinja2/tokenizer_config.json", "must_flag",
        "A chat template is judged in the weights or beside them; no weights lie beside this one.",
    ),
    (
        "modelaudit/samples/jinja2/*", "must_flag",
        "No loader reads a file of that name, so that no source does: it is no part of a model.",
    ),
    (
        "onnx/light_*", "parameters_in_initializers",
        "Weights are counted: whole numbers that hold shapes and axes are initializers, and no weights.",
    ),
    (
        "manifests/litellm/cloudrun/*", "callbacks",
        "The file has a service_callback beside its callbacks, which is told as well.",
    ),
    (
        "manifests/compose/n8n-starter/*", "[12].*",
        "It works with models that others serve, and serves none: what serves none is no deployment of one.",
    ),
    (
        "manifests/compose/localai/*", "0.auth",
        "Variables come from a file that is not there, and a key may be among them: not known is no no.",
    ),
    (
        "manifests/compose/harbor/*", "0.container_port",
        "The address is that of the machine, whose port is a variable; the container's leads nowhere.",
    ),
    (
        "manifests/compose/nvcf/*", "0.*",
        "All of the image's name is variables that are set nowhere, and nothing else names it.",
    ),
    (
        "manifests/k8s/aibrix/mistral-7b.yaml", "0.*",
        "The image is a mock that makes answers up: no model is behind it, whatever name it answers to.",
    ),
    (
        "standards/cyclonedx/invalid/invalid-*", "valid_against_own_schema",
        "Another tool's list is read for its models, of which this one has none; no schema is applied to it.",
    ),
    (
        "api/ollama/api-show.json", "*",
        "It is not asked: a request more for every model, for what the list says already but the licence.",
    ),
    (
        "api/llama.cpp/v1-models-olla-doc.json", "max_model_len",
        "The list does not say it, and the server does where it is asked for its properties.",
    ),
    (
        "api/litellm/v1-models-olla-doc.json", "runtime",
        "The list alone was recorded, which is OpenAI's to the letter; LiteLLM is told by its health.",
    ),
    (
        "api/lmstudio/v1-models-olla-doc.json", "runtime",
        "The list alone was recorded, with owners of anybody's; LM Studio is told by its greeting.",
    ),
    (
        "api/triton/v2-models-cifar10.json", "*",
        "What a server says of one model is not asked: the index lists all of them, and it is not in that.",
    ),
)  # fmt: skip
"""Pattern of the file, pattern of the fact, and why that fact is not said of it."""


def why_not(one: Compared) -> str | None:
    """Return why a fact is not said; ``None`` where it should be."""
    fits = (
        reason
        for file, fact, reason in EXCUSED
        if fnmatchcase(one.entry.file, file) and fnmatchcase(one.fact, fact)
    )
    return next(fits, None)
