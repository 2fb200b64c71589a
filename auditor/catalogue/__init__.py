"""What the world knows about released models and their makers: cited, dated data, and the join to it.

::

    data/models/PROVIDER.json   one entry per release, one cell per figure: value, source, confidence, dates
    data/entities.json          who providers and operators are, where they sit, who owns them
    data/organisations.json     who publishes under which name on a hub, and who only repackages
    data/hosts.json             who is behind hosts, model ids, SDKs and environment variables (hosts.py)
    data/regions.json           where regions, profiles and deployment types of providers are (regions.py)
        --load--> Catalogue (its digest names exactly this data)
        --as_of(day)--> the same, with cells past their date lowered to low confidence
    names + counted parameters --match--> Match(entry) | Mismatch(why, nearest)
    a base model's name        --named--> Entry | None

A name alone never establishes provenance: ``match`` joins an entry only if the parameters counted
from the tensors agree with it; of a model whose bytes nobody saw, a name is all there is, and what it
stands for is low confidence. A fine-tune is never joined to its base: after known suffixes are
taken off, the name must be the entry's, and its organisation the publisher or a known repackager.
"""

from auditor.catalogue.catalogue import Catalogue, Match, Mismatch
from auditor.catalogue.entry import Cell, Entity, Entry
from auditor.catalogue.reading import load, read

__all__ = ["Catalogue", "Cell", "Entity", "Entry", "Match", "Mismatch", "load", "read"]
