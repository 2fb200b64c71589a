"""WHERE models are: one file per kind of place, or one package of what belongs together.

A source turns a target into observations and knows nothing of models or licences::

    "dir:/srv/models" --parse--> Target --SOURCES[scheme].observe--> FileSeen | DocumentSeen
                                                                    | StoreEntry | InUse | Problem | Skipped
                                                                    ... and one Covered at the end

Headers only, bounded reads, nothing hashed, nothing executed, no link followed out of the
place. A broken file is a ``Problem`` and the source goes on.

To add a source: write its module, then add one line to ``SOURCES``: scheme, module and class, and what others
need to know of it (see `Listed`). What its targets are, and whether it is looked at unasked, it says itself
(see `Source`, `UsualSource`). A module is imported when its scheme is asked for.
"""

from typing import Final

from auditor.domain.serving import Shows
from auditor.sources.base import PlaceKind, Sign, Source, Target
from auditor.sources.registry import Listed, Sources
from auditor.sources.target import encloses, parse, planned, source_of, usual_targets

_USE: Final = Shows.USE
_YAML: Final = ("yaml", "yml")
_OBJECT: Final = r"(?m)^apiVersion:\s"
_MODELFILE: Final = r"(^|\.)modelfile$"
_UNITS: Final = ("service", "container")
_PROGRAMS: Final = ("py", "ipynb", "js", "mjs", "ts", "tsx", "java", "kt", "go", "cs")
_OF_SERVERS: Final = r"(?i)ollama|vllm|llama|sglang|tritonserver|text-generation|localai|\.gguf"
_OF_SDKS: Final = (
    "(?i)openai|anthropic|mistralai|bedrock|vertexai|gemini|ollama|litellm|langchain|from_pretrained"
)

SOURCES: Final = Sources(
    (
        Listed("dir", "directory:DirectorySource"),
        Listed("hf-cache", "stores:HfCacheSource"),
        Listed("ollama", "stores:OllamaSource"),
        Listed("stores", "stores:StoresSource"),
        Listed("code", "code:CodeSource", _USE, sign=Sign(_PROGRAMS, within=_OF_SDKS, is_of_model=True)),
        Listed("litellm", "gateways:LitellmSource", _USE, sign=Sign(_YAML, within="(?m)^model_list:")),
        Listed("modelfile", "modelfile:ModelfileSource", _USE, sign=Sign(("", "modelfile"), _MODELFILE)),
        Listed("localai", "localai:LocalaiSource", _USE),
        Listed("triton", "triton:TritonSource", _USE, sign=Sign(("pbtxt",), r"^config\.pbtxt$")),
        Listed("continue", "gateways:ContinueSource", _USE),
        Listed("cyclonedx", "cyclonedx:CyclonedxSource", sign=Sign(("json",), r"^s?bom\.json$|\.cdx\.json$")),
        Listed("csv", "spreadsheet:SpreadsheetSource"),
        Listed("mlflow", "mlflow:MlflowSource", sign=Sign(("",), "^mlmodel$")),
        Listed("process", "process:ProcessSource", Shows.PROCESSES, "process"),
        Listed("endpoint", "endpoint:EndpointSource", _USE),
        Listed("endpoints", "endpoint:EndpointsSource", _USE),
        Listed("hub", "hub:HubSource"),
        Listed("s3", "s3:S3Source"),
        Listed("oci", "oci:OciSource", _USE),
        Listed("kubernetes", "kubernetes:KubernetesSource", _USE, "kubernetes", Sign(_YAML, within=_OBJECT)),
        Listed("helm", "helm:HelmSource", _USE, "kubernetes", Sign(_YAML, r"^(chart|values[\w.-]*)\.ya?ml$")),
        Listed("compose", "compose:ComposeSource", _USE, "compose", Sign(_YAML, "compose")),
        Listed("systemd", "systemd:SystemdSource", _USE, "unit", Sign(_UNITS, within=_OF_SERVERS)),
        Listed("demo", "demo:DemoSource", _USE),
    )
)
"""Every source, a line each."""

__all__ = [
    "SOURCES",
    "PlaceKind",
    "Source",
    "Sources",
    "Target",
    "encloses",
    "parse",
    "planned",
    "source_of",
    "usual_targets",
]
