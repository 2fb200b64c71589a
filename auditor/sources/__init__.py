"""WHERE models are: one file per kind of place, or one package of what belongs together.

A source turns a target into observations and knows nothing of models or licences::

    "dir:/srv/models" --parse--> Target --SOURCES[scheme].observe--> FileSeen | DocumentSeen
                                                                    | StoreEntry | InUse | Problem | Skipped
                                                                    ... and one Covered at the end

Headers only, bounded reads, nothing hashed, nothing executed, no link followed out of the
place. A broken file is a ``Problem`` and the source goes on.

To add a source: write its module, then add one line to ``SOURCES``. What its targets are, and whether it is
looked at unasked, it says itself (see `Source`, `UsualSource`).
"""

from typing import Final

from auditor.sources.base import PlaceKind, Source, Target
from auditor.sources.code import CodeSource
from auditor.sources.compose import ComposeSource
from auditor.sources.cyclonedx import CyclonedxSource
from auditor.sources.demo import DemoSource
from auditor.sources.directory import DirectorySource
from auditor.sources.endpoint import EndpointSource, EndpointsSource
from auditor.sources.gateways import ContinueSource, LitellmSource
from auditor.sources.helm import HelmSource
from auditor.sources.hub import HubSource
from auditor.sources.kubernetes import KubernetesSource
from auditor.sources.localai import LocalaiSource
from auditor.sources.mlflow import MlflowSource
from auditor.sources.modelfile import ModelfileSource
from auditor.sources.oci import OciSource
from auditor.sources.process import ProcessSource
from auditor.sources.s3 import S3Source
from auditor.sources.spreadsheet import SpreadsheetSource
from auditor.sources.stores import HfCacheSource, OllamaSource, StoresSource
from auditor.sources.systemd import SystemdSource
from auditor.sources.target import encloses, parse, planned, source_of, usual_targets
from auditor.sources.triton import TritonSource

SOURCES: Final[tuple[Source, ...]] = (
    DirectorySource(),
    HfCacheSource(),
    OllamaSource(),
    StoresSource(),
    CodeSource(),
    LitellmSource(),
    ModelfileSource(),
    LocalaiSource(),
    TritonSource(),
    ContinueSource(),
    CyclonedxSource(),
    SpreadsheetSource(),
    MlflowSource(),
    ProcessSource(),
    EndpointSource(),
    EndpointsSource(),
    HubSource(),
    S3Source(),
    OciSource(),
    KubernetesSource(),
    HelmSource(),
    ComposeSource(),
    SystemdSource(),
    DemoSource(),
)

__all__ = [
    "SOURCES",
    "PlaceKind",
    "Source",
    "Target",
    "encloses",
    "parse",
    "planned",
    "source_of",
    "usual_targets",
]
