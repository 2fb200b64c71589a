"""Who else than their owner may change a model's files, by the rights that were seen with them."""

from collections.abc import Iterable, Iterator
from typing import Final

from auditor.domain.fact import Basis, Claim, Confidence, Settler, Silence, Statement, Unknown
from auditor.domain.observation import FileSeen
from auditor.domain.rights import OpenTo
from auditor.domain.subject import Model
from auditor.domain.values import set_of

_FACT: Final = "model.writable_by"
_UNSEEN: Final = "nowhere does it lie in a folder whose rights could be read"


def open_to(files: Iterable[FileSeen]) -> tuple[OpenTo, ...] | None:
    """Return what others may change of some files; ``None`` where the rights of none of them were read."""
    read = [(f"{file.target}#{file.locator}", file.rights) for file in files if file.rights is not None]
    if not read:
        return None
    found = (
        OpenTo(locator, what, rights)
        for locator, both in read
        for what, rights in (("file", both.file), ("folder", both.folder))
        if rights.writers
    )
    return tuple(found)


def assess(model: Model) -> Iterator[Statement]:
    """Yield who else may change its files, place by place; nobody where they are their owner's alone."""
    if model.open_to is None:
        yield Silence(_FACT, Unknown(_UNSEEN, Settler.FILE_OWNER, "auditor scan"))
        return
    for one in model.open_to:
        words = set_of([writer.value for writer in one.rights.writers])
        how = f"{one.what} {one.rights}"
        cited = f"{one.locator.rpartition('#')[2].rpartition('/')[2]}: {how}"
        yield Claim(_FACT, words, Basis.MEASURED, Confidence.HIGH, how, one.locator, cited)
    if not model.open_to:
        how = "rights of its files and of their folders"
        yield Claim(_FACT, (), Basis.MEASURED, Confidence.HIGH, how, model.locations[0])
