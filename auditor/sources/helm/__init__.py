"""``helm:FILE|DIR``: the models that values of Helm charts have a cluster serve.

One direction::

    files --folder-->  Found      releases: values laid over one another, and the chart they are for
         --embedded--> Installed  values that stand in what installs a chart
         --charts-->   Resource   the objects that the chart makes of them, as far as they serve
         --kubernetes.observing--> InUse

Nothing is rendered: which objects a chart makes is known, or the words that most charts share say it.
"""

from auditor.sources.helm.source import HelmSource

__all__ = ["HelmSource"]
