"""The door of the package: what is told of a command, and what it starts.

::

    Invocation(command, arguments, environment, image, ports) --launches--> Launch, one per runtime

Nothing is run, nothing is looked up, and odd input is no error. Values of keys, tokens and passwords are
dropped before anything is kept: that there is one is all that is said.
"""

from collections.abc import Sequence
from dataclasses import replace

from auditor.sources.launching.invocation import Invocation, Launch


def launches(invocation: Invocation) -> tuple[Launch, ...]:
    """Return what an invocation starts; nothing where no runtime of the catalogue is in it.

    A script that starts a server and brings models into its store is one launch.
    """
    # A scan that meets no command does not read the catalogue.
    from auditor.sources.launching.serving import launches_of

    return launches_of(invocation)


def together(found: Sequence[Launch]) -> tuple[Launch, ...]:
    """Return what several commands of one container start, what one fetches for a server joined to that."""
    if len(found) < 2:
        return tuple(found)
    from auditor.sources.launching.serving import merged

    return merged(found)


def run_by(runtime: str, invocation: Invocation) -> Invocation:
    """Return an invocation whose image is not known as an image of a runtime would run it.

    Args:
        runtime: Id of the runtime in the catalogue; of another nothing is known.
        invocation: One without a program of its own.
    """
    from auditor.catalogue.runtime_reading import known_runtimes

    entry = known_runtimes().entries.get(runtime)
    programs = (image.entrypoint for image in entry.images if image.entrypoint) if entry else ()
    return replace(invocation, command=next(iter(programs), ()))
