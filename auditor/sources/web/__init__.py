"""Asking a server that the user named, for every source that does.

::

    URL         --place-------> Place       scheme, host, port; never a user or a password
    Place       --client------> Answer      one request, bounded in time and size, at a shared pace
    Answer*     --remote_file-> FileSeen    a file on another machine, of which only the header is read

The only sockets of the sources are those of ``client``; ``kubernetes:live`` has those of its own library.
"""
