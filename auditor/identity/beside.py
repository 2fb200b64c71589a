"""Which documents speak about which weights: those they lie with, and those one folder up.

A card, a licence, a configuration or code one folder up speaks about weights that have none of their own
beside them (``repo/gguf/model.gguf``), as one that may mean other weights as well.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from auditor.domain.observation import DocumentSeen, Problem, Skipped
from auditor.domain.subject import DocumentAt
from auditor.formats.document_name import DocumentKind, kind_of

# An index names the files of its own folder, an adapter's configuration the adapter beside it.
_SPEAKS_DOWN: Final = frozenset(
    {
        DocumentKind.CARD,
        DocumentKind.LICENSE,
        DocumentKind.CONFIG,
        DocumentKind.LOADER,
        DocumentKind.CODE,
        DocumentKind.PIPELINE,
    }
)

Bundle = tuple[str, str]
"""Target and bundle: what documents and store names speak about."""

_About = TypeVar("_About", DocumentSeen, Problem | Skipped)


@dataclass(frozen=True, slots=True)
class Beside:
    """The documents of every bundle.

    Attributes:
        read: Those that were read.
        unread: Those that could not be read, or were not.
        models: Ids of the models in each bundle.
        n_around: Models in each bundle and in the folders right below it, counted once; a folder may hold
            many thousands, and each of them asks.
    """

    read: Mapping[Bundle, Sequence[DocumentSeen]]
    unread: Mapping[Bundle, Sequence[Problem | Skipped]]
    models: Mapping[Bundle, frozenset[str]]
    n_around: Mapping[Bundle, int]

    def documents(self, bundle: Bundle) -> Iterator[DocumentAt]:
        """Yield what speaks about the weights of a bundle, their own documents first."""
        for seen in self.read.get(bundle, ()):
            yield DocumentAt(f"{seen.target}#{seen.locator}", seen.document, len(self.models[bundle]))
        upper = above(bundle)
        # It may always mean something else that lies there.
        n_sharing = max(2, self.n_around[upper])
        for seen in self._inherited(bundle, self.read.get(upper, ())):
            yield DocumentAt(f"{seen.target}#{seen.locator}", seen.document, n_sharing, is_above=True)

    def unread_names(self, bundle: Bundle) -> Iterator[str]:
        """Yield the names of documents that could speak about the weights of a bundle, and are not known."""
        for seen in self.unread.get(bundle, ()):
            yield _inside(seen.locator, bundle)
        upper = above(bundle)
        for seen in self._inherited(bundle, self.unread.get(upper, ())):
            yield f"../{_inside(seen.locator, upper)}"

    def _inherited(self, bundle: Bundle, seen: Sequence[_About]) -> Iterator[_About]:
        """Yield what speaks down of the documents one folder up, unless there are such in the bundle."""
        if not seen:
            return
        own = {_kind(document.locator) for document in self.read.get(bundle, ())}
        own |= {_kind(document.locator) for document in self.unread.get(bundle, ())}
        for one in seen:
            kind = _kind(one.locator)
            if kind in _SPEAKS_DOWN and kind not in own:
                yield one


def beside(
    documents: Iterable[DocumentSeen],
    unread: Iterable[Problem | Skipped],
    models: Mapping[Bundle, frozenset[str]],
) -> Beside:
    """Sort documents by what they speak about.

    Args:
        documents: Those that were read.
        unread: Problems and what was skipped; those that are no documents are left aside.
        models: Ids of the models in each bundle.
    """
    read: dict[Bundle, list[DocumentSeen]] = {}
    for document in documents:
        read.setdefault((document.target, document.bundle), []).append(document)
    others: dict[Bundle, list[Problem | Skipped]] = {}
    for one in unread:
        if one.bundle is not None:
            others.setdefault((one.target, one.bundle), []).append(one)
    around: dict[Bundle, set[str]] = {}
    for bundle, ids in models.items():
        upper = above(bundle)
        around.setdefault(upper, set(models.get(upper, ()))).update(ids)
    return Beside(read, others, models, {bundle: len(ids) for bundle, ids in around.items()})


def above(bundle: Bundle) -> Bundle:
    """Return the folder one up; of the target's own folder there is none."""
    target, place = bundle
    return target, "" if place == "." else place.rpartition("/")[0] or "."


def _kind(locator: str) -> DocumentKind | None:
    return kind_of(locator)


def _inside(locator: str, bundle: Bundle) -> str:
    return locator.removeprefix(f"{bundle[1]}/")
