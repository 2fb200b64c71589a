"""``process:``: the models that programs of this machine run, read from ``/proc``; no socket is opened.

::

    /proc/PID --procfs--> Process      words, variables, parent, open and mapped weights, sockets
              --sockets--> Listener    where a socket listens, in the network of its process
              --control_group--> Home  the unit or the container it runs in
              --servers--> Server      a server with its wrappers, workers and children as one
              --source--> InUse        one per server and model

A process that may not be read is counted, never guessed at. Process ids appear nowhere: a server that is
started again is the same one.
"""

from auditor.sources.process.source import ProcessSource

__all__ = ["ProcessSource"]
