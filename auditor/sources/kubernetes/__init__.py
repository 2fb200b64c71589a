"""``kubernetes:FILE|DIR|live``: the models that manifests have a cluster serve, or that it serves.

One direction::

    file --resources--> Resource   one per object; of a broken document the error
    live --connection, listing--> Resource   what a running cluster lists, read-only, if that is what is named
         --pods-->      Pod        whatever has containers, however deep, whoever defined its kind
         --containers--> Started   what each container starts, settings of the same manifests put in
         --kserve, operators, ray--> Started   objects that name a model and leave the pod to an operator
         --doors, network--> Endpoint   services by their selectors, then ingresses and routes
         --observing--> InUse

A cluster is asked only where ``live`` is named. To add a kind that has no pod of its own: a function from
its object to `Started`, and a case in ``observing``.
"""

from auditor.sources.kubernetes.source import KubernetesSource

__all__ = ["KubernetesSource"]
