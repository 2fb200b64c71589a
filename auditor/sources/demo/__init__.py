"""``demo:[FOLDER]``: a sample estate, built at run time and then looked at like any other.

::

    FOLDER --estate-->  files, a hub cache and an Ollama store: headers of known models (weights)
           --source-->  what the sources of those places see there
"""

from auditor.sources.demo.source import DEFAULT_FOLDER, DemoSource, declarations_of, folder_of

__all__ = ["DEFAULT_FOLDER", "DemoSource", "declarations_of", "folder_of"]
