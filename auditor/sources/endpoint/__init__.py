"""``endpoint:URL`` and ``endpoints:FILE``: what running servers say that they serve.

::

    FILE         --places--> Place*          one a line, with the variable that holds a key
    Place        --web-----> Answer          read-only requests, bounded in time and size, one a second
    Answer       --probes--> Found           which runtime it is, its version, the models it lists
                 --source--> InUse

Only a place that the user named is asked. ``probes`` holds every request there is, and nothing else is sent;
the only sockets are those of ``web.client``.
"""

from auditor.sources.endpoint.source import EndpointSource, EndpointsSource

__all__ = ["EndpointSource", "EndpointsSource"]
