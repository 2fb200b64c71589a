"""What only backs a use that is told elsewhere: a dependency, a key or an address whose client is resolved.

::

    requirements.txt: mistralai, .env: MISTRAL_API_KEY --joined--> evidence of the call in src/letters.py

A file backs what lies in its own folder or below: programs there read it. What nothing there resolves stays a
use of its own, of a model that is not known.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from auditor.sources.code.attribution import Use


@dataclass(slots=True)
class Found:
    """A use and where it is.

    Attributes:
        locator: Its file, below the root.
        use: The use.
        backed_by: What else tells of it, in the order of files.
    """

    locator: str
    use: Use
    backed_by: list["Found"] = field(default_factory=list)


def joined(found: Sequence[Found]) -> Iterator[Found]:
    """Yield uses in their order, those that only back another among what that one is backed by."""
    # The first that a folder's files may back: those in it and below.
    first: dict[tuple[str, str, PurePosixPath], Found] = {}
    for one in found:
        for kind, word in _resolved(one.use):
            for folder in PurePosixPath(one.locator).parents:
                first.setdefault((kind, word, folder), one)
    own: list[Found] = []
    for one in found:
        told = _backing(one.use)
        use = first.get((*told, PurePosixPath(one.locator).parent)) if told else None
        if use is None:
            own.append(one)
        else:
            use.backed_by.append(one)
    yield from own


def _resolved(use: Use) -> Iterator[tuple[str, str]]:
    """Yield by what others may back a use: nothing unless it says which model is called, and by whom."""
    if use.what not in {"calls", "loads"} or (use.model is None and not use.deployment):
        return
    if use.package:
        yield "package", _comparable(use.package)
        yield from (("word of a package", word) for word in _words(use.package))
    if use.operator:
        yield "operator", use.operator
    if use.address is not None:
        yield "host", use.address.host
    if use.model is not None and (use.operator or use.address is not None):
        yield "model", use.model.written


def _backing(use: Use) -> tuple[str, str] | None:
    """Return by what a use backs another; ``None`` for one that says more than that."""
    if use.what == "depends on":
        return "package", _comparable(use.package)
    if use.what == "sets":
        return ("operator", use.operator) if use.operator else ("word of a package", _words(use.package)[0])
    if use.package:
        return None
    if use.model is None and not use.deployment:
        return ("host", use.address.host) if use.address is not None else None
    is_bare = use.what == "configures" and use.operator is None and use.address is None
    return ("model", use.model.written) if is_bare and use.model is not None else None


def _words(package: str) -> list[str]:
    return _comparable(package).replace("/", "-").replace(".", "-").split("-")


def _comparable(package: str) -> str:
    return package.lower().replace("_", "-")
