"""Gateways and assistants, and whom they call for a model.

::

    configuration --litellm, continue_--> Asked(route, model, address, region)
    word          --routes-->             Route     one table for gateways, assistants and programs
    Asked         --upstream-->           Upstream  whoever answers there operates the model
                                          InUse
"""

from auditor.sources.gateways.continue_ import ContinueSource
from auditor.sources.gateways.litellm import LitellmSource

__all__ = ["ContinueSource", "LitellmSource"]
