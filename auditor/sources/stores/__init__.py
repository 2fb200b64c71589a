"""Stores: folders in which tools keep the models they fetched, each in a layout of its own.

::

    hf-cache:  --hf_cache-->  repositories, revisions and refs of the Hugging Face cache
    ollama:    --ollama-->    models and their layers, by their manifests (ollama_manifest)
    stores:    --runners-->   what model runners and libraries keep, by place (usual_stores)
                              StoreEntry, FileSeen, DocumentSeen

Each has a usual place, and is looked at there when no target is named.
"""

from auditor.sources.stores.hf_cache import HfCacheSource
from auditor.sources.stores.ollama import OllamaSource
from auditor.sources.stores.runners import StoresSource

__all__ = ["HfCacheSource", "OllamaSource", "StoresSource"]
