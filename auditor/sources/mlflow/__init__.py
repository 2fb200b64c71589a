"""``mlflow:DIR|URL``: the models of an MLflow tracking store or server, and what its registry calls them.

::

    DIR  --folder-->   MLmodel files, meta.yaml of registered versions --> InUse, state ``declared``
    URL  --registry--> registered models, then their versions, page by page --> InUse, state ``declared``

A registry says what was logged and approved, not what runs: a server that loads a version is found by the
sources that see servers. Flavours are read, nothing is loaded; the weights in a folder are those of ``dir:``.

Source:
    MLflow documentation: MLmodel format, model registry, REST API (release 3); mlflow/store/model_registry/
    file_store.py for the layout of a store in files.
"""

from auditor.sources.mlflow.source import MlflowSource

__all__ = ["MlflowSource"]
