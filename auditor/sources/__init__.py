"""WHERE models are: one file per kind of place, or one package of what belongs together.

A source turns a target into observations and knows nothing of models or licences::

    "dir:/srv/models" --parse--> Target --SOURCES[scheme].observe--> FileSeen | DocumentSeen
                                                                    | StoreEntry | InUse | Problem | Skipped
                                                                    ... and one Covered at the end

Headers only, bounded reads, nothing hashed, nothing executed, no link followed out of the
place. A broken file is a ``Problem`` and the source goes on.

To add a source: write its module, then add one line to ``SOURCES``: scheme, module and class. What its
targets are, and whether it is looked at unasked, it says itself (see `Source`, `UsualSource`). A module is
imported when its scheme is asked for.
"""

from typing import Final

from auditor.sources.base import PlaceKind, Source, Target
from auditor.sources.registry import Sources
from auditor.sources.target import encloses, parse, planned, source_of, usual_targets

SOURCES: Final = Sources(
    {
        "dir": "auditor.sources.directory:DirectorySource",
        "hf-cache": "auditor.sources.stores:HfCacheSource",
        "ollama": "auditor.sources.stores:OllamaSource",
        "stores": "auditor.sources.stores:StoresSource",
        "code": "auditor.sources.code:CodeSource",
        "litellm": "auditor.sources.gateways:LitellmSource",
        "modelfile": "auditor.sources.modelfile:ModelfileSource",
        "localai": "auditor.sources.localai:LocalaiSource",
        "triton": "auditor.sources.triton:TritonSource",
        "continue": "auditor.sources.gateways:ContinueSource",
        "cyclonedx": "auditor.sources.cyclonedx:CyclonedxSource",
        "csv": "auditor.sources.spreadsheet:SpreadsheetSource",
        "mlflow": "auditor.sources.mlflow:MlflowSource",
        "process": "auditor.sources.process:ProcessSource",
        "endpoint": "auditor.sources.endpoint:EndpointSource",
        "endpoints": "auditor.sources.endpoint:EndpointsSource",
        "hub": "auditor.sources.hub:HubSource",
        "s3": "auditor.sources.s3:S3Source",
        "oci": "auditor.sources.oci:OciSource",
        "kubernetes": "auditor.sources.kubernetes:KubernetesSource",
        "helm": "auditor.sources.helm:HelmSource",
        "compose": "auditor.sources.compose:ComposeSource",
        "systemd": "auditor.sources.systemd:SystemdSource",
        "demo": "auditor.sources.demo:DemoSource",
    }
)

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
