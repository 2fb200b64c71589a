"""What is known of each place a model is used at: what runs it, who can reach it, where it is computed.

::

    Deployment --served, exposed, set_up--> Claim* | Silence*   what runs it and how it is reached, as seen
               --advised------------------> Claim* | Silence*   what is known against the version that runs it
    and what was claimed of it so far
               --hosted-------------------> Claim* | Silence*   who operates it, and where that is
               --permitted----------------> Claim* | Silence*   whether the organisation lets it compute there
"""

from typing import Final

from auditor.domain.facts import produced_by

PRODUCES: Final = produced_by("deployments")
"""The facts this package establishes."""
