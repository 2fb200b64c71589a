"""auditor: what AI models an organisation runs, what the law asks of them, and the proof.

The parts hang together in one direction (``pipeline`` is the one package that introduces
them to each other)::

    TARGET --sources--> Observation --identity--> Subject --assess--> Claim -> Fact
           --policy--> Finding --store--> Audit --reports--> dossier, report, SARIF ...
"""

from typing import Final

__version__: Final = "0.1.0"
