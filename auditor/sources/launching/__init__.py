"""What a command starts: which runtime, with which models, on which address, open to whom.

Processes, containers, units and charts all say it the same way, by words and variables::

    Invocation(command, arguments, environment, image, ports)
        --programs-->   Program*   what is started behind wrappers, shells (shell) and container tools
                                   (container_run); an image's own program by its name
        --options-->    Options    its arguments, as its own parser would read them
        --serving-->    Launch*    one per runtime: models, adapters, where it listens (listening)
        --configured--> InUse*     one per model, with the place where it is written

``launch`` is the door, ``invocation`` its data; ``env_files`` reads the variables that others keep in files.
"""
