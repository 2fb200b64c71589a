"""``systemd:FILE|DIR``: the models that units, and containers written as units, start.

One direction::

    file, its drop-ins --unit--> Unit   settings by section, an empty one taking back those before
         --source--> Invocation --launch--> Launch --> InUse
"""

from auditor.sources.systemd.source import SystemdSource

__all__ = ["SystemdSource"]
