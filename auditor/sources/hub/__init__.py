"""``hub:ORG/NAME[@REVISION]``: a repository on a Hugging Face-compatible hub, read without fetching it.

::

    ORG/NAME@REVISION --place--> HubPlace     endpoint (``HF_ENDPOINT``), repository, revision
    HubPlace --hub--> Hub                     bounded requests; the token goes to its own hub only
    Hub --web.remote_file----> RemoteFile     what a format needs of a file, by range requests
                      --source--> FileSeen    with the publisher's SHA-256; only documents are fetched whole

Only a repository that the user named is asked for. Nothing is written into any cache.
"""

from auditor.sources.hub.source import HubSource

__all__ = ["HubSource"]
