"""``compose:FILE|DIR``: the models that compose files have containers serve.

One direction::

    file --project--> Project, Service   overrides, includes and extends put together, variables filled in
         --services--> Invocation        command, variables and published ports of a container
         --launch-->   Launch            what another service fetches for a server is joined to it
         --source-->   InUse
"""

from auditor.sources.compose.source import ComposeSource

__all__ = ["ComposeSource"]
