"""Gateways and assistants, and whom they call for a model.

::

    configuration --litellm, continue_--> Asked    what it says of one model
    Asked         --sources.routing-----> InUse    whoever answers there operates the model
    Launch        --proxied-------------> Launch, InUse*    of a proxy that was found to be started
"""

from auditor.sources.gateways.continue_ import ContinueSource
from auditor.sources.gateways.litellm import LitellmSource

__all__ = ["ContinueSource", "LitellmSource"]
