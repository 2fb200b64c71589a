"""Which documents speak about which weights: those they lie with, and those one folder up.

A card, a licence, a configuration or code one folder up speaks about weights that have none of their own
beside them (``repo/gguf/model.gguf``), as one that may mean other weights as well.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from auditor.domain.mention import DocumentAt
from auditor.domain.observation import DocumentSeen, Problem, Skipped
from auditor.formats.document_name import DocumentKind, kind_of

# An index names the files of its own folder, an adapter's configuration the adapter beside it.
_SPEAKS_DOWN: Final = frozenset(
    {
        DocumentKind.CARD,
        DocumentKind.LICENSE,
        DocumentKind.CONFIG,
        DocumentKind.LOADER,
        DocumentKind.TEMPLATE,
        DocumentKind.CODE,
        DocumentKind.PIPELINE,
    }
)

Bundle = tuple[str, str]
"""Target and bundle: what documents and store names speak about."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What speaks about the weights of one bundle.

    Attributes:
        documents: Those that were read, the bundle's own first.
        unread: Names of documents that could speak about them, and are not known.
    """

    documents: tuple[DocumentAt, ...] = ()
    unread: tuple[str, ...] = ()


def beside(
    documents: Iterable[DocumentSeen],
    unread: Iterable[Problem | Skipped],
    models: Mapping[Bundle, frozenset[str]],
) -> Mapping[Bundle, Beside]:
    """Return what speaks about the weights of each bundle.

    It is found once for all of them: a folder may hold many thousands.

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
    return {
        bundle: Beside(
            tuple(_documents(bundle, read, others, len(ids), len(around[above(bundle)]))),
            tuple(_unread_names(bundle, read, others)),
        )
        for bundle, ids in models.items()
    }


_Read = Mapping[Bundle, Sequence[DocumentSeen]]
_Unread = Mapping[Bundle, Sequence[Problem | Skipped]]


def _documents(
    bundle: Bundle, read: _Read, unread: _Unread, n_models: int, n_around: int
) -> Iterator[DocumentAt]:
    """Yield what speaks about the weights of a bundle, their own documents first.

    Args:
        bundle: The bundle.
        read: Documents that were read.
        unread: Those that were not.
        n_models: Models in the bundle.
        n_around: Those in the folder above it and in all folders right below that, counted once.
    """
    for seen in read.get(bundle, ()):
        yield DocumentAt(f"{seen.target}#{seen.locator}", seen.document, n_models)
    # It may always mean something else that lies there.
    n_sharing = max(2, n_around)
    own = _kinds(bundle, read, unread)
    for seen in read.get(above(bundle), ()):
        if _speaks_down(seen, own):
            yield DocumentAt(f"{seen.target}#{seen.locator}", seen.document, n_sharing, is_above=True)


def _unread_names(bundle: Bundle, read: _Read, unread: _Unread) -> Iterator[str]:
    """Yield the names of documents that could speak about the weights of a bundle, and are not known."""
    for seen in unread.get(bundle, ()):
        yield _inside(seen.locator, bundle)
    upper, own = above(bundle), _kinds(bundle, read, unread)
    for seen in unread.get(upper, ()):
        if _speaks_down(seen, own):
            yield f"../{_inside(seen.locator, upper)}"


def _kinds(bundle: Bundle, read: _Read, unread: _Unread) -> frozenset[DocumentKind | None]:
    return frozenset(kind_of(seen.locator) for seen in (*read.get(bundle, ()), *unread.get(bundle, ())))


def _speaks_down(seen: DocumentSeen | Problem | Skipped, own: Container[DocumentKind | None]) -> bool:
    """Say whether a document one folder up speaks about a bundle that has documents of these kinds itself."""
    kind = kind_of(seen.locator)
    return kind in _SPEAKS_DOWN and kind not in own


def above(bundle: Bundle) -> Bundle:
    """Return the folder one up; of the target's own folder there is none."""
    target, place = bundle
    return target, "" if place == "." else place.rpartition("/")[0] or "."


def _inside(locator: str, bundle: Bundle) -> str:
    return locator.removeprefix(f"{bundle[1]}/")
